"""The writer: many hand in, one writes; a request that fails takes nobody with it."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.engine import URL

from tests.workflow.handing import (
    NOVEMBER,
    Ticking,
    answers,
    asked,
    commits,
    failing,
    handed_in,
    opening,
    told,
    writing,
)
from tests.world import World
from workflow.actors import SYSTEM
from workflow.clock import VirtualClock
from workflow.command_requests import Reply
from workflow.credentials import tokens
from workflow.errors import NotAllowed, Unauthenticated, Unavailable
from workflow.identity import people
from workflow.outcomes import Result
from workflow.settings import Settings
from workflow.writer import Writer


def test_what_gathers_while_the_writer_is_busy_is_written_together_and_answered_each(
    world: World, writer: Writer
) -> None:
    before = world.events()

    found = answers(writer, *[asked(opening("2.4" if number % 2 else "9.9")) for number in range(20)])

    assert told(found) == ["no-such-definition", "draft"] * 10
    receipts = [one.answer for one in found if isinstance(one, Reply) and isinstance(one.answer, Result)]
    assert [one.case for one in receipts] == [f"IG23-2.4-{number:03}" for number in range(1, 11)]
    assert [one.event for one in receipts] == list(range(before + 1, before + 11))
    assert commits(world) == [10]


def test_a_caller_that_is_not_asynchronous_waits_for_the_same_answer(world: World, writer: Writer) -> None:
    writer.start()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: writer.perform(asked(opening())), range(12)))

    refs = [one.answer.case for one in found if isinstance(one.answer, Result)]
    assert sorted(refs) == [f"IG23-2.4-{number:03}" for number in range(1, 13)]
    assert {world.case(ref).state for ref in refs} == {"draft"}


def test_event_loops_and_threads_are_answered_side_by_side(world: World, writer: Writer) -> None:
    writer.start()

    async def several() -> list[Reply]:
        return await asyncio.gather(*[writer.ask(asked(opening())) for _ in range(5)])

    with ThreadPoolExecutor(3) as pool:
        loops = [pool.submit(asyncio.run, several()) for _ in range(2)]
        thread = pool.submit(writer.perform, asked(opening()))
        found = [one for loop in loops for one in loop.result()] + [thread.result()]

    assert len({one.answer.case for one in found if isinstance(one.answer, Result)}) == 11


def test_a_request_that_fails_takes_none_of_its_neighbours_with_it(
    world: World, writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    before = world.events()

    with caplog.at_level(logging.WARNING, "accord.writer"):
        found = answers(writer, asked(opening()), asked(failing), asked(opening("9.9")), asked(opening()))

    assert told(found) == ["draft", RuntimeError, "no-such-definition", "draft"]
    assert [record.getMessage() for record in caplog.records] == [
        "a transaction of 4 requests failed; trying each alone",
        "a request failed",
    ]
    assert world.events() == before + 2


def test_after_a_request_that_failed_the_writer_writes_on(world: World, writer: Writer) -> None:
    writer.start()

    with pytest.raises(RuntimeError, match="cannot even be told"):
        writer.perform(asked(failing))

    assert told([writer.perform(asked(opening()))]) == ["draft"]
    assert writer.is_alive


def test_when_too_many_wait_the_next_is_told_to_come_back_and_the_others_are_served(
    url: URL, clock: VirtualClock
) -> None:
    async def together(writer: Writer) -> tuple[list[object], str, int]:
        waiting = await handed_in(writer, *[asked(opening()) for _ in range(3)])
        with pytest.raises(Unavailable) as caught:
            await writer.ask(asked(opening()))
        writer.start()
        return told(await asyncio.gather(*waiting)), str(caught.value), caught.value.retry_after

    with writing(url, clock, Settings(queue=3)) as (database, writer):
        before = World(database).events()
        assert asyncio.run(together(writer)) == (["draft"] * 3, "too many requests are waiting", 1)
        assert told([writer.perform(asked(opening()))]) == ["draft"]
        assert World(database).events() == before + 4


def test_no_more_are_written_together_than_the_setting_says(url: URL) -> None:
    with writing(url, Ticking(NOVEMBER), Settings(batch=4)) as (database, writer):
        found = answers(writer, *[asked(opening()) for _ in range(10)])

        assert told(found) == ["draft"] * 10
        assert commits(World(database)) == [4, 4, 2]


def test_stopping_answers_what_is_waiting_and_takes_nothing_new(world: World, writer: Writer) -> None:
    before = world.events()

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
    assert world.events() == before + 5


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
