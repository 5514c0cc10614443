"""Reviewing on pages: what is asked of a reviewer, their sheet, and what they are not told."""

import pytest

from tests.api.console.conftest import Console, words
from tests.panel import CRITERIA, Panel
from tests.world import done
from workflow.actors import Actor, RoleGrant
from workflow.commands import UnassignReviewer

GOOD: dict[str, object] = {f"scores-{name}": 80 for name in CRITERIA} | {
    "comment": "Sound.",
    "recommendation": "support",
}


class Desk:
    """A case that Rex is invited to review, on the console."""

    def __init__(self, console: Console) -> None:
        self.console, self.panel = console, Panel(console.world)
        self.rex = Actor(console.ids["rex"], "Rex", (RoleGrant("reviewer"),))
        self.panel.listed(self.rex, most=5)
        self.ref = self.panel.case()
        self.path = f"/reviews/{self.ref}"
        done(self.panel.assign(self.ref, self.rex))

    def send(self, doing: str, **fields: object) -> tuple[int, str]:
        """Send the sheet, and follow where it leads: the status of the answer, and what the page then says."""
        version = self.console.world.case(self.ref).version
        answer = self.console.post("rex", self.path, {"do": doing, "version": version} | fields)
        shown = self.console.get("rex", answer.headers["location"]) if answer.status_code == 303 else answer
        return answer.status_code, words(shown)


@pytest.fixture
def desk(console: Console) -> Desk:
    """Rex's desk."""
    return Desk(console)


def test_a_reviewer_accepts_reviews_and_finds_it_among_those_given(desk: Desk) -> None:
    console = desk.console
    assert "1 case waits for you" in words(console.get("rex", "/reviews"))
    assert (
        "Will you review it" not in (before := words(console.get("rex", desk.path))) and "will you review it" in before
    )
    assert "You have 1 case under review, of 5" in words(console.get("rex", "/reviews"))

    assert desk.send("accept")[0] == 303
    status, said = desk.send("review", **GOOD)

    assert status == 303 and "Your review is in." in said and "total 80.00 of 100" in said
    assert "No review is asked of you now" in words(console.get("rex", "/reviews"))
    status, said = desk.send("review", **GOOD | {"scores-results": 100})
    assert status == 303 and "total 84.00 of 100" in said


def test_what_is_wrong_with_a_review_stands_beside_each_field_and_nothing_that_was_written_is_lost(desk: Desk) -> None:
    desk.send("accept")
    version = desk.console.world.case(desk.ref).version
    wrong = GOOD | {"scores-significance": "good", "scores-results": 101, "recommendation": "", "comment": "Long work."}

    back = desk.console.post("rex", desk.path, {"do": "review", "version": version} | wrong)

    assert back.status_code == 422 and "Error: " in back.text
    for field in ("scores-significance", "scores-results", "recommendation"):
        assert f'<a href="#{field}">' in back.text and f'id="{field}-fault"' in back.text
    assert 'href="#scores-feasibility"' not in back.text
    assert 'value="good"' in back.text and 'value="101"' in back.text and "Long work." in back.text
    assert desk.console.world.case(desk.ref).version == version


@pytest.mark.parametrize("written", ["8,5", "8.5", "85,0", "８５．５", "8 5", "85%", "8'5", "80,00"])
def test_a_score_that_is_no_whole_number_is_refused_with_what_was_typed(desk: Desk, written: str) -> None:
    desk.send("accept")
    version = desk.console.world.case(desk.ref).version
    fields = {"do": "review", "version": version} | GOOD | {"scores-results": written}

    back = desk.console.post("rex", desk.path, fields)

    assert back.status_code == 422 and f"you entered “{written}”" in words(back)
    assert '<a href="#scores-results">' in back.text and 'id="scores-results-fault"' in back.text
    assert desk.console.world.case(desk.ref).version == version


def test_a_declared_conflict_makes_the_case_disappear(desk: Desk) -> None:
    status, said = desk.send("conflict", ground="family")
    assert status == 422 and "a conflict of interest asks for a reason" in said
    assert desk.send("conflict", reason="my cousin")[0] == 422

    status, said = desk.send("conflict", ground="family", reason="my cousin")

    assert status == 303 and "Your conflict of interest is noted" in said and desk.ref not in said
    for path in (desk.path, f"/cases/{desk.ref}"):
        assert desk.console.get("rex", path).status_code == 404


def test_stepping_back_asks_for_a_reason_beside_its_own_field(desk: Desk) -> None:
    version = desk.console.world.case(desk.ref).version
    back = desk.console.post("rex", desk.path, {"do": "decline", "version": version, "decline-reason": " "})
    assert back.status_code == 422 and '<a href="#decline-reason">' in back.text

    status, said = desk.send("decline", **{"decline-reason": "too much to do"})

    assert status == 303 and "You stepped back" in said
    assert desk.console.get("rex", desk.path).status_code == 404


def test_what_others_say_opens_once_ones_own_review_is_in(desk: Desk) -> None:
    ruth = desk.panel.reviewer("Ruth")
    desk.panel.accepted(desk.ref, ruth)
    done(desk.panel.score(desk.ref, ruth, 31, comment="A weak plan."))
    desk.send("accept")

    before = words(desk.console.get("rex", desk.path))
    _, after = desk.send("review", **GOOD)

    assert not any(secret in before for secret in ("A weak plan.", "31.00", "Ruth"))
    assert "opens once your own review is in" in before
    assert all(told in after for told in ("A weak plan.", "31.00", "Ruth"))


def test_the_sheet_is_there_only_for_whoever_reviews_the_case(desk: Desk) -> None:
    for who in ("ada", "diego", "cora", "eli", "audrey"):
        assert desk.console.get(who, desk.path).status_code == 404, who
        assert "No review is asked of you now" in words(desk.console.get(who, "/reviews"))
    assert desk.console.get(None, desk.path).headers["location"].startswith("/sign-in?then=")
    taken = UnassignReviewer(
        actor=desk.console.actor("cora"),
        received_at=desk.console.clock.now(),
        ref=desk.ref,
        reviewer=desk.rex.id,
        reason="ill",
    )
    done(desk.console.world.one(taken))
    assert desk.console.get("rex", desk.path).status_code == 404
    assert desk.send("review", **GOOD)[0] == 404


def test_a_sheet_that_a_colleague_overtook_or_that_does_not_say_what_to_do_changes_nothing(desk: Desk) -> None:
    late = desk.console.post("rex", desk.path, {"do": "accept", "version": 1})
    odd = desk.console.post("rex", desk.path, {"do": "shred", "version": 2})

    assert late.status_code == 409 and odd.status_code == 422
    assert "1 case waits for you" in words(desk.console.get("rex", "/reviews"))
