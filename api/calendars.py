"""Deadlines as a calendar (RFC 5545). It may end in somebody else's machine: a case is named by its reference alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from fastapi import Response
from icalendar import Calendar, Event

from states.calendar import last_minute
from workflow.overview.queries import Summary

MEDIA = "text/calendar"
_ANEW = timedelta(hours=1)


def calendar(due: Iterable[Summary], *, site: str, now: datetime) -> Response:
    """An entry for each case at the instant at which it is due."""
    found = Calendar.new(name="Accord", prodid="-//Accord//deadlines//EN", refresh_interval=_ANEW)
    for case in due:
        found.add_component(_entry(case, site, now))
    headers = {"Content-Disposition": 'attachment; filename="deadlines.ics"'}
    return Response(found.to_ical(), media_type=MEDIA, headers=headers)


def _entry(case: Summary, site: str, now: datetime) -> Event:
    assert case.due_at is not None, "what is listed is due"
    entry = Event.new(
        uid=f"{case.ref}.{case.deadline}@accord",
        summary=f"{case.ref}: {case.deadline}",
        description=f"{case.state}; until the end of this minute",
        start=last_minute(case.due_at, "UTC"),
        stamp=now,
        sequence=case.version,
        url=f"{site.rstrip('/')}/cases/{case.ref}",
    )
    entry.add("transp", "TRANSPARENT")
    return entry
