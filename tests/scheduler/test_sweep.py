"""The sweep: everything that is due, batch by batch, until nothing is left; and everything that recurs."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest

from scheduler.jobs import JOBS
from scheduler.sweep import sweep
from tests.world import ADA, AGENCY, INTERNAL, MICROSECOND, World, answering, at, filing
from workflow.clock import VirtualClock
from workflow.outcomes import SweepResult
from workflow.writer import Writer

NOVEMBER = at("2022-11-10 09:00")
SETTLED = timedelta(seconds=1)


class Counting:
    """A sweeper that hands on what it is asked, and remembers what came of it."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.swept: list[SweepResult] = []

    def sweep(self, limit: int, after: tuple[datetime, int] | None = None) -> SweepResult:
        self.swept.append(self.writer.sweep(limit, after))
        return self.swept[-1]


@pytest.mark.parametrize(("batch", "batches"), [(1, [1, 1, 1, 1, 1, 0]), (2, [2, 2, 1]), (5, [5, 0]), (100, [5])])
def test_a_sweep_goes_on_until_nothing_is_left(world: World, batch: int, batches: list[int]) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(5)]
    writer = Writer(world.database, VirtualClock(INTERNAL + SETTLED))
    writer.start()
    sweeper = Counting(writer)

    total, again = sweep(sweeper, batch), sweep(sweeper, batch)
    writer.stop()

    assert (total, again) == (5, 0)
    assert [one.count for one in sweeper.swept[:-1]] == batches
    assert {world.case(ref).state for ref in refs} == {"lapsed"}


def test_each_case_goes_where_its_own_deadline_says_and_is_overtaken_as_of_it(world: World) -> None:
    draft, submitted, one_sided = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    escalated = world.opened(filing(area="Green energy", months=30), direction="1.2", now=NOVEMBER)
    for ref in (submitted, one_sided, escalated):
        world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    world.file(submitted, answering(), now=NOVEMBER)
    writer = Writer(world.database, VirtualClock(AGENCY + timedelta(days=9)))
    writer.start()

    total = sweep(writer, 2)
    writer.stop()

    assert total == 4
    assert [world.trail(ref)[-1] for ref in (draft, submitted, one_sided, escalated)] == [
        ("lapse", "system", INTERNAL),
        ("escalate", "system", AGENCY),
        ("invalidate", "system", AGENCY),
        ("escalate", "system", AGENCY),
    ]


def test_sweeps_of_two_writers_at_the_same_moment_overtake_every_case_once(world: World) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(30)]
    writers = [Writer(world.database, VirtualClock(INTERNAL + SETTLED)) for _ in range(3)]
    together, totals = Barrier(3), []

    def work(writer: Writer) -> None:
        writer.start()
        together.wait()
        totals.append(sweep(writer, 4))
        writer.stop()

    threads = [Thread(target=work, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = world.sweep(INTERNAL)

    assert sum(totals) + left == 30
    assert [world.trail(ref)[1:] for ref in refs] == [[("lapse", "system", INTERNAL)]] * 30


def test_nothing_is_swept_before_its_deadline_has_settled(world: World) -> None:
    world.opened(now=NOVEMBER)
    clock = VirtualClock(INTERNAL + SETTLED - MICROSECOND)
    writer = Writer(world.database, clock)
    writer.start()

    before = sweep(writer, 10)
    clock.advance(MICROSECOND)
    after = sweep(writer, 10)
    writer.stop()

    assert (before, after) == (0, 1)


def test_every_job_stands_in_the_table_once_with_a_span_and_a_batch_of_its_own() -> None:
    assert [(job.name, job.every, job.batch) for job in JOBS] == [
        ("remind", timedelta(minutes=5), 2_000),
        ("follow", timedelta(seconds=10), 2_000),
        ("post", timedelta(seconds=10), 50),
        ("purge", timedelta(minutes=10), 1_000),
        ("clear", timedelta(hours=1), 1_000_000),
    ]


def test_each_job_does_what_there_is_and_then_nothing_more(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    lapsing = world.opened(now=NOVEMBER)
    world.extend(ref, "internal", INTERNAL + timedelta(days=3), now=NOVEMBER)
    clock = VirtualClock(INTERNAL)
    world.sweep(INTERNAL)

    done = {job.name: [job.work(world.database, clock) for _ in range(2)] for job in JOBS}

    assert world.case(lapsing).state == "lapsed"
    assert done == {"remind": [1, 0], "follow": [world.events(), 0], "post": [0, 0], "purge": [1, 0], "clear": [0, 0]}
