"""Calendars, refusals, letters and pages all tell the same end of a deadline: the last minute in time."""

from datetime import timedelta
from typing import Any

from icalendar import Calendar

from tests.api.conftest import Web
from tests.world import CALL, filing
from workflow.outcomes import parse_instant


def test_a_calendar_and_a_refusal_name_the_same_last_minute(web: Web) -> None:
    opened = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": filing()}).json()
    due = parse_instant(opened["due_at"])
    assert due is not None

    web.clock.set(due - timedelta(hours=3))
    found: Any = Calendar.from_ical(web("ada", "GET", "/v1/deadlines.ics").content)
    [entry] = found.walk("VEVENT")
    web.clock.set(due)
    submit = {"transition": "submit", "version": opened["version"]}
    late = web("ada", "POST", f"/v1/cases/{opened['case']}/transitions", json=submit).json()

    assert opened["due_at"] == late["until"] == "2022-12-25T16:00:00.000000Z"
    assert entry.start.isoformat() == "2022-12-25T15:59:00+00:00"
    assert (late["code"], late["deadline"]) == ("deadline-passed", "internal")
    assert late["detail"].endswith("the last minute was 2022-12-25 23:59 (Asia/Shanghai)")
