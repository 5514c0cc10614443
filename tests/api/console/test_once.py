"""Forms count once, however often they are clicked; the page that answers one has an address of its own."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from jinja2 import Environment
from sqlmodel import select

from tests.api.console.conftest import Console, words
from tests.world import CALL
from workflow.tables import KEPT_PAGES

TEMPLATES = Path(__file__).parents[3] / "api" / "console" / "templates"
_ONCE = re.compile(r'name="once" value="([^"]+)"')


def _once(console: Console, who: str, path: str, action: str) -> str:
    """The key of the form of a page that leads to an address."""
    page = console.get(who, path).text
    [form] = re.findall(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', page, re.DOTALL)[:1]
    found = _ONCE.search(form)
    assert found is not None
    return unescape(found[1])


def test_every_form_that_changes_something_has_a_key() -> None:
    bare = [
        f"{path.name}: {form[:80]}"
        for path in sorted(TEMPLATES.glob("*.html"))
        for form in re.findall(r"<form\b.*?</form>|<form\b.*", path.read_text("utf-8"), re.DOTALL)
        if 'method="post"' in form.split("</form>")[0] and "{{ once() }}" not in form
    ]
    assert bare == [], "write {{ once() }} behind the form's tag"
    for path in TEMPLATES.glob("*.html"):
        Environment().parse(path.read_text("utf-8"))


def test_a_key_is_drawn_anew_for_each_form(console: Console) -> None:
    keys = [key for _ in range(2) for key in _ONCE.findall(console.get("ada", "/account").text)]
    assert len(set(keys)) == len(keys) > 4


def test_four_clicks_open_one_case_and_lead_to_it(console: Console) -> None:
    path = f"/cases/new?call={CALL}&direction=2.4"
    form = {"call": CALL, "direction": "2.4", "once": _once(console, "ada", path, "/cases/new")}
    before = words(console.get("ada", "/cases"))

    answers = [console.post("ada", "/cases/new", form) for _ in range(4)]

    assert "IG23-2.4-001" not in before
    assert {(one.status_code, one.headers["location"]) for one in answers} == {
        (303, answers[0].headers["location"])
    } and "/cases/IG23-2.4-001/filings/home" in answers[0].headers["location"]
    assert "IG23-2.4-002" not in words(console.get("ada", "/cases"))


def test_clicks_at_the_same_moment_open_one_case_too(console: Console) -> None:
    path = f"/cases/new?call={CALL}&direction=2.4"
    form = {"call": CALL, "direction": "2.4", "once": _once(console, "ada", path, "/cases/new")}

    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(lambda _: console.send("ada", "/cases/new", form), range(4)))

    assert len({one.headers["location"] for one in answers}) == 1
    assert "IG23-2.4-002" not in words(console.get("ada", "/cases"))


def test_another_form_or_a_changed_one_is_another_case(console: Console) -> None:
    path = f"/cases/new?call={CALL}&direction=2.4"
    for _ in range(2):
        console.post(
            "ada", "/cases/new", {"call": CALL, "direction": "2.4", "once": _once(console, "ada", path, "/cases/new")}
        )

    assert "IG23-2.4-002" in words(console.get("ada", "/cases"))


def test_a_second_click_on_a_move_shows_what_the_first_one_did(console: Console) -> None:
    ref = console.opened()
    path = f"/cases/{ref}/transitions/submit"
    form = {"version": 1, "once": _once(console, "ada", path, path)}

    first, second = console.post("ada", path, form), console.post("ada", path, form)

    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert console.world.case(ref).version == 2


def test_a_refused_form_may_be_sent_again_as_it_is(console: Console) -> None:
    ref = console.submitted()
    path = f"/cases/{ref}/transitions/return"
    form = {"version": 2, "reason": "", "once": _once(console, "cora", path, path)}

    refused = [console.post("cora", path, form).status_code for _ in range(2)]

    assert refused == [409, 409]
    assert console.post("cora", path, form | {"reason": "the plan has no dates"}).status_code == 303


def test_a_key_of_one_person_is_none_of_anothers(console: Console) -> None:
    ref = console.submitted()
    path = f"/cases/{ref}/transitions/return"
    form = {"version": 2, "reason": "no dates", "once": "AAAAAAAAAAAAAAAA"}
    console.post("cora", path, form)

    assert console.post("eli", path, form).status_code in (403, 404, 409)


@pytest.mark.parametrize("once", ["", "x" * 65])
def test_a_key_that_is_none_is_ignored(console: Console, once: str) -> None:
    ref = console.opened()
    done = console.post("ada", f"/cases/{ref}/transitions/submit", {"version": 1, "once": once})
    assert done.status_code == 303


def test_previews_and_results_are_pages_of_their_own_that_only_their_owner_opens(console: Console) -> None:
    path = f"/calls/{CALL}/deadlines/internal"
    look = {"until": "2022-12-27", "reason": "the portal was down", "do": "look"}

    led = console.send("cora", path, look)

    assert led.status_code == 303 and led.headers["location"].startswith("/shown/")
    for _ in range(2):
        shown = console.get("cora", led.headers["location"])
        assert shown.status_code == 200 and "What that would do" in words(shown)
    assert console.get("adam", led.headers["location"]).status_code == 404
    assert console.get(None, led.headers["location"]).status_code == 404
    with console.database.reading() as session:
        [kept] = session.connection().execute(select(KEPT_PAGES.c.sealed)).all()
    assert b"portal" not in bytes(kept.sealed)


def test_a_secret_is_shown_for_two_minutes_and_is_gone_then(console: Console) -> None:
    form = {"token_name": "nightly", "scopes": "read", "days": "30"}
    led = console.send("ada", "/account/tokens", form)
    assert "accord_" in console.get("ada", led.headers["location"]).text

    console.clock.advance(timedelta(minutes=3))
    gone = console.get("ada", led.headers["location"])
    assert gone.status_code == 404 and "accord_" not in gone.text


def test_who_sends_what_they_did_already_is_told_so(console: Console) -> None:
    ref = console.submitted()
    console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": "no dates"})

    again = console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": "no dates at all"})

    assert again.status_code == 409 and "You have already done this" in words(again)
    assert "Return for correction: Submitted → Returned" in words(again)


def test_who_was_slower_is_told_who_did_what(console: Console) -> None:
    ref = console.submitted()
    console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": "no dates"})

    late = console.post("adam", f"/cases/{ref}/transitions/withdraw", {"version": 2, "reason": "slower"})

    assert late.status_code in (403, 409)
    if late.status_code == 409:
        assert "Cora" in words(late) and "Return for correction: Submitted → Returned" in words(late)


def test_when_time_was_faster_the_deadline_is_named(console: Console) -> None:
    ref = console.opened()
    console.clock.set(datetime(2022, 12, 26, 3, tzinfo=UTC))
    console.world.sweep(now=console.clock.now())

    late = console.post("ada", f"/cases/{ref}/transitions/withdraw", {"version": 1, "reason": "late"})

    assert late.status_code == 409 and "“Internal submission” passed meanwhile" in words(late)
