"""Sessions of people who signed in: how long they last, who ends them, and what they are worth once ended."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.world import ADAM, MICROSECOND, World, at
from workflow.actors import SYSTEM, Actor
from workflow.credentials import sessions
from workflow.errors import NotFound
from workflow.identity import people
from workflow.tables import SESSIONS

NOON = at("2022-11-10 12:00")


def test_who_signs_in_acts_with_the_roles_held_at_this_moment(world: World) -> None:
    person, secret = _signed_in(world)

    before = _actor(world, secret, now=NOON)
    with world.database.writing() as session:
        people.grant(session, person, "committee", actor=SYSTEM, now=NOON)
    after = _actor(world, secret, now=NOON)

    assert before is not None and after is not None
    assert (before.id, before.roles, before.token, before.fresh_at) == (
        person,
        frozenset({"coordinator"}),
        None,
        NOON,
    )
    assert after.roles == {"coordinator", "committee"}
    assert after.sealed == {"id": person, "session": after.session}


def test_only_the_hash_of_a_secret_is_kept(world: World) -> None:
    _, secret = _signed_in(world)

    with world.database.reading() as session:
        [row] = session.execute(select(SESSIONS))

    assert row.digest == sessions.digest(secret)
    assert secret not in map(str, row)


@pytest.mark.parametrize(("after", "in_force"), [(sessions.IDLE - MICROSECOND, True), (sessions.IDLE, False)])
def test_a_session_nobody_uses_is_over_after_half_an_hour(world: World, after: timedelta, in_force: bool) -> None:
    _, secret = _signed_in(world)

    assert (_actor(world, secret, now=NOON + after) is not None) is in_force


@pytest.mark.parametrize(("before_end", "in_force"), [(MICROSECOND, True), (timedelta(), False)])
def test_a_session_in_use_is_over_at_the_end_of_the_day(world: World, before_end: timedelta, in_force: bool) -> None:
    _, secret = _signed_in(world)
    end = NOON + sessions.LONGEST - before_end
    for minutes in range(20, 720, 20):
        _notice(world, secret, now=NOON + timedelta(minutes=minutes))

    assert (_actor(world, secret, now=end) is not None) is in_force


def test_a_session_is_noticed_at_most_once_a_minute(world: World) -> None:
    person, secret = _signed_in(world)

    _notice(world, secret, now=NOON + timedelta(seconds=59))
    soon = _visits(world, person)
    _notice(world, secret, now=NOON + timedelta(seconds=61))

    assert [visit.used_at for visit in soon] == [NOON]
    assert [visit.used_at for visit in _visits(world, person)] == [NOON + timedelta(seconds=61)]


def test_a_session_that_ended_is_worth_nothing_from_then_on(world: World) -> None:
    person, secret = _signed_in(world)
    [visit] = _visits(world, person)

    with world.database.writing() as session:
        sessions.end(session, visit.id, actor=Actor(person, "Cora"), now=NOON)

    assert _actor(world, secret, now=NOON) is None
    assert _visits(world, person) == []


def test_nobody_ends_the_session_of_another_but_an_administrator(world: World) -> None:
    person, secret = _signed_in(world)
    [visit] = _visits(world, person)

    with world.database.writing() as session, pytest.raises(NotFound):
        sessions.end(session, visit.id, actor=Actor("per_bo", "Bo"), now=NOON)
    assert _actor(world, secret, now=NOON) is not None
    with world.database.writing() as session:
        sessions.end(session, visit.id, actor=ADAM, now=NOON)

    assert _actor(world, secret, now=NOON) is None


def test_ending_all_sessions_spares_the_one_in_use_and_nobody_elses(world: World) -> None:
    person, first = _signed_in(world)
    second = _begun(world, person)
    _, others = _signed_in(world)
    mine = _actor(world, second, now=NOON)
    assert mine is not None

    with world.database.writing() as session:
        ended = sessions.end_all(session, person, actor=mine, now=NOON, but=mine.session)

    assert ended == 1
    assert [_actor(world, secret, now=NOON) is not None for secret in (first, second, others)] == [False, True, True]


def test_signing_in_ends_the_session_that_was_there_before_so_that_none_can_be_fixed(world: World) -> None:
    person, planted = _signed_in(world)

    fresh = _begun(world, person, replacing=sessions.digest(planted))

    assert (_actor(world, planted, now=NOON), fresh == planted) == (None, False)


def test_proving_again_who_one_is_makes_a_session_fresh(world: World) -> None:
    _, secret = _signed_in(world)
    later = NOON + timedelta(minutes=20)
    actor = _actor(world, secret, now=later)
    assert actor is not None and actor.session is not None

    with world.database.writing() as session:
        sessions.refresh(session, actor.session, now=later)

    again = _actor(world, secret, now=later)
    assert again is not None and again.fresh_at == later


@pytest.mark.parametrize("text", ["", "short", "x" * 44, "ü" * 43, "x" * 42 + "\n"])
def test_what_cannot_be_a_secret_of_ours_is_told_before_anything_is_asked(text: str) -> None:
    assert sessions.digest(text) is None


def _signed_in(world: World) -> tuple[str, str]:
    with world.database.writing() as session:
        person = people.add(session, "Cora", actor=SYSTEM, now=NOON)
        people.grant(session, person, "coordinator", actor=SYSTEM, now=NOON)
    return person, _begun(world, person)


def _begun(world: World, person: str, *, replacing: str | None = None) -> str:
    with world.database.writing() as session:
        return sessions.begin(
            session, person, method="link", agent="a browser", actor=SYSTEM, now=NOON, replacing=replacing
        )


def _actor(world: World, secret: str, *, now: datetime) -> Actor | None:
    digest = sessions.digest(secret)
    assert digest is not None
    with world.database.reading() as session:
        return people.authenticate(session, [digest], now=now).get(digest)


def _notice(world: World, secret: str, *, now: datetime) -> None:
    with world.database.writing() as session:
        sessions.touch(session, [str(sessions.digest(secret))], now=now)


def _visits(world: World, person: str) -> list[sessions.SignedInSession]:
    with world.database.reading() as session:
        return sessions.list_sessions(session, person, now=NOON + timedelta(minutes=2))
