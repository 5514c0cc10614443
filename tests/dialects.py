"""One dialect for all the tests' databases of a kind.

What SQLAlchemy made of a statement, and what it learned of the server, it keeps with the dialect, of which an engine has its
own. A suite that opens thousands of databases would write each statement out thousands of times: that took half of its time.
"""

from typing import Any, ClassVar, Self

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
    """PostgreSQL as the tests use it."""

    supports_statement_cache = True


def share() -> None:
    """Have every engine of this process made with these."""
    registry.register("sqlite", __name__, SharedSQLite.__name__)
    registry.register("postgresql.psycopg", __name__, SharedPostgreSQL.__name__)
