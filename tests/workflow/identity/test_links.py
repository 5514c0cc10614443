"""Links that sign someone in: once, in time, and only whom they were made for."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.workflow.signed_in import DOOR, Cora, cora
from tests.world import ADAM, AUDREY, ELI, MICROSECOND, World, at
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.auditing import history
from workflow.credentials import login_throttle, sessions
from workflow.errors import NotAllowed, NotFound, ReauthenticationRequired, Throttled, Unauthenticated
from workflow.identity import links
from workflow.identity.authentication import Client
from workflow.tables import LINKS, PEOPLE

NOON = at("2022-11-10 12:00")
RACES = 10


def test_a_link_signs_in_whom_it_was_issued_for_and_is_used_up_by_that(world: World) -> None:
    her = cora(world, now=NOON, password=None)
    secret = her.link(now=NOON)

    entered = her.follows(secret, now=NOON)
    with pytest.raises(Unauthenticated):
        her.follows(secret, now=NOON)

    assert (entered.actor.id, sorted(entered.actor.roles), entered.visit.method) == (her.id, ["coordinator"], "link")
    assert her.actor(entered.secret, now=NOON) is not None
    assert _said(world, "link.issued", "link.used", "session.begun") == ["link.issued", "link.used", "session.begun"]


@pytest.mark.parametrize(("before_end", "works"), [(MICROSECOND, True), (timedelta(), False)])
def test_a_link_is_over_a_quarter_of_an_hour_after_it_was_issued(
    world: World, before_end: timedelta, works: bool
) -> None:
    her = cora(world, now=NOON)
    secret = her.link(now=NOON)
    then = NOON + timedelta(minutes=15) - before_end

    assert _signs_in(her, secret, after=then - NOON) is works


def test_looking_at_a_link_uses_none_of_it_up(world: World) -> None:
    her = cora(world, now=NOON)
    secret = her.link(now=NOON)

    with world.database.reading() as session:
        seen = [links.holder(session, secret, now=NOON) for _ in range(3)]

    assert seen == [her.id] * 3
    assert _signs_in(her, secret)


def test_of_two_who_use_one_link_at_the_same_moment_one_signs_in(world: World) -> None:
    her = cora(world, now=NOON)
    for race in range(RACES):
        now = NOON + timedelta(seconds=race)
        assert sorted(_raced(her, her.link(now=now), Client(f"203.0.113.{race}"), now)) == [False, True]


def test_a_newer_link_takes_the_place_of_an_older_one(world: World) -> None:
    her = cora(world, now=NOON)
    older, newer = her.link(now=NOON), her.link(now=NOON)

    assert (_signs_in(her, older), _signs_in(her, newer)) == (False, True)


def test_a_link_of_someone_who_acts_here_no_longer_is_worth_nothing(world: World) -> None:
    her = cora(world, now=NOON)
    secret = her.link(now=NOON)
    with world.database.writing() as session:
        session.connection().execute(PEOPLE.update().where(PEOPLE.c.id == her.id).values(disabled_at=NOON))

    assert not _signs_in(her, secret)


@pytest.mark.parametrize("secret", ["", "short", "x" * 43, "ü" * 43, "x" * 42 + "\n"])
def test_what_is_no_link_signs_nobody_in(world: World, secret: str) -> None:
    her = cora(world, now=NOON)
    her.link(now=NOON)

    assert not _signs_in(her, secret)


def test_guesses_at_links_from_one_address_have_to_wait(world: World) -> None:
    her = cora(world, now=NOON)
    for _ in range(login_throttle.FREE):
        assert not _signs_in(her, "x" * 43)

    with pytest.raises(Throttled):
        her.follows(her.link(now=NOON), now=NOON)


def test_guesses_at_her_password_do_not_keep_her_from_using_a_link(world: World) -> None:
    her = cora(world, now=NOON)
    with world.database.writing() as session:
        for _ in range(login_throttle.FREE):
            login_throttle.begin(session, [login_throttle.account("cora@accord.example")], now=NOON)

    with pytest.raises(Throttled):
        her.signs_in(now=NOON)
    assert _signs_in(her, her.link(now=NOON))


def test_an_administrator_who_proved_who_they_are_issues_links_and_nobody_else_does(world: World) -> None:
    her = cora(world, now=NOON)
    adam = Actor("per_adam", "Adam", (RoleGrant("administrator"),), session="ses_1", fresh_at=NOON)
    in_one_call = Actor("per_una", "Una", (RoleGrant("administrator", "zhongguancun-2024"),))

    with world.database.writing() as session:
        links.issue(session, her.id, actor=adam, now=NOON)
        with pytest.raises(ReauthenticationRequired):
            links.issue(session, her.id, actor=adam, now=NOON + sessions.FRESH)
        for actor in (ELI, AUDREY, in_one_call, Actor(her.id, "Cora", (RoleGrant("coordinator"),))):
            with pytest.raises(NotAllowed):
                links.issue(session, her.id, actor=actor, now=NOON)
        with pytest.raises(NotFound):
            links.issue(session, "per_nobody", actor=ADAM, now=NOON)

    assert _said(world, "link.issued") == ["link.issued"]


def test_only_the_hash_of_a_link_is_kept(world: World) -> None:
    secret = cora(world, now=NOON).link(now=NOON)

    with world.database.reading() as session:
        [row] = session.execute(select(LINKS))
        entries, _ = history.list_events(session, SYSTEM, history.Filter(), limit=100)

    assert row.digest == links.digest(secret)
    assert secret not in " ".join([*map(str, row), *(entry.body for entry in entries)])


def _raced(her: Cora, secret: str, door: Client, now: datetime) -> list[bool]:
    """What comes of two who use a link at the same moment."""
    won: list[bool] = []
    start = threading.Barrier(2)

    def one() -> None:
        start.wait()
        won.append(_signs_in(her, secret, after=now - NOON, door=door))

    both = [threading.Thread(target=one) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    return won


def _signs_in(her: Cora, secret: str, *, after: timedelta = timedelta(), door: Client = DOOR) -> bool:
    try:
        her.follows(secret, now=NOON + after, door=door)
    except Unauthenticated:
        return False
    return True


def _said(world: World, *actions: str) -> list[str]:
    with world.database.reading() as session:
        entries, _ = history.list_events(session, SYSTEM, history.Filter(), limit=100)
    return [entry.action for entry in entries if entry.action in actions]
