"""Two sides, one application: what the counterpart does and does not do before the agency deadline, and what comes of it."""

from datetime import datetime, timedelta

import pytest

from tests.filings import answer, good, partner, topic
from tests.world import ADA, AGENCY, AUDREY, CALL, CORA, DIEGO, INTERNAL, MICROSECOND, World, at, done, refused
from workflow import calls
from workflow.actors import Actor, RoleGrant
from workflow.auditing import history
from workflow.calls import DeadlineExtension
from workflow.notifications import outbox
from workflow.outcomes import format_instant

NOVEMBER = at("2022-11-10 09:00")
ONE_SIDED = ("1.6", "1.7", "1.8", "1.9", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5")
FIVE_OTHERS = ("1.1", "1.2", "1.3", "1.4", "1.5")


@pytest.mark.parametrize(("directions", "state"), [(ONE_SIDED, "unilateral"), (FIVE_OTHERS, "submitted")])
def test_in_ten_directions_one_side_alone_is_invalid_and_in_five_it_is_for_the_coordinator(
    world: World, directions: tuple[str, ...], state: str
) -> None:
    refs = [_submitted(world, direction) for direction in directions]

    world.sweep(AGENCY)

    assert {world.case(ref).state for ref in refs} == {state}
    last = "invalidate" if state == "unilateral" else "escalate"
    assert {world.trail(ref)[-1] for ref in refs} == {(last, "system", AGENCY)}


def test_what_a_deadline_did_names_the_deadline_and_the_edition_and_no_person(world: World) -> None:
    ref = _submitted(world, "2.0")

    world.sweep(AGENCY)

    last = world.entries(ref)[-1]
    assert (last.actor, last.data["deadline"], last.data["edition"]) == ("system", "agency", 1)


def test_a_confirmation_taken_back_in_time_waits_for_the_counterpart_again(world: World) -> None:
    ref = _confirmed(world)

    back = done(world.transition(ref, "retract", actor=DIEGO, now=AGENCY - MICROSECOND, reason="our ministry objects"))

    assert (back.state, back.due_at) == ("submitted", AGENCY)
    assert refused(world.award(ref, now=NOVEMBER)).code == "not-from-this-state"


def test_a_confirmation_that_a_review_stands_on_is_not_taken_back(world: World) -> None:
    ref = _confirmed(world)
    done(world.transition(ref, "review", actor=CORA, now=NOVEMBER, score=80))

    outcome = refused(world.transition(ref, "retract", actor=DIEGO, now=NOVEMBER, reason="our ministry objects"))

    assert outcome.code == "not-from-this-state"
    assert world.case(ref).state == "reviewed"


def test_a_confirmation_cannot_be_taken_back_once_the_deadline_has_passed(world: World) -> None:
    ref = _confirmed(world)

    outcome = refused(world.transition(ref, "retract", actor=DIEGO, now=AGENCY, reason="too late"))

    assert (outcome.code, outcome.deadline) == ("deadline-passed", "agency")
    assert world.case(ref).state == "partner-confirmed"


def test_an_extension_after_closing_lists_who_ran_out_and_revives_nobody_by_itself(world: World) -> None:
    lapsed, standing = world.opened(now=NOVEMBER), _submitted(world, "2.4")
    world.sweep(INTERNAL)
    later = INTERNAL + timedelta(hours=12)

    with world.database.writing() as session:
        extended = calls.extend_deadline(
            session, CALL, "internal", AGENCY, reason="the portal was down", actor=CORA, now=later, confirmed=True
        )
    swept = world.sweep(later)
    reopened = done(world.transition(lapsed, "reopen", actor=CORA, now=later, reason="the portal was down"))

    assert isinstance(extended, DeadlineExtension)
    assert (extended.rearmed, extended.ran_out) == (0, (lapsed,))
    assert (swept, world.case(standing).state) == (0, "submitted")
    assert (reopened.state, reopened.due_at) == ("draft", AGENCY)
    assert ("lapse", "system", INTERNAL) in world.trail(lapsed)


def test_who_was_revived_by_an_extension_is_reminded_once_of_the_new_instant_and_the_old_one_stays_told(
    world: World,
) -> None:
    ref = world.opened(now=NOVEMBER)
    world.sweep(INTERNAL)
    later = INTERNAL + timedelta(hours=12)

    with world.database.writing() as session:
        calls.extend_deadline(
            session, CALL, "internal", AGENCY, reason="the portal was down", actor=CORA, now=later, confirmed=True
        )
    done(world.transition(ref, "reopen", actor=CORA, now=later, reason="the portal was down"))
    reminded = [_reminded(world, AGENCY - timedelta(hours=20)) for _ in range(2)]

    assert reminded == [1, 0]
    with world.database.reading() as session:
        [extension], _ = history.list_events(session, AUDREY, history.Filter(action="deadline.extended"), limit=2)
    assert extension.data["moved"] == {"internal": {"from": format_instant(INTERNAL), "to": format_instant(AGENCY)}}
    assert world.sweep(AGENCY) == 1
    assert [told for told in world.trail(ref) if told[0] == "lapse"] == [
        ("lapse", "system", INTERNAL),
        ("lapse", "system", AGENCY),
    ]


def test_a_counterpart_acts_by_its_own_right_and_never_for_the_home_side(world: World) -> None:
    ref = _submitted(world, "2.4")
    other = Actor("per_pim", "Pim, of another ministry", (RoleGrant("authority", CALL, "KR"),))

    by_owner = refused(world.file(ref, answer("2.4"), now=NOVEMBER, actor=ADA))
    by_other = refused(world.file(ref, answer("2.4"), now=NOVEMBER, actor=other))
    by_partner = refused(world.amend(ref, {"months": 20}, now=NOVEMBER, actor=DIEGO))

    assert (by_owner.code, by_other.code, by_partner.code) == ("not-yours-to-make", "no-such-case", "not-yours-to-make")


def _reminded(world: World, now: datetime) -> int:
    with world.database.writing() as session:
        return outbox.remind(session, now=now)


def _submitted(world: World, direction: str) -> str:
    filed_under, filed_with = topic(direction), partner(direction)
    ref = world.opened(good(direction), direction=direction, now=NOVEMBER, topic=filed_under, partner=filed_with)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    return ref


def _confirmed(world: World) -> str:
    ref = _submitted(world, "2.4")
    done(world.file(ref, answer("2.4"), now=NOVEMBER))
    done(world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER))
    return ref
