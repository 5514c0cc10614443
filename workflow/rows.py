"""Many rows in one statement: the same call on SQLite and PostgreSQL, each in the way that is fast there."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, Table, any_, bindparam, column, func, insert, select, update
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.dml import Insert, Update

from workflow import canonical

Row = Mapping[str, object]


def added(connection: Connection, table: Table, fresh: Sequence[Row]) -> None:
    """Insert rows that all have the same keys."""
    if not fresh:
        return
    names = tuple(fresh[0])
    if _is_postgresql(connection):
        connection.execute(_unnested_insert(table, names), _columns(names, fresh))
    else:
        connection.execute(_plain_insert(table, names), list(fresh))


def changed(connection: Connection, table: Table, keys: tuple[str, ...], fresh: Sequence[Row]) -> int:
    """Update rows found by the key columns, which each row gives as `was_KEY`; how many were found."""
    if not fresh:
        return 0
    names = tuple(fresh[0])
    if _is_postgresql(connection):
        return connection.execute(_unnested_update(table, keys, names), _columns(names, fresh)).rowcount
    return connection.execute(_plain_update(table, keys, names), list(fresh)).rowcount


def among(connection: Connection, wanted: ColumnElement[object], values: Sequence[object]) -> ColumnElement[bool]:
    """That a column is one of many values, however many, as one parameter."""
    if _is_postgresql(connection):
        return wanted == any_(bindparam(None, list(values), type_=ARRAY(wanted.type)))
    text = bindparam(None, canonical.dumps(list(values)).decode(), type_=SqlText())
    return wanted.in_(select(func.json_each(text).table_valued("value").c.value))


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _columns(names: tuple[str, ...], fresh: Sequence[Row]) -> dict[str, list[object]]:
    return {name: [row[name] for row in fresh] for name in names}


def _key(name: str) -> str:
    return name.removeprefix("was_")


@lru_cache(maxsize=256)
def _plain_insert(table: Table, names: tuple[str, ...]) -> Insert:
    return insert(table).values({name: bindparam(name) for name in names}).inline()


@lru_cache(maxsize=256)
def _plain_update(table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Update:
    found = [table.c[key] == bindparam(f"was_{key}", type_=table.c[key].type) for key in keys]
    values = {table.c[name]: bindparam(name, type_=table.c[name].type) for name in names if name in table.c}
    return update(table).where(*found).values(values)


@lru_cache(maxsize=256)
def _unnested_insert(table: Table, names: tuple[str, ...]) -> Insert:
    lists = func.unnest(*(bindparam(name, type_=ARRAY(table.c[name].type)) for name in names))
    fresh = lists.table_valued(*(column(name, table.c[name].type) for name in names), name="fresh").render_derived()
    return insert(table).from_select(list(names), select(*fresh.c))


@lru_cache(maxsize=256)
def _unnested_update(table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Update:
    lists = func.unnest(*(bindparam(name, type_=ARRAY(table.c[_key(name)].type)) for name in names))
    fresh = lists.table_valued(*(column(name, table.c[_key(name)].type) for name in names), name="fresh").render_derived()
    found = [table.c[key] == fresh.c[f"was_{key}"] for key in keys]
    return update(table).where(*found).values({table.c[name]: fresh.c[name] for name in names if name in table.c})
