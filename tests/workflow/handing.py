"""Requests handed in to a writer, and what became of them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta

from sqlalchemy.engine import URL

from states.refusal import Refusal
from tests.world import ADA, CALL, World, at, filing
from workflow.actors import Actor
from workflow.clock import Clock, VirtualClock
from workflow.command_requests import CommandRequest, Reply
from workflow.commands import Command, MakeTransition, OpenCase
from workflow.outcomes import Result
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.writer import Writer

NOVEMBER = at("2022-11-10 09:00")
SECOND = timedelta(seconds=1)
Ask = Callable[[Actor], Command]


@contextmanager
def writing(url: URL, clock: Clock, settings: Settings) -> Iterator[tuple[Database, Writer]]:
    """A database opened with settings of its own, and a writer on it; both are ended, whatever happens."""
    with closing(Database(url.render_as_string(hide_password=False), settings)) as database:
        writer = Writer(database, clock)
        try:
            yield database, writer
        finally:
            writer.stop()


def opening(direction: str = "2.4", received_at: datetime = NOVEMBER) -> Ask:
    """A good case is to be opened."""
    return lambda actor: OpenCase(
        actor=actor, received_at=received_at, call=CALL, direction=direction, content=filing()
    )


def transition(ref: str, name: str, received_at: datetime = NOVEMBER, **given: object) -> Ask:
    """A case is to be moved."""
    return lambda actor: MakeTransition(actor=actor, received_at=received_at, ref=ref, transition=name, given=given)


def asked(ask: Ask, who: Actor | str = ADA, received_at: datetime = NOVEMBER, **more: str) -> CommandRequest:
    """A request of someone, received then."""
    return CommandRequest(who, received_at, ask, **more)


def failing(_: Actor) -> Command:
    """What breaks while it is being told."""
    raise RuntimeError("this request cannot even be told")


async def handed_in(writer: Writer, *requests: CommandRequest) -> list[Awaitable[Reply]]:
    """Requests that wait for the writer, in this order."""
    waiting = [asyncio.ensure_future(writer.ask(request)) for request in requests]
    await asyncio.sleep(0)
    return list(waiting)


def answers(writer: Writer, *requests: CommandRequest) -> list[Reply | BaseException]:
    """What becomes of requests that gathered before the writer began."""

    async def together() -> list[Reply | BaseException]:
        waiting = await handed_in(writer, *requests)
        writer.start()
        return list(await asyncio.gather(*waiting, return_exceptions=True))

    return asyncio.run(together())


def told(results: list[Reply | BaseException]) -> list[object]:
    """Each result in a word: the state, the code of a refusal, or the error."""
    found: list[object] = []
    for one in results:
        if isinstance(one, Reply) and isinstance(one.answer, Result):
            found.append(one.answer.state)
        elif isinstance(one, Reply) and isinstance(one.answer, Refusal):
            found.append(one.answer.code)
        else:
            found.append(type(one))
    return found


def commits(world: World) -> list[int]:
    """How many events were recorded together, in order."""
    with world.database.reading() as session:
        query = "SELECT count(*) FROM events WHERE case_id IS NOT NULL GROUP BY recorded_at ORDER BY recorded_at"
        return [int(count) for count in session.connection().exec_driver_sql(query).scalars()]


class Ticking(VirtualClock):
    """A clock that moves on by a millisecond each time it is read."""

    def now(self) -> datetime:
        """The next instant."""
        return self.advance(SECOND / 1000)
