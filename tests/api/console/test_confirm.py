"""The counterpart's page: what is asked, by when on whose clock, and what can be done, for people who come once."""

from tests.api.console.conftest import Console, words
from tests.world import NOMINATIONS, SPRING, ZHONGGUANCUN, done
from workflow.commands import OpenCase


def test_a_counterpart_is_told_who_named_it_what_is_asked_and_by_when_on_both_clocks(console: Console) -> None:
    ref = console.submitted()

    page = console.get("diego", f"/confirm/{ref}")

    said = words(page)
    assert "Institute of Food Sciences named Faculty of Agronomy as its partner." in said
    assert "Answer by Friday 30 December, 12:59 in Buenos Aires." in said and "30 Dec 2022, 23:59 Beijing" in said
    assert "File my side, then confirm" in said and "Confirm it as it stands" not in said
    assert "the counterpart has not filed" in said
    onward = console.post("diego", f"/confirm/{ref}", {"version": 2, "choice": "correct"})
    assert onward.headers["location"] == f"/cases/{ref}/filings/counterpart"


def test_what_differs_stands_side_by_side_and_is_to_be_corrected_first(console: Console) -> None:
    ref = console.filed(results="Two pilot lines.")

    page = console.get("diego", f"/confirm/{ref}")

    said = words(page)
    assert "1 of 7 differ" in said and "A pilot line. Two pilot lines." in said
    assert "It differs in: Expected results." in said and "Confirm it as it stands" not in said
    forced = console.post("diego", f"/confirm/{ref}", {"version": 3, "choice": "confirm"})
    assert forced.status_code == 409 and "they differ in: results" in words(forced)
    assert console.world.case(ref).state == "submitted"


def test_two_filings_that_agree_are_confirmed_and_the_confirmation_can_be_taken_back(console: Console) -> None:
    ref = console.filed()

    nothing = console.post("diego", f"/confirm/{ref}", {"version": 3})
    confirmed = console.post("diego", f"/confirm/{ref}", {"version": 3, "choice": "confirm"})

    assert nothing.status_code == 422 and '<a href="#choice">' in nothing.text
    assert confirmed.status_code == 303 and console.world.case(ref).state == "partner-confirmed"
    page = console.get("diego", confirmed.headers["location"])
    assert "You have confirmed this project" in words(page) and f"/cases/{ref}/transitions/retract" in page.text


def test_the_page_is_for_who_answers_for_that_partner_alone(console: Console) -> None:
    draft, ref = console.opened(), console.submitted()

    assert console.get("diego", f"/confirm/{draft}").status_code == 404
    for who in ("ada", "cora", "audrey", "rex"):
        assert console.get(who, f"/confirm/{ref}").status_code == 404, who
    assert console.get(None, f"/confirm/{ref}").headers["location"].startswith("/sign-in?then=")


def test_an_awards_partner_who_files_nothing_confirms_what_was_nominated(console: Console) -> None:
    console.clock.set(SPRING)
    ada, content = console.actor("ada"), NOMINATIONS[ZHONGGUANCUN]
    opening = OpenCase(actor=ada, received_at=SPRING, call=ZHONGGUANCUN, direction="award", content=content)
    ref = done(console.world.one(opening)).case
    done(console.world.transition(ref, "submit", actor=ada, now=SPRING))
    console.world.join(ref, console.actor("diego"), now=SPRING)

    said = words(console.get("diego", f"/confirm/{ref}"))

    assert "Wang Min named Institute of Physics as its partner." in said and "Twenty years of joint work" in said
    assert "my side, then confirm" not in said
    assert console.post("diego", f"/confirm/{ref}", {"version": 3, "choice": "confirm"}).status_code == 303
    assert console.world.case(ref).state == "partner-confirmed"
