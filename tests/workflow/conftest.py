"""A writer and its clock."""

from collections.abc import Iterator

import pytest

from tests.workflow.handing import NOVEMBER
from tests.world import World
from workflow.actors import SYSTEM, Actor
from workflow.clock import VirtualClock
from workflow.identity import people
from workflow.store.database import Database
from workflow.writer import Writer


@pytest.fixture
def clock() -> VirtualClock:
    """A clock that stands still on a morning in November."""
    return VirtualClock(NOVEMBER)


@pytest.fixture
def writer(database: Database, clock: VirtualClock) -> Iterator[Writer]:
    """A writer that has not begun to write: what is handed in gathers until it is started."""
    writer = Writer(database, clock)
    yield writer
    writer.stop()


@pytest.fixture
def eve(world: World) -> Actor:
    """Eve, of the committee, who is known to the database: an embargo ends in her name."""
    with world.database.writing() as session:
        found = people.add(session, "Eve", actor=SYSTEM, now=NOVEMBER)
        people.grant(session, found, "committee", actor=SYSTEM, now=NOVEMBER)
        return people.load_person(session, found)
