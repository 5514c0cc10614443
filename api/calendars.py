"""Deadlines as a calendar (RFC 5545). It may end in somebody else's machine: a case is named by its reference alone.

Asked for again, the same deadlines are the same calendar byte for byte: its UID is its reader's, an entry's DTSTAMP is
when it last changed, and its SEQUENCE grows with every change of the case and of its call's deadlines. The ETag follows
what is shown.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import Request, Response
from icalendar import Calendar, Event

from states.calendar import last_minute
from workflow.overview.deadline_moves import DeadlineMoves
from workflow.overview.partner_labels import Label
from workflow.overview.queries import CaseSummary

MEDIA = "text/calendar"
_ANEW = timedelta(hours=1)
_STANDS_IN = "; our default: the agency's date, for the partner's own deadline is not known"


@dataclass(frozen=True, slots=True)
class Due:
    """What a reader's calendar shows: the cases that are due, and how often the deadlines of their calls were moved.

    `labels` say of cases that wait for their counterpart whether their deadline is the partner's own or stands in for
    it.
    """

    reader: str
    cases: Collection[CaseSummary]
    transitions: Mapping[str, DeadlineMoves]
    labels: Mapping[str, Label]


def answer_calendar(request: Request, due: Due, *, site: str) -> Response:
    """An entry for each case at the instant at which it is due; 304 if the reader has this very calendar."""
    uid = hashlib.sha256(f"{site} {due.reader}".encode()).hexdigest()[:32]
    found = Calendar.new(name="Accord", prodid="-//Accord//deadlines//EN", refresh_interval=_ANEW, uid=f"{uid}@accord")
    for case in due.cases:
        found.add_component(
            _entry(case, due.transitions.get(case.call, DeadlineMoves()), due.labels.get(case.ref), site)
        )
    body = found.to_ical()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"Content-Disposition": 'attachment; filename="deadlines.ics"', "ETag": etag}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if etag in known or known == ["*"]:
        return Response(status_code=304, headers={"ETag": etag})
    return Response(body, media_type=MEDIA, headers=headers)


def _entry(case: CaseSummary, transitions: DeadlineMoves, label: Label | None, site: str) -> Event:
    assert case.due_at is not None, "what is listed is due"
    changed = [at for at in (case.opened_at, case.entered_at, transitions.last_at) if at is not None]
    entry = Event.new(
        uid=f"{case.ref}.{case.deadline}@accord",
        summary=f"{case.ref}: {'partner deadline' if label == 'partner' else case.deadline}",
        description=f"{case.state}; until the end of this minute{_STANDS_IN if label == 'stand-in' else ''}",
        start=last_minute(case.due_at, "UTC"),
        stamp=_whole_second(max(changed)),
        sequence=case.version + transitions.count,
        url=f"{site.rstrip('/')}/cases/{case.ref}",
    )
    entry.add("transp", "TRANSPARENT")
    return entry


def _whole_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
