"""Many rows in one statement: the same call on SQLite and PostgreSQL, each in the way that is fast there.

SQLAlchemy writes the statements, once for each table and set of columns. The values go to and come from the driver as they
are stored, because converting each of them on the way costs more than writing it. Only instants differ: SQLite keeps
them as text.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, islice
from typing import Any

import psycopg
from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    TableValuedAlias,
    any_,
    bindparam,
    column,
    func,
    select,
    update,
)
from sqlalchemy import Text as SqlText
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import Insert, Update

from workflow import canonical, prepared

Row = Sequence[object]
Names = tuple[str, ...]
_FEW = 200  # so many rows are sooner inserted than a copy of them is begun


def added(
    connection: Connection, table: Table, names: Names, fresh: Iterable[Row], *, unless_there: bool = False
) -> None:
    """Insert rows, each giving the named columns in order; one that is there already may be passed over."""
    fresh = iter(fresh)
    some = list(islice(fresh, _FEW))
    if len(some) < _FEW or unless_there or connection.dialect.name == "sqlite":
        if some:
            statement = _insert(connection.dialect.name, table, names, unless_there)
            _run(connection, statement, names, chain(some, fresh))
    else:
        _copied(connection, table, names, chain(some, fresh))


def changed(connection: Connection, table: Table, keys: Names, names: Names, fresh: Sequence[Row]) -> int:
    """Update rows, each giving the named columns and then the values of the key columns it is found by; how many were."""
    if not fresh:
        return 0
    return _run(connection, _update(connection.dialect.name, table, keys, names), (*names, *keys), fresh)


def among(connection: Connection, wanted: ColumnElement[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """That a column is one of many values, however many, as one parameter."""
    if connection.dialect.name == "postgresql":
        return wanted == any_(bindparam(None, list(values), type_=ARRAY(wanted.type)))
    text = bindparam(None, canonical.dumps(list(values)).decode(), type_=SqlText())
    return wanted.in_(select(func.json_each(text).table_valued("value").c.value))


def _run(connection: Connection, statement: str, names: Names, fresh: Iterable[Row]) -> int:
    if connection.dialect.name == "postgresql":
        columns = dict(zip(map("p{}".format, range(len(names))), map(list, zip(*fresh, strict=True)), strict=True))
        return connection.exec_driver_sql(statement, columns).rowcount
    return connection.exec_driver_sql(statement, list(fresh)).rowcount


def _copied(connection: Connection, table: Table, names: Names, fresh: Iterable[Row]) -> None:
    """Let PostgreSQL take the rows as they come: it stores some while the next are being made."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection), "PostgreSQL is spoken to with psycopg"
    into, kinds = _copying(table, names)
    try:
        with driver.cursor() as cursor, cursor.copy(into.encode()) as copy:
            copy.set_types(kinds)
            for row in fresh:
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(into, None, error, psycopg.Error, dialect=connection.dialect) from error


@lru_cache(maxsize=8192)
def _stored(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


sqlite3.register_adapter(datetime, _stored)
# Told how to take these, which it takes as they are, the driver does not look in each value for a way, at twice the cost.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(type(None), {}.get)  # type: ignore[arg-type]  # None, whatever is asked of nothing


@lru_cache(maxsize=256)
def _insert(dialect: str, table: Table, names: Names, unless_there: bool) -> str:
    if dialect == "postgresql":
        fresh = select(*_unnested(table, names).c)
        onto = postgresql_insert(table).from_select(list(names), fresh)
        return _written(onto.on_conflict_do_nothing() if unless_there else onto, dialect)
    assert list(names) == [one.name for one in table.columns if one.name in names], "columns stand in the table's order"
    into = sqlite_insert(table).values({name: bindparam(name) for name in names}).inline()
    return _written(into.on_conflict_do_nothing() if unless_there else into, dialect)


@lru_cache(maxsize=256)
def _copying(table: Table, names: Names) -> tuple[str, list[str]]:
    quoted = prepared.DIALECTS["postgresql"].identifier_preparer.quote
    into = f"COPY {quoted(table.name)} ({', '.join(map(quoted, names))}) FROM STDIN (FORMAT BINARY)"
    kinds = (table.c[name].type.compile(prepared.DIALECTS["postgresql"]) for name in names)
    return into, [kind.partition("(")[0].lower() for kind in kinds]


@lru_cache(maxsize=256)
def _update(dialect: str, table: Table, keys: Names, names: Names) -> str:
    if dialect == "postgresql":
        fresh = list(_unnested(table, (*names, *keys)).c)
    else:
        fresh = [bindparam(f"p{place}", type_=table.c[name].type) for place, name in enumerate((*names, *keys))]
    found = [table.c[key] == given for key, given in zip(keys, fresh[len(names) :], strict=True)]
    values = {table.c[name]: given for name, given in zip(names, fresh, strict=False)}
    return _written(update(table).where(*found).ordered_values(*values.items()), dialect)


def _unnested(table: Table, names: Names) -> TableValuedAlias:
    lists = func.unnest(*(bindparam(f"p{place}", type_=ARRAY(table.c[name].type)) for place, name in enumerate(names)))
    columns = (column(f"c{place}", table.c[name].type) for place, name in enumerate(names))
    return lists.table_valued(*columns, name="fresh").render_derived()


def _written(statement: Insert | Update, dialect: str) -> str:
    # In psycopg %b sends lists in binary; as text, every quote of a JSON body would be escaped one by one.
    return re.sub(r"%\((p\d+)\)s", r"%(\1)b", str(statement.compile(dialect=prepared.DIALECTS[dialect])))
