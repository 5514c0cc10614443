"""Drafts of decisions stay inside: nobody outside learns of one, nor does whoever a conflict keeps from the case."""

from typing import Any

import pytest

from tests.workflow.committee import FAY, LATER, NOVEMBER, PAPERS, draft, told
from tests.world import (
    ADA,
    ADAM,
    AUDREY,
    CALL,
    CORA,
    DIEGO,
    ELI,
    World,
    done,
    refused,
)
from workflow import visibility
from workflow.auditing import history
from workflow.commands import DeclareConflict, PromoteReserve, ReleaseDecisions
from workflow.deciding import previews
from workflow.overview.ranking import DraftedDecision

# What stays inside -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["award", "reserve", "decline", "none"])
def test_whoever_stands_outside_learns_nothing_of_a_draft(world: World, outcome: str) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    owner, partner = told(world, ADA, ref), told(world, DIEGO, ref)
    with world.database.reading() as session:
        before = [history.load_case_at(session, actor, ref, NOVEMBER) for actor in (ADA, DIEGO)]
    done(draft(world, ref, "award", amount=600_000, indicators=(PAPERS,)))
    given: dict[str, dict[str, Any]] = {
        "award": {"amount": 1},
        "reserve": {"amount": 1, "rank": 1},
        "decline": {"reason": "weak"},
        "none": {},
    }
    done(draft(world, ref, outcome, **given[outcome]))

    assert (told(world, ADA, ref), told(world, DIEGO, ref)) == (owner, partner)
    with world.database.reading() as session:
        after = [history.load_case_at(session, actor, ref, LATER) for actor in (ADA, DIEGO)]
    assert [(then.state, then.version, then.event) for then in after] == [
        (then.state, then.version, then.event) for then in before
    ]
    assert owner[0] is None
    for insider in (ELI, CORA, AUDREY, ADAM):
        assert told(world, insider, ref)[1] == [
            *owner[1],
            "case.transitioned",
            "case.decision-drafted",
            "case.decision-drafted",
        ]


def test_a_draft_that_was_never_released_stays_inside_when_the_case_ends_otherwise(world: World) -> None:
    refs = world.ready(3, now=NOVEMBER)
    for ref in refs:
        done(draft(world, ref, "award", amount=700_000, indicators=(PAPERS,)))
    done(world.transition(refs[0], "withdraw", actor=ADA, now=LATER, reason="no staff"))
    done(world.transition(refs[1], "decline", actor=ELI, now=LATER, reason="weak"))
    done(world.award(refs[2], 300_000, now=LATER))

    outside = [told(world, ADA, ref)[0] for ref in refs]

    assert outside == [None, None, DraftedDecision("award", 300_000, None, None, (dict(PAPERS),), released=True)]
    assert [told(world, DIEGO, ref)[0] for ref in refs] == [None, None, None]


def test_the_indicators_of_an_award_come_back_for_staff_and_for_its_owner(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    done(draft(world, ref, "award", amount=600_000, indicators=(PAPERS,)))
    before = told(world, ADA, ref)[0]
    done(world.award(ref, 600_000, now=LATER))

    awarded = DraftedDecision("award", 600_000, None, None, (dict(PAPERS),), released=True)
    assert before is None
    assert [told(world, actor, ref)[0] for actor in (ADA, ELI, CORA, DIEGO)] == [awarded, awarded, awarded, None]
    done(world.transition(ref, "revoke", actor=ELI, now=LATER, reason="a false statement"))
    assert told(world, ADA, ref)[0] is None


@pytest.mark.parametrize(
    "action", ["case.decision-drafted", "case.reviewer-assigned", "case.reviewed-by", "case.conflict-declared"]
)
def test_internal_actions_are_told_to_those_inside_alone(action: str) -> None:
    inside = {"coordinator", "committee", "auditor", "administrator", "system"}
    roles = [*inside, "applicant", "partner", "reviewer"]

    assert {role for role in roles if visibility.may_know_event({role}, action)} == inside
    assert all(visibility.may_know_event({role}, "case.transitioned") for role in roles)
    assert not visibility.may_know_event(frozenset(), action)
    assert visibility.may_know_event({"applicant", "coordinator"}, action)


# Conflicts -------------------------------------------------------------------------------------------------------------


def test_whoever_a_conflict_keeps_from_a_case_neither_sees_nor_counts_nor_releases_its_draft(world: World) -> None:
    theirs, other = world.ready(2, now=NOVEMBER)
    for ref in (theirs, other):
        done(draft(world, ref, "award", amount=600_000))
    done(world.one(DeclareConflict(actor=FAY, received_at=LATER, ref=theirs, ground="family", reason="a brother")))

    with world.database.reading() as session:
        found = previews.preview(session, FAY, CALL, "2.4", now=LATER)
    [answer] = world.apply(ReleaseDecisions(actor=FAY, received_at=LATER, call=CALL, direction="2.4"), now=LATER)

    assert [place.case.ref for place in found.ranking] == [other]
    assert (found.lines[0].cases_drafted, found.lines[0].funds_drafted) == (1, 600_000)
    assert isinstance(answer, list)
    assert [done(one).case for one in answer] == [other]
    assert world.case(theirs).state == "reviewed"


def test_whoever_a_conflict_keeps_from_somebody_on_the_reserve_list_does_not_move_it_up(world: World) -> None:
    first, second = world.ready(2, now=NOVEMBER)
    for rank, ref in enumerate((first, second), 1):
        done(world.transition(ref, "reserve", actor=ELI, now=NOVEMBER, rank=rank))
        done(draft(world, ref, "award", amount=600_000))
    done(world.one(DeclareConflict(actor=FAY, received_at=LATER, ref=second, ground="family", reason="a brother")))

    refusal = refused(world.one(PromoteReserve(actor=FAY, received_at=LATER, call=CALL, direction="2.4")))

    assert (refusal.code, refusal.case) == ("not-yours-to-make", None)
    assert (world.case(first).state, world.held()) == ("reserved", {})
