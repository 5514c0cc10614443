"""The application over a test's database, in routes that were put together once."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from api import app as application
from api.middleware import Envelope
from workflow.clock import Clock
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.writer import Writer

_FREE: dict[tuple[int, int], list[FastAPI]] = defaultdict(list)
"""Applications that nobody uses now, by the limits they were put together for."""


@contextmanager
def lent(settings: Settings) -> Iterator[FastAPI]:
    """The routes over nothing yet; to put them together takes longer than most tests, so they are lent and taken back."""
    free = _FREE[settings.body_limit, settings.document_limit]
    app = free.pop() if free else application.add_routes(settings)
    yield app
    free.append(app)


@contextmanager
def served(database: Database, clock: Clock) -> Iterator[Envelope]:
    """The application."""
    with lent(database.settings) as app:
        yield application.build_app(app, database, clock, Writer(database, clock))
