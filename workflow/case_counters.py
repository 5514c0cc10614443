"""Counts: how many cases of a call stand alike, kept with every change to any of them, so that no page has to count cases.

Whoever changes a case takes it out of the count it stood in and puts it into the one it stands in now, all cases of a
transaction together, under the lock of the trail's head.
"""

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    Table,
    and_,
    delete,
    func,
    insert,
    select,
    true,
    union_all,
)
from sqlalchemy import case as when
from sqlalchemy import literal as said
from sqlmodel import Session

from workflow import access, editions, redaction
from workflow.actors import Actor
from workflow.case_record import CaseRecord, Place
from workflow.store import bulk
from workflow.tables import CASES, COUNTS, HEAD

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a case is due, for counting, that no deadline overtakes."""
_KEY = ("call", "direction", "topic", "state", "deadline", "due_at", "sides")
_FIGURES = ("cases", "funds", "asked")


def apply_changes(connection: Connection, cases: Collection[CaseRecord]) -> None:
    """Take cases from where they were counted when they were loaded to where they belong now."""
    totals: dict[tuple[object, ...], list[int]] = {}
    transitions = Counter(case.place for case in cases)
    transitions.subtract(case.loaded_counter_key for case in cases if case.loaded_counter_key is not None)
    for place, number in transitions.items():
        key, funds, asked = _counted(place)
        total = totals.setdefault(key, [0, 0, 0])
        total[0] += number
        total[1] += number * funds
        total[2] += number * asked
    fresh = [(*key, *total) for key, total in totals.items() if any(total)]
    bulk.increment_rows(connection, COUNTS, _KEY, _FIGURES, fresh)


def rebuild(connection: Connection, call: str) -> None:
    """Count a call's cases anew, after many of them were changed at once."""
    each = _each().where(CASES.c.call == call).subquery("each")
    alike = [each.c[name] for name in _KEY]
    whole = select(*alike, *(func.sum(each.c[name]) for name in _FIGURES)).group_by(*alike)
    connection.execute(delete(COUNTS).where(COUNTS.c.call == call))
    connection.execute(insert(COUNTS).from_select([*_KEY, *_FIGURES], whole))


def rebuild_all(session: Session) -> None:
    """Count the cases of every call anew, while nobody changes any: for whoever finds that the counts are wrong."""
    _hold(session)
    for call in editions.list_codes(session):
        rebuild(session.connection(), call)


def purge_zeros(session: Session) -> int:
    """Remove the counts that came to nothing, while nobody changes any; how many."""
    _hold(session)
    return session.connection().execute(delete(COUNTS).where(COUNTS.c.cases == 0)).rowcount


def select_visible(session: Session, actor: Actor) -> Subquery:
    """The cases that an actor may see as counts, in parts to be summed up.

    Its columns are those of the counts (`due_at` is NEVER for what is not due), `knows`: whether their state is no secret to
    the actor, and `knows_due`: whether their due instant is none. Calls that the actor oversees come as they are counted, and
    of them only the cases of which a conflict of interest deprives the actor are counted out, one by one.
    """
    overseen = access.list_supervised_calls(actor)
    kept_from = list(session.execute(access.select_recused_from(actor)).scalars()) if overseen != set() else []
    knows, knows_due = access.may_know_state(actor), redaction.may_know_due(session, actor)
    whole = select(*(COUNTS.c[name] for name in (*_KEY, *_FIGURES))).where(
        _within(COUNTS, overseen), COUNTS.c.cases != 0
    )
    parts = [whole.add_columns(said(True).label("knows"), said(True).label("knows_due"))]
    if kept_from:
        barred = and_(_within(CASES, overseen), CASES.c.id.in_(kept_from))
        parts.append(_each(-1).add_columns(said(True), said(True)).where(barred))
        parts.append(_each().add_columns(knows, knows_due).where(access.visible(actor), barred))
    if overseen is not None:
        beside = and_(access.visible(actor), ~_within(CASES, overseen))
        parts.append(_each().add_columns(knows, knows_due).where(beside))
    return union_all(*parts).subquery("seen")


def _hold(session: Session) -> None:
    session.execute(select(HEAD.c.size).with_for_update())


def _counted(place: Place) -> tuple[tuple[object, ...], int, int]:
    """What a case has in common with those it is counted with, and its yuan: held, and asked for.

    Of the sides `one` has filed, or `both` have submitted their filings, or the other side is `told` to have filed with its own
    authority.
    """
    call, direction, topic, state, deadline, due_at, submitted, counterpart_at, amount, asked = place
    sides = "both" if submitted else "one" if counterpart_at is None else "told"
    return (call, direction, topic or "", state, deadline or "", due_at or NEVER, sides), amount or 0, asked or 0


def _within(table: Table, calls: Collection[str] | None) -> ColumnElement[bool]:
    return true() if calls is None else table.c.call.in_(sorted(calls))


def _each(times: int = 1) -> Select[*tuple[Any, ...]]:
    """The same of every case's row, its figures so many times."""
    sides = when((CASES.c.counterpart_filed > 0, "both"), (CASES.c.counterpart_at.is_not(None), "told"), else_="one")
    due = func.coalesce(CASES.c.deadline, ""), func.coalesce(CASES.c.due_at, NEVER)
    key = (CASES.c.call, CASES.c.direction, func.coalesce(CASES.c.topic, ""), CASES.c.state, *due, sides)
    figures = said(times), func.coalesce(CASES.c.amount, 0) * times, func.coalesce(CASES.c.asked, 0) * times
    return select(*(value.label(name) for name, value in zip((*_KEY, *_FIGURES), (*key, *figures), strict=True)))
