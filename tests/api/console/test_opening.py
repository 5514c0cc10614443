"""Opening a case on pages, step by step: only what is open to who asks, with what the guideline asks for first."""

from tests.api.console.conftest import Console, words
from tests.world import CALL, INTERNAL, MICROSECOND


def test_a_case_is_opened_step_by_step(console: Console) -> None:
    calls = console.get("ada", "/cases/new")
    if f'href="/cases/new?call={CALL}"' in calls.text:
        calls = console.get("ada", f"/cases/new?call={CALL}")
    assert f'href="/cases/new?call={CALL}&amp;direction=2.4"' in calls.text
    asked = console.get("ada", f"/cases/new?call={CALL}&direction=2.4")
    assert "2.4-a The project runs exactly two years." in words(asked) and "25 Dec 2022, 23:59 Beijing" in words(asked)

    opened = console.post("ada", "/cases/new", {"call": CALL, "direction": "2.4"})

    assert opened.status_code == 303
    assert opened.headers["location"].startswith("/cases/IG23-2.4-001/filings/home?event=")
    assert console.get("ada", opened.headers["location"]).status_code == 200
    assert console.world.case("IG23-2.4-001").partner == "AR"


def test_what_was_not_chosen_is_asked_for_again_beside_its_field(console: Console) -> None:
    page = console.get("ada", f"/cases/new?call={CALL}&direction=1.4")
    assert 'id="topic"' in page.text

    back = console.post("ada", "/cases/new", {"call": CALL, "direction": "1.4", "topic": "XYZ"})

    assert back.status_code == 422 and '<a href="#topic">' in back.text and 'id="topic-fault"' in back.text


def test_there_is_nothing_to_open_outside_a_calls_time(console: Console) -> None:
    console.clock.set(INTERNAL - MICROSECOND)
    assert console.get("ada", f"/cases/new?call={CALL}").status_code == 200
    console.clock.set(INTERNAL)

    closed = console.get("ada", f"/cases/new?call={CALL}&direction=2.4")

    assert closed.status_code == 404 or "No call is open now" in words(closed)
    late = console.post("ada", "/cases/new", {"call": CALL, "direction": "2.4"})
    assert late.status_code == 409 and "is closed; the last minute was" in words(late)


def test_who_opens_no_cases_is_told_so(console: Console) -> None:
    assert console.get("eli", "/cases/new").status_code == 403
    assert console.post("eli", "/cases/new", {"call": CALL, "direction": "2.4"}).status_code == 403
