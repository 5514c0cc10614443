"""A writer and its clock."""

from collections.abc import Iterator

import pytest

from tests.workflow.handing import NOVEMBER
from workflow.clock import VirtualClock
from workflow.database import Database
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
