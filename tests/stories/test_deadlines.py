"""Deadlines enforce themselves: the instant before, at, and after; with the sweep running, late, or not at all."""

from datetime import datetime, timedelta

from states.refusal import Refusal
from tests.world import ADA, AGENCY, CALL, CORA, INTERNAL, MICROSECOND, World, at
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.commands import MakeTransition, OpenCase
from workflow.outcomes import Answer, Result, format_instant

NOVEMBER = at("2022-11-10 09:00")


def test_a_submission_received_in_the_last_microsecond_before_the_internal_deadline_is_accepted(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    outcome = world.transition(ref, "submit", actor=ADA, now=INTERNAL - MICROSECOND)

    assert isinstance(outcome, Result)
    assert (outcome.state, outcome.effective_at, outcome.due_at) == ("submitted", INTERNAL - MICROSECOND, AGENCY)


def test_a_submission_received_at_the_internal_deadline_is_refused_and_the_draft_lapses(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    outcome = world.transition(ref, "submit", actor=ADA, now=INTERNAL)

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
    outcome = world.transition(ref, "submit", actor=ADA, now=INTERNAL - MICROSECOND, recorded=served)

    assert swept == 0
    assert isinstance(outcome, Result)
    assert outcome.effective_at == INTERNAL - MICROSECOND
    assert world.sweep(served + timedelta(hours=1)) == 0


def test_with_the_scheduler_stopped_for_three_days_a_late_submission_is_refused_all_the_same(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    late = INTERNAL + timedelta(days=3)

    outcome = world.transition(ref, "submit", actor=ADA, now=late)

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

    first = world.transition(swept, "submit", actor=ADA, now=with_sweep)
    second = world.transition(unswept, "submit", actor=ADA, now=with_sweep)

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
    assert isinstance(in_time, Result)
    assert in_time.state == "submitted"


def test_a_move_that_starts_where_an_unsettled_deadline_leads_is_asked_to_come_back(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.extend(ref, "agency", AGENCY + timedelta(days=30), now=NOVEMBER)
    late = INTERNAL + timedelta(milliseconds=300)

    outcome = _reopened(world, ref, late, settled=late - timedelta(seconds=1))

    assert isinstance(outcome, Refusal)
    assert outcome.code == "deadline-passed"
    assert world.case(ref).state == "draft"


def test_a_case_cannot_be_opened_before_its_call_opens(world: World) -> None:
    opens = at("2022-11-01 00:00")

    early = world.one(OpenCase(actor=ADA, received_at=opens - MICROSECOND, call=CALL, direction="2.4"))
    on_time = world.one(OpenCase(actor=ADA, received_at=opens, call=CALL, direction="2.4"))

    assert isinstance(early, Refusal)
    assert (early.code, early.until) == ("not-open-yet", opens)
    assert "our default, before which a coordinator can open a case" in early.problem
    assert isinstance(on_time, Result)


def test_an_opening_day_that_is_our_default_keeps_no_coordinator_from_opening_a_case(world: World) -> None:
    early = OpenCase(actor=CORA, received_at=at("2022-10-01 00:00"), call=CALL, direction="2.4")

    assert isinstance(world.one(early), Result)


def test_between_both_deadlines_a_draft_comes_in_only_on_an_extension_that_the_past_goes_on_telling(
    world: World,
) -> None:
    ref = world.opened(now=NOVEMBER)
    between, noon = INTERNAL + timedelta(days=2), at("2022-12-28 12:00")

    without = world.transition(ref, "submit", actor=ADA, now=between)
    world.extend(ref, "internal", AGENCY, now=between)
    world.transition(ref, "reopen", actor=CORA, now=between, reason="a flood")
    in_time = world.transition(ref, "submit", actor=ADA, now=noon)

    assert isinstance(without, Refusal) and isinstance(in_time, Result)
    assert (without.code, without.deadline, without.remedies) == ("deadline-passed", "internal", ("extension",))
    with world.database.reading() as session:
        told = [
            history.load_case_at(session, SYSTEM, ref, moment) for moment in (INTERNAL - MICROSECOND, INTERNAL, between)
        ]
    assert [one.state for one in told] == ["draft", "lapsed", "draft"]
    [extension] = [entry for entry in world.entries(ref) if entry.action == "case.extended"]
    assert (extension.actor, extension.data["reason"]) == (CORA.id, "a flood")
    assert extension.data["deadline"] == {
        "name": "internal",
        "from": format_instant(INTERNAL),
        "to": format_instant(AGENCY),
    }


def test_an_extension_of_one_case_lets_it_submit_later_and_no_other(world: World) -> None:
    lucky, other = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    world.extend(lucky, "internal", INTERNAL + timedelta(days=2), now=NOVEMBER)

    accepted = world.transition(lucky, "submit", actor=ADA, now=INTERNAL + timedelta(days=2) - MICROSECOND)
    refused = world.transition(other, "submit", actor=ADA, now=INTERNAL + timedelta(days=2) - MICROSECOND)

    assert isinstance(accepted, Result)
    assert isinstance(refused, Refusal)


def test_a_lapsed_case_reopens_only_with_an_extension_that_lies_ahead(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    later = INTERNAL + timedelta(days=1)
    world.sweep(later)

    without = world.transition(ref, "reopen", actor=CORA, now=later, reason="a flood")
    world.extend(ref, "internal", later + timedelta(days=1), now=later)
    with_extension = world.transition(ref, "reopen", actor=CORA, now=later, reason="a flood")

    assert isinstance(without, Refusal)
    assert (without.code, without.remedies) == ("deadline-passed", ("extension",))
    assert isinstance(with_extension, Result)
    assert (with_extension.state, with_extension.due_at) == ("draft", later + timedelta(days=1))


def _submit(ref: str, received_at: datetime) -> MakeTransition:
    return MakeTransition(actor=ADA, received_at=received_at, ref=ref, transition="submit")


def _reopened(world: World, ref: str, received_at: datetime, settled: datetime) -> Answer:
    transition = MakeTransition(
        actor=CORA, received_at=received_at, ref=ref, transition="reopen", given={"reason": "a flood"}
    )
    [answer] = world.apply(transition, now=received_at, settled=settled)
    return answer
