"""The committee's page: drafts, the line, the release and its embargo, the reserve list; and who learns of none of it."""

from datetime import timedelta

import pytest

from tests.api.console.conftest import Console, words
from tests.panel import Panel
from tests.states.definitions import bundled
from tests.world import CALL, CORA, SPRING, ZHONGGUANCUN, done, filing
from workflow import editions
from workflow.actors import SYSTEM
from workflow.credentials import sessions
from workflow.outcomes import Result

PAGE = f"/calls/{CALL}/directions/2.4/decision"


class Committee:
    """Six reviewed cases of direction 2.4, which has four places and two million yuan."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.refs = console.world.ready(6, now=console.clock.now())

    def send(self, doing: str, ref: str | None = None, who: str = "eli", **fields: object) -> tuple[int, str]:
        """Send a form of the page, and follow where it leads: the status, and the page that comes."""
        about = {"do": doing} | fields
        if ref is not None:
            about = {"case": ref, "version": self.console.world.case(ref).version} | about
        answer = self.console.post(who, PAGE, about)
        shown = self.console.get(who, answer.headers["location"]) if answer.status_code == 303 else answer
        return answer.status_code, shown.text

    def award(self, ref: str, amount: int = 400_000) -> None:
        """Draft an award."""
        assert self.send("draft", ref, outcome="award", amount=amount)[0] == 303

    def states(self) -> list[str]:
        """How the cases stand."""
        return [self.console.world.case(ref).state for ref in self.refs]


@pytest.fixture
def committee(console: Console) -> Committee:
    """A committee."""
    return Committee(console)


def test_drafts_are_noted_changed_and_taken_back_and_count_against_places_and_money(committee: Committee) -> None:
    first, second, third = committee.refs[:3]
    committee.award(first)
    committee.send("draft", second, outcome="reserve", amount=420_000, rank=1)
    status, said = committee.send("draft", third, outcome="decline", reason="too thin a plan")
    assert status == 303 and "The draft is noted." in said
    page = words(committee.console.get("eli", PAGE))
    assert "1 of 4 places drafted" in page and "¥400,000 drafted of ¥2,000,000 not yet given." in page
    assert "Award ¥400,000" in page and "Reserve, rank 1" in page and "3 cases have no draft" in page
    assert "4 places end here. Places 4 and 5 have the same score" in page

    status, said = committee.send("undraft", first)

    assert status == 303 and "0 <small>of 4 places drafted" in said
    assert committee.send("undraft", first)[0] == 422 and committee.states() == ["reviewed"] * 6


def test_the_figures_an_award_promises_are_kept_and_a_half_written_one_is_told(committee: Committee) -> None:
    [ref, *_] = committee.refs
    good: dict[str, object] = {
        "outcome": "award",
        "amount": "300,000",
        "name-0": "papers",
        "operator-0": "at-least",
        "value-0": "5",
    }
    status, said = committee.send("draft", ref, "eli", **good | {"value-0": "five"})
    assert status == 422 and '<a href="#indicators-0">' in said and 'value="five"' in said and 'value="300,000"' in said

    assert committee.send("draft", ref, "eli", **good)[0] == 303

    table = committee.console.get("eli", f"{PAGE}?case={ref}").text
    assert 'value="papers"' in table and 'value="5"' in table and 'value="300000"' in table


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "award"}, "amount"),
        ({"outcome": "award", "amount": "much"}, "amount"),
        ({"outcome": "reserve", "amount": 400_000}, "rank"),
        ({"outcome": "decline", "reason": " "}, "reason"),
    ],
)
def test_a_draft_that_lacks_something_comes_back_with_the_fault_at_its_field(
    committee: Committee, written: dict[str, object], field: str
) -> None:
    status, said = committee.send("draft", committee.refs[0], "eli", **written)

    assert status == 422 and f'<a href="#{field}">' in said and "Error: " in said
    assert "No draft" in words(committee.console.get("eli", PAGE))


def test_a_release_is_checked_seen_and_made_for_all_at_once(committee: Committee) -> None:
    first, second = committee.refs[:2]
    assert "nothing is drafted" in committee.send("check")[1]
    committee.award(first)
    committee.send("draft", second, outcome="decline", reason="too thin a plan")

    status, said = committee.send("check")
    assert status == 200 and "Release 2 decisions" in said and "Awarded" in said and "Declined" in said
    assert committee.states() == ["reviewed"] * 6
    status, said = committee.send("release")

    assert status == 303 and "The decisions are released." in said
    assert committee.states() == ["awarded", "declined", *["reviewed"] * 4]


def test_what_does_not_fit_is_named_and_nothing_is_released(committee: Committee) -> None:
    first, second = committee.refs[:2]
    committee.award(first, 1_500_000)
    committee.award(second, 600_000)
    page = words(committee.console.get("eli", PAGE))
    assert (
        "2.4 China–Argentina joint research has 500,000 yuan left, 600,000 were asked" in page
        and "¥100,000 too much." in page
    )

    status, said = committee.send("check")
    made, _ = committee.send("release")

    assert status == 409 and "This cannot be released" in said and second in said
    assert made == 409 and committee.states() == ["reviewed"] * 6


def test_a_release_is_scheduled_in_the_time_of_the_call_and_cancelled(committee: Committee) -> None:
    committee.award(committee.refs[0])
    assert (
        '<a href="#at">' in committee.send("schedule")[1]
        and '<a href="#at">' in committee.send("schedule", at="soon")[1]
    )
    assert committee.send("schedule", at="2022-11-01T09:00")[0] == 422

    status, said = committee.send("schedule", at="2022-12-05T18:00")
    assert status == 303 and "5 Dec 2022, 18:00 Beijing (UTC+8)" in said and "5 Dec 2022, 07:00" in said
    status, said = committee.send("cancel")

    assert status == 303 and "The scheduled release is cancelled." in said and "5 Dec 2022" not in said
    assert committee.send("cancel")[0] == 404


def test_the_next_on_the_reserve_list_moves_up(committee: Committee) -> None:
    assert committee.send("promote")[0] == 409
    committee.send("draft", committee.refs[0], outcome="reserve", amount=420_000, rank=1)
    committee.send("release")
    assert "Reserve list" in words(committee.console.get("eli", PAGE)) and committee.states()[0] == "reserved"

    status, said = committee.send("promote")

    assert status == 303 and "got its award" in said and committee.states()[0] == "awarded"


def test_whoever_signed_in_long_ago_proves_who_they_are_before_a_release(committee: Committee) -> None:
    committee.award(committee.refs[0])
    committee.console.clock.advance(sessions.FRESH + timedelta(minutes=1))

    status, said = committee.send("release")

    assert status == 403 and 'data-link="keep"' in said and committee.states() == ["reviewed"] * 6


def test_nobody_outside_learns_of_a_draft_and_who_only_reads_is_offered_nothing(committee: Committee) -> None:
    console = committee.console
    first = Panel(console.world).case(owner=console.actor("ada"))
    done(console.world.transition(first, "review", actor=CORA, now=console.clock.now(), score=90))
    committee.award(first)
    seen = {who: console.get(who, f"/cases/{first}") for who in ("ada", "diego", "rex")}
    assert [page.status_code for page in seen.values()] == [200, 200, 404]
    for who, case in seen.items():
        pages = [case, *(console.get(who, path) for path in (PAGE, f"{PAGE}?case={first}", "/cases", "/"))]
        assert [page.status_code for page in pages[1:3]] == [403, 403]
        assert not any("400,000" in page.text or "400000" in page.text for page in pages), who
        assert committee.send("draft", first, who, outcome="award", amount=1)[0] in (403, 404)
        assert committee.send("check", who=who)[0] == committee.send("release", who=who)[0] == 403
    for who in ("cora", "audrey"):
        page = console.get(who, f"{PAGE}?case={first}")
        assert "Award ¥400,000" in words(page) and 'method="post"' not in page.text
        assert committee.send("draft", first, who, outcome="award", amount=1)[0] == 403


def test_a_member_in_conflict_sees_neither_the_case_nor_a_count_of_it(committee: Committee) -> None:
    console, ref = committee.console, committee.refs[0]
    committee.award(ref, 400_000)
    panel = Panel(console.world)
    assert isinstance(done(panel.declare(ref, console.actor("eli"))), Result)

    page = words(console.get("eli", f"{PAGE}?case={ref}"))

    assert ref not in page and "5 cases wait for the committee." in page and "0 of 4 places drafted" in page
    assert "400,000" not in page and "Nothing is drafted" in page
    assert committee.send("draft", ref, outcome="award", amount=1)[0] == 404
    assert console.get("eli", f"/cases/{ref}/reviewers").status_code == 404


@pytest.mark.parametrize(
    ("reason", "kept"), [("", None), ("  ", None), ("a second season of trials", "a second season of trials")]
)
def test_an_award_above_what_was_asked_for_asks_for_the_reason_and_keeps_it(
    console: Console, reason: str, kept: str | None
) -> None:
    [ref] = console.world.ready(1, now=console.clock.now(), content=filing(budget=400_000))
    committee = Committee.__new__(Committee)
    committee.console, committee.refs = console, [ref]

    status, said = committee.send("draft", ref, outcome="award", amount=450_000, reason=reason)

    page = words(console.get("eli", PAGE))
    assert "Asked for: ¥400,000" in page
    if kept is None:
        assert status in (409, 422) and '<a href="#reason">' in said and "No draft" in page
        return
    assert status == 303 and "The draft is ¥50,000 above what was asked for" in page and f"Reason: {kept}" in page
    assert kept in console.get("eli", f"{PAGE}?case={ref}").text
    assert committee.send("release")[0] == 303
    assert console.world.entries(ref)[-1].data["given"] == {"amount": 450_000, "reason": kept}


def test_what_the_panel_suggests_stands_in_the_list(console: Console) -> None:
    with console.database.writing() as session:
        editions.publish(session, bundled()[ZHONGGUANCUN], actor=SYSTEM, now=SPRING)
    console.world.ready(1, now=SPRING, call=ZHONGGUANCUN, direction="award")

    page = console.get("eli", f"/calls/{ZHONGGUANCUN}/directions/award/decision")

    assert "Panel: suggested for the award" in words(page)
