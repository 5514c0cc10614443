"""One idempotency key sent to two servers at once: done once, answered alike, and never stale or broken."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL
from sqlmodel import Session

from tests.workflow.handing import NOVEMBER, asked, opening, transition, writing
from tests.world import ADA, CORA, World
from workflow import idempotency
from workflow.actors import Actor
from workflow.clock import VirtualClock
from workflow.command_requests import CommandRequest, Reply, run_once
from workflow.commands import Command, MakeTransition
from workflow.errors import InProgress, InvalidRequest, Unavailable
from workflow.outcomes import Result
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.tables import HEAD
from workflow.writer import Writer

_T = TypeVar("_T")
TIMES = 60
PATIENT = Settings(lock_wait=5)


@pytest.fixture
def servers(world: World, url: URL) -> Iterator[list[Writer]]:
    """Two writers as two servers have them: each with a pool, a queue and a thread of its own."""
    del world  # only so that its people are there
    with ExitStack() as stack:
        made = [stack.enter_context(writing(url, VirtualClock(NOVEMBER), PATIENT))[1] for _ in range(2)]
        for one in made:
            one.start()
        yield made


def at_once(*works: Callable[[], _T]) -> list[_T | BaseException]:
    """Do all of these at the same moment."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], _T]) -> _T | BaseException:
        gate.wait()
        try:
            return work()
        except BaseException as error:  # it is what came of it
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def sent_to_both(servers: list[Writer], request: CommandRequest) -> list[Reply | BaseException]:
    return at_once(*(lambda one=one: one.perform(request) for one in servers))


def test_a_key_opens_one_case_whichever_of_two_servers_it_reaches(world: World, servers: list[Writer]) -> None:
    before = world.events()

    for number in range(TIMES):
        found = sent_to_both(servers, asked(opening(), key=f"open-{number}", fingerprint="f"))

        answers = [one.answer for one in found if isinstance(one, Reply)]
        assert len(answers) == 2 and answers[0] == answers[1] and isinstance(answers[0], Result), found
        assert sorted(one.replayed for one in found if isinstance(one, Reply)) == [False, True]
    assert world.events() == before + TIMES


def test_a_key_moves_a_case_once_whichever_of_two_servers_it_reaches(world: World, servers: list[Writer]) -> None:
    for number in range(TIMES):
        ref = world.opened(now=NOVEMBER)

        def ask(actor: Actor, ref: str = ref) -> Command:
            return MakeTransition(actor=actor, received_at=NOVEMBER, ref=ref, transition="submit", version=1)

        found = sent_to_both(servers, asked(ask, key=f"transition-{number}", fingerprint="f"))

        answers = [one.answer for one in found if isinstance(one, Reply)]
        assert len(answers) == 2 and answers[0] == answers[1] and isinstance(answers[0], Result), found
        assert world.case(ref).version == 2


def test_the_twin_of_another_request_is_told_so(world: World, servers: list[Writer]) -> None:
    ref = world.opened(now=NOVEMBER)
    first, second = servers

    found = at_once(
        lambda: first.perform(asked(transition(ref, "submit"), key="k", fingerprint="one")),
        lambda: second.perform(asked(transition(ref, "submit"), key="k", fingerprint="another")),
    )

    assert sorted(type(one).__name__ for one in found) == ["InvalidRequest", "Reply"]
    assert any(isinstance(one, InvalidRequest) for one in found) and world.case(ref).version == 2


def test_what_is_no_command_is_done_once_as_well(world: World) -> None:
    done: list[int] = []

    def work(number: int) -> dict[str, object]:
        with world.database.writing() as session:

            def do() -> dict[str, object]:
                done.append(number)
                return {"number": number}

            return run_once(session, CORA, f"once-{number}", "f", now=NOVEMBER, do=do)

    for number in range(TIMES):
        assert at_once(lambda: work(number), lambda: work(number)) == [{"number": number}] * 2  # noqa: B023
    assert done == list(range(TIMES))


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_key_that_another_server_never_answers_is_in_progress_until_that_server_is_gone(
    world: World, url: URL
) -> None:
    other = Database(url.render_as_string(hide_password=False))
    with writing(url, VirtualClock(NOVEMBER), Settings(lock_wait=0.3)) as (database, writer):
        writer.start()
        with other.engine.connect() as stuck:
            assert idempotency.claim_keys(Session(stuck), {"k"}) == {"k"}
            with pytest.raises(InProgress):
                writer.perform(asked(opening(), key="k", fingerprint="f"))
            beside = writer.perform(asked(opening(), key="another", fingerprint="f"))
            with pytest.raises(InProgress), database.writing() as session:
                run_once(session, ADA, "k", "f", now=NOVEMBER, do=dict)
            stuck.invalidate()  # the server dies

        after = writer.perform(asked(opening(), key="k", fingerprint="f"))
    other.close()
    assert isinstance(beside.answer, Result) and isinstance(after.answer, Result) and not after.replayed


def test_a_locked_database_is_told_within_the_budget_though_a_sweep_and_a_batch_come_before(
    world: World, url: URL
) -> None:
    holder = Database(url.render_as_string(hide_password=False))
    with writing(url, VirtualClock(NOVEMBER), Settings(lock_wait=1.0)) as (_, writer), holder.writing() as session:
        session.execute(select(HEAD.c.size).with_for_update())
        writer.start()
        if world.database.is_sqlite:
            threading.Thread(target=lambda: at_once(lambda: writer.sweep(10)), daemon=True).start()
        began = time.monotonic()
        found = at_once(*(lambda: writer.perform(asked(opening())) for _ in range(3)))
        took = time.monotonic() - began

    holder.close()
    assert all(isinstance(one, Unavailable) for one in found), found
    assert took < 2.5
