"""What somebody puts off is out of their queue and theirs alone, and comes back: by itself, by what happens, or when asked."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.world import ADA, AGENCY, CORA, INTERNAL, MICROSECOND, SHANGHAI, World, answering, at, done
from workflow.actors import SYSTEM, Actor
from workflow.errors import InvalidRequest, NotFound
from workflow.identity import people
from workflow.overview import snoozes, worklist
from workflow.tables import CASES

NOON = at("2022-11-10 12:00")
ZONE, DAY = str(SHANGHAI), timedelta(days=1)
MONDAY = date(2022, 11, 14)


@pytest.fixture
def ada(world: World) -> Actor:
    """Ada, known to the database, to whom drafts are to be submitted."""
    return known(world, ADA)


def known(world: World, actor: Actor) -> Actor:
    with world.database.writing() as session:
        who = people.add(session, actor.name, actor=SYSTEM, now=NOON)
        people.grant(session, who, actor.grants[0].role, actor=SYSTEM, now=NOON)
        return people.load_person(session, who)


def queued(world: World, actor: Actor, now: datetime) -> tuple[list[str], int, list[str]]:
    """What lies on somebody's desk, how many that is, and what they put off."""
    with world.database.reading() as session:
        away = snoozes.put_off(session, actor, now=now)
        tasks, off = worklist.list_tasks(session, actor, away), snoozes.list_snoozed(session, actor, now=now)
        return (
            [task.case.ref for task in tasks],
            worklist.count_tasks(session, actor, away),
            [one.case.ref for one in off],
        )


def snooze(world: World, ref: str, actor: Actor, day: date = MONDAY, version: int = 1, now: datetime = NOON) -> None:
    with world.database.writing() as session:
        snoozes.snooze(session, ref, day, ZONE, version, actor=actor, now=now)


def set_state(world: World, ref: str, state: str) -> None:
    with world.database.writing() as session:
        session.connection().execute(update(CASES).where(CASES.c.ref == ref).values(state=state))


def test_what_is_put_off_comes_back_by_itself_as_its_day_begins(world: World, ada: Actor) -> None:
    first, second = world.opened(now=NOON, actor=ada), world.opened(now=NOON, actor=ada)
    begins = at("2022-11-14 00:00")

    snooze(world, first, ada)

    assert queued(world, ada, NOON) == ([second], 1, [first])
    assert queued(world, ada, begins - MICROSECOND) == ([second], 1, [first])
    assert queued(world, ada, begins) == ([first, second], 2, [])


def test_a_case_that_cannot_be_read_leaves_the_others_that_are_put_off(world: World, ada: Actor) -> None:
    first, second = world.opened(now=NOON, actor=ada), world.opened(now=NOON, actor=ada)
    snooze(world, first, ada)
    snooze(world, second, ada)

    set_state(world, first, "nowhere")
    with world.database.reading() as session:
        found = [one.case.ref for one in snoozes.list_snoozed(session, ada, now=NOON)]
    set_state(world, first, "draft")

    assert found == [second]


def test_what_is_put_off_comes_back_at_once_when_something_happens_on_it(world: World, ada: Actor) -> None:
    ref = world.opened(now=NOON, actor=ada)
    snooze(world, ref, ada)

    done(world.amend(ref, {"months": 23}, now=NOON, actor=ada))

    assert queued(world, ada, NOON) == ([ref], 1, [])
    with pytest.raises(InvalidRequest, match="something happened on this case meanwhile"):
        snooze(world, ref, ada)
    snooze(world, ref, ada, version=2)
    snooze(world, ref, ada, MONDAY + DAY, version=2)
    assert queued(world, ada, at("2022-11-14 12:00")) == ([], 0, [ref])


def test_nothing_is_put_off_past_the_deadline_that_makes_it_urgent(world: World, ada: Actor) -> None:
    ref = world.opened(now=NOON, actor=ada)
    last = date(2022, 12, 25)  # it is due as the 26th begins

    for day in (date(2022, 11, 10), last + DAY):
        with pytest.raises(InvalidRequest, match="choose a day after today and no later than 2022-12-25"):
            snooze(world, ref, ada, day)
    snooze(world, ref, ada, last)

    with pytest.raises(InvalidRequest, match="due too soon"):
        snooze(world, ref, ada, last + DAY, now=INTERNAL - DAY / 2)
    assert snoozes.last_day(None, ZONE, now=NOON) == date(2023, 2, 8)
    assert snoozes.last_day(AGENCY + MICROSECOND, ZONE, now=NOON) == date(2022, 12, 31)


def test_a_snooze_is_ones_own_and_only_for_what_needs_one(world: World, ada: Actor) -> None:
    cora = known(world, CORA)
    bo = known(world, ADA)
    ref = world.opened(now=NOON, actor=ada)
    done(world.transition(ref, "submit", actor=ada, now=NOON))
    done(world.file(ref, answering(months=23), now=NOON))
    waiting = world.case(ref).version

    with pytest.raises(InvalidRequest, match="only what needs you"):
        snooze(world, ref, ada, version=waiting)
    with pytest.raises(NotFound):
        snooze(world, ref, bo, version=waiting)
    assert queued(world, cora, NOON)[2] == []


def test_what_was_put_off_is_brought_back_one_by_one_or_all_at_once(world: World, ada: Actor) -> None:
    first, second, third = (world.opened(now=NOON, actor=ada) for _ in range(3))
    for ref in (first, second, third):
        snooze(world, ref, ada)

    with world.database.writing() as session:
        snoozes.bring_back(session, second, actor=ada)
    one = queued(world, ada, NOON)
    with world.database.writing() as session:
        snoozes.bring_back(session, None, actor=ada)

    assert one == ([second], 1, [first, third])
    assert queued(world, ada, NOON) == ([first, second, third], 3, [])
    with pytest.raises(NotFound), world.database.writing() as session:
        snoozes.bring_back(session, first, actor=ada)


def test_nobody_puts_off_more_than_so_many(world: World, ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snoozes, "MOST", 1)
    first, second = world.opened(now=NOON, actor=ada), world.opened(now=NOON, actor=ada)
    snooze(world, first, ada)

    with pytest.raises(InvalidRequest, match="no more than 1 cases"):
        snooze(world, second, ada)
    snooze(world, second, ada, MONDAY + DAY, now=at("2022-11-14 08:00"))  # the first is back by then

    assert queued(world, ada, at("2022-11-14 08:00")) == ([first], 1, [second])
