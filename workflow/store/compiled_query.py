"""Statements that are asked again and again: written and compiled once for each kind of database, then run as they are.

SQLAlchemy builds and looks up a statement in some 200 µs, which is more than most of these take to run, and makes ready to
read its result in as long. So these go straight to the driver of the connection. What comes back is what the driver gives,
with instants made timezone-aware.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Update,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.psycopg import dialect as psycopg_dialect
from sqlalchemy.dialects.sqlite.pysqlite import dialect as sqlite_dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError

from workflow import canonical
from workflow.tables.base import Unreadable, is_instant, stored_kind

DIALECTS: dict[str, Dialect] = {
    "postgresql": psycopg_dialect(),  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it unannotated
    "sqlite": sqlite_dialect(),
}
Among = Callable[[ColumnElement[Any], str], ColumnElement[bool]]
_MOST_KINDS = 4_096  # of the combinations of kinds and NULLs that a statement's rows were seen to have
Statement = Select[*tuple[Any, ...]] | Update


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    names: tuple[str, ...] | None
    fixed: Mapping[str, object]
    instants: tuple[int, ...]
    kinds: tuple[type | None, ...]
    sound: set[tuple[type, ...]]


class CompiledQuery:
    """A statement, given as a function of `among(column, name)`: that a column is one of the values of a list parameter."""

    def __init__(self, build: Callable[[Among], Statement]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, **given: object) -> list[Sequence[Any]]:
        """The rows it finds."""
        compiled, cursor = self._run(connection, given)
        found: list[Sequence[Any]] = list(cursor.fetchall())
        if compiled.kinds:
            found = [_check_kinds(row, compiled) for row in found]
        if not compiled.instants:
            return found
        return [with_instants(row, compiled.instants) for row in found]

    def run(self, connection: Connection, **given: object) -> int:
        """How many rows it changed."""
        return int(self._run(connection, given)[1].rowcount)

    def _run(self, connection: Connection, given: dict[str, object]) -> tuple[_Compiled, DBAPICursor]:
        name = connection.dialect.name
        compiled = self._compiled.get(name)
        if compiled is None:
            compiled = self._compiled[name] = _compiled(self._build(_AMONG[name]), name)
        given = {**compiled.fixed, **given}
        if compiled.names is None:
            return compiled, execute_raw(connection, compiled.text, given, binary=True)
        values = tuple(_as_json(given[one]) if type(given[one]) is list else given[one] for one in compiled.names)
        return compiled, execute_raw(connection, compiled.text, values)


def execute_raw(connection: Connection, statement: str, values: Any, **how: bool) -> DBAPICursor:
    """The cursor of the connection's driver that ran a statement, its values given as that driver takes them."""
    with driver_cursor(connection, statement) as cursor:
        cursor.execute(statement, values, **how)
        return cursor


@contextmanager
def driver_cursor(connection: Connection, statement: str) -> Iterator[DBAPICursor]:
    """A cursor of the connection's driver, within the transaction; what fails there is told as SQLAlchemy tells it.

    Whoever listens for SQLAlchemy's statements, to count or to trace them, hears of this one too, though not of its values.
    """
    assert connection.in_transaction(), "SQLAlchemy begins the transaction"
    kind = connection.dialect.loaded_dbapi.Error
    try:
        cursor = connection.connection.cursor()
        connection.dispatch.before_cursor_execute(connection, cursor, statement, (), None, False)
        yield cursor
    except kind as error:
        raise DBAPIError.instance(statement, None, error, kind, dialect=connection.dialect) from error


def with_instants(row: Sequence[Any], places: Sequence[int]) -> Sequence[Any]:
    """A row as SQLite gives it, with the texts at some places made instants."""
    values = list(row)
    for place in places:
        if values[place] is not None:
            values[place] = _revived(values[place])
    return values


def _check_kinds(row: Sequence[Any], compiled: _Compiled) -> Sequence[Any]:
    """A row as SQLite gives it, with each value that is not of its column's kind made Unreadable."""
    kinds = tuple(map(type, row))
    if kinds in compiled.sound:
        return row
    places = zip(row, compiled.kinds, strict=True)
    checked = [
        value if value is None or kind is None or type(value) is kind else Unreadable(value) for value, kind in places
    ]
    if not any(isinstance(value, Unreadable) for value in checked) and len(compiled.sound) < _MOST_KINDS:
        compiled.sound.add(kinds)
    return checked


def _compiled(statement: Statement, name: str) -> _Compiled:
    compiled = statement.compile(dialect=DIALECTS[name])
    fixed = {one: value for one, value in compiled.params.items() if value is not None}
    if name == "postgresql":
        return _Compiled(str(compiled), None, fixed, (), (), set())
    columns = list(statement.selected_columns) if isinstance(statement, Select) else []
    places = tuple(place for place, column in enumerate(columns) if is_instant(column.type))
    kinds = tuple(stored_kind(column.type) for column in columns)
    return _Compiled(str(compiled), tuple(compiled.positiontup or ()), fixed, places, kinds, set())


def _in_json(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column.in_(select(func.json_each(bindparam(name, type_=SqlText())).table_valued("value").c.value))


def _in_array(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


_AMONG: dict[str, Among] = {"sqlite": _in_json, "postgresql": _in_array}


def _as_json(values: object) -> str:
    return canonical.dumps_trusted(values).decode()


@lru_cache(maxsize=8192)
def _revived(stored: str) -> datetime | Unreadable:
    try:
        return datetime.fromisoformat(stored).replace(tzinfo=UTC)
    except (ValueError, TypeError):
        return Unreadable(stored)
