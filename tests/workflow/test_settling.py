"""Sweeps between requests: no deadline overtakes a case for which a request in time is waiting."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.engine import URL

from states.refusal import Refusal
from tests.workflow.handing import NOVEMBER, SECOND, answers, asked, handed_in, opening, told, transition, writing
from tests.world import ADA, CORA, INTERNAL, MICROSECOND, World, refused
from workflow.clock import VirtualClock
from workflow.commands import MakeTransition
from workflow.errors import AccordError, Unavailable
from workflow.outcomes import SweepResult
from workflow.settings import Settings
from workflow.writer import Writer


def test_a_sweep_never_overtakes_a_case_for_which_a_request_in_time_is_waiting(
    world: World, writer: Writer, clock: VirtualClock
) -> None:
    in_time, silent = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    last = INTERNAL - MICROSECOND
    clock.set(INTERNAL + SECOND / 2)

    async def together() -> tuple[list[object], SweepResult]:
        waiting = await handed_in(writer, asked(transition(in_time, "submit", last), received_at=last))
        sweep = asyncio.get_running_loop().run_in_executor(None, writer.sweep, 100)
        writer.start()
        return told(list(await asyncio.gather(*waiting))), await sweep

    submitted, swept = asyncio.run(together())
    clock.set(INTERNAL + 2 * SECOND)
    after = writer.sweep(100)

    assert (submitted, swept) == (["submitted"], SweepResult(0, None))
    assert after == SweepResult(1, None)
    assert (world.case(in_time).state, world.case(silent).state) == ("submitted", "lapsed")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_nothing_is_settled_for_which_a_request_still_waits_or_is_being_served(
    world: World, writer: Writer, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere a request that waited for longer than the margin is not judged at all."""
    ref, last, now = world.opened(now=NOVEMBER), INTERNAL - MICROSECOND, INTERNAL + 30 * SECOND
    clock.set(now)
    settled = [writer.settled(now)]
    serve = writer._serve

    def serving(batch: Sequence[Any]) -> None:
        settled.append(writer.settled(now))
        serve(batch)

    monkeypatch.setattr(writer, "_serve", serving)

    async def together() -> list[object]:
        waiting = await handed_in(writer, asked(transition(ref, "submit", last), received_at=last))
        settled.append(writer.settled(now))
        writer.start()
        return told(list(await asyncio.gather(*waiting)))

    assert asyncio.run(together()) == ["submitted"]
    writer.stop()
    settled.append(writer.settled(now))
    assert settled == [now - SECOND, last - MICROSECOND, last - MICROSECOND, now - SECOND]


def test_a_sweep_waits_for_the_settle_margin_to_the_instant(world: World, writer: Writer, clock: VirtualClock) -> None:
    world.opened(now=NOVEMBER)
    writer.start()
    counts = []

    for instant in (INTERNAL, INTERNAL + SECOND - MICROSECOND, INTERNAL + SECOND, INTERNAL + 2 * SECOND):
        clock.set(instant)
        counts.append(writer.sweep(100).count)

    assert counts == [0, 0, 1, 0]


def test_a_request_received_in_time_counts_however_long_it_waited_in_this_process(
    world: World, writer: Writer, clock: VirtualClock
) -> None:
    ref = world.opened(now=NOVEMBER)
    last = INTERNAL - MICROSECOND
    clock.set(INTERNAL + 30 * SECOND)

    [found] = answers(writer, asked(transition(ref, "submit", last), received_at=last))

    if world.database.is_sqlite:
        assert told([found]) == ["submitted"]
        assert world.trail(ref)[-1] == ("submit", ADA.id, last)
    else:
        assert isinstance(found, Unavailable)
        assert "waited too long" in str(found)
        assert world.case(ref).state == "draft"


def test_a_sweep_of_many_is_taken_batch_by_batch_between_requests(
    world: World, writer: Writer, clock: VirtualClock
) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(7)]
    clock.set(INTERNAL + 5 * SECOND)
    writer.start()

    first = writer.sweep(3)
    between = writer.perform(asked(transition(refs[-1], "withdraw", clock.now(), reason="said"), CORA, clock.now()))
    second = writer.sweep(3, first.reached)
    third = writer.sweep(3, second.reached)

    assert [first.count, second.count, third.count] == [3, 3, 0]
    assert isinstance(between.answer, Refusal)
    assert {world.case(ref).state for ref in refs} == {"lapsed"}


def test_what_a_sweep_meets_is_told_to_whoever_asked_for_it(url: URL, clock: VirtualClock) -> None:
    with writing(url, clock, Settings(lock_wait=0.2)) as (database, writer):
        writer.start()

        with database.engine.connect() as connection:
            if database.is_sqlite:
                connection.exec_driver_sql("UPDATE heartbeats SET swept = 0")
            else:
                connection.exec_driver_sql("LOCK TABLE deadlines IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(AccordError, match="cannot do this now"):
                writer.sweep(10)
            with pytest.raises(Unavailable):
                writer.perform(asked(opening()))
        found = writer.perform(asked(opening()))

        assert told([found]) == ["draft"]


@pytest.mark.parametrize("swept", [False, True])
def test_a_command_that_comes_late_is_told_the_deadline_whether_or_not_the_sweep_was_there_before(
    world: World, swept: bool
) -> None:
    ref = world.opened(now=NOVEMBER)
    if swept:
        world.sweep(INTERNAL)

    late = refused(
        world.one(
            MakeTransition(actor=ADA, received_at=INTERNAL + MICROSECOND, ref=ref, transition="submit", version=1)
        )
    )

    assert (late.code, late.deadline, late.until, late.state) == ("deadline-passed", "internal", INTERNAL, "lapsed")


def test_a_command_that_saw_an_older_version_in_time_is_stale_as_before(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.amend(ref, {"months": 24}, now=NOVEMBER)

    assert (
        refused(
            world.one(MakeTransition(actor=ADA, received_at=NOVEMBER, ref=ref, transition="submit", version=1))
        ).code
        == "stale"
    )
