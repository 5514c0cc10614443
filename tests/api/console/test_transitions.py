"""Making transitions on pages: what was written stays when something is wrong, and nothing is half done."""

import re

import pytest

from tests.api.console.conftest import Console, words
from workflow.credentials import sessions


def test_a_coordinator_returns_a_case_and_sees_what_was_done(console: Console) -> None:
    ref = console.submitted()
    page = console.get("cora", f"/cases/{ref}/transitions/return")
    assert page.status_code == 200 and "Submitted" in words(page) and "Returned" in words(page)

    made = console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": "the plan has no dates"})

    assert made.status_code == 303
    said = words(console.get("cora", made.headers["location"]))
    assert "Return for correction: Submitted → Returned" in said and "the plan has no dates" in said
    assert console.world.case(ref).state == "returned"


def test_a_move_without_its_reason_comes_back_with_a_summary_that_leads_to_the_field(console: Console) -> None:
    ref = console.submitted()

    back = console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": "  "})

    assert back.status_code == 409
    assert '<a href="#reason">' in back.text and 'id="reason"' in back.text and "Error: " in back.text
    assert console.world.case(ref).version == 2


def test_what_was_written_stays_when_a_number_is_none(console: Console) -> None:
    [ref] = console.world.ready(1, now=console.clock.now())

    back = console.post(
        "eli", f"/cases/{ref}/transitions/award", {"version": console.world.case(ref).version, "amount": "lots"}
    )

    assert back.status_code == 422 and 'value="lots"' in back.text and "enter a whole number" in words(back)


def test_who_changed_the_case_themself_meanwhile_is_told_so(console: Console) -> None:
    ref = console.submitted()
    console.post("cora", f"/cases/{ref}/transitions/return", {"version": 2, "reason": "first"})

    late = console.post("cora", f"/cases/{ref}/transitions/exclude", {"version": 2, "reason": "second"})

    assert late.status_code == 409 and "You changed this case yourself a moment ago" in words(late)
    assert console.world.case(ref).state == "returned"


def test_a_case_says_of_each_move_that_is_not_possible_yet_what_is_missing(console: Console) -> None:
    page = console.get("cora", f"/cases/{console.submitted()}")

    [confirm] = re.findall(r'<div class="medium">Confirm.*?</div>\s*<ul class="why">(.*?)</ul>', page.text, re.DOTALL)
    items = [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<li>(.*?)</li>", confirm, re.DOTALL)]
    assert any("the counterpart has not filed" in one for one in items), items
    assert all(len(one.split()) > 2 for one in items), items


def test_a_move_that_is_not_possible_yet_says_why_on_its_page(console: Console) -> None:
    ref = console.submitted()

    page = console.get("cora", f"/cases/{ref}/transitions/confirm")

    assert (
        page.status_code == 200
        and "the counterpart has not filed" in words(page)
        and '<form class="form' not in page.text
    )


def test_a_form_from_another_site_is_refused(console: Console) -> None:
    ref = console.submitted()

    forged = console.browser("cora").ask(
        "POST", f"/cases/{ref}/transitions/return", site="cross-site", data={"version": "2", "reason": "forged"}
    )

    assert forged.status_code == 403 and console.world.case(ref).state == "submitted"


def test_who_may_not_make_a_move_is_told_so(console: Console) -> None:
    ref = console.submitted()

    denied = console.post("audrey", f"/cases/{ref}/transitions/return", {"version": 2, "reason": "I would like to"})

    assert denied.status_code == 403 and console.world.case(ref).state == "submitted"


def test_an_award_is_offered_to_who_must_prove_again_who_they_are_and_leads_there_with_their_words(
    console: Console,
) -> None:
    [ref] = console.world.ready(1, now=console.clock.now())
    path, eli = f"/cases/{ref}/transitions/award", console.browser("eli")
    console.clock.advance(sessions.FRESH)

    case, page = eli.here.get(f"/cases/{ref}"), eli.here.get(path)
    sent = console.post("eli", path, {"version": console.world.case(ref).version, "amount": 400_000})

    assert f'href="{path}"' in case.text
    assert (page.status_code, page.headers["location"]) == (303, f"/prove?then=%2Fcases%2F{ref}%2Ftransitions%2Faward")
    assert sent.status_code == 403 and 'action="/sign-in/link"' in sent.text and 'value="400000"' in sent.text
    assert console.world.case(ref).state == "reviewed"


@pytest.mark.parametrize(
    "written",
    ["3000,50", "8,5", "3.000", "3,000.00", "500 00", "1,23,456", "３０００，５０", "12,34", "1_000_000", "5e5"],
)
def test_an_amount_that_is_no_whole_number_awards_nothing_and_says_what_was_typed(
    console: Console, written: str
) -> None:
    [ref] = console.world.ready(1, now=console.clock.now())
    before = console.world.case(ref).version

    back = console.post("eli", f"/cases/{ref}/transitions/award", {"version": before, "amount": written})

    assert back.status_code == 422 and f"you entered “{written}”" in words(back)
    assert '<a href="#amount">' in back.text and 'id="amount-fault"' in back.text
    assert console.world.case(ref).version == before


@pytest.mark.parametrize(
    "written", ["500,000", "500\u202f000", "500\u00a0000", "５００，０００", "¥500,000", "500'000"]
)
def test_an_amount_may_set_off_its_thousands(console: Console, written: str) -> None:
    [ref] = console.world.ready(1, now=console.clock.now())

    console.post(
        "eli", f"/cases/{ref}/transitions/award", {"version": console.world.case(ref).version, "amount": written}
    )

    assert console.world.case(ref).amount == 500_000
