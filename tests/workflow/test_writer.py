"""The writer: many hand in, one writes; a request that fails takes nobody with it, and no deadline overtakes one in time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy.engine import URL

from states.refusal import Refusal
from tests.world import ADA, BO, CALL, CORA, INTERNAL, MICROSECOND, World, at, filing
from workflow import people, tokens
from workflow.actors import SYSTEM, Actor
from workflow.clock import VirtualClock
from workflow.commands import Bulk, Command, Move, Open
from workflow.database import Database
from workflow.errors import AccordError, Misused, NotAllowed, Unauthenticated, Unavailable
from workflow.outcomes import Receipt, Swept
from workflow.requests import Answered, Request
from workflow.settings import Settings
from workflow.writer import Writer

NOVEMBER = at("2022-11-10 09:00")
SECOND = timedelta(seconds=1)
Ask = Callable[[Actor], Command]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOVEMBER)


@pytest.fixture
def writer(database: Database, clock: VirtualClock) -> Iterator[Writer]:
    """A writer that has not begun to write: what is handed in gathers until it is started."""
    writer = Writer(database, clock)
    yield writer
    writer.stop()


def opening(direction: str = "2.4", received_at: datetime = NOVEMBER) -> Ask:
    return lambda actor: Open(actor=actor, received_at=received_at, call=CALL, direction=direction, content=filing())


def move(ref: str, name: str, received_at: datetime = NOVEMBER, **given: object) -> Ask:
    return lambda actor: Move(actor=actor, received_at=received_at, ref=ref, move=name, given=given)


def asked(ask: Ask, who: Actor | str = ADA, received_at: datetime = NOVEMBER, **more: str) -> Request:
    return Request(who, received_at, ask, **more)


def failing(_: Actor) -> Command:
    raise RuntimeError("this request cannot even be told")


async def handed_in(writer: Writer, *requests: Request) -> list[Awaitable[Answered]]:
    """Requests that wait for the writer, in this order."""
    waiting = [asyncio.ensure_future(writer.ask(request)) for request in requests]
    await asyncio.sleep(0)
    return list(waiting)


def answers(writer: Writer, *requests: Request) -> list[Answered | BaseException]:
    """What becomes of requests that gathered before the writer began."""

    async def together() -> list[Answered | BaseException]:
        waiting = await handed_in(writer, *requests)
        writer.start()
        return list(await asyncio.gather(*waiting, return_exceptions=True))

    return asyncio.run(together())


def told(results: list[Answered | BaseException]) -> list[object]:
    """Each result in a word: the state, the code of a refusal, or the error."""
    found: list[object] = []
    for one in results:
        if isinstance(one, Answered) and isinstance(one.answer, Receipt):
            found.append(one.answer.state)
        elif isinstance(one, Answered) and isinstance(one.answer, Refusal):
            found.append(one.answer.code)
        else:
            found.append(type(one))
    return found


def commits(world: World) -> list[int]:
    """How many events were recorded together, in order."""
    with world.database.reading() as session:
        query = "SELECT count(*) FROM events WHERE case_id IS NOT NULL GROUP BY recorded_at ORDER BY recorded_at"
        return [int(count) for count in session.connection().exec_driver_sql(query).scalars()]


def test_what_gathers_while_the_writer_is_busy_is_written_together_and_answered_each(
    world: World, writer: Writer, clock: VirtualClock
) -> None:
    found = answers(writer, *[asked(opening("2.4" if number % 2 else "9.9")) for number in range(20)])

    assert told(found) == ["no-such-definition", "draft"] * 10
    receipts = [one.answer for one in found if isinstance(one, Answered) and isinstance(one.answer, Receipt)]
    assert [one.case for one in receipts] == [f"IG23-2.4-{number:03}" for number in range(1, 11)]
    assert [one.event for one in receipts] == list(range(4, 14))
    assert commits(world) == [10]


def test_a_caller_that_is_not_asynchronous_waits_for_the_same_answer(world: World, writer: Writer) -> None:
    writer.start()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: writer.perform(asked(opening())), range(12)))

    refs = [one.answer.case for one in found if isinstance(one.answer, Receipt)]
    assert sorted(refs) == [f"IG23-2.4-{number:03}" for number in range(1, 13)]
    assert {world.case(ref).state for ref in refs} == {"draft"}


def test_event_loops_and_threads_are_answered_side_by_side(world: World, writer: Writer) -> None:
    writer.start()

    async def several() -> list[Answered]:
        return await asyncio.gather(*[writer.ask(asked(opening())) for _ in range(5)])

    with ThreadPoolExecutor(3) as pool:
        loops = [pool.submit(asyncio.run, several()) for _ in range(2)]
        thread = pool.submit(writer.perform, asked(opening()))
        found = [one for loop in loops for one in loop.result()] + [thread.result()]

    assert len({one.answer.case for one in found if isinstance(one.answer, Receipt)}) == 11


def test_a_request_that_fails_takes_none_of_its_neighbours_with_it(
    world: World, writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "accord.writer"):
        found = answers(writer, asked(opening()), asked(failing), asked(opening("9.9")), asked(opening()))

    assert told(found) == ["draft", RuntimeError, "no-such-definition", "draft"]
    assert [record.getMessage() for record in caplog.records] == [
        "a transaction of 4 requests failed; trying each alone",
        "a request failed",
    ]
    assert world.events() == 5


def test_after_a_request_that_failed_the_writer_writes_on(world: World, writer: Writer) -> None:
    writer.start()

    with pytest.raises(RuntimeError, match="cannot even be told"):
        writer.perform(asked(failing))

    assert told([writer.perform(asked(opening()))]) == ["draft"]
    assert writer.is_alive


def test_when_too_many_wait_the_next_is_told_to_come_back_and_the_others_are_served(
    url: URL, clock: VirtualClock
) -> None:
    database = Database(url.render_as_string(hide_password=False), Settings(queue=3))
    writer = Writer(database, clock)

    async def together() -> tuple[list[object], str, int]:
        waiting = await handed_in(writer, *[asked(opening()) for _ in range(3)])
        with pytest.raises(Unavailable) as caught:
            await writer.ask(asked(opening()))
        writer.start()
        return told(await asyncio.gather(*waiting)), str(caught.value), caught.value.retry_after

    assert asyncio.run(together()) == (["draft"] * 3, "too many requests are waiting", 1)
    assert told([writer.perform(asked(opening()))]) == ["draft"]
    writer.stop()
    assert World(database).events() == 7
    database.close()


def test_no_more_are_written_together_than_the_setting_says(url: URL, clock: VirtualClock) -> None:
    database = Database(url.render_as_string(hide_password=False), Settings(batch=4))
    ticking = Ticking(NOVEMBER)
    writer = Writer(database, ticking)

    found = answers(writer, *[asked(opening()) for _ in range(10)])

    writer.stop()
    assert told(found) == ["draft"] * 10
    assert commits(World(database)) == [4, 4, 2]
    database.close()


def test_stopping_answers_what_is_waiting_and_takes_nothing_new(world: World, writer: Writer) -> None:
    async def together() -> list[object]:
        waiting = await handed_in(writer, *[asked(opening()) for _ in range(5)])
        writer.start()
        await asyncio.get_running_loop().run_in_executor(None, writer.stop)
        return told(await asyncio.gather(*waiting))

    assert asyncio.run(together()) == ["draft"] * 5
    assert not writer.is_alive
    for late in (lambda: writer.perform(asked(opening())), lambda: writer.sweep(10)):
        with pytest.raises(Unavailable, match="the service is stopping"):
            late()
    assert world.events() == 8


# Asking twice -----------------------------------------------------------------------------------------------------------


def test_a_key_that_repeats_within_one_gathering_is_done_once_and_answered_twice(world: World, writer: Writer) -> None:
    one = asked(opening(), key="k-1", fingerprint="f")

    first, second, third = answers(writer, one, one, asked(opening(), key="k-1", fingerprint="other"))

    assert isinstance(first, Answered)
    assert isinstance(second, Answered)
    assert (first.replayed, second.replayed) == (False, True)
    assert first.answer == second.answer
    assert isinstance(third, Misused)
    assert world.events() == 4


def test_the_same_key_of_two_people_is_two_keys(world: World, writer: Writer) -> None:
    found = answers(writer, asked(opening(), ADA, key="k"), asked(opening(), BO, key="k"))

    assert [one.replayed for one in found if isinstance(one, Answered)] == [False, False]
    assert world.events() == 5


def test_a_refusal_is_judged_again_when_its_key_is_repeated(world: World, writer: Writer) -> None:
    ref = world.opened(filing(months=36), now=NOVEMBER)
    request = asked(move(ref, "submit"), key="k", fingerprint="f")
    writer.start()

    before = writer.perform(request)
    world.amend(ref, {"months": 24}, now=NOVEMBER)
    after, again = writer.perform(request), writer.perform(request)

    assert told([before, after, again]) == ["needs-unmet", "submitted", "submitted"]
    assert (before.replayed, after.replayed, again.replayed) == (False, False, True)


def test_a_bulk_is_repeated_with_every_answer_it_had_refusals_included(world: World, writer: Writer) -> None:
    good, bad = world.opened(now=NOVEMBER), world.opened(filing(months=36), now=NOVEMBER)
    writer.start()

    def bulk(dry_run: bool) -> Ask:
        moves = tuple(Move(actor=ADA, received_at=NOVEMBER, ref=ref, move="submit") for ref in (good, bad))
        return lambda actor: Bulk(actor=actor, received_at=NOVEMBER, commands=moves, dry_run=dry_run)

    dry = [writer.perform(asked(bulk(True), key="dry", fingerprint="f")) for _ in range(2)]
    real = [writer.perform(asked(bulk(False), key="real", fingerprint="f")) for _ in range(2)]

    assert [one.replayed for one in (*dry, *real)] == [False, False, False, True]
    assert real[0].answer == real[1].answer
    assert [len(world.entries(ref)) for ref in (good, bad)] == [2, 1]


# Who asks ---------------------------------------------------------------------------------------------------------------


def test_a_token_revoked_while_the_request_waited_no_longer_counts(world: World, writer: Writer) -> None:
    with world.database.writing() as session:
        person = people.add(session, "Ada", actor=SYSTEM, now=NOVEMBER)
        people.grant(session, person, "applicant", actor=SYSTEM, now=NOVEMBER)
        issued = [people.issue(session, person, name="t", actor=SYSTEM, now=NOVEMBER) for _ in range(2)]
        reader = people.issue(session, person, name="r", actor=SYSTEM, now=NOVEMBER, scopes=["read"])
    digests = [tokens.digest(secret) or "" for _, secret in (*issued, reader)]

    async def together() -> list[object]:
        requests = [asked(opening(), who) for who in (*digests, "unknown")]
        waiting = await handed_in(writer, *requests)
        with world.database.writing() as session:
            people.revoke(session, issued[0][0], actor=SYSTEM, now=NOVEMBER)
        writer.start()
        return told(list(await asyncio.gather(*waiting, return_exceptions=True)))

    assert asyncio.run(together()) == [Unauthenticated, "draft", NotAllowed, Unauthenticated]


# Deadlines --------------------------------------------------------------------------------------------------------------


def test_a_sweep_never_overtakes_a_case_for_which_a_request_in_time_is_waiting(
    world: World, writer: Writer, clock: VirtualClock
) -> None:
    in_time, silent = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    last = INTERNAL - MICROSECOND
    clock.set(INTERNAL + SECOND / 2)

    async def together() -> tuple[list[object], Swept]:
        waiting = await handed_in(writer, asked(move(in_time, "submit", last), received_at=last))
        sweep = asyncio.get_running_loop().run_in_executor(None, writer.sweep, 100)
        writer.start()
        return told(list(await asyncio.gather(*waiting))), await sweep

    submitted, swept = asyncio.run(together())
    clock.set(INTERNAL + 2 * SECOND)
    after = writer.sweep(100)

    assert (submitted, swept) == (["submitted"], Swept(0, None))
    assert after == Swept(1, None)
    assert (world.case(in_time).state, world.case(silent).state) == ("submitted", "lapsed")


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

    [found] = answers(writer, asked(move(ref, "submit", last), received_at=last))

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
    between = writer.perform(asked(move(refs[-1], "withdraw", clock.now(), reason="said"), CORA, clock.now()))
    second = writer.sweep(3, first.reached)
    third = writer.sweep(3, second.reached)

    assert [first.count, second.count, third.count] == [3, 3, 0]
    assert isinstance(between.answer, Refusal)
    assert {world.case(ref).state for ref in refs} == {"lapsed"}


def test_what_a_sweep_meets_is_told_to_whoever_asked_for_it(url: URL, clock: VirtualClock) -> None:
    database = Database(url.render_as_string(hide_password=False), Settings(lock_wait=0.2))
    writer = Writer(database, clock)
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
    writer.stop()
    database.close()


class Ticking(VirtualClock):
    """A clock that moves on by a second each time it is read."""

    def now(self) -> datetime:
        return self.advance(SECOND / 1000)
