"""The audit: who may read the trail finds any event by words, sees what it changed, and has all of it proved."""

import csv
import json
import re
from io import StringIO

from tests.api.console.conftest import Console, words
from tests.workflow import forgery
from workflow import merkle
from workflow.credentials import sessions

_ROWS = re.compile(r"<tr data-row.*?</tr>", re.DOTALL)


def _told(console: Console, path: str, who: str = "audrey") -> list[str]:
    """The rows of the list at an address, in words."""
    page = console.get(who, path)
    assert page.status_code == 200, page.text
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in _ROWS.findall(page.text)]


def test_an_auditor_finds_events_by_who_what_which_case_and_when(console: Console) -> None:
    ref, other = console.submitted(), console.opened()
    console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": "no dates"})

    by_cora = _told(console, f"/audit?who=cora&case={ref.lower()}")
    opened = _told(console, "/audit?action=case.opened&order=oldest")

    assert len(by_cora) == 1 and "Cora Return for correction: Submitted → Returned" in by_cora[0]
    assert [ref in opened[0], other in opened[1], len(opened)] == [True, True, 2]
    assert console.get("audrey", "/audit?case=IG23-9.9-999").status_code == 422
    assert _told(console, "/audit?from=2022-11-10T09:00&to=2022-11-10T09:01&case=" + ref) != []
    assert _told(console, "/audit?to=2022-11-10T09:00&case=" + ref) == []
    assert console.get("audrey", "/audit?who=nobody-of-that-name").status_code == 422


def test_a_long_trail_is_paged_both_ways(console: Console) -> None:
    for _ in range(52):
        console.opened()
    onward = re.compile(r'<a class="button slight" href="([^"]+)">(Older|Newer)</a>')
    first = console.get("audrey", "/audit?action=case.opened").text
    [(older, _)] = onward.findall(first)

    second = _told(console, older.replace("&amp;", "&"))
    back = {word: way for way, word in onward.findall(console.get("audrey", older.replace("&amp;", "&")).text)}
    again = _told(console, back["Newer"].replace("&amp;", "&"))

    assert len(_ROWS.findall(first)) == 50 and len(second) == 2
    assert again == _told(console, "/audit?action=case.opened")


def test_a_chosen_event_tells_what_it_changed_why_and_its_proof(console: Console) -> None:
    ref = console.opened()
    console.world.amend(ref, {"title": "Gentler extraction"}, now=console.clock.now(), actor=console.actor("ada"))
    amended = console.world.entries(ref)[-1]

    page = console.get("audrey", f"/audit?event={amended.seq}")

    assert "<del>Gentle extraction of pea protein</del>" in page.text and "<ins>Gentler extraction</ins>" in page.text
    assert "Its bytes have the hash they were sealed with" in words(page)
    assert amended.leaf == merkle.leaf(amended.body.encode()).hex() and amended.leaf in page.text
    assert "01:00 UTC" in words(page) and "09:00 Beijing" in words(page)
    assert console.get("audrey", "/audit?event=999999").status_code == 404


def test_a_move_is_told_with_how_the_case_stood_before_and_after(console: Console) -> None:
    ref = console.submitted()
    console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": "no dates"})
    returned = console.world.entries(ref)[-1]

    said = words(console.get("audrey", f"/audit?event={returned.seq}"))

    assert "State Submitted Returned" in said and "Reason no dates" in said
    assert "a session ses_" in said and "Request req_" in said


def test_times_that_do_not_exist_are_told_at_their_field(console: Console) -> None:
    page = console.get("audrey", "/audit?from=yesterday&case=IG23-2.4-001")

    assert page.status_code == 422 and '<a href="#from">' in page.text and 'value="yesterday"' in page.text
    assert 'aria-describedby="from-fault"' in page.text and "Error: Audit" in page.text
    assert console.get("audrey", "/audit?to=0001-01-01T00:00").status_code == 422


def test_who_may_not_read_the_trail_sees_none_of_it_nor_has_it_proved(console: Console) -> None:
    ref = console.submitted()

    for who in ("ada", "diego", "rex", "eli"):
        denied = [console.get(who, path) for path in ("/audit", "/audit?event=1", "/audit/trail.csv")]
        denied.append(console.post(who, "/audit/verify", {}))
        assert [answer.status_code for answer in denied] == [403] * 4, who
        assert all(ref not in answer.text for answer in denied)


def test_the_trail_is_proved_on_request_and_told_where_it_is_broken(console: Console) -> None:
    ref = console.submitted()
    assert "Not proved yet" in words(console.get("audrey", "/audit"))

    events, proved = console.world.events(), console.post("audrey", "/audit/verify", {})
    sound = words(console.get("cora", "/audit"))

    assert proved.headers["location"] == "/audit"
    assert "The trail is sound." in sound and f"{events} events were hashed again" in sound
    seq, url = console.world.entries(ref)[-1].seq, console.database.url
    forgery.forge(url, f"UPDATE events SET action = 'case.opened' WHERE seq = {seq}")
    console.post("audrey", "/audit/verify", {})
    broken = console.get("audrey", "/audit")
    forgery.forge(url, f"UPDATE events SET action = 'case.transitioned' WHERE seq = {seq}")
    assert "The trail is broken." in words(broken) and f'href="/audit?event={seq}"' in broken.text
    assert "its column action says" in words(broken)


def test_events_are_taken_away_as_they_were_filtered(console: Console) -> None:
    ref, _ = console.submitted(), console.opened()

    table = console.get("audrey", f"/audit/trail.csv?case={ref}")
    lines = console.get("audrey", f"/audit/trail.jsonl?case={ref}")

    assert [row["case"] for row in csv.DictReader(StringIO(table.text))] == [ref, ref]
    assert [json.loads(line)["case"]["ref"] for line in lines.text.splitlines()] == [ref, ref]
    assert table.headers["content-disposition"] == 'attachment; filename="trail.csv"'
    assert console.get("audrey", "/audit/trail.csv?from=never").status_code == 422
    console.clock.advance(sessions.FRESH)
    assert console.get("audrey", "/audit/trail.csv").headers["location"] == "/prove?then=%2Faudit%2Ftrail.csv"
