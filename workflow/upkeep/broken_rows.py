"""Rows that cannot be read or judged, found and named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, select
from sqlmodel import Session

from states import calendar
from workflow import canonical, case_record, editions, set_aside
from workflow.errors import AccordError
from workflow.tables import CASES
from workflow.tables.base import (
    CheckedBigInteger,
    CheckedBinary,
    CheckedBoolean,
    CheckedInteger,
    CheckedString,
    CheckedText,
    Instant,
    Unreadable,
)
from workflow.tables.base import Table as Base

JSON: Mapping[tuple[str, str], type] = {
    ("revisions", "body"): dict,
    ("events", "body"): dict,
    ("documents", "signatories"): list,
    ("reviews", "scores"): dict,
    ("decisions", "indicators"): list,
    ("milestones", "items"): list,
    ("agreements", "parties"): list,
    ("reviewers", "expertise"): list,
}
"""The kinds of JSON that columns of texts hold."""
ZONES = frozenset({("partner_deadlines", "zone"), ("receipts", "zone")})
"""The columns that hold the name of a time zone."""
_KINDS: Mapping[type[object], str] = {
    Instant: "instant",
    CheckedString: "text",
    CheckedText: "text",
    CheckedInteger: "whole number",
    CheckedBigInteger: "whole number",
    CheckedBoolean: "yes or no",
    CheckedBinary: "bytes",
}
"""What belongs in a column, by its type."""
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that cannot be read or judged: its table and key, the case it is of, which of its columns, and what is wrong.

    `repaired` says what was done about it, or why nothing can be.
    """

    table: str
    key: str
    case: str | None
    column: str
    problem: str
    repaired: str | None = None


def find_broken_rows(session: Session) -> list[Finding]:
    """Every row of every table that cannot be read, and every case that cannot be judged."""
    named = session.execute(select(CASES.c.id, CASES.c.ref))
    refs = {number: set_aside.name_value(ref) for number, ref in named}
    found = [one for table in Base.metadata.sorted_tables for one in _unreadable(session, table, refs)]
    known = {(one.table, one.key) for one in found}
    columns = case_record.COLUMNS
    for row in session.execute(select(*columns).order_by(CASES.c.id)):
        if ("cases", str(row.id)) not in known and (problem := _unjudgeable(session, row)):
            found.append(Finding("cases", str(row.id), row.ref, problem[0], problem[1]))
    return found


def _unreadable(session: Session, table: Table, refs: Mapping[int, str]) -> Iterator[Finding]:
    """The values of a table that cannot be read, or are not of the kind that belongs in their column."""
    keys = list(table.primary_key.columns)
    for row in session.execute(select(table).execution_options(yield_per=_CHUNK)):
        values = row._mapping
        for column in table.columns:
            problem = _problem(table, column.name, values[column])
            if problem is not None:
                number = row.id if table is CASES else values.get(table.c.case_id) if "case_id" in table.c else None
                key = " ".join(set_aside.name_value(values[one]) for one in keys)
                yield Finding(
                    table.name, key, refs.get(number) if isinstance(number, int) else None, column.name, problem
                )


def _problem(table: Table, column: str, value: object) -> str | None:
    if isinstance(value, Unreadable):
        return f"is no {_KINDS[type(table.c[column].type)]}: {value.raw!r}"[:200]
    if value is None:
        return None
    if (table.name, column) in ZONES:
        return None if str(value) in calendar.zone_names() else f"is no time zone: {value!r}"
    kind = JSON.get((table.name, column))
    if kind is None:
        return None
    try:
        return None if isinstance(canonical.loads(str(value)), kind) else "is not the JSON that belongs there"
    except ValueError:
        return "is no JSON"


def _unjudgeable(session: Session, row: Row[Any]) -> tuple[str, str] | None:
    """The column of a case on account of which it cannot be judged, and why."""
    try:
        definitions = editions.load_pinned(session, row.call, row.edition)
    except AccordError as error:
        return "edition", str(error)
    if row.direction not in definitions:
        return "direction", f"edition {row.edition} of {row.call} has no direction {row.direction!r}"
    lifecycle = definitions[row.direction].engine.lifecycle
    if row.state not in lifecycle.states:
        return "state", f"its lifecycle has no state {row.state!r}"
    if row.due_at is not None and lifecycle.states[row.state].deadline is None:
        return "due_at", f"it is due, but the state {row.state!r} has no deadline"
    return None
