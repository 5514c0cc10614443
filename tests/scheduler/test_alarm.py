"""The alarm rings by itself: at a deadline, at the safety interval, and at the start for whatever was missed."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL

from scheduler.runner import Runner
from tests.world import INTERNAL, World, at
from workflow.clock import Clock, SystemClock, VirtualClock
from workflow.errors import Unavailable
from workflow.outcomes import SweepResult
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.tables import HEARTBEATS, OUTBOX
from workflow.upkeep import heartbeats
from workflow.writer import Writer

NOVEMBER = at("2022-11-10 09:00")
LATE = at("2022-12-26 00:00:01")
PATIENCE = 20.0


class Watched:
    """A sweeper that hands on what it is asked, and tells when cases were overtaken; it may be made to fail first."""

    def __init__(self, writer: Writer, *failures: Exception) -> None:
        self.writer, self.failures = writer, list(failures)
        self.overtook = Event()
        self.asked = 0

    def sweep(self, limit: int, after: tuple[datetime, int] | None = None) -> SweepResult:
        """Fail, or sweep."""
        self.asked += 1
        if self.failures:
            raise self.failures.pop(0)
        swept = self.writer.sweep(limit, after)
        if swept.count:
            self.overtook.set()
        return swept


@contextmanager
def running(database: Database, clock: Clock, *failures: Exception) -> Iterator[tuple[Runner, Watched]]:
    """A writer and a runner beside it, stopped at the end."""
    writer = Writer(database, clock)
    sweeper = Watched(writer, *failures)
    runner = Runner(database, clock, sweeper)
    writer.start()
    runner.start()
    try:
        yield runner, sweeper
    finally:
        runner.stop()
        writer.stop()


@pytest.fixture
def quick(url: URL) -> Iterator[World]:
    """A world whose deadlines settle at once, and that nobody looks at unless an alarm rings."""
    database = Database(url.render_as_string(hide_password=False), Settings(settle=0.0, sweep_interval=3600))
    yield World(database)
    database.close()


def standing_until(world: World, until: Callable[[], datetime]) -> str:
    """A draft whose deadline is the one that is told once all else is ready."""
    ref = world.opened(now=NOVEMBER)
    world.extend(ref, "internal", until(), now=NOVEMBER)
    return ref


def test_a_runner_wakes_by_itself_when_a_deadline_of_the_near_future_passes(quick: World) -> None:
    ref = standing_until(quick, lambda: datetime.now(UTC) + timedelta(milliseconds=700))
    due = quick.case(ref).due_at
    assert due is not None

    with running(quick.database, SystemClock()) as (_, sweeper):
        rang = sweeper.overtook.wait(PATIENCE)
        overtaken = datetime.now(UTC)

    assert rang
    assert overtaken >= due
    assert quick.trail(ref)[-1] == ("lapse", "system", due)


def test_a_runner_looks_at_once_when_it_starts_so_that_what_was_missed_is_made_good(quick: World) -> None:
    ref = quick.opened(now=NOVEMBER)

    with running(quick.database, SystemClock()) as (_, sweeper):
        assert sweeper.overtook.wait(PATIENCE)

    assert quick.case(ref).state == "lapsed"


def test_the_safety_interval_looks_even_if_no_alarm_was_set(url: URL) -> None:
    settings = Settings(settle=0.0, sweep_interval=0.2)
    world = World(Database(url.render_as_string(hide_password=False), settings))
    clock = VirtualClock(NOVEMBER)

    with running(world.database, clock) as (runner, sweeper):
        assert runner.wait_for_pass(PATIENCE)
        ref = world.opened(now=NOVEMBER)
        clock.set(LATE)
        assert sweeper.overtook.wait(PATIENCE)

    assert world.case(ref).state == "lapsed"
    world.database.close()


def test_what_goes_wrong_in_a_pass_is_told_and_the_next_one_does_the_work(
    quick: World, caplog: pytest.LogCaptureFixture
) -> None:
    ref = quick.opened(now=NOVEMBER)
    failures = (RuntimeError("the disk is on fire"), Unavailable("the database is down"))

    with (
        caplog.at_level(logging.WARNING, "accord.scheduler"),
        running(quick.database, VirtualClock(LATE), *failures) as (runner, sweeper),
    ):
        while not sweeper.overtook.is_set():
            assert runner.wait_for_pass(PATIENCE)

    assert quick.case(ref).state == "lapsed"
    assert [record.getMessage() for record in caplog.records if record.name == "accord.scheduler"] == [
        "a pass failed; the next one tries again",
        "this pass found no database to work on: the database is down",
    ]


def test_a_runner_left_alone_overtakes_what_fell_due_and_beats_its_heart(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    clock = VirtualClock(INTERNAL - timedelta(hours=1))

    with running(world.database, clock) as (runner, _):
        assert runner.wait_for_pass(PATIENCE)
        before = world.case(ref).state
        clock.set(INTERNAL + timedelta(hours=1))
        assert runner.wait_for_pass(PATIENCE)

    with world.database.reading() as session:
        beat = heartbeats.last(session)
    assert (before, world.case(ref).state, beat) == ("draft", "lapsed", INTERNAL + timedelta(hours=1))


def test_each_pass_counts_what_was_overtaken_and_does_the_jobs_of_the_table(quick: World) -> None:
    for _ in range(3):
        quick.opened(now=NOVEMBER)

    with running(quick.database, VirtualClock(LATE)) as (runner, _):
        assert runner.wait_for_pass(PATIENCE)

    with quick.database.reading() as session:
        beats = session.execute(select(HEARTBEATS.c.swept).where(HEARTBEATS.c.name == runner.name)).scalars().all()
        told = [tuple(row) for row in session.execute(select(OUTBOX.c.kind, OUTBOX.c.about, OUTBOX.c.audience))]
    assert beats == [3]
    assert told == [("moved", "lapse", "applicant")] * 3


def test_two_runners_with_a_writer_each_overtake_and_tell_of_every_case_once(quick: World) -> None:
    refs = [quick.opened(now=NOVEMBER) for _ in range(20)]
    clock = VirtualClock(LATE)

    with running(quick.database, clock) as (one, _), running(quick.database, clock) as (two, _):
        assert one.wait_for_pass(PATIENCE)
        assert two.wait_for_pass(PATIENCE)

    assert [[transition for transition, _, _ in quick.trail(ref)] for ref in refs] == [["case.opened", "lapse"]] * 20
    with quick.database.reading() as session:
        assert len(session.execute(select(OUTBOX.c.key)).scalars().all()) == 20


def test_a_runner_that_was_stopped_looks_no_more(quick: World) -> None:
    with running(quick.database, SystemClock()) as (runner, sweeper):
        assert runner.wait_for_pass(PATIENCE)
    asked = sweeper.asked
    quick.opened(now=NOVEMBER)

    assert runner.wait_for_pass(0.05) is False
    runner.join()
    assert sweeper.asked == asked
