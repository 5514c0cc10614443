"""The database: how it is opened, how a transaction begins on each kind, and what its failures mean to a caller."""

import fcntl
import re
import sqlite3
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, TextIO, TypeVar

import psycopg
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format
from psycopg.types.datetime import TimestamptzBinaryLoader, TimestamptzLoader
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from workflow.errors import Unavailable
from workflow.settings import Settings
from workflow.store.keyring import Keyring
from workflow.tables.base import Unreadable

_T = TypeVar("_T")
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cache_size=-32000",
    "wal_autocheckpoint=4000",
)
_LEAST = 0.05  # seconds: what is left to wait, when nothing is
_SEALED = ("events", "editions")
_FORBIDDEN = {
    sqlite3.SQLITE_DROP_TRIGGER,
    sqlite3.SQLITE_DROP_TABLE,
    sqlite3.SQLITE_ALTER_TABLE,
    sqlite3.SQLITE_ATTACH,
}
_FORBIDDEN_PRAGMAS = {"writable_schema", "ignore_check_constraints", "recursive_triggers"}


def session_cache(session: Session, key: Hashable, ask: Callable[[], _T]) -> _T:
    """What is asked for under a key, asked once in a session, however many of its steps want to know."""
    known: dict[Hashable, _T] = session.info.setdefault(__name__, {})
    if key not in known:
        known[key] = ask()
    return known[key]


def bound_wait(connection: Connection) -> None:
    """Let what this transaction waits for next take no more of its budget than is left of it (PostgreSQL; see `begin`)."""
    until = connection.get_execution_options().get("until")
    if until is None or connection.dialect.name == "sqlite":
        return
    left = max(until - time.monotonic(), _LEAST)
    if left < 0.9 * connection.get_execution_options()["lock_wait"]:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(left * 1000)}")


class Database:
    """One database, opened for work on cases. Schema changes are made by workflow.migrations on a connection of their own."""

    def __init__(self, url: str, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.url = _parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url, self.settings) if self.is_sqlite else _postgresql(self.url, self.settings)
        self.engine = self.engine.execution_options(lock_wait=self.settings.lock_wait)
        self._reader = self.engine.execution_options(readonly=True)
        self._claim: TextIO | None = None
        self.keys = Keyring(Path(self.settings.keys) if self.settings.keys else self._own_keys)
        self._info: dict[object, object] = {"editions": {}, "keys": self.keys, "set_aside": {}}

    @property
    def name(self) -> str:
        """The address without its password, for messages."""
        return self.url.render_as_string(hide_password=True)

    @property
    def _own_keys(self) -> Path:
        """Where the keys are if no setting says so: beside the file, or where a service is run that has none."""
        return Path(str(self.url.database)).with_suffix(".keys") if self.is_sqlite else Path("var/accord.keys")

    def claim(self) -> None:
        """Be the only server of a SQLite file, until this process ends; no matter on PostgreSQL. Raises Unavailable.

        Only one process may hold back a sweep for the requests that wait in it.
        """
        if not self.is_sqlite or not self.url.database or self.url.database == ":memory:":
            return
        claim = open(f"{self.url.database}.lock", "w")  # noqa: SIM115  # held until this is closed
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            claim.close()
            raise Unavailable(f"{self.name} is being served by another process already") from error

        self._claim = claim

    @contextmanager
    def writing(self, *, wait: float | None = None) -> Iterator[Session]:
        """One transaction that may write: committed at the end, undone on any error. Raises Unavailable.

        `wait` is how many seconds it may wait for a connection and for locks together (by default the setting `lock_wait`).
        """
        until = time.monotonic() + (self.settings.lock_wait if wait is None else wait)
        engine = self.engine.execution_options(until=until)
        with self._told(), Session(engine, expire_on_commit=False, info=self._info) as session, session.begin():
            bound_wait(session.connection())
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One transaction that only reads, from one moment's state, and never waits for a writer. Raises Unavailable."""
        with self._told(), Session(self._reader, expire_on_commit=False, info=self._info) as session:
            yield session

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
        if self._claim is not None:
            self._claim.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:
            raise Unavailable("every connection to the database is busy") from error
        except OperationalError as error:
            raise Unavailable(f"the database {self.name} cannot do this now: {_brief(error)}") from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise Unavailable(f"the connection to {self.name} was lost") from error
            raise


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise Unavailable("ACCORD_DATABASE_URL is not a database address such as sqlite:///accord.db") from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise Unavailable(f"{parsed.get_backend_name()} is not supported: use sqlite or postgresql")
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise Unavailable("a SQLite database must be a file, such as sqlite:///accord.db")
    return parsed


def _brief(error: DBAPIError) -> str:
    return re.sub(r"\s+", " ", str(error.orig)).strip()[:200]


def _sqlite(url: URL, settings: Settings) -> Engine:
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(f"cannot make the folder of {url.database}: {error.strerror}") from error
    engine = create_engine(
        url,
        connect_args={"timeout": settings.lock_wait},
        pool_size=settings.pool,
        max_overflow=0,
        pool_timeout=settings.lock_wait,
        hide_parameters=True,  # an error of the database ends in the log
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        connection.text_factory = _read_text
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.set_authorizer(_authorized)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if "until" in options:
            left = max(options["until"] - time.monotonic(), _LEAST)
            connection.connection.cursor().execute(f"PRAGMA busy_timeout = {int(left * 1000)}")
        connection.exec_driver_sql("BEGIN" if options.get("readonly") else "BEGIN IMMEDIATE")

    return engine


def _read_text(data: bytes) -> str | Unreadable:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return Unreadable(data)


def _authorized(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
    if action in _FORBIDDEN or (action in (sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE) and first in _SEALED):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and first in _FORBIDDEN_PRAGMAS and second is not None:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _postgresql(url: URL, settings: Settings) -> Engine:
    milliseconds = int(settings.lock_wait * 1000)
    session: dict[str, object] = {"timezone": "UTC", "synchronous_commit": "on", "lock_timeout": milliseconds}
    session["idle_in_transaction_session_timeout"] = 60_000
    session["random_page_cost"] = 1.1  # the cases in use lie in memory: finding some by key is cheaper than reading all
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=settings.pool,
        max_overflow=0,
        pool_timeout=settings.lock_wait,
        pool_use_lifo=True,
        connect_args={
            "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
            "connect_timeout": max(2, int(settings.lock_wait)),
            "application_name": "accord",
        },
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: psycopg.Connection, _: object) -> None:
        for loader in (_InstantLoader, _BinaryInstantLoader):
            connection.adapters.register_loader("timestamptz", loader)

    return engine


class _InstantLoader(Loader):
    """Reads an instant; one beyond what a datetime holds, such as infinity, is `Unreadable` and stops no list."""

    kind: ClassVar[type[Loader]] = TimestamptzLoader

    def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
        super().__init__(oid, context)
        self._load = self.kind(oid, context).load

    def load(self, data: Buffer) -> object:
        try:
            return self._load(data)
        except (psycopg.DataError, ValueError, OverflowError):
            return Unreadable(bytes(data).decode("latin-1"))


class _BinaryInstantLoader(_InstantLoader):
    """The same of the binary form."""

    format = Format.BINARY
    kind = TimestamptzBinaryLoader
