"""One dialect for all the tests' databases of a kind.

What SQLAlchemy made of a statement, and what it learned of the server, it keeps with the dialect, of which an engine has its
own. A suite that opens thousands of databases would write each statement out thousands of times: that took half of its time.
"""

from collections import defaultdict
from typing import Any, ClassVar, Self

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, util
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.default import DefaultDialect

_STATEMENTS = 5_000


class _Shared(DefaultDialect):
    """A dialect of which there is one, made and initialized by the first engine that needs it."""

    supports_statement_cache = True
    _one: ClassVar[Any] = None
    _compiled: ClassVar[util.LRUCache[Any, Any]]

    def __new__(cls, **_: Any) -> Self:
        if cls._one is None:
            cls._one, cls._compiled = super().__new__(cls), util.LRUCache(_STATEMENTS)
        one: Self = cls._one
        return one

    def __init__(self, **given: Any) -> None:
        if not hasattr(self, "is_made"):
            super().__init__(**given)
            self.is_made, self.is_initialized = True, False

    def initialize(self, connection: Connection) -> None:
        """Ask the server what it can do, the first time."""
        if not self.is_initialized:
            super().initialize(connection)
            self.is_initialized = True

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Let the engine find what others made of a statement."""
        engine.update_execution_options(compiled_cache=cls._compiled)


class SharedSQLite(_Shared, SQLiteDialect_pysqlite):
    """SQLite as the tests use it."""

    supports_statement_cache = True


class SharedPostgreSQL(_Shared, PGDialect_psycopg):
    """PostgreSQL as the tests use it: a connection that one test gives up is kept for the next one of the same database.

    Behind a new one the server gets to know every table and plans every statement anew, which takes longer than most tests.
    """

    supports_statement_cache = True
    kept: ClassVar[dict[tuple[str, str], list[psycopg.Connection]]] = defaultdict(list)

    def connect(self, *arguments: Any, **given: Any) -> Any:
        """A connection, new or kept."""
        kept = self.kept[given["dbname"], given.get("options", "")]
        while kept:
            connection = kept.pop()
            if _is_alive(connection):
                return connection
        return super().connect(*arguments, **given)

    def do_close(self, dbapi_connection: Any) -> None:
        """Keep a connection on which nothing is under way, and close any other."""
        told = dbapi_connection.info
        if dbapi_connection.closed or told.transaction_status != TransactionStatus.IDLE:
            dbapi_connection.close()
        else:
            self.kept[told.dbname, told.options].append(dbapi_connection)

    def on_connect(self) -> None:
        """Nothing: what is kept would have it done again with every engine."""


def share() -> None:
    """Have every engine of this process made with these."""
    registry.register("sqlite", __name__, SharedSQLite.__name__)
    registry.register("postgresql.psycopg", __name__, SharedPostgreSQL.__name__)


def kept(database: str) -> list[int]:
    """The processes of the server behind the connections to a database that are kept."""
    theirs = [connections for (name, _), connections in SharedPostgreSQL.kept.items() if name == database]
    return [connection.info.backend_pid for connections in theirs for connection in connections]


def let_go(database: str) -> None:
    """Close the connections to a database that are kept."""
    for key in [key for key in SharedPostgreSQL.kept if key[0] == database]:
        for connection in SharedPostgreSQL.kept.pop(key):
            connection.close()


def _is_alive(connection: psycopg.Connection) -> bool:
    try:
        connection.execute("SELECT")
        connection.rollback()
    except psycopg.Error:
        connection.close()
        return False
    return True
