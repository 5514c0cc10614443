"""The database's schema through time: dated steps, run from inside the package, all in one transaction."""

import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, insert, pool, select, text
from sqlalchemy.exc import OperationalError

from workflow.errors import SchemaMismatch, Unavailable
from workflow.store.database import Database
from workflow.tables import HEAD

_HERE = Path(__file__).parent
_LOCK = 4_272_018


def upgrade(database: Database, *, without_address: Collection[str] = ()) -> None:
    """Bring the database to this version's schema; nothing happens when it is there. Raises SchemaMismatch, Unavailable.

    `without_address` names people who give up their e-mail address first, because another account has the same.
    """
    with connected(database) as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _refuse_newer(connection, database)
        for person in without_address:
            _take_address(connection, person)
        command.upgrade(configured(connection), "head")
        if connection.execute(select(HEAD.c.one)).first() is None:
            row = {"one": 1, "origin": database.settings.origin, "size": 0, "nodes": b""}
            connection.execute(insert(HEAD).values(row))


def _take_address(connection: Connection, person: str) -> None:
    taken = text("UPDATE people SET email = NULL WHERE id = :person AND email IS NOT NULL")
    if connection.execute(taken, {"person": person}).rowcount == 0:
        raise SchemaMismatch(f"nothing was changed: there is no person {person!r} with an e-mail address")


def require_current(database: Database) -> None:
    """Raises SchemaMismatch when the database is not of this version's schema, saying what to do. Makes no file."""
    if database.is_sqlite and database.url.database and not Path(database.url.database).exists():
        raise SchemaMismatch(
            f"there is no database file {database.url.database}: run `accord migrate` to make it, or say with "
            "ACCORD_DATABASE_URL where the database is"
        )
    with connected(database) as connection:
        _refuse_newer(connection, database)
        found = MigrationContext.configure(connection).get_current_revision()
    if found != head():
        state = f"is at step {found}" if found else "is empty"
        raise SchemaMismatch(f"the database {database.name} {state}, this service needs {head()}: run `accord migrate`")


def head() -> str:
    """The name of the newest step."""
    newest = _steps().get_current_head()
    assert newest is not None, "the package holds at least one step"
    return newest


def _refuse_newer(connection: Connection, database: Database) -> None:
    found = MigrationContext.configure(connection).get_current_revision()
    known = {step.revision for step in _steps().walk_revisions()}
    if found is not None and found not in known:
        raise SchemaMismatch(
            f"the database {database.name} was made by a newer version (step {found}): update this service"
        )


@cache
def _steps() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def configured(connection: Connection) -> Config:
    """What Alembic needs to know to work on a connection."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return config


@contextmanager
def connected(database: Database) -> Iterator[Connection]:
    """A connection on which the schema may be changed. Raises Unavailable."""
    url = database.url if database.is_sqlite else database.url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, poolclass=pool.NullPool)
    if database.is_sqlite:
        event.listen(engine, "connect", _manual)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.connect() as connection:
            yield connection
    except OperationalError as error:
        problem = re.sub(r"\s+", " ", str(error.orig)).strip()[:200]
        raise Unavailable(f"the database {database.name} cannot be reached or changed: {problem}") from error
    finally:
        engine.dispose()


def _manual(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
