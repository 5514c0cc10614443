"""More time for a whole call: audited, and each case it concerns, no other, is re-armed."""

from datetime import date, datetime, timedelta

import pytest

from states.refusal import Refusal
from tests.world import (
    ADA,
    AGENCY,
    CALL,
    CORA,
    DIEGO,
    ELI,
    INTERNAL,
    MICROSECOND,
    STATE_AWARD,
    World,
    answering,
    at,
    refused,
)
from workflow import calls
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.auditing import history
from workflow.calls import DeadlineExtension
from workflow.errors import NotFound
from workflow.outcomes import Result

NOVEMBER = at("2022-11-10 09:00")
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
REVIEW, DECISION = at("2023-03-01 00:00"), at("2023-04-30 00:00")


def extend_call(
    world: World,
    name: str,
    until: date | datetime,
    *,
    actor: Actor = CORA,
    now: datetime = NOVEMBER,
    settled: datetime | None = None,
    reason: str = "the portal was down",
    dry_run: bool = False,
    call: str = CALL,
) -> DeadlineExtension | Refusal:
    with world.database.writing() as session:
        return calls.extend_deadline(
            session,
            call,
            name,
            until,
            reason=reason,
            actor=actor,
            now=now,
            settled=settled,
            request="req_9",
            dry_run=dry_run,
            confirmed=True,
        )


def standing(world: World, call: str = CALL) -> dict[str, datetime]:
    with world.database.reading() as session:
        return calls.load_deadlines(session, call)


def moved(outcome: DeadlineExtension | Refusal) -> DeadlineExtension:
    assert isinstance(outcome, DeadlineExtension), outcome
    return outcome


def test_extending_a_deadline_of_a_call_rearms_exactly_those_who_stand_under_it(world: World) -> None:
    drafts = [world.opened(now=NOVEMBER) for _ in range(3)]
    submitted = world.opened(now=NOVEMBER)
    world.transition(submitted, "submit", actor=ADA, now=NOVEMBER)
    withdrawn = world.opened(now=NOVEMBER)
    world.transition(withdrawn, "withdraw", actor=ADA, now=NOVEMBER, reason="said")

    outcome = moved(extend_call(world, "internal", date(2022, 12, 27)))

    until = at("2022-12-28 00:00")
    assert outcome == DeadlineExtension("internal", until, {"internal": until}, 3, (), world.events())
    assert {world.case(ref).due_at for ref in drafts} == {until}
    assert (world.case(submitted).due_at, world.case(withdrawn).due_at) == (AGENCY, None)
    assert {world.case(ref).version for ref in drafts} == {1}


def test_the_deadlines_that_count_from_it_move_with_it_and_so_do_the_cases_under_them(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    draft = world.opened(now=NOVEMBER)
    [reviewed] = world.ready(1, now=NOVEMBER)

    outcome = moved(extend_call(world, "agency", date(2023, 1, 9)))

    assert standing(world) == {
        "internal": INTERNAL,
        "agency": AGENCY + 10 * DAY,
        "review": REVIEW + 10 * DAY,
        "decision": DECISION + 10 * DAY,
    }
    assert outcome.moved == {name: at_ for name, at_ in standing(world).items() if name != "internal"}
    assert outcome.rearmed == 2
    assert world.case(ref).due_at == AGENCY + 10 * DAY
    assert world.case(reviewed).due_at == DECISION + 10 * DAY
    assert world.case(draft).due_at == INTERNAL


def test_an_extension_of_a_call_says_in_the_trail_what_moved_whom_it_rearmed_and_why(world: World) -> None:
    for _ in range(2):
        world.opened(now=NOVEMBER)
    world.ready(1, now=NOVEMBER)

    outcome = moved(extend_call(world, "agency", date(2022, 12, 31)))

    with world.database.reading() as session:
        [entry] = history.list_events(session, SYSTEM, history.Filter(action="deadline.extended"), limit=10)[0]
    assert (entry.seq, entry.case, entry.actor, entry.effective_at) == (outcome.event, None, CORA.id, NOVEMBER)
    assert entry.data == {
        "deadline": "agency",
        "moved": {
            "agency": {"from": "2022-12-30T16:00:00.000000Z", "to": "2022-12-31T16:00:00.000000Z"},
            "review": {"from": "2023-02-28T16:00:00.000000Z", "to": "2023-03-01T16:00:00.000000Z"},
            "decision": {"from": "2023-04-29T16:00:00.000000Z", "to": "2023-04-30T16:00:00.000000Z"},
        },
        "rearmed": {"agency": 0, "review": 0, "decision": 1},
        "reason": "the portal was down",
    }
    assert '"request":"req_9"' in entry.body


def test_a_case_with_a_later_extension_of_its_own_keeps_it_and_one_with_an_earlier_one_does_not(world: World) -> None:
    longer, shorter, exact = (world.opened(now=NOVEMBER) for _ in range(3))
    world.extend(longer, "internal", INTERNAL + 9 * DAY, now=NOVEMBER)
    world.extend(shorter, "internal", INTERNAL + DAY, now=NOVEMBER)
    world.extend(exact, "internal", INTERNAL + 2 * DAY, now=NOVEMBER)

    outcome = moved(extend_call(world, "internal", INTERNAL + 2 * DAY))

    found = [world.case(ref).due_at for ref in (longer, shorter, exact)]
    assert found == [INTERNAL + 9 * DAY, INTERNAL + 2 * DAY, INTERNAL + 2 * DAY]
    assert outcome.rearmed == 2


def test_a_case_with_time_of_its_own_is_given_more_only_beyond_what_its_call_has_by_now(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.extend(ref, "internal", INTERNAL + DAY, now=NOVEMBER)
    extend_call(world, "internal", INTERNAL + 5 * DAY)

    useless = world.extend(ref, "internal", INTERNAL + 3 * DAY, now=NOVEMBER)

    assert refused(useless).problem == "an extension must lie ahead, and after 2022-12-30 23:59 (Asia/Shanghai)"
    assert world.case(ref).due_at == INTERNAL + 5 * DAY


def test_a_dry_run_tells_whom_it_would_rearm_and_changes_nothing(world: World) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(3)]
    world.extend(refs[0], "internal", INTERNAL + 9 * DAY, now=NOVEMBER)
    before = standing(world), world.events()

    foretold = moved(extend_call(world, "internal", INTERNAL + DAY, dry_run=True))
    unchanged = standing(world), world.events(), world.case(refs[1]).due_at
    happened = moved(extend_call(world, "internal", INTERNAL + DAY))

    assert unchanged == (*before, INTERNAL)
    assert (foretold.rearmed, foretold.event) == (2, 0)
    assert foretold == DeadlineExtension("internal", INTERNAL + DAY, happened.moved, happened.rearmed, (), 0)


@pytest.mark.parametrize("swept", [True, False])
def test_a_call_extended_after_its_deadline_revives_nobody_whether_or_not_a_sweep_ran(
    world: World, swept: bool
) -> None:
    ref = world.opened(now=NOVEMBER)
    after = INTERNAL + timedelta(hours=10)
    if swept:
        world.sweep(after)

    outcome = moved(extend_call(world, "internal", INTERNAL + 3 * DAY, now=after))
    world.sweep(after)

    assert outcome.rearmed == 0
    assert world.case(ref).state == "lapsed"
    assert world.trail(ref)[-1] == ("lapse", "system", INTERNAL)


def test_a_call_extended_after_its_deadline_takes_new_drafts_again(world: World) -> None:
    after = INTERNAL + timedelta(hours=10)
    extend_call(world, "internal", INTERNAL + 3 * DAY, now=after)

    assert world.case(world.opened(now=after)).due_at == INTERNAL + 3 * DAY


def test_a_call_is_not_extended_while_its_deadline_is_being_settled(world: World) -> None:
    in_time, silent = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    before, after = (standing(world), world.events()), INTERNAL + SECOND / 2

    early = extend_call(world, "internal", INTERNAL + 3 * DAY, now=after, settled=after - SECOND)
    untouched = (standing(world), world.events())
    filed = world.transition(in_time, "submit", actor=ADA, now=INTERNAL - MICROSECOND, recorded=after)
    late = moved(extend_call(world, "internal", INTERNAL + 3 * DAY, now=after + SECOND, settled=after))

    assert isinstance(early, Refusal)
    assert (early.code, early.deadline, early.until) == ("settling", "internal", INTERNAL)
    assert (untouched, isinstance(filed, Result)) == (before, True)
    assert (late.rearmed, late.ran_out) == (0, (silent,))
    assert (world.case(in_time).state, world.case(silent).state) == ("submitted", "lapsed")


def test_an_extension_of_a_call_that_makes_no_sense_is_refused(world: World) -> None:
    before = standing(world), world.events()
    wrong: list[tuple[str, date | datetime, str, str, str]] = [
        ("nonsense", INTERNAL + DAY, "said", "no-such-definition", "/deadline"),
        ("internal", INTERNAL, "said", "misfit", "/until"),
        ("internal", NOVEMBER, "said", "misfit", "/until"),
        ("internal", date(2500, 1, 1), "said", "misfit", "/until"),
        ("internal", INTERNAL + DAY, "", "misfit", "/reason"),
    ]

    found = [extend_call(world, name, until, reason=reason) for name, until, reason, _, _ in wrong]

    told = [(one.code, one.missing[0].pointer) for one in found if isinstance(one, Refusal)]
    assert told == [(code, pointer) for _, _, _, code, pointer in wrong]
    assert (standing(world), world.events()) == before


def test_a_call_is_extended_only_by_a_coordinator_of_it(world: World) -> None:
    elsewhere = Actor("per_else", "Elsa, who coordinates another call", (RoleGrant("coordinator", STATE_AWARD),))

    found = [extend_call(world, "internal", INTERNAL + DAY, actor=one) for one in (ADA, DIEGO, ELI, elsewhere, SYSTEM)]

    told = [(one.code, one.roles) for one in found if isinstance(one, Refusal)]
    assert told == [("not-yours-to-make", ("coordinator",))] * 5
    assert standing(world)["internal"] == INTERNAL


def test_a_call_that_is_not_there_cannot_be_extended(world: World) -> None:
    with pytest.raises(NotFound, match="no call 'another-call'"):
        extend_call(world, "internal", INTERNAL + DAY, call="another-call")


def test_an_extension_of_one_call_leaves_every_other_alone(world: World) -> None:
    before = standing(world, STATE_AWARD)

    moved(extend_call(world, "review", REVIEW + DAY))

    assert standing(world, STATE_AWARD) == before
    assert standing(world)["decision"] == DECISION


def test_after_an_extension_an_application_is_invalid_at_the_new_instant_and_not_before(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    extend_call(world, "agency", AGENCY + DAY)

    filed = world.file(ref, answering(), now=AGENCY + DAY - MICROSECOND)
    other = world.opened(now=NOVEMBER)
    world.transition(other, "submit", actor=ADA, now=NOVEMBER)

    assert isinstance(filed, Result)
    assert [world.sweep(instant) for instant in (AGENCY, AGENCY + DAY - MICROSECOND, AGENCY + DAY)] == [0, 0, 2]
    assert (world.case(ref).state, world.case(other).state) == ("submitted", "unilateral")
