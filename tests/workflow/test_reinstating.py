"""Taken back and put back: what an excluded, withdrawn or escalated case may still become."""

from datetime import timedelta

from tests.workflow import begun
from tests.workflow.begun import NOVEMBER
from tests.world import ADA, AGENCY, CORA, ELI, MICROSECOND, World, done, refused


def test_an_excluded_case_is_reinstated_without_the_deadline_it_has_behind_it(world: World) -> None:
    ref = begun.submitted(world)
    world.transition(ref, "exclude", actor=CORA, now=NOVEMBER, reason="the lead is an association")
    later = AGENCY + timedelta(days=9)

    outcome = done(world.transition(ref, "reinstate", actor=CORA, now=later, reason="the register was wrong"))

    assert (outcome.source, outcome.state, outcome.due_at) == ("ineligible", "submitted", None)
    assert world.sweep(later + timedelta(days=400)) == 0
    assert world.case(ref).deadline is None


def test_what_was_withdrawn_declined_or_revoked_is_not_reinstated_so_no_quota_is_evaded(world: World) -> None:
    withdrawn, declined, revoked = world.ready(3, now=NOVEMBER)
    world.award(revoked, now=NOVEMBER)
    world.transition(withdrawn, "withdraw", actor=ADA, now=NOVEMBER, reason="said")
    world.transition(declined, "decline", actor=ELI, now=NOVEMBER, reason="said")
    world.transition(revoked, "revoke", actor=ELI, now=NOVEMBER, reason="said")

    tried = [
        refused(world.transition(ref, transition, actor=CORA, now=NOVEMBER, reason="said")).code
        for ref in (withdrawn, declined, revoked)
        for transition in ("reinstate", "reopen")
    ]

    assert tried == ["not-from-this-state"] * 6
    assert world.held() == {}


def test_a_case_escalated_at_its_deadlines_is_overtaken_no_more(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    decision = world.case(ref).due_at
    assert decision is not None

    swept = [world.sweep(at_) for at_ in (decision - MICROSECOND, decision, decision + timedelta(days=365))]

    assert swept == [0, 1, 0]
    assert (world.case(ref).state, world.case(ref).due_at) == ("reviewed", None)
    assert world.trail(ref)[-1] == ("escalate-decision", "system", decision)
    assert done(world.award(ref, now=decision + timedelta(days=366))).state == "awarded"
