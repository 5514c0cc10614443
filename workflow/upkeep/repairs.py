"""Rows that cannot be read or judged: found, named, and repaired from what the trail sealed.

The trail is never changed. What a row should say is taken from the sealed text of the events that wrote it; every repair is
an event of its own. What no event seals (words, whose hash alone is sealed) has to come from a backup.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String, Table, and_, cast, delete, select, type_coerce, update
from sqlmodel import Session

from workflow import case_counters, editions, set_aside, trail
from workflow.actors import SYSTEM
from workflow.errors import AccordError
from workflow.outcomes import format_instant
from workflow.overview import soundness
from workflow.tables import (
    ATTEMPTS,
    CASES,
    COUNTS,
    EVENTS,
    FLOWS,
    HEARTBEATS,
    KEPT_PAGES,
    PRESENCES,
    REVISIONS,
    SENT_FORMS,
    SESSIONS,
    SET_ASIDE,
    SNOOZES,
)
from workflow.tables.base import Table as Base
from workflow.tables.base import Unreadable
from workflow.upkeep.broken_rows import JSON, Finding, find_broken_rows
from workflow.upkeep.sealed_values import NOTHING, find_sealed_value

_TRANSIENT = (ATTEMPTS, COUNTS, FLOWS, HEARTBEATS, KEPT_PAGES, PRESENCES, SENT_FORMS, SESSIONS, SET_ASIDE, SNOOZES)
_REMOVED, _REPAIRED = "removed: nothing of it is kept for good", "repaired from the trail"


def repair_broken_rows(session: Session, *, now: datetime) -> list[Finding]:
    """Repair what can be repaired, each as an event; every finding with what was done, or why nothing can be.

    A row may have to be read before the next thing that is wrong with it is found: it goes on until nothing new is.
    """
    done: dict[tuple[str, str, str], Finding] = {}
    while True:
        fresh = [one for one in find_broken_rows(session) if not _is_done(done.get(_name(one)))]
        again = [_repaired(session, one, now) for one in fresh]
        is_new = any(_name(one) not in done for one in again)
        done |= {_name(one): one for one in again}
        if not (is_new or any(map(_is_done, again))):
            break
    for call in sorted(_list_touched(session, done.values())):
        case_counters.rebuild(session.connection(), call)
    _unmark_sound(session)
    return list(done.values())


def _name(one: Finding) -> tuple[str, str, str]:
    return one.table, one.key, one.column


def _is_done(one: Finding | None) -> bool:
    return one is not None and str(one.repaired).startswith((_REMOVED, _REPAIRED))


def _list_touched(session: Session, done: Iterable[Finding]) -> set[str]:
    """The calls whose cases have to be counted anew."""
    found: set[str] = set()
    for one in done:
        if one.table == COUNTS.name:
            found |= set(editions.list_codes(session))
        elif one.table == CASES.name:
            found |= set(session.execute(select(CASES.c.call).where(CASES.c.id == int(one.key))).scalars())
    return found


def _repaired(session: Session, one: Finding, now: datetime) -> Finding:
    table = Base.metadata.tables[one.table]
    key = _key_of(session, table, one.key)
    return replace(one, repaired="the row is gone" if key is None else _repair(session, table, key, one, now))


def _key_of(session: Session, table: Table, written: str) -> Any:
    """The condition that finds a row by its key in words; None if it is gone."""
    keys = list(table.primary_key.columns)
    for row in session.execute(select(*keys)):
        if " ".join(map(set_aside.name_value, row)) == written:
            return and_(*(_same(column, value) for column, value in zip(keys, row, strict=True)))
    return None


def _same(column: Any, value: object) -> Any:
    if not isinstance(value, Unreadable):
        return column == value
    if isinstance(value.raw, bytes):  # a text that is no UTF-8 as well
        return cast(column, LargeBinary) == value.raw
    return type_coerce(column, String) == value.raw


def _repair(session: Session, table: Table, key: Any, one: Finding, now: datetime) -> str:
    if table in _TRANSIENT:
        session.connection().execute(delete(table).where(key))
        _record(session, one, None, now)
        return _REMOVED
    if table is EVENTS:
        return "cannot be repaired: events are append-only; restore the trail from a backup"
    if (table.name, one.column) in JSON and table is REVISIONS:
        return "cannot be repaired: of words the trail seals the hash alone; restore the row from a backup"
    try:
        sealed = find_sealed_value(session, table, key, one)
    except (AccordError, ValueError, KeyError, TypeError, AttributeError, LookupError) as error:
        return f"cannot be repaired: {type(error).__name__}: {error}"[:300]
    if sealed is NOTHING:
        return "cannot be repaired: no event seals it; restore the row from a backup"
    session.connection().execute(update(table).where(key).values({one.column: sealed}))
    _record(session, one, sealed, now)
    return f"{_REPAIRED}: {_tell(sealed)}"


def _record(session: Session, one: Finding, value: object, now: datetime) -> None:
    data: dict[str, object] = {"table": one.table, "key": one.key, "column": one.column, "problem": one.problem}
    data["to"] = _tell(value)
    call = None
    if one.case is not None:
        data["case"] = one.case
        call = session.execute(select(CASES.c.call).where(CASES.c.ref == one.case)).scalar()
    trail.record(session, "row.repaired", data, actor=SYSTEM, now=now, call=call)


def _tell(value: object) -> object:
    if isinstance(value, datetime):
        return format_instant(value)
    return value.hex() if isinstance(value, bytes) else value


def _unmark_sound(session: Session) -> None:
    """Let sweeps take again whatever can be read and judged now."""
    for one in set_aside.marked(session):
        if one.subject != "cases" or one.case_id is None or soundness.is_sound(session, CASES.c.id == one.case_id):
            set_aside.unmark(session, one.subject, one.key)
