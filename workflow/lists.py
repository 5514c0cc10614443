"""Lists that people keep: what the text of an entry may be, what is added once, how a list is searched and paged."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, insert, tuple_
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from states.text import is_blank
from states.written import explain_unfit
from workflow import set_aside
from workflow.errors import InvalidRequest
from workflow.store import bulk

Columns = Mapping[str, object]
Found = Row[*tuple[Any, ...]]
PAGE = 200
"""How much of a list one answer holds at most."""
_LINE_END = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def check_text(what: str, given: str, longest: int, pointer: str | None = None) -> str:
    """A text that shows a reader something and may be taken, without the space around it. Raises InvalidRequest."""
    said = given.strip()
    if is_blank(said):
        raise InvalidRequest(f"{what} must be 1 to {longest:,} readable characters", pointer)
    if (problem := explain_unfit(said, longest)) is not None:
        raise InvalidRequest(f"{what} {problem}", pointer)
    return said


def check_name(what: str, given: str, longest: int, pointer: str | None = "/name") -> str:
    """A text of one line. Raises InvalidRequest."""
    said = check_text(what, given, longest, pointer)
    if _LINE_END.search(said):
        raise InvalidRequest(f"{what} must be one line without control characters", pointer)
    return said


def insert_if_absent(session: Session, table: Table, columns: Columns) -> bool:
    """Whether the entry was added; not if its key, or something else that is one entry's alone, is taken already."""
    try:
        with session.begin_nested():
            session.connection().execute(insert(table).values(columns))
    except IntegrityError:
        return False
    return True


def load_page(
    session: Session,
    query: Select[*tuple[Any, ...]],
    by: Sequence[ColumnElement[Any]],
    *,
    limit: int,
    after: Sequence[object] | None,
) -> tuple[Sequence[Found], Sequence[object] | None]:
    """A page of a query in the order of some of its columns, and the key of the next page if there is one."""
    most = min(limit, PAGE)
    if after is not None:
        query = query.where(tuple_(*by) > tuple_(*after))
    found = session.execute(query.order_by(*by).limit(most + 1)).all()
    shown = found[:most]
    return list(_sound(session, shown)), find_next_key(shown, by) if len(found) > most else None


def find_next_key(shown: Sequence[Found], by: Sequence[ColumnElement[Any]]) -> Sequence[object] | None:
    """The key of the last row of a page whose key can be read; None if there is none."""
    keys = ([row._mapping[column] for column in by] for row in reversed(shown))
    return next(filter(set_aside.is_readable, keys), None)


def _sound(session: Session, found: Sequence[Found]) -> Iterator[Found]:
    yield from set_aside.keep_sound(session, "a list", found, lambda row: row, lambda row: row[0])


def match_text(session: Session, wanted: str | None, *columns: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """That any of the columns holds a text, upper and lower case alike; nothing if no text is wanted."""
    return [] if wanted is None else [bulk.contains_text(session.connection(), wanted, *columns)]
