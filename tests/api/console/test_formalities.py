"""The formal check on pages: what is told is told in full, comes back with what is wrong, and is offered to whose it is."""

import pytest

from tests.api.console.conftest import Console, words
from tests.world import AGENCY, filing
from workflow.commands import AmendFiling


def _version(console: Console, ref: str) -> int:
    return console.world.case(ref).version


def test_a_named_person_finds_that_two_texts_mean_the_same(console: Console) -> None:
    ref = console.filed(title="Extracción suave de proteína")
    path = f"/cases/{ref}/comparison/title"
    assert f'href="{path}"' in console.get("cora", f"/cases/{ref}").text
    page = words(console.get("cora", path))
    assert "Gentle extraction" in page and "Extracción suave" in page and "You, Cora," in page

    done = console.post("cora", path, {"version": _version(console, ref), "reason": "a sworn translator"})

    assert done.status_code == 303
    assert "Same meaning" in words(console.get("cora", done.headers["location"]))
    again = console.post("cora", f"/cases/{ref}/comparison/leader", {"version": _version(console, ref)})
    assert again.status_code == 422 and "say the same in leader" in words(again)
    assert console.get("cora", f"/cases/{ref}/comparison/budget").status_code == 404
    assert console.get("diego", path).status_code == 403


def test_filings_mended_since_are_compared_again(console: Console) -> None:
    [ref] = console.world.ready(1, now=console.clock.now())
    now, cora = console.clock.now(), console.actor("cora")
    console.world.one(AmendFiling(actor=cora, received_at=now, ref=ref, content={"months": 24}, reason="a slip"))
    assert f'href="/cases/{ref}/comparison"' in console.get("cora", f"/cases/{ref}").text

    done = console.post("cora", f"/cases/{ref}/comparison", {"version": _version(console, ref)})

    assert done.status_code == 303 and not console.world.case(ref).stale
    again = console.post("cora", f"/cases/{ref}/comparison", {"version": _version(console, ref)})
    assert again.status_code == 409 and "no filing was mended" in words(again)


def test_a_clause_is_set_aside_with_a_reason_and_counts_again(console: Console) -> None:
    ref = console.world.opened(
        {"title": "A plan"}, direction="1.3", now=console.clock.now(), actor=console.actor("ada")
    )
    path = f"/cases/{ref}/waivers/1.3-P-08"

    wordless = console.post("cora", path, {"version": 1, "reason": " ", "do": "waive"})
    aside = console.post("cora", path, {"version": 1, "reason": "a ship is late", "do": "waive"})

    assert wordless.status_code == 422 and 'href="#reason"' in wordless.text
    assert aside.status_code == 303 and "a ship is late" in words(console.get("cora", aside.headers["location"]))
    assert "Let clause 1.3-P-08 count again" in words(console.get("cora", path))
    assert console.post("cora", path, {"version": 2, "reason": "it came", "do": "withdraw"}).status_code == 303
    assert console.get("ada", path).status_code == 403
    assert console.get("cora", f"/cases/{ref}/waivers/1.3-partners").status_code == 404


RECEIPT: dict[str, object] = {
    "side": "counterpart",
    "authority": "Ministry of Science",
    "reference": "AR-77",
    "at": "2022-11-09T09:00",
    "zone": "America/Argentina/Buenos_Aires",
}


def test_a_receipt_is_recorded_as_the_clock_there_showed_it(console: Console) -> None:
    ref = console.submitted()
    path = f"/cases/{ref}/receipts"
    assert 'value="America/Argentina/Buenos_Aires"' in console.get("diego", path).text

    done = console.post("diego", path, RECEIPT | {"version": 2})

    assert done.status_code == 303
    page = words(console.get("diego", done.headers["location"]))
    assert "AR-77 9 Nov 2022, 09:00 Buenos Aires (UTC-3)" in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"side": ""}, "side"),
        ({"authority": " "}, "authority"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"at": "2022-13-01T09:00"}, "at"),
        ({"at": "2022-11-20T09:00"}, "at"),
        ({"paper": "yes"}, "reason"),
    ],
)
def test_a_receipt_that_cannot_be_comes_back_with_its_fault(
    console: Console, wrong: dict[str, str], field: str
) -> None:
    ref = console.submitted()

    back = console.post("cora", f"/cases/{ref}/receipts", {**RECEIPT, **wrong, "version": 2})

    assert back.status_code == 422 and f'href="#{field}"' in back.text and f'id="{field}-fault"' in back.text
    assert 'value="AR-77"' in back.text and console.world.case(ref).version == 2


def test_more_time_is_shown_on_both_clocks_before_it_is_given(console: Console) -> None:
    ref = console.submitted()
    path = f"/cases/{ref}/deadline"
    asked = {"version": 2, "deadline": "agency", "zone": "Asia/Shanghai", "until": "2023-01-05", "reason": "a flood"}

    seen = words(console.post("cora", path, asked | {"do": "look"}))

    assert "5 Jan 2023, 23:59 Beijing (UTC+8)" in seen and "5 Jan 2023, 12:59 Buenos Aires (UTC-3)" in seen
    assert console.world.case(ref).due_at == AGENCY
    back = console.post("cora", path, asked | {"do": "give", "until": "2022-12-20"})
    assert back.status_code == 422 and 'href="#until"' in back.text
    assert console.post("cora", path, asked | {"do": "look", "at": "25:00"}).status_code == 422
    given = console.post("cora", path, asked | {"do": "give", "at": "18:00"})
    assert given.status_code == 303 and "5 Jan 2023, 17:59 Beijing" in words(console.get("cora", f"/cases/{ref}"))
    assert console.get("ada", path).status_code == 403


def test_the_words_of_an_ended_case_are_erased_by_who_names_it(console: Console) -> None:
    ref = console.submitted()
    path = f"/cases/{ref}/erasure"
    assert console.get("adam", path).status_code == 409
    console.post("ada", f"/cases/{ref}/transitions/withdraw", {"version": 2, "reason": "no time"})
    assert f'href="{path}"' in console.get("adam", f"/cases/{ref}").text

    unnamed = console.post("adam", path, {"version": 3, "ref": "IG23-2.4-002", "reason": "asked for"})

    assert unnamed.status_code == 422 and 'href="#ref"' in unnamed.text
    assert console.world.whole(ref).home == filing()
    assert console.post("adam", path, {"version": 3, "ref": ref, "reason": "asked for"}).status_code == 303
    assert console.world.whole(ref).home == {} and console.get("adam", f"/cases/{ref}").status_code == 200
    assert console.get("cora", path).status_code == 403
