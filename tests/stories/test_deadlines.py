"""Deadlines enforce themselves: the instant before, at, and after; with the sweep running, late, or not at all."""

from datetime import datetime, timedelta

from states.refusal import Refusal
from tests.world import ADA, AGENCY, CALL, CORA, DIEGO, INTERNAL, MICROSECOND, World, at, filing
from workflow.actors import Actor, Granted
from workflow.commands import Move, Open
from workflow.outcomes import Answer, Receipt

NOVEMBER = at("2022-11-10 09:00")


def test_a_submission_received_in_the_last_microsecond_before_the_internal_deadline_is_accepted(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    outcome = world.move(ref, "submit", actor=ADA, now=INTERNAL - MICROSECOND)

    assert isinstance(outcome, Receipt)
    assert (outcome.state, outcome.effective_at, outcome.due_at) == ("submitted", INTERNAL - MICROSECOND, AGENCY)


def test_a_submission_received_at_the_internal_deadline_is_refused_and_the_draft_lapses(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    outcome = world.move(ref, "submit", actor=ADA, now=INTERNAL)

    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.deadline, outcome.until) == ("deadline-passed", "internal", INTERNAL)
    assert outcome.remedies == ("extension",)
    assert world.trail(ref)[-1] == ("lapse", "system", INTERNAL)


def test_a_submission_received_in_time_but_served_after_the_deadline_is_accepted_while_the_sweep_runs(
    world: World,
) -> None:
    ref = world.opened(now=NOVEMBER)
    served = INTERNAL + timedelta(milliseconds=700)
    settled = served - timedelta(seconds=1)

    swept = world.sweep(settled)
    outcome = world.move(ref, "submit", actor=ADA, now=INTERNAL - MICROSECOND, recorded=served)

    assert swept == 0
    assert isinstance(outcome, Receipt)
    assert outcome.effective_at == INTERNAL - MICROSECOND
    assert world.sweep(served + timedelta(hours=1)) == 0


def test_with_the_scheduler_stopped_for_three_days_a_late_submission_is_refused_all_the_same(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    late = INTERNAL + timedelta(days=3)

    outcome = world.move(ref, "submit", actor=ADA, now=late)

    assert isinstance(outcome, Refusal)
    assert outcome.code == "deadline-passed"
    assert world.trail(ref) == [("case.opened", ADA.id, NOVEMBER), ("lapse", "system", INTERNAL)]


def test_after_three_days_without_a_scheduler_one_sweep_records_one_lapse_as_of_the_deadline(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    first = world.sweep(INTERNAL + timedelta(days=3))
    second = world.sweep(INTERNAL + timedelta(days=3))

    assert (first, second) == (1, 0)
    assert world.trail(ref) == [("case.opened", ADA.id, NOVEMBER), ("lapse", "system", INTERNAL)]


def test_the_refusal_is_the_same_whether_the_sweep_or_the_submission_comes_first(world: World) -> None:
    swept, unswept = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    with_sweep = INTERNAL + timedelta(hours=1)
    world.extend(unswept, "internal", INTERNAL + timedelta(minutes=30), now=NOVEMBER)
    world.extend(swept, "internal", INTERNAL + timedelta(minutes=30), now=NOVEMBER)
    world.sweep(INTERNAL + timedelta(minutes=30))

    first = world.move(swept, "submit", actor=ADA, now=with_sweep)
    second = world.move(unswept, "submit", actor=ADA, now=with_sweep)

    assert isinstance(first, Refusal)
    assert isinstance(second, Refusal)
    assert first.about(case=None, version=None) == second.about(case=None, version=None)
    assert first.until == INTERNAL + timedelta(minutes=30)


def test_a_deadline_just_passed_is_heeded_but_not_yet_written_while_a_command_may_be_under_way(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    late = INTERNAL + timedelta(milliseconds=300)
    settled = late - timedelta(seconds=1)

    [submit] = world.apply(_submit(ref, late), now=late, settled=settled)
    [in_time] = world.apply(_submit(ref, INTERNAL - MICROSECOND), now=late, settled=settled)

    assert isinstance(submit, Refusal)
    assert submit.code == "deadline-passed"
    assert isinstance(in_time, Receipt)
    assert in_time.state == "submitted"


def test_a_move_that_starts_where_an_unsettled_deadline_leads_is_asked_to_come_back(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.extend(ref, "agency", AGENCY + timedelta(days=30), now=NOVEMBER)
    late = INTERNAL + timedelta(milliseconds=300)

    outcome = _reopened(world, ref, late, settled=late - timedelta(seconds=1))

    assert isinstance(outcome, Refusal)
    assert outcome.code == "deadline-passed"
    assert world.case(ref).state == "draft"


def test_in_ten_directions_a_one_sided_application_is_invalid_at_the_agency_deadline(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.move(ref, "submit", actor=ADA, now=NOVEMBER)

    before, at_deadline = world.sweep(AGENCY - MICROSECOND), world.sweep(AGENCY)

    assert (before, at_deadline) == (0, 1)
    assert world.case(ref).state == "unilateral"
    assert world.trail(ref)[-1] == ("invalidate", "system", AGENCY)


def test_an_application_whose_counterpart_has_filed_escalates_instead_of_becoming_one_sided(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.move(ref, "submit", actor=ADA, now=NOVEMBER)
    world.file(ref, filing(), now=AGENCY - MICROSECOND)

    world.sweep(AGENCY)

    assert world.case(ref).state == "submitted"
    assert world.case(ref).due_at is None
    assert world.trail(ref)[-1] == ("escalate", "system", AGENCY)


def test_a_direction_that_does_not_call_one_side_invalid_escalates_to_the_coordinator(world: World) -> None:
    content = filing(area="Green energy", months=30)
    ref = world.opened(content, direction="1.2", now=NOVEMBER)
    submitted = world.move(ref, "submit", actor=ADA, now=NOVEMBER)

    world.sweep(AGENCY)

    assert isinstance(submitted, Receipt), submitted
    assert world.case(ref).state == "submitted"
    assert world.trail(ref)[-1] == ("escalate", "system", AGENCY)


def test_a_counterpart_that_files_at_the_agency_deadline_is_too_late(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.move(ref, "submit", actor=ADA, now=NOVEMBER)

    outcome = world.file(ref, filing(), now=AGENCY)

    assert isinstance(outcome, Refusal)
    assert (outcome.code, outcome.deadline, outcome.until) == ("deadline-passed", "agency", AGENCY)


def test_after_an_escalation_the_counterpart_files_only_if_the_coordinator_gives_it_time(world: World) -> None:
    ref = world.opened(filing(area="Green energy", months=30), direction="1.2", now=NOVEMBER)
    world.move(ref, "submit", actor=ADA, now=NOVEMBER)
    world.sweep(AGENCY)
    rome = Actor("per_rome", "Rosa, of the partner's ministry", (Granted("partner", CALL, "IT"),))
    later = AGENCY + timedelta(days=50)

    late = world.file(ref, filing(), now=later, actor=rome)
    world.extend(ref, "agency", later + timedelta(days=2), now=later)
    in_time = world.file(ref, filing(), now=later + timedelta(days=1), actor=rome)

    assert isinstance(late, Refusal)
    assert (late.code, late.until, late.remedies) == ("deadline-passed", AGENCY, ("extension",))
    assert isinstance(in_time, Receipt)


def test_a_case_cannot_be_opened_before_its_call_opens(world: World) -> None:
    opens = at("2022-11-01 00:00")

    early = world.one(Open(actor=ADA, received_at=opens - MICROSECOND, call=CALL, direction="2.4"))
    on_time = world.one(Open(actor=ADA, received_at=opens, call=CALL, direction="2.4"))

    assert isinstance(early, Refusal)
    assert (early.code, early.until) == ("not-open-yet", opens)
    assert isinstance(on_time, Receipt)


def test_a_case_returned_for_correction_may_come_back_until_the_agency_deadline(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.move(ref, "submit", actor=ADA, now=NOVEMBER)
    world.move(ref, "return", actor=CORA, now=INTERNAL, reason="the plan is missing")

    in_time = world.move(ref, "submit", actor=ADA, now=AGENCY - MICROSECOND)

    assert isinstance(in_time, Receipt)
    assert world.case(ref).state == "submitted"


def test_an_extension_of_one_case_lets_it_submit_later_and_no_other(world: World) -> None:
    lucky, other = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    world.extend(lucky, "internal", INTERNAL + timedelta(days=2), now=NOVEMBER)

    accepted = world.move(lucky, "submit", actor=ADA, now=INTERNAL + timedelta(days=2) - MICROSECOND)
    refused = world.move(other, "submit", actor=ADA, now=INTERNAL + timedelta(days=2) - MICROSECOND)

    assert isinstance(accepted, Receipt)
    assert isinstance(refused, Refusal)


def test_a_lapsed_case_reopens_only_with_an_extension_that_lies_ahead(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    later = INTERNAL + timedelta(days=1)
    world.sweep(later)

    without = world.move(ref, "reopen", actor=CORA, now=later, reason="a flood")
    world.extend(ref, "internal", later + timedelta(days=1), now=later)
    with_extension = world.move(ref, "reopen", actor=CORA, now=later, reason="a flood")

    assert isinstance(without, Refusal)
    assert (without.code, without.remedies) == ("deadline-passed", ("extension",))
    assert isinstance(with_extension, Receipt)
    assert (with_extension.state, with_extension.due_at) == ("draft", later + timedelta(days=1))


def test_a_one_sided_case_is_readmitted_on_a_receipt_dated_in_time_and_is_not_overtaken_again(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.move(ref, "submit", actor=ADA, now=NOVEMBER)
    world.sweep(AGENCY)
    later = AGENCY + timedelta(days=2)

    too_early = world.move(ref, "readmit", actor=CORA, now=later, reason="they say they filed")
    world.receive(ref, AGENCY - MICROSECOND, now=later)
    world.move(ref, "readmit", actor=CORA, now=later, reason="the receipt is dated in time")
    filed = world.file(ref, filing(), now=later, actor=CORA)
    confirmed = world.move(ref, "confirm", actor=DIEGO, now=later)

    assert isinstance(too_early, Refusal)
    assert [(lack.code, lack.clause) for lack in too_early.missing] == [("no-receipt-in-time", "2.4-b")]
    assert isinstance(filed, Receipt)
    assert isinstance(confirmed, Receipt)
    assert world.sweep(later + timedelta(hours=1)) == 0


def test_a_receipt_dated_at_the_deadline_itself_readmits_nobody(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.move(ref, "submit", actor=ADA, now=NOVEMBER)
    world.sweep(AGENCY)
    later = AGENCY + timedelta(days=2)
    world.receive(ref, AGENCY, now=later)

    outcome = world.move(ref, "readmit", actor=CORA, now=later, reason="on the stroke of midnight")

    assert isinstance(outcome, Refusal)
    assert world.case(ref).state == "unilateral"


def test_a_receipt_on_file_keeps_a_case_from_being_one_sided_though_the_partner_is_silent(world: World) -> None:
    with_receipt, without = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    for ref in (with_receipt, without):
        world.move(ref, "submit", actor=ADA, now=NOVEMBER)
    world.receive(with_receipt, NOVEMBER, now=AGENCY - MICROSECOND)

    assert world.sweep(AGENCY) == 2

    assert (world.case(with_receipt).state, world.case(without).state) == ("submitted", "unilateral")
    assert world.trail(with_receipt)[-1] == ("escalate", "system", AGENCY)


def _submit(ref: str, received_at: datetime) -> Move:
    return Move(actor=ADA, received_at=received_at, ref=ref, move="submit")


def _reopened(world: World, ref: str, received_at: datetime, settled: datetime) -> Answer:
    move = Move(actor=CORA, received_at=received_at, ref=ref, move="reopen", given={"reason": "a flood"})
    [answer] = world.apply(move, now=received_at, settled=settled)
    return answer
