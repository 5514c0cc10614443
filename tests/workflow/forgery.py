"""What somebody with the file, or the owner's password, could do: work on a database whose guards were taken down."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, event, pool, text
from sqlalchemy.engine import URL
from sqlmodel import Session

_GUARDED = ("events", "editions", "head", "cases", "revisions", "reservations", "extensions", "grants", "outbox")


@contextmanager
def unguarded(url: URL) -> Iterator[Session]:
    """A transaction in which the database refuses nothing; it is undone at the end."""
    with _opened(url) as connection, Session(connection) as session:
        yield session


def forge(url: URL, *statements: str) -> None:
    """Do this to a database, past every guard, for good; the guards are not put back."""
    with _opened(url) as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


@contextmanager
def _opened(url: URL) -> Iterator[Connection]:
    sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url if sqlite else url.set(drivername="postgresql+psycopg"), poolclass=pool.NullPool)
    if sqlite:
        event.listen(engine, "connect", _manual)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.connect() as connection:
        if sqlite:
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in _GUARDED:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        yield connection
    engine.dispose()


def _manual(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
