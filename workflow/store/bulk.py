"""Many rows in one statement: the same call on SQLite and PostgreSQL, each in the way that is fast there.

SQLAlchemy writes the statements, once for each table and set of columns. The values go to and come from the driver as they
are stored, because converting each of them on the way costs more than writing it. Only instants differ: SQLite keeps
them as text.
"""

import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import chain, islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    any_,
    bindparam,
    cast,
    collate,
    column,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.sql.dml import Insert, Update

from workflow import canonical
from workflow.store import compiled_query

Row = Sequence[object]
Names = tuple[str, ...]
_FEW = 100  # so many rows are sooner inserted than a copy of them is begun


def insert_rows(
    connection: Connection, table: Table, names: Names, fresh: Iterable[Row], *, unless_there: bool = False
) -> None:
    """Insert rows, each giving the named columns in order; one that is there already may be passed over."""
    fresh = iter(fresh)
    some = list(islice(fresh, _FEW))
    if len(some) < _FEW or unless_there or connection.dialect.name == "sqlite":
        if some:
            _run(connection, partial(_insert, table, names, unless_there), chain(some, fresh))
    else:
        _copied(connection, table, names, chain(some, fresh))


def update_rows(connection: Connection, table: Table, keys: Names, names: Names, fresh: Sequence[Row]) -> int:
    """Update rows, each giving the named columns and then the values of the key columns it is found by; how many were."""
    if not fresh:
        return 0
    return _run(connection, partial(_update, table, keys, names), fresh)


def increment_rows(connection: Connection, table: Table, keys: Names, figures: Names, fresh: Sequence[Row]) -> None:
    """Add figures to those of the rows found by their key columns; what is not there yet begins with them."""
    if fresh:
        _run(connection, partial(_sum, table, keys, figures), fresh)


def is_among(connection: Connection, wanted: ColumnElement[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """That a column is one of many values, however many, as one parameter."""
    if connection.dialect.name == "postgresql":
        return wanted == any_(bindparam(None, list(values), type_=ARRAY(wanted.type)))
    text = bindparam(None, canonical.dumps(list(values)).decode(), type_=SqlText())
    return wanted.in_(select(func.json_each(text).table_valued("value").c.value))


def member(connection: Connection, text: ColumnElement[str], *path: str) -> ColumnElement[str]:
    """The text or number that the JSON object in a column holds at a path, as text; NULL where there is none."""
    if connection.dialect.name == "postgresql":
        found: ColumnElement[str] = cast(text, JSONB)[path].astext
        return found
    return func.json_extract(text, "$" + "".join(f'."{part}"' for part in path))


def contains_text(connection: Connection, text: str, *columns: ColumnElement[str]) -> ColumnElement[bool]:
    """That any of some columns holds a text, whatever its capitals; nothing in the text stands for anything else."""
    like = f"%{text.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
    if connection.dialect.name == "sqlite":
        return or_(*(one.like(like, escape="!") for one in columns))  # which knows no capitals itself
    has_rare_capitals = any(letter.lower() != letter.upper() for letter in text if not letter.isascii())
    return or_(*((one if has_rare_capitals else collate(one, "C")).ilike(like, escape="!") for one in columns))


def _run(connection: Connection, written: Callable[[str, frozenset[int]], str], fresh: Iterable[Row]) -> int:
    """Run the statement `written` for a dialect, and for the places of the columns whose value is given once for all rows."""
    if connection.dialect.name == "postgresql":
        columns = list(map(list, zip(*fresh, strict=True)))
        once = _once(columns)
        values = {f"p{place}": one[0] if place in once else one for place, one in enumerate(columns)}
        return int(compiled_query.execute_raw(connection, written("postgresql", once), values).rowcount)
    statement = written("sqlite", frozenset())
    with compiled_query.driver_cursor(connection, statement) as cursor:
        cursor.executemany(statement, list(fresh))
        return int(cursor.rowcount)


def _once(columns: Sequence[list[object]]) -> frozenset[int]:
    """The columns that are the same in all rows; of rows that are the same altogether one is told apart, to be counted by."""
    same = frozenset(place for place, one in enumerate(columns) if one.count(one[0]) == len(one))
    return same if len(same) < len(columns) or len(columns[0]) == 1 else same - {0}


def _copied(connection: Connection, table: Table, names: Names, fresh: Iterable[Row]) -> None:
    """Let PostgreSQL take the rows as they come: it stores some while the next are being made."""
    into, kinds = _copying(table, names)
    with compiled_query.driver_cursor(connection, into) as cursor, cursor.copy(into) as copy:
        copy.set_types(kinds)
        for row in fresh:
            copy.write_row(row)


@lru_cache(maxsize=8192)
def _stored(instant: datetime) -> str:
    """An instant as SQLAlchemy writes it on SQLite, so that texts sort as instants do. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no offset")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


sqlite3.register_adapter(datetime, _stored)
# Told how to take these, which it takes as they are, the driver does not look in each value for a way, at twice the cost.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(type(None), {}.get)  # type: ignore[arg-type]  # None, whatever is asked of nothing


@lru_cache(maxsize=256)
def _insert(table: Table, names: Names, unless_there: bool, dialect: str, once: frozenset[int]) -> str:
    if dialect == "postgresql":
        onto = postgresql_insert(table).from_select(list(names), select(*_unnested(table, names, once)))
        return _written(onto.on_conflict_do_nothing() if unless_there else onto, dialect)
    assert list(names) == [one.name for one in table.columns if one.name in names], "columns stand in the table's order"
    into = sqlite_insert(table).values({name: bindparam(name) for name in names}).inline()
    return _written(into.on_conflict_do_nothing() if unless_there else into, dialect)


@lru_cache(maxsize=256)
def _sum(table: Table, keys: Names, figures: Names, dialect: str, once: frozenset[int]) -> str:
    names = (*keys, *figures)
    if dialect == "postgresql":
        onto = postgresql_insert(table).from_select(list(names), select(*_unnested(table, names, once)))
        added = {name: table.c[name] + onto.excluded[name] for name in figures}
        return _written(onto.on_conflict_do_update(index_elements=list(keys), set_=added), dialect)
    into = sqlite_insert(table).values({name: bindparam(name) for name in names}).inline()
    added = {name: table.c[name] + into.excluded[name] for name in figures}
    return _written(into.on_conflict_do_update(index_elements=list(keys), set_=added), dialect)


@lru_cache(maxsize=256)
def _copying(table: Table, names: Names) -> tuple[str, list[str]]:
    quoted = compiled_query.DIALECTS["postgresql"].identifier_preparer.quote
    into = f"COPY {quoted(table.name)} ({', '.join(map(quoted, names))}) FROM STDIN (FORMAT BINARY)"
    kinds = (table.c[name].type.compile(compiled_query.DIALECTS["postgresql"]) for name in names)
    return into, [kind.partition("(")[0].lower() for kind in kinds]


@lru_cache(maxsize=256)
def _update(table: Table, keys: Names, names: Names, dialect: str, once: frozenset[int]) -> str:
    every = (*names, *keys)
    fresh = _unnested(table, every, once if dialect == "postgresql" else frozenset(range(len(every))))
    found = [table.c[key] == given for key, given in zip(keys, fresh[len(names) :], strict=True)]
    values = {table.c[name]: given for name, given in zip(names, fresh, strict=False)}
    return _written(update(table).where(*found).ordered_values(*values.items()), dialect)


def _unnested(table: Table, names: Names, once: Collection[int]) -> list[ColumnElement[Any]]:
    """What each of the columns is given: a parameter by itself where that is enough, or one of rows made of lists."""
    kinds = {place: table.c[name].type for place, name in enumerate(names)}
    own = {place: kind for place, kind in kinds.items() if place not in once}
    lists = func.unnest(*(bindparam(f"p{place}", type_=ARRAY(kind)) for place, kind in own.items()))
    named = lists.table_valued(*(column(f"c{place}", kind) for place, kind in own.items()), name="fresh")
    fresh = named.render_derived().c
    return [fresh[f"c{place}"] if place in own else bindparam(f"p{place}", type_=kind) for place, kind in kinds.items()]


def _written(statement: Insert | Update, dialect: str) -> str:
    # In psycopg %b sends lists in binary; as text, every quote of a JSON body would be escaped one by one.
    return re.sub(r"%\((p\d+)\)s", r"%(\1)b", str(statement.compile(dialect=compiled_query.DIALECTS[dialect])))
