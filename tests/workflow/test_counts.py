"""Counts: those that came to nothing go, but never one that rises again in the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select, text
from sqlmodel import Session

from tests.world import ADA, CALL, World, at, filing
from workflow import case_counters, cases
from workflow.commands import OpenCase
from workflow.store.database import Database
from workflow.tables import COUNTS

NOON = at("2022-11-10 12:00")
PATIENCE = 20.0


def tidied(database: Database) -> int:
    with database.writing() as session:
        return case_counters.purge_zeros(session)


def counted(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        return sorted((state, number) for state, number in session.execute(select(COUNTS.c.state, COUNTS.c.cases)))


def wait_until_somebody_waits_for_a_lock(session: Session) -> None:
    """On PostgreSQL; on SQLite whoever would write waits for the whole file, and has not begun."""
    waiting, give_up = text("SELECT count(*) FROM pg_locks WHERE NOT granted"), time.monotonic() + PATIENCE
    while session.connection().dialect.name == "postgresql" and not session.execute(waiting).scalar_one():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_a_count_that_came_to_nothing_goes(world: World) -> None:
    world.transition(world.opened(now=NOON), "submit", actor=ADA, now=NOON)

    before, went = counted(world.database), tidied(world.database)

    assert (before, went, counted(world.database)) == ([("draft", 0), ("submitted", 1)], 1, [("submitted", 1)])


def test_one_that_rises_again_while_it_is_to_go_stays(world: World) -> None:
    world.transition(world.opened(now=NOON), "submit", actor=ADA, now=NOON)

    with ThreadPoolExecutor(1) as beside:
        with world.database.writing() as session:
            opened = OpenCase(actor=ADA, received_at=NOON, call=CALL, direction="2.4", content=filing())
            cases.apply(session, [opened], now=NOON)
            going = beside.submit(tidied, world.database)
            wait_until_somebody_waits_for_a_lock(session)
        went = going.result(PATIENCE)

    assert (went, counted(world.database)) == (0, [("draft", 1), ("submitted", 1)])
