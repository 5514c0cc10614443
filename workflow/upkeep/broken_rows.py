"""Rows that cannot be read or judged, found and named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, select
from sqlmodel import Session

from workflow import canonical, case_record, editions
from workflow.errors import AccordError
from workflow.tables import CASES
from workflow.tables.base import Instant, Unreadable
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
    refs = {number: ref for number, ref in session.execute(select(CASES.c.id, CASES.c.ref))}
    found = [one for table in Base.metadata.sorted_tables for one in _unreadable(session, table, refs)]
    known = {(one.table, one.key) for one in found}
    columns = case_record.COLUMNS
    for row in session.execute(select(*columns).order_by(CASES.c.id)):
        if ("cases", str(row.id)) not in known and (problem := _unjudgeable(session, row)):
            found.append(Finding("cases", str(row.id), row.ref, problem[0], problem[1]))
    return found


def _unreadable(session: Session, table: Table, refs: Mapping[int, str]) -> Iterator[Finding]:
    keys = list(table.primary_key.columns)
    instants = [column for column in table.columns if isinstance(column.type, Instant)]
    texts = [column for column in table.columns if (table.name, column.name) in JSON]
    if not instants and not texts:
        return
    case = [table.c.case_id] if "case_id" in table.c and table.c.case_id not in keys else []
    chosen = list(dict.fromkeys([*keys, *instants, *texts, *case]))
    for row in session.execute(select(*chosen).execution_options(yield_per=_CHUNK)):
        for column in (*instants, *texts):
            problem = _problem(table, column.name, row._mapping[column])
            if problem is not None:
                number = (
                    row.id if table is CASES else row._mapping.get(table.c.case_id) if "case_id" in table.c else None
                )
                key = " ".join(str(row._mapping[one]) for one in keys)
                yield Finding(table.name, key, refs.get(number) if number else None, column.name, problem)


def _problem(table: Table, column: str, value: object) -> str | None:
    if isinstance(value, Unreadable):
        return f"is no instant: {value.raw!r}"[:200]
    kind = JSON.get((table.name, column))
    if kind is None or value is None:
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
