"""What the routes work with: the database for reading, the writer for changing, the clock, the storage of documents, and
what this process remembers of who asks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session

from api.count_cache import CountCache
from api.debounce import Debounce
from api.last_seen import LastSeen
from api.rates import Rates
from api.trail_watcher import TrailWatcher
from api.verification import Verification
from workflow.auditing import history
from workflow.clock import Clock
from workflow.paperwork.storage import Storage
from workflow.store.database import Database
from workflow.writer import Writer

_T = TypeVar("_T")


@dataclass(frozen=True)
class Services:
    """One of each, shared by all requests."""

    database: Database
    writer: Writer
    clock: Clock
    storage: Storage
    rates: Rates
    strangers: Rates = field(default_factory=lambda: Rates(5, 50))  # by address, for what costs us and needs no token
    memory: CountCache = field(default_factory=CountCache)
    visits: LastSeen = field(default_factory=LastSeen)
    denials: Debounce = field(default_factory=Debounce)
    proving: Verification = field(default_factory=Verification)

    @cached_property
    def pulse(self) -> TrailWatcher:
        """What tells that the trail has grown."""
        return TrailWatcher(lambda: self.read(history.count_events))

    async def read(self, query: Callable[[Session], _T]) -> _T:
        """Run a query in a thread, in a reading transaction of its own that is over before the answer is written."""

        def run() -> _T:
            with self.database.reading() as session:
                return query(session)

        return await run_in_threadpool(run)

    async def write(self, change: Callable[[Session], _T]) -> _T:
        """Run a change that is not a command on cases, in a thread, in one transaction."""

        def run() -> _T:
            with self.database.writing() as session:
                return change(session)

        return await run_in_threadpool(run)


def get_services(request: Request) -> Services:
    """The services of the application a request came to."""
    found: Services = request.app.state.services
    return found
