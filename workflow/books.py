"""What one transaction will write: kept in memory while commands are judged, undone for a trial, written in one go."""

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import Session

from states.facts import Side
from workflow import filings, rows, trail
from workflow.errors import Unavailable
from workflow.outcomes import Receipt
from workflow.standing import COLUMNS, Standing
from workflow.tables import CASES, EXTENSIONS, LINES, OUTBOX, RESERVATIONS, REVISIONS

_STANDS = ("state", "version", "head", "entered_at", "deadline", "due_at", "amount", "score", "rank")
_REWRITTEN = (*_STANDS, "topic", "partner", "title", "home", "counterpart", "extended")


@dataclass(slots=True)
class QuotaLine:
    """A quota line as it stands in this transaction."""

    call: str
    line: str
    cases_limit: int
    funds_limit: int | None
    cases_held: int
    funds_held: int
    numbered: int
    touched: bool = False


@dataclass
class Books:
    """The cases and lines that were loaded, and everything that happened to them."""

    cases: dict[str, Standing] = field(default_factory=dict)
    lines: dict[tuple[str, str], QuotaLine] = field(default_factory=dict)
    contents: dict[tuple[str, Side], Mapping[str, object]] = field(default_factory=dict)
    extended: dict[tuple[str, str], datetime] = field(default_factory=dict)
    opened: list[Standing] = field(default_factory=list)
    filed: list[filings.Filing] = field(default_factory=list)
    reserved: list[tuple[Standing, tuple[str, ...], int]] = field(default_factory=list)
    released: list[Standing] = field(default_factory=list)
    drafts: list[trail.Draft] = field(default_factory=list)
    told: list[tuple[trail.Draft, str]] = field(default_factory=list)
    receipts: list[tuple[Receipt, trail.Draft]] = field(default_factory=list)
    rewritten: set[str] = field(default_factory=set)

    @contextmanager
    def trial(self) -> Iterator["Trial"]:
        """What happens within is undone at the end unless the trial is kept."""
        cases = {ref: copy.copy(case) for ref, case in self.cases.items()}
        lines = {key: copy.copy(line) for key, line in self.lines.items()}
        before = {one.name: copy.copy(getattr(self, one.name)) for one in fields(self)}
        trial = Trial()
        yield trial
        if trial.kept:
            return
        for name, value in before.items():
            setattr(self, name, value)
        for ref, case in cases.items():
            _restore(self.cases[ref], case)
        for key, line in lines.items():
            _restore(self.lines[key], line)

    def write(self, session: Session, *, now: datetime) -> None:
        """Write it all; the events next to last, under the head's lock. Raises Unavailable if a case was changed meanwhile."""
        connection = session.connection()
        for case in self.opened:
            row = {name: getattr(case, name) for name in COLUMNS if name != "id"} | {"version": case.was_version}
            case.id = connection.execute(insert(CASES).values(row).returning(CASES.c.id)).scalar_one()
        rows.added(connection, REVISIONS, [filing.row() for filing in self.filed])
        self._write_quotas(session)
        self._write_extensions(session)
        trail.seal(session, self.drafts, now=now)
        self._write_cases(session)
        rows.added(connection, OUTBOX, [_message(draft, role, now) for draft, role in self.told])
        for receipt, draft in self.receipts:
            receipt.event = draft.seq

    def _write_cases(self, session: Session) -> None:
        for names, rewritten in ((_STANDS, False), (_REWRITTEN, True)):
            changed = [
                case
                for case in self.cases.values()
                if case.version != case.was_version and (case.ref in self.rewritten) is rewritten
            ]
            written = [
                {"was_id": case.id, "was_version": case.was_version} | {name: getattr(case, name) for name in names}
                for case in changed
            ]
            if rows.changed(session.connection(), CASES, ("id", "version"), written) != len(written):
                raise Unavailable("a case was changed by someone else at the same moment")

    def _write_quotas(self, session: Session) -> None:
        connection = session.connection()
        if self.released:
            ids = [case.id for case in self.released]
            connection.execute(delete(RESERVATIONS).where(rows.among(connection, RESERVATIONS.c.case_id, ids)))
        held = [
            {"case_id": case.id, "line": line, "call": case.call, "funds": funds}
            for case, lines, funds in self.reserved
            if case not in self.released
            for line in lines
        ]
        rows.added(connection, RESERVATIONS, held)
        touched = [
            {"was_call": line.call, "was_line": line.line}
            | {"cases_held": line.cases_held, "funds_held": line.funds_held, "numbered": line.numbered}
            for line in self.lines.values()
            if line.touched
        ]
        rows.changed(connection, LINES, ("call", "line"), touched)

    def _write_extensions(self, session: Session) -> None:
        connection = session.connection()
        for (ref, name), at in self.extended.items():
            row = {"case_id": self.cases[ref].id, "deadline": name}
            connection.execute(delete(EXTENSIONS).filter_by(**row))
            connection.execute(insert(EXTENSIONS).values(row | {"at": at}))


@dataclass
class Trial:
    """Whether what happened within a trial stays."""

    kept: bool = False

    def keep(self) -> None:
        """Let it stay."""
        self.kept = True


def _restore(target: object, source: object) -> None:
    for one in fields(source):  # type: ignore[arg-type]  # both are the same dataclass
        setattr(target, one.name, getattr(source, one.name))


def _message(draft: trail.Draft, role: str, now: datetime) -> dict[str, object]:
    assert draft.case is not None
    return {
        "key": f"event:{draft.seq}:{role}",
        "kind": draft.action,
        "case_id": draft.case.id,
        "audience": role,
        "about": str(draft.data.get("move", "")),
        "due_at": None,
        "created_at": now,
        "sent_at": None,
    }
