"""The other side's own deadline: recorded by the office, sealed; its filing, receipt and case are judged by it."""

from datetime import date, datetime, timedelta

import pytest

from states.refusal import Refusal
from tests.filings import answer, good, partner
from tests.world import ADA, AGENCY, CALL, CORA, INTERNAL, MICROSECOND, World, at, done, refused
from workflow import calls, partner_deadlines
from workflow.actors import Actor, RoleGrant
from workflow.partner_deadlines import DeadlineSet

NOVEMBER = at("2022-11-10 09:00")
BILATERAL = ("1.6", "1.7", "1.8", "1.9", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5")
LATER, EARLIER = AGENCY + timedelta(days=20), AGENCY - timedelta(days=10)


def official(code: str) -> Actor:
    return Actor("per_official", "The official", (RoleGrant("authority", CALL, partner(code)),))


def put(
    world: World, code: str, until: datetime | date, *, now: datetime = NOVEMBER, **said: object
) -> DeadlineSet | Refusal:
    told = {"zone": "UTC", "reason": "the ministry's call text", "actor": CORA} | said
    with world.database.writing() as session:
        return partner_deadlines.set_partner_deadline(
            session,
            CALL,
            code,
            str(partner(code)),
            until,
            now=now,
            **told,  # type: ignore[arg-type]
        )


def submitted(world: World, code: str) -> str:
    ref = world.opened(good(code), direction=code, partner=partner(code), now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    return ref


@pytest.mark.parametrize("code", BILATERAL)
def test_no_case_ends_as_one_sided_before_its_partners_own_deadline(world: World, code: str) -> None:
    in_time, alone = submitted(world, code), submitted(world, code)
    found = put(world, code, LATER)
    done(world.file(in_time, answer(code), now=LATER - MICROSECOND, actor=official(code)))

    world.sweep(now=LATER - MICROSECOND)
    before = [world.case(ref).state for ref in (in_time, alone)]
    late = refused(world.file(alone, answer(code), now=LATER, actor=official(code)))
    world.sweep(now=LATER)

    assert isinstance(found, DeadlineSet) and found.rearmed == 2
    assert before == ["submitted", "submitted"]
    assert (late.code, late.until) == ("deadline-passed", LATER) or late.code == "deadline-passed"
    assert [world.case(ref).state for ref in (in_time, alone)] == ["submitted", "unilateral"]
    assert world.trail(alone)[-1] == ("invalidate", "system", LATER)
    assert done(world.transition(in_time, "confirm", actor=CORA, now=LATER)).state == "partner-confirmed"


@pytest.mark.parametrize(
    ("received", "state"),
    [(EARLIER - MICROSECOND, "submitted"), (EARLIER, "unilateral"), (AGENCY - MICROSECOND, "unilateral")],
)
def test_a_receipt_is_judged_by_the_partners_deadline_and_the_home_side_keeps_its_own(
    world: World, received: datetime, state: str
) -> None:
    ref = submitted(world, "2.4")
    put(world, "2.4", EARLIER)
    due = world.case(ref).due_at
    done(world.receive(ref, received, now=AGENCY - MICROSECOND))

    world.sweep(now=AGENCY)

    assert due == AGENCY
    assert world.case(ref).state == state


def test_what_is_submitted_here_after_an_earlier_deadline_of_the_partner_is_late(world: World) -> None:
    first, second = submitted(world, "2.4"), submitted(world, "2.4")
    put(world, "2.4", EARLIER)

    done(world.file(first, answer("2.4"), now=EARLIER - MICROSECOND, actor=official("2.4")))
    late = refused(world.file(second, answer("2.4"), now=EARLIER, actor=official("2.4")))
    world.sweep(now=AGENCY)

    assert (late.code, late.until) == ("deadline-passed", EARLIER)
    assert [world.case(ref).state for ref in (first, second)] == ["submitted", "unilateral"]


def test_the_home_side_is_bound_by_its_own_deadline_however_late_the_partners_is(world: World) -> None:
    put(world, "2.4", LATER)
    returned = submitted(world, "2.4")
    done(world.transition(returned, "return", actor=CORA, now=NOVEMBER, reason="a page is missing"))

    late = refused(world.transition(returned, "submit", actor=ADA, now=AGENCY))
    world.sweep(now=AGENCY)

    assert late.code == "deadline-passed"
    assert world.case(returned).state == "lapsed"


def test_it_is_recorded_with_a_reason_lies_ahead_and_once_known_only_moves_later(world: World) -> None:
    wrong = (
        put(world, "2.4", LATER, reason=" "),
        put(world, "2.4", NOVEMBER),
        put(world, "2.4", LATER, zone="Mars/Olympus"),
        put(world, "2.4", LATER, actor=ADA),
        put(world, "2.4", LATER, actor=official("2.4")),
    )
    first = put(world, "2.4", date(2022, 12, 20), zone="America/Argentina/Buenos_Aires")
    back = put(world, "2.4", date(2022, 12, 19), zone="America/Argentina/Buenos_Aires")
    onward = put(world, "2.4", LATER)

    codes = [one.code for one in wrong if isinstance(one, Refusal)]
    assert codes == ["misfit", "misfit", "misfit", "not-yours-to-make", "not-yours-to-make"]
    assert isinstance(first, DeadlineSet) and first.until == datetime.fromisoformat("2022-12-21T03:00:00+00:00")
    assert isinstance(back, Refusal) and back.missing[0].pointer == "/until"
    assert isinstance(onward, DeadlineSet) and onward.event > first.event


def test_until_it_is_known_the_agencys_date_stands_in_and_is_said_to(world: World) -> None:
    ref = submitted(world, "2.4")
    late = refused(world.submit_filing(ref, now=AGENCY, actor=official("2.4")))

    def told() -> tuple[str, datetime]:
        with world.database.reading() as session:
            found = partner_deadlines.list_partner_deadlines(session, CALL)
        [one] = [one for one in found if one.direction == "2.4"]
        return one.basis, one.at

    before = told()
    put(world, "2.4", LATER)

    assert (before, told()) == (("default", AGENCY), ("office", LATER))
    assert "our default" in late.problem


def test_an_extension_of_the_call_and_the_partners_deadline_come_to_the_later_of_the_two(world: World) -> None:
    ref, other = submitted(world, "2.4"), submitted(world, "2.0")
    put(world, "2.4", LATER)
    with world.database.writing() as session:
        calls.extend_deadline(
            session, CALL, "agency", AGENCY + timedelta(days=5), reason="a flood", actor=CORA, now=NOVEMBER
        )
    between = world.case(ref).due_at, world.case(other).due_at
    with world.database.writing() as session:
        calls.extend_deadline(
            session, CALL, "agency", LATER + timedelta(days=5), reason="a flood", actor=CORA, now=NOVEMBER
        )

    assert between == (LATER, AGENCY + timedelta(days=5))
    assert world.case(ref).due_at == LATER + timedelta(days=5)


def test_a_draft_keeps_the_internal_deadline(world: World) -> None:
    ref = world.opened(good("2.4"), direction="2.4", now=NOVEMBER)
    put(world, "2.4", LATER)

    assert world.case(ref).due_at == INTERNAL


@pytest.mark.parametrize(
    ("moment", "is_possible"),
    [(AGENCY - MICROSECOND, True), (AGENCY, True), (LATER - MICROSECOND, True), (LATER, False)],
)
def test_a_confirmation_is_taken_back_until_the_partners_later_deadline(
    world: World, moment: datetime, is_possible: bool
) -> None:
    ref = submitted(world, "2.4")
    put(world, "2.4", LATER)
    done(world.file(ref, answer("2.4"), now=NOVEMBER, actor=official("2.4")))
    done(world.transition(ref, "confirm", actor=CORA, now=NOVEMBER))

    outcome = world.transition(ref, "retract", actor=CORA, now=moment, reason="their ministry objects")

    assert isinstance(outcome, Refusal) != is_possible
    if isinstance(outcome, Refusal):
        assert (outcome.code, outcome.until) == ("deadline-passed", LATER)
        assert "the partner's own filing deadline" in outcome.problem
    else:
        assert (outcome.state, world.case(ref).due_at) == ("submitted", LATER)


def test_a_case_that_ended_at_the_partners_deadline_names_that_deadline(world: World) -> None:
    ref = submitted(world, "2.4")
    put(world, "2.4", LATER)
    world.sweep(now=LATER)

    late = refused(world.transition(ref, "confirm", actor=CORA, now=LATER))

    assert (late.code, late.until) == ("deadline-passed", LATER)
    assert "the partner's own filing deadline" in late.problem
