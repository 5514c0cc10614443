"""The runner looks when it is told to, beats its heart, and survives what goes wrong in a pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from scheduler.runner import Runner
from scheduler.sweep import sweep
from tests.world import INTERNAL, World, at
from workflow import heartbeats
from workflow.clock import VirtualClock
from workflow.database import Database
from workflow.errors import Unavailable
from workflow.outcomes import Swept
from workflow.writer import Writer

NOVEMBER = at("2022-11-10 09:00")
PATIENCE = 20.0


@contextmanager
def running(database: Database, clock: VirtualClock, *, runners: int = 1) -> Iterator[list[Runner]]:
    """A writer and so many runners beside it, stopped at the end."""
    writer = Writer(database, clock)
    made = [Runner(database, clock, writer) for _ in range(runners)]
    writer.start()
    for runner in made:
        runner.start()
    try:
        yield made
    finally:
        for runner in made:
            runner.stop()
        writer.stop()


def test_a_sweep_goes_on_batch_by_batch_until_nothing_is_left(world: World) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(7)]
    writer = Writer(world.database, VirtualClock(INTERNAL + timedelta(seconds=2)))
    writer.start()

    swept = sweep(writer, batch=3)
    writer.stop()

    assert swept == 7
    assert {world.case(ref).state for ref in refs} == {"lapsed"}


def test_a_deadline_within_the_settle_margin_is_left_alone_and_taken_just_after_it(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    clock = VirtualClock(INTERNAL + timedelta(milliseconds=999))
    writer = Writer(world.database, clock)
    writer.start()

    within = sweep(writer, batch=10)
    clock.advance(timedelta(milliseconds=1))
    after = sweep(writer, batch=10)
    writer.stop()

    assert (within, after) == (0, 1)
    assert world.trail(ref)[-1] == ("lapse", "system", INTERNAL)


def test_a_runner_sweeps_what_is_due_and_beats_its_heart(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    clock = VirtualClock(INTERNAL - timedelta(hours=1))
    with running(world.database, clock) as [runner]:
        assert runner.wait_for_pass(PATIENCE)
        before = world.case(ref).state
        clock.set(INTERNAL + timedelta(hours=1))
        assert runner.wait_for_pass(PATIENCE)

    with world.database.reading() as session:
        beat = heartbeats.last(session)
    assert (before, world.case(ref).state, beat) == ("draft", "lapsed", INTERNAL + timedelta(hours=1))


def test_two_runners_at_once_overtake_each_case_once(world: World) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(20)]
    with running(world.database, VirtualClock(INTERNAL + timedelta(hours=1)), runners=2) as runners:
        assert all(runner.wait_for_pass(PATIENCE) for runner in runners)

    assert {tuple(world.trail(ref)[-1]) for ref in refs} == {("lapse", "system", INTERNAL)}
    assert {world.case(ref).version for ref in refs} == {2}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_pass_that_fails_does_not_end_the_runner(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    clock = VirtualClock(INTERNAL + timedelta(hours=1))
    writer = Writer(world.database, clock)
    writer.start()
    runner = Runner(world.database, clock, Faltering(writer, failures=2))
    runner.start()

    passed = all(runner.wait_for_pass(PATIENCE) for _ in range(3))
    runner.stop()
    writer.stop()

    assert passed
    assert world.case(ref).state == "lapsed"


class Faltering:
    """A writer that finds no database the first few times it is asked to sweep."""

    def __init__(self, writer: Writer, failures: int) -> None:
        self._writer, self._failures = writer, failures

    def sweep(self, limit: int, after: tuple[datetime, int] | None = None) -> Swept:
        """Fail, or sweep."""
        if self._failures:
            self._failures -= 1
            raise Unavailable("the database is not there")
        return self._writer.sweep(limit, after)
