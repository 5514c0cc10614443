"""The writer: one thread that commits together whatever has gathered while it was busy.

A request waits at most as long as the commit before its own; under load many share one. A request that fails takes nobody
with it: when a transaction fails, each of its requests is tried alone. Sweeps take turns with requests.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from states.refusal import Refusal
from workflow import cases
from workflow.actors import SYSTEM
from workflow.clock import Clock
from workflow.command_requests import CommandRequest, Reply, serve_batch
from workflow.commands import FireTimeouts
from workflow.errors import AccordError, InProgress, Unavailable
from workflow.outcomes import SweepResult
from workflow.store.database import Database

_LOG = logging.getLogger("accord.writer")
_Awaited = asyncio.Future[Reply] | Future[Reply]
_Result = Reply | BaseException
_BREATH = 0.005
"""How many seconds the writer rests before it tries a request again whose key is being answered elsewhere."""
_LEAST_WAIT = 0.25
"""How many seconds a request may wait for a lock, however long it waited for its turn: under load the lock is not at fault."""
_SWEEP_WAIT = 1.0
"""How many seconds a sweep waits for a lock. Requests wait behind it, and their own wait counts from when they came."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A request, and who waits for its answer: someone in an event loop, or in a thread."""

    request: CommandRequest
    answered: _Awaited
    loop: asyncio.AbstractEventLoop | None
    since: float = field(default_factory=time.monotonic)

    @property
    def waited(self) -> float:
        """How many seconds it has been waiting."""
        return time.monotonic() - self.since


class Writer:
    """Gathers requests from any thread or event loop and answers them from a thread of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock, self._settings = database, clock, database.settings
        self._waiting: deque[_Waiting] = deque()
        self._sweeps: deque[tuple[int, tuple[datetime, int] | None, Future[SweepResult]]] = deque()
        self._changed = threading.Condition()
        self._batch: Sequence[_Waiting] = ()
        self._stopping = self._nudging = self._deferred = False
        self._thread = threading.Thread(target=self._run, name="accord-writer", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """Take nothing new, finish what is waiting, and end."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def is_alive(self) -> bool:
        """Whether requests are being answered."""
        return self._thread.is_alive() and not self._stopping

    async def ask(self, request: CommandRequest) -> Reply:
        """The answer to a request, once it is committed. Raises AccordError."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Reply] = loop.create_future()
        self._enter(_Waiting(request, answered, loop))
        return await answered

    def perform(self, request: CommandRequest) -> Reply:
        """The same for a caller that is not asynchronous: waits."""
        answered: Future[Reply] = Future()
        self._enter(_Waiting(request, answered, None))
        return answered.result()

    def sweep(self, limit: int, after: tuple[datetime, int] | None = None) -> SweepResult:
        """Overtake at most `limit` due cases, never one for which an earlier request is still waiting. Waits."""
        swept: Future[SweepResult] = Future()
        with self._changed:
            if self._stopping:
                raise Unavailable("the service is stopping", retry_after=5)
            self._sweeps.append((limit, after, swept))
            self._changed.notify()
        return swept.result()

    def settled(self, now: datetime) -> datetime:
        """The instant up to which no command can still be under way: the margin ago, and before the oldest that waits here."""
        settled = now - self._settings.settle_margin
        with self._changed:
            oldest = min((one.request.received_at for one in (*self._batch, *self._waiting)), default=settled)
        return oldest - timedelta(microseconds=1) if oldest < settled else settled

    def _enter(self, one: _Waiting) -> None:
        with self._changed:
            if self._stopping:
                raise Unavailable("the service is stopping", retry_after=5)
            if len(self._waiting) >= self._settings.queue:
                raise Unavailable("too many requests are waiting", retry_after=1)
            self._waiting.append(one)
            if one.loop is None:
                self._changed.notify()
            elif not self._nudging:
                # What arrives within one turn of the event loop is written together: the writer is woken at its end.
                self._nudging = True
                one.loop.call_soon(self._nudge)

    def _nudge(self) -> None:
        with self._changed:
            self._nudging = False
            self._changed.notify()

    def _run(self) -> None:
        swept_last = False
        while True:
            with self._changed:
                while not (self._waiting or self._sweeps or self._stopping):
                    self._changed.wait()
                if not (self._waiting or self._sweeps):
                    return
                sweep = self._sweeps.popleft() if self._sweeps and not (swept_last and self._waiting) else None
                if self._deferred and not sweep:
                    self._changed.wait(_BREATH)  # what comes meanwhile is served too
                    self._deferred = False
                self._batch = () if sweep else self._gathered()
            swept_last = sweep is not None
            if sweep is not None:
                self._sweep(*sweep)
            else:
                self._serve(self._batch)
                self._batch = ()

    def _gathered(self) -> list[_Waiting]:
        """As many as may be committed together; a key that repeats waits for the next time, to find its first answer."""
        batch: list[_Waiting] = []
        keys: set[str] = set()
        while self._waiting and len(batch) < self._settings.batch:
            key = self._waiting[0].request.key
            if key is not None and key in keys:
                break
            if key is not None:
                keys.add(key)
            batch.append(self._waiting.popleft())
        return batch

    def _serve(self, batch: Sequence[_Waiting]) -> None:
        results: Sequence[_Result]
        try:
            wait = self._settings.lock_wait - max((one.waited for one in batch), default=0.0)
            results = self._committed([one.request for one in batch], max(wait, _LEAST_WAIT))
        except Unavailable as error:
            results = [error] * len(batch)
        except Exception as error:
            if len(batch) > 1:
                _LOG.warning("a transaction of %d requests failed; trying each alone", len(batch))
                for one in batch:
                    self._serve([one])
                return
            if not isinstance(error, AccordError):  # whoever raised one of ours has told what there is to tell
                _LOG.exception("a request failed")
            results = [error]
        _answer([pair for pair in zip(batch, results, strict=True) if not self._is_deferred(*pair)])

    def _is_deferred(self, one: _Waiting, result: _Result) -> bool:
        """Whether a request is tried again, because its key is being answered elsewhere and its time is not over."""
        if not isinstance(result, InProgress) or one.waited >= self._settings.lock_wait:
            return False
        with self._changed:
            self._waiting.append(one)
            self._deferred = True
        return True

    def _committed(self, asked: Sequence[CommandRequest], wait: float) -> list[Reply | AccordError]:
        margin = self._settings.settle_margin
        with self._database.writing(wait=wait) as session:
            now = self._clock.now()
            patience = None if self._database.is_sqlite else margin
            results = serve_batch(session, asked, now=now, settled=now - margin, patience=patience)
            judged_at = self._clock.now()
        if patience is None:
            return results
        # Waiting for a lock takes time as well: by then another process may have settled a deadline without this request.
        return [
            Unavailable("this request waited too long for its case; send it again")
            if judged_at - request.received_at > margin and _is_late(result)
            else result
            for request, result in zip(asked, results, strict=True)
        ]

    def _sweep(self, limit: int, after: tuple[datetime, int] | None, swept: "Future[SweepResult]") -> None:
        try:
            with self._database.writing(wait=min(_SWEEP_WAIT, self._settings.lock_wait)) as session:
                now = self._clock.now()
                horizon = self.settled(now)
                command = FireTimeouts(actor=SYSTEM, received_at=horizon, limit=limit, after=after)
                [answer] = cases.apply(session, [command], now=now, settled=horizon)
            assert isinstance(answer, SweepResult), "a sweep is answered with what it swept"
            swept.set_result(answer)
        except Exception as error:
            swept.set_exception(error)


def _is_late(result: Reply | AccordError) -> bool:
    answer = result.answer if isinstance(result, Reply) and not result.replayed else None
    return isinstance(answer, Refusal) and answer.code == "deadline-passed"


def _answer(pairs: Sequence[tuple[_Waiting, _Result]]) -> None:
    """Answer everybody, waking each event loop once."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[_Awaited, _Result]]] = {}
    for one, result in pairs:
        if one.loop is None:
            _resolve([(one.answered, result)])
        else:
            loops.setdefault(one.loop, []).append((one.answered, result))
    for loop, theirs in loops.items():
        with suppress(RuntimeError):  # the loop was closed: nobody waits there any more
            loop.call_soon_threadsafe(_resolve, theirs)


def _resolve(pairs: Sequence[tuple[_Awaited, _Result]]) -> None:
    for answered, result in pairs:
        if answered.done():
            continue
        if isinstance(result, BaseException):
            answered.set_exception(result)
        else:
            answered.set_result(result)
