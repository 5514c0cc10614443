"""The agency deadline: what is in time to the last instant, what one side alone comes to, and what a receipt still proves."""

from datetime import timedelta

from states.refusal import Refusal
from tests.world import ADA, AGENCY, CALL, CORA, DIEGO, INTERNAL, MICROSECOND, World, answering, at, filing
from workflow.actors import Actor, RoleGrant
from workflow.outcomes import Result

NOVEMBER = at("2022-11-10 09:00")


def test_in_ten_directions_a_one_sided_application_is_invalid_at_the_agency_deadline(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)

    before, at_deadline = world.sweep(AGENCY - MICROSECOND), world.sweep(AGENCY)

    assert (before, at_deadline) == (0, 1)
    assert world.case(ref).state == "unilateral"
    assert world.trail(ref)[-1] == ("invalidate", "system", AGENCY)


def test_an_application_whose_counterpart_has_filed_escalates_instead_of_becoming_one_sided(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    world.file(ref, answering(), now=AGENCY - MICROSECOND)

    world.sweep(AGENCY)

    assert world.case(ref).state == "submitted"
    assert world.case(ref).due_at is None
    assert world.trail(ref)[-1] == ("escalate", "system", AGENCY)


def test_a_direction_that_does_not_call_one_side_invalid_escalates_to_the_coordinator(world: World) -> None:
    content = filing(area="Green energy", months=30)
    ref = world.opened(content, direction="1.2", now=NOVEMBER)
    submitted = world.transition(ref, "submit", actor=ADA, now=NOVEMBER)

    world.sweep(AGENCY)

    assert isinstance(submitted, Result), submitted
    assert world.case(ref).state == "submitted"
    assert world.trail(ref)[-1] == ("escalate", "system", AGENCY)


def test_a_counterpart_that_files_at_the_agency_deadline_is_too_late(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)

    outcome = world.file(ref, answering(), now=AGENCY)

    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.deadline, outcome.until) == ("deadline-passed", "agency", AGENCY)


def test_after_an_escalation_the_counterpart_files_only_if_the_coordinator_gives_it_time(world: World) -> None:
    ref = world.opened(filing(area="Green energy", months=30), direction="1.2", now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    world.sweep(AGENCY)
    rome = Actor("per_rome", "Rosa, of the partner's ministry", (RoleGrant("authority", CALL, "IT"),))
    later = AGENCY + timedelta(days=50)

    late = world.file(ref, answering(), now=later, actor=rome)
    world.extend(ref, "agency", later + timedelta(days=2), now=later)
    in_time = world.file(ref, answering(), now=later + timedelta(days=1), actor=rome)

    assert isinstance(late, Refusal)
    assert (late.code, late.until, late.remedies) == ("deadline-passed", AGENCY, ("extension",))
    assert isinstance(in_time, Result)


def test_a_case_returned_for_correction_may_come_back_until_the_agency_deadline(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    world.transition(ref, "return", actor=CORA, now=INTERNAL, reason="the plan is missing")

    in_time = world.transition(ref, "submit", actor=ADA, now=AGENCY - MICROSECOND)

    assert isinstance(in_time, Result)
    assert world.case(ref).state == "submitted"


def test_at_the_agency_deadline_a_returned_application_is_in_time_to_the_last_instant_and_not_after(
    world: World,
) -> None:
    in_time, late = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    for ref in (in_time, late):
        world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
        world.transition(ref, "return", actor=CORA, now=NOVEMBER, reason="the plan is missing")

    accepted = world.transition(in_time, "submit", actor=ADA, now=at("2022-12-30 23:59:59.999"))
    refused = world.transition(late, "submit", actor=ADA, now=at("2022-12-31 00:00"))

    assert isinstance(accepted, Result)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.deadline, refused.until) == ("deadline-passed", "agency", AGENCY)


def test_after_three_days_without_a_scheduler_one_sweep_records_one_invalidation_as_of_the_deadline(
    world: World,
) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    late = AGENCY + timedelta(hours=72)

    outcome = world.file(ref, answering(), now=late)
    swept = world.sweep(late)

    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.deadline) == ("deadline-passed", "agency")
    assert swept == 0
    assert world.trail(ref)[2:] == [("invalidate", "system", AGENCY)]


def test_a_one_sided_case_is_readmitted_on_a_receipt_dated_in_time_and_is_not_overtaken_again(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    world.sweep(AGENCY)
    later = AGENCY + timedelta(days=2)

    too_early = world.transition(ref, "readmit", actor=CORA, now=later, reason="they say they filed")
    world.receive(ref, AGENCY - MICROSECOND, now=later)
    world.transition(ref, "readmit", actor=CORA, now=later, reason="the receipt is dated in time")
    filed = world.file(ref, answering(), now=later, actor=CORA)
    confirmed = world.transition(ref, "confirm", actor=DIEGO, now=later)

    assert isinstance(too_early, Refusal)
    assert [(lack.code, lack.clause) for lack in too_early.missing] == [("no-receipt-in-time", "2.4-b")]
    assert isinstance(filed, Result)
    assert isinstance(confirmed, Result)
    assert world.sweep(later + timedelta(hours=1)) == 0


def test_a_receipt_dated_at_the_deadline_itself_readmits_nobody(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    world.sweep(AGENCY)
    later = AGENCY + timedelta(days=2)
    world.receive(ref, AGENCY, now=later)

    outcome = world.transition(ref, "readmit", actor=CORA, now=later, reason="on the stroke of midnight")

    assert isinstance(outcome, Refusal)
    assert world.case(ref).state == "unilateral"


def test_a_receipt_on_file_keeps_a_case_from_being_one_sided_though_the_partner_is_silent(world: World) -> None:
    with_receipt, without = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    for ref in (with_receipt, without):
        world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    world.receive(with_receipt, NOVEMBER, now=AGENCY - MICROSECOND)

    assert world.sweep(AGENCY) == 2

    assert (world.case(with_receipt).state, world.case(without).state) == ("submitted", "unilateral")
    assert world.trail(with_receipt)[-1] == ("escalate", "system", AGENCY)
