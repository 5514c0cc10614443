"""Rows that cannot be read or judged: each is set aside with an alarm, and everything else goes on.

Whoever reads a list reports such a row and leaves it out. A sweep also marks its case in the table `set_aside`, and takes it
no more until `accord doctor --repair` finds it sound. The alarm is an error in the log, a finding of /readyz and of
`accord doctor`, and a line on the console's queue for those who can do something about it.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Row, Select, delete, select
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from sqlmodel import Session

from workflow.errors import SetAside, Unavailable
from workflow.store import bulk
from workflow.tables import SET_ASIDE
from workflow.tables.base import Unreadable

_LOG = logging.getLogger("accord.set_aside")
_T = TypeVar("_T")
_R = TypeVar("_R")
_COLUMNS = ("subject", "key", "case_id", "problem", "at")
_LONGEST = 500
_MOST = 1_000
LATELY = 600.0
"""For how many seconds a row counts as met of late."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A row that is set aside: its table, its key in words (of a case its reference), and what is wrong with it."""

    subject: str
    key: str
    case_id: int | None
    problem: str


def is_fault_of_row(error: Exception) -> bool:
    """Whether an error says something about the row that was looked at, and nothing about the database or the transaction."""
    return not isinstance(error, SQLAlchemyError | Unavailable)


def is_fault_of_written(error: Exception) -> bool:
    """Whether an error says something about what was to be written: a value that the database does not take."""
    return is_fault_of_row(error) or isinstance(error, DataError | IntegrityError)


def check_row(subject: str, key: str, values: Iterable[object]) -> None:
    """Raises SetAside if the database could not read any of a row's values."""
    for value in values:
        if isinstance(value, Unreadable):
            raise SetAside(f"{subject} {key} cannot be read: it holds {value!r}")


def name_value(value: object) -> str:
    """A part of a row's key in words, whether or not it can be read."""
    return repr(value) if isinstance(value, Unreadable) else str(value)


def is_readable(row: Iterable[object]) -> bool:
    """Whether the database could read all of a row's values."""
    return not any(isinstance(value, Unreadable) for value in row)


def describe(error: Exception) -> str:
    """What is wrong with a row, in a sentence for administrators."""
    if isinstance(error, SetAside):
        return str(error)[:_LONGEST]
    return f"{type(error).__name__}: {error}"[:_LONGEST]


def keep_sound(
    session: Session, subject: str, found: Iterable[_R], build: Callable[[_R], _T], name: Callable[[_R], object]
) -> Iterator[_T]:
    """What is built of each row of a list; a row of which nothing can be built is reported and left out."""
    for row in found:
        try:
            check_row(subject, _name_row(name, row), row if isinstance(row, Sequence) else ())
            built = build(row)
        except Exception as error:
            if not is_fault_of_row(error):
                raise
            report(session, subject, _name_row(name, row), error)
            continue
        yield built


def _name_row(name: Callable[[_R], object], row: _R) -> str:
    """A row in words, though the values of its key cannot be read."""
    try:
        return name_value(name(row))
    except SetAside:
        return " ".join(map(name_value, row))[:_LONGEST] if isinstance(row, Sequence) else repr(row)


def read_rows(
    session: Session, query: Executable, subject: str, name: Callable[[Row[*tuple[Any, ...]]], object] = itemgetter(0)
) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows that a query finds; one of which a value cannot be read is reported and left out."""
    return keep_sound(session, subject, session.execute(query), _itself, name)


def _itself(row: _R) -> _R:
    return row


def report(session: Session, subject: str, key: str, error: Exception) -> None:
    """Raise the alarm about a row: an error in the log, once while it lasts, and a finding of /readyz."""
    known = _reported(session)
    if (subject, key) not in known and len(known) >= _MOST:
        return
    if (subject, key) not in known:
        _LOG.error("%s %s is set aside: %s", subject, key, describe(error), exc_info=error)
    known[subject, key] = time.monotonic()


def reported(session: Session) -> list[tuple[str, str]]:
    """The tables and keys of the rows that this process met of late and could not read or judge."""
    known, since = _reported(session), time.monotonic() - LATELY
    for one in [one for one, seen in known.items() if seen < since]:
        known.pop(one, None)
    return list(known)


def forget(session: Session, subject: str, key: str) -> None:
    """A row can be read again: its alarm is over."""
    _reported(session).pop((subject, key), None)


def _reported(session: Session) -> dict[tuple[str, str], float]:
    """When this process last met each row, by table and key; shared by all sessions of a database."""
    known: dict[tuple[str, str], float] = session.info.setdefault("set_aside", {})
    return known


def mark(connection: Connection, marks: Iterable[Mark], *, now: datetime) -> None:
    """Write that rows are set aside, so that no sweep takes them again."""
    fresh = {(one.subject, one.key): (one.subject, one.key, one.case_id, one.problem, now) for one in marks}
    bulk.insert_rows(connection, SET_ASIDE, _COLUMNS, list(fresh.values()), unless_there=True)


def marked(session: Session) -> list[Mark]:
    """Every row that is marked as set aside."""
    query = select(*(SET_ASIDE.c[name] for name in _COLUMNS[:4])).order_by(SET_ASIDE.c.subject, SET_ASIDE.c.key)
    return [Mark(*row) for row in session.execute(query)]


def unmark(session: Session, subject: str, key: str) -> None:
    """Let sweeps take a row again."""
    theirs = (SET_ASIDE.c.subject == subject, SET_ASIDE.c.key == key)
    session.connection().execute(delete(SET_ASIDE).where(*theirs))
    forget(session, subject, key)


def marked_cases() -> Select[Any]:
    """The ids of the cases that are marked."""
    return select(SET_ASIDE.c.case_id).where(SET_ASIDE.c.case_id.is_not(None))
