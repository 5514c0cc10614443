"""Releases: all that is drafted in a direction or nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.workflow.committee import NOVEMBER, draft, drafted, of_call, release, states
from tests.world import ADA, CALL, CORA, ELI, World, done, filing, refused
from workflow.actors import Actor
from workflow.commands import DraftDecision, ReleaseDecisions

DAY = timedelta(days=1)


def test_a_release_makes_every_drafted_decision_with_what_it_gives(world: World) -> None:
    refs = drafted(world)

    answer = release(world, now=NOVEMBER + DAY)

    assert isinstance(answer, list)
    assert [(done(one).case, done(one).transition, done(one).state) for one in answer] == [
        (refs[0], "award", "awarded"),
        (refs[1], "reserve", "reserved"),
        (refs[2], "decline", "declined"),
    ]
    assert [world.entries(ref)[-1].data["given"] for ref in refs] == [
        {"amount": 600_000},
        {"rank": 1},
        {"reason": "weak"},
    ]
    assert world.held() == {"2.4": (1, 600_000)}
    assert of_call(world, "call.released") == [("per_eli", NOVEMBER + DAY, {"direction": "2.4", "cases": 3})]
    assert refused(release(world, now=NOVEMBER + DAY)).problem == "nothing is drafted in direction 2.4"


def test_if_one_draft_does_not_fit_nothing_is_released_and_each_says_why(world: World) -> None:
    refs = world.ready(3, now=NOVEMBER)
    for ref, amount in zip(refs, (900_000, 900_000, 300_000), strict=True):
        done(draft(world, ref, "award", amount=amount, now=NOVEMBER))
    before = world.events()

    foretold, happened = release(world, dry_run=True), release(world)

    assert isinstance(happened, list)
    assert foretold == happened
    assert [refused(one).code for one in happened] == ["abandoned", "abandoned", "needs-unmet"]
    assert (
        refused(happened[2]).missing[0].problem
        == "2.4 China–Argentina joint research has 200,000 yuan left, 300,000 were asked"
    )
    assert (states(world, refs), world.held(), world.events()) == (["reviewed"] * 3, {}, before)


def test_a_dry_run_foretells_the_release_and_changes_nothing(world: World) -> None:
    refs = drafted(world)
    before = world.events()

    foretold = release(world, dry_run=True)
    between = (states(world, refs), world.held(), world.events())
    happened = release(world)

    assert between == (["reviewed"] * 3, {}, before)
    assert isinstance(happened, list)
    assert foretold == [replace(done(one), event=0) for one in happened]


def test_what_left_since_it_was_drafted_is_left_out_and_other_directions_are_left_alone(world: World) -> None:
    refs = drafted(world)
    [elsewhere] = world.ready(1, now=NOVEMBER, direction="2.3", content=filing(area="Hydrogen energy"))
    done(draft(world, elsewhere, "decline", reason="weak", now=NOVEMBER))
    done(world.transition(refs[0], "withdraw", actor=ADA, now=NOVEMBER, reason="no staff"))

    release(world)

    assert states(world, [*refs, elsewhere]) == ["withdrawn", "reserved", "declined", "reviewed"]


def test_a_draft_and_its_release_in_one_batch_find_each_other(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)

    answers = world.apply(
        DraftDecision(actor=ELI, received_at=NOVEMBER, ref=ref, outcome="decline", reason="weak"),
        ReleaseDecisions(actor=ELI, received_at=NOVEMBER, call=CALL, direction="2.4"),
        now=NOVEMBER,
    )

    assert isinstance(answers[1], list)
    assert done(answers[1][0]).state == "declined"


@pytest.mark.parametrize("actor", [ADA, CORA])
def test_only_the_committee_releases(world: World, actor: Actor) -> None:
    refs = drafted(world)

    refusal = refused(release(world, actor=actor))
    nowhere = refused(release(world, direction="9.9"))

    assert (refusal.code, refusal.roles) == ("not-yours-to-make", ("committee",))
    assert nowhere.code == "no-such-definition"
    assert states(world, refs) == ["reviewed"] * 3
