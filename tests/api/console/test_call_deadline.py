"""More time for a whole call, on its page: first what it would do, then done, with a reason, and only by who may."""

from datetime import datetime

from tests.api.console.conftest import Console, words
from tests.world import CALL, INTERNAL, MICROSECOND, at
from workflow import calls

HERE = f"/calls/{CALL}/deadlines/internal"
LATER = {"until": "2022-12-28", "at": "", "reason": "the portal was down"}


def _stands(console: Console) -> datetime:
    with console.database.reading() as session:
        return calls.load_deadlines(session, CALL)["internal"]


def test_what_more_time_would_do_is_shown_before_anything_is_done(console: Console) -> None:
    lapsed = console.opened()
    console.clock.set(INTERNAL)
    console.world.sweep(console.clock.now())

    shown = console.post("cora", HERE, {**LATER, "reason": "", "do": "look"})

    said = words(shown)
    assert shown.status_code == 200 and "nothing is changed yet" in said
    assert "0 cases get more time." in said
    assert "1 case ran out of time before, and stays so unless it is reopened:" in said and lapsed in said
    assert "28 Dec 2022, 23:59 Beijing (UTC+8)" in said and "Argentina: 28 Dec 2022, 12:59 Buenos Aires (UTC-3)" in said
    assert _stands(console) == INTERNAL


def test_more_time_is_given_with_a_reason_and_told_afterwards(console: Console) -> None:
    ref = console.opened()
    assert "1 case gets more time." in words(console.post("cora", HERE, {**LATER, "do": "look"}))

    given = console.post("cora", HERE, {**LATER, "at": "18:00", "do": "give"})

    assert given.status_code == 303
    said = words(console.get("cora", given.headers["location"]))
    assert "now lasts until 28 Dec 2022, 17:59 Beijing (UTC+8)" in said and "Sealed as event" in said
    assert "the portal was down" in said and "Cora" in said
    assert _stands(console) == console.world.case(ref).due_at == at("2022-12-28 18:00")
    assert "moved from 25 Dec 2022" in words(console.get("ada", f"/calls/{CALL}"))


def test_what_was_written_comes_back_with_what_is_wrong_and_nothing_is_moved(console: Console) -> None:
    earlier = console.post("cora", HERE, {**LATER, "until": "2022-12-20", "do": "give"})
    silent = console.post("cora", HERE, {**LATER, "reason": " ", "do": "give"})
    empty = console.post("cora", HERE, {**LATER, "until": "", "do": "look"})

    assert earlier.status_code == 422 and 'value="2022-12-20"' in earlier.text and "Error: " in earlier.text
    assert '<a href="#until">' in earlier.text and "an extension must lie ahead" in words(earlier)
    assert silent.status_code == 422 and '<a href="#reason">' in silent.text
    assert empty.status_code == 422 and '<a href="#until">' in empty.text
    assert _stands(console) == INTERNAL


def test_who_may_not_move_a_deadline_is_neither_offered_it_nor_let(console: Console) -> None:
    for who in ("ada", "audrey", "diego", "eli"):
        assert f'href="{HERE}"' not in console.get(who, f"/calls/{CALL}").text
        assert console.get(who, HERE).status_code == 403
        assert console.post(who, HERE, {**LATER, "do": "give"}).status_code == 403
    assert f'href="{HERE}"' in console.get("cora", f"/calls/{CALL}").text
    assert _stands(console) == INTERNAL


def test_what_an_extension_would_do_counts_no_case_that_is_hidden(console: Console) -> None:
    hidden = console.opened()
    console.declared("cora", hidden)

    said = words(console.post("cora", HERE, {**LATER, "do": "look"}))

    assert "0 cases get more time." in said and hidden not in said


def test_a_deadline_that_is_not_there_is_a_404(console: Console) -> None:
    assert console.get("cora", f"/calls/{CALL}/deadlines/nothing").status_code == 404
    assert console.post("cora", f"/calls/{CALL}/deadlines/nothing", {**LATER, "do": "give"}).status_code == 404


def test_the_list_under_a_deadline_holds_those_that_it_would_overtake(console: Console) -> None:
    ref = console.opened()
    console.submitted()
    console.clock.set(INTERNAL - MICROSECOND)

    page = console.get("cora", HERE).text

    listed = words(console.get("cora", f"/cases?call={CALL}&state=draft&due=2022-12-25"))
    assert f'href="/cases?call={CALL}&amp;state=draft&amp;due=2022-12-25"' in page and ref in listed


def test_just_after_the_deadline_the_page_says_to_come_again_and_keeps_what_was_written(console: Console) -> None:
    console.opened()
    console.clock.set(INTERNAL)

    early = console.post("cora", HERE, {**LATER, "do": "give"})

    assert early.status_code == 503 and "ask again in a moment" in words(early)
    assert 'value="2022-12-28"' in early.text and "the portal was down" in early.text
    assert _stands(console) == INTERNAL


def test_a_time_beyond_the_next_deadline_is_shown_in_the_preview_and_asked_about(console: Console) -> None:
    path = f"/calls/{CALL}/deadlines/internal"
    fields = {"until": "2023-01-15", "reason": "the portal was down"}

    seen = console.post("cora", path, fields | {"do": "look"})
    refused = console.post("cora", path, fields | {"do": "give"})
    meant = console.post("cora", path, fields | {"do": "give", "confirmed": "yes"})

    assert "It would end after “Agency submission”" in words(seen) and 'name="confirmed"' in seen.text
    assert refused.status_code == 422 and '<a href="#confirmed">' in refused.text
    assert meant.status_code == 303


def test_a_case_s_time_beyond_its_next_deadline_is_shown_and_asked_about(console: Console) -> None:
    ref = console.opened()
    path = f"/cases/{ref}/deadline"
    fields = {"until": "2023-01-15", "reason": "illness", "version": 1, "deadline": "internal", "zone": "Asia/Shanghai"}

    seen = console.post("cora", path, fields | {"do": "look"})
    refused = console.post("cora", path, fields | {"do": "give"})
    meant = console.post("cora", path, fields | {"do": "give", "confirmed": "yes"})

    assert "It would end after “Agency submission”" in words(seen)
    assert refused.status_code == 422 and '<a href="#confirmed">' in refused.text
    assert meant.status_code == 303
