"""Rows that cannot be read or judged: found, named, and repaired from what the trail sealed.

The trail is never changed. What a row should say is taken from the sealed text of the events that wrote it; every repair is
an event of its own. What no event seals (words, whose hash alone is sealed) has to come from a backup.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import String, Table, and_, delete, select, type_coerce, update
from sqlmodel import Session

from states import deadlines
from workflow import canonical, case_counters, case_record, editions, guards, set_aside, trail
from workflow.actors import SYSTEM
from workflow.case_record import CaseRecord
from workflow.errors import AccordError
from workflow.outcomes import format_instant, parse_instant
from workflow.overview import soundness
from workflow.tables import (
    ATTEMPTS,
    CASES,
    COUNTS,
    DEADLINES,
    EVENTS,
    EXTENSIONS,
    FLOWS,
    HEARTBEATS,
    NOTES,
    PRESENCES,
    RELEASES,
    REVISIONS,
    SESSIONS,
    SNOOZES,
)
from workflow.tables.base import Instant, Unreadable
from workflow.tables.base import Table as Base
from workflow.unit_of_work import UnitOfWork
from workflow.upkeep.broken_rows import JSON, Finding, find_broken_rows

_TRANSIENT = (ATTEMPTS, COUNTS, FLOWS, HEARTBEATS, PRESENCES, SESSIONS, SNOOZES)
_PINNED = ("call", "edition", "direction")
_Event = Mapping[str, Any]


def repair_broken_rows(session: Session, *, now: datetime) -> list[Finding]:
    """Repair what can be repaired, each as an event; every finding with what was done, or why nothing can be.

    A row may have to be read before the next thing that is wrong with it is found: it goes on until nothing new is.
    """
    done: dict[tuple[str, str, str], Finding] = {}
    touched: set[str] = set()
    while fresh := [one for one in find_broken_rows(session) if (one.table, one.key, one.column) not in done]:
        for one in fresh:
            done[one.table, one.key, one.column] = _repaired(session, one, now)
            if one.case is not None:
                touched |= set(session.execute(select(CASES.c.call).where(CASES.c.ref == one.case)).scalars())
    for call in sorted(touched):
        case_counters.rebuild(session.connection(), call)
    _unmark_sound(session)
    return list(done.values())


def _repaired(session: Session, one: Finding, now: datetime) -> Finding:
    table = Base.metadata.tables[one.table]
    key = _key_of(session, table, one.key)
    return replace(one, repaired="the row is gone" if key is None else _repair(session, table, key, one, now))


def _key_of(session: Session, table: Table, written: str) -> Any:
    """The condition that finds a row by its key in words; None if it is gone."""
    keys = list(table.primary_key.columns)
    for row in session.execute(select(*keys)):
        if " ".join(map(str, row)) == written:
            return and_(*(_same(column, value) for column, value in zip(keys, row, strict=True)))
    return None


def _same(column: Any, value: object) -> Any:
    if isinstance(value, Unreadable):
        return type_coerce(column, String) == value.raw
    return column == value


def _repair(session: Session, table: Table, key: Any, one: Finding, now: datetime) -> str:
    if table in _TRANSIENT:
        session.connection().execute(delete(table).where(key))
        _record(session, one, None, now)
        return "removed: nothing of it is kept for good"
    if table is EVENTS:
        return "cannot be repaired: events are append-only; restore the trail from a backup"
    if (table.name, one.column) in JSON and table is REVISIONS:
        return "cannot be repaired: of words the trail seals the hash alone; restore the row from a backup"
    try:
        sealed = _sealed(session, table, key, one, now)
    except (AccordError, ValueError, KeyError, TypeError, AttributeError, LookupError) as error:
        return f"cannot be repaired: {type(error).__name__}: {error}"[:300]
    if sealed is _NOTHING:
        return "cannot be repaired: no event seals it; restore the row from a backup"
    session.connection().execute(update(table).where(key).values({one.column: sealed}))
    _record(session, one, sealed, now)
    return f"repaired from the trail: {format_instant(sealed) if isinstance(sealed, datetime) else sealed}"


def _record(session: Session, one: Finding, value: object, now: datetime) -> None:
    data: dict[str, object] = {"table": one.table, "key": one.key, "column": one.column, "problem": one.problem}
    data["to"] = format_instant(value) if isinstance(value, datetime) else value
    call = None
    if one.case is not None:
        data["case"] = one.case
        call = session.execute(select(CASES.c.call).where(CASES.c.ref == one.case)).scalar()
    trail.record(session, "row.repaired", data, actor=SYSTEM, now=now, call=call)


_NOTHING = object()


def _sealed(session: Session, table: Table, key: Any, one: Finding, now: datetime) -> object:
    """What the trail says a column should hold; `_NOTHING` if no event says it."""
    if table is CASES:
        return _of_case(session, one, now)
    if table in NOTES:
        case_id, number = session.execute(select(table.c.case_id, table.c.number).where(key)).one()
        [event] = _events(session, EVENTS.c.case_id == case_id, EVENTS.c.number == number)
        return _typed(table, one.column, event["data"]["note"].get(one.column, _NOTHING))
    if table is DEADLINES:
        call, name = session.execute(select(DEADLINES.c.call, DEADLINES.c.name).where(key)).one()
        moved = [] if one.column == "first_at" else _events(session, EVENTS.c.call == call, action="deadline.extended")
        moments = [event["data"]["moved"][name]["to"] for event in moved if name in event["data"]["moved"]]
        first = next(iter(editions.load_pinned(session, call, 1).values())).call
        return parse_instant(moments[-1]) if moments else deadlines.instants(first)[name]
    if table is EXTENSIONS:
        case_id, name = session.execute(select(EXTENSIONS.c.case_id, EXTENSIONS.c.deadline).where(key)).one()
        given = _events(session, EVENTS.c.case_id == case_id, action="case.extended")
        moments = [event["data"]["deadline"]["to"] for event in given if event["data"]["deadline"]["name"] == name]
        return parse_instant(moments[-1]) if moments else _NOTHING
    if table is RELEASES:
        call, direction = session.execute(select(RELEASES.c.call, RELEASES.c.direction).where(key)).one()
        action = "call.release-scheduled" if one.column == "at" else "call.released"
        told = [
            event
            for event in _events(session, EVENTS.c.call == call, action=action)
            if event["data"]["direction"] == direction
        ]
        last = told[-1] if told else None
        return _NOTHING if last is None else parse_instant(last["data"].get("at", last["effective_at"]))
    return _NOTHING


def _of_case(session: Session, one: Finding, now: datetime) -> object:
    case_id = session.execute(select(CASES.c.id).where(CASES.c.ref == one.case)).scalar_one()
    events = _events(session, EVENTS.c.case_id == case_id)
    opening, after = events[0], events[-1]["data"]["after"]
    if one.column == "opened_at":
        return parse_instant(opening["effective_at"])
    if one.column == "entered_at":
        entering = [event for event in events if event is opening or "to" in event["data"]]
        return parse_instant(entering[-1]["effective_at"])
    if one.column == "due_at":
        return _due(session, case_id, events)
    if one.column in _PINNED:
        return opening["call"] if one.column == "call" else opening["data"].get(one.column, _NOTHING)
    return _typed(CASES, one.column, after.get(one.column))


def _due(session: Session, case_id: int, events: Sequence[_Event]) -> datetime | None:
    """When a case is due in its state, judged anew from its call's deadlines, its extensions and its last move."""
    columns = [column for column in case_record.COLUMNS if column.name != "due_at"]
    row = session.execute(select(*columns).where(CASES.c.id == case_id)).one()._mapping
    values = [None if column.name == "due_at" else row[column] for column in case_record.COLUMNS]
    case: CaseRecord = case_record.build_record(session, values)
    moves = [event["data"]["move"] for event in events if "move" in event["data"]]
    disarmed = bool(moves) and case.definition.engine.lifecycle.moves[moves[-1]].disarms
    guards.enter(UnitOfWork(session), case, case.state, case.entered_at, disarmed=disarmed)
    return case.due_at


def _typed(table: Table, column: str, value: object) -> object:
    return parse_instant(value) if isinstance(table.c[column].type, Instant) and isinstance(value, str) else value


def _events(session: Session, *where: Any, action: str | None = None) -> list[_Event]:
    """The sealed texts of events, in order."""
    query = select(EVENTS.c.body).where(*where).order_by(EVENTS.c.seq)
    if action is not None:
        query = query.where(EVENTS.c.action == action)
    found: list[_Event] = [canonical.loads(body) for body in session.execute(query).scalars()]  # type: ignore[misc]
    return found


def _unmark_sound(session: Session) -> None:
    """Let sweeps take again whatever can be read and judged now."""
    for one in set_aside.marked(session):
        if one.subject != "cases" or one.case_id is None or soundness.is_sound(session, CASES.c.id == one.case_id):
            set_aside.unmark(session, one.subject, one.key)
