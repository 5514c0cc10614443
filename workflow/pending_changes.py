"""What one transaction will write: kept in memory while commands are judged, undone for a trial, written in one go."""

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter

from sqlalchemy import Table, delete, insert, update
from sqlmodel import Session

from states.facts import Side
from states.names import Person, parse_people
from workflow import canonical, case_counters, filings, notes, set_aside, trail
from workflow.case_record import CaseRecord
from workflow.errors import Unavailable
from workflow.lines import QuotaLine
from workflow.notes import Note
from workflow.outcomes import Result
from workflow.pool import case_keys
from workflow.registry import conferrals
from workflow.store import bulk
from workflow.tables import CASE_KEYS, CASES, DOCUMENTS, EXTENSIONS, LINES, RESERVATIONS, REVISIONS, WORDED

_STANDS = ("state", "version", "head", "entered_at", "deadline", "due_at", "amount", "score", "rank")
_FILED = ("home", "counterpart", "counterpart_filed", "counterpart_filed_at", "counterpart_at")
_PAPERS = (*_FILED, "extended", "stale", "agreement", "asked")
_TITLES = ("title", "translated_title")
_OPENED = tuple(column.name for column in CASES.columns if column.name != "id")
_OF_CASES = tuple(one.name for one in fields(CaseRecord))
_OF_LINES = tuple(one.name for one in fields(QuotaLine))
_Values = Callable[[CaseRecord], tuple[object, ...]]
_stands: _Values = attrgetter(*_STANDS, "id", "was_version")
_papers: _Values = attrgetter(*_PAPERS, "id", "version")


@dataclass
class PendingChanges:
    """The cases and lines that were loaded, and everything that happened to them."""

    cases: dict[str, CaseRecord] = field(default_factory=dict)
    lines: dict[tuple[str, str], QuotaLine] = field(default_factory=dict)
    contents: dict[tuple[str, Side], Mapping[str, object]] = field(default_factory=dict)
    extended: dict[tuple[str, str], datetime] = field(default_factory=dict)
    opened: list[CaseRecord] = field(default_factory=list)
    filed: list[filings.Filing] = field(default_factory=list)
    reserved: list[tuple[CaseRecord, tuple[str, ...], int]] = field(default_factory=list)
    released: list[CaseRecord] = field(default_factory=list)
    drafts: list[trail.PendingEvent] = field(default_factory=list)
    receipts: list[tuple[Result, trail.PendingEvent]] = field(default_factory=list)
    dirty: list[CaseRecord] = field(default_factory=list)
    notes: dict[tuple[str, str], tuple[Note, ...]] = field(default_factory=dict)
    erased: list[CaseRecord] = field(default_factory=list)
    noted: list[tuple[Table, CaseRecord, Note]] = field(default_factory=list)
    loads: Counter[str] = field(default_factory=Counter)
    marks: list[set_aside.Mark] = field(default_factory=list)
    laureates: list[conferrals.ConferralEntry] = field(default_factory=list)

    def note(self, table: Table, case: CaseRecord, note: Note) -> None:
        """Put a note on a case; whoever looks later in this transaction finds it."""
        self.noted.append((table, case, note))
        self.notes[table.name, case.ref] = (*self.notes.get((table.name, case.ref), ()), note)

    @contextmanager
    def trial(self, only: str | None = None) -> Iterator["Savepoint"]:
        """What happens within is undone at the end, and on any error, unless the trial is kept.

        `only` names the one case that may change within.
        """
        touched = self.cases if only is None else {only: self.cases[only]}
        cases = {ref: copy.copy(case) for ref, case in touched.items()}
        lines = {key: copy.copy(line) for key, line in self.lines.items()}
        before = {one.name: copy.copy(getattr(self, one.name)) for one in fields(self)}
        trial = Savepoint()
        try:
            yield trial
        finally:
            if not trial.kept:
                for name, value in before.items():
                    setattr(self, name, value)
                for ref, case in cases.items():
                    _restore(self.cases[ref], case, _OF_CASES)
                for key, line in lines.items():
                    _restore(self.lines[key], line, _OF_LINES)

    def write(self, session: Session, *, now: datetime) -> None:
        """Write it all; the events next to last, under the head's lock. Raises Unavailable if a case was changed meanwhile."""
        connection = session.connection()
        set_aside.mark(connection, self.marks, now=now)
        for case in self.opened:
            case.id = connection.execute(insert(CASES).values(_opened(case)).returning(CASES.c.id)).scalar_one()
        bulk.insert_rows(connection, REVISIONS, filings.COLUMNS, [filing.row() for filing in self.filed])
        self._write_keys(session)
        self._write_quotas(session)
        self._write_extensions(session)
        self._write_notes(session)
        self._erase(session)
        conferrals.write_entries(connection, self.laureates)
        trail.seal(session, self.drafts, now=now)
        moved = [case for case in self.cases.values() if case.version != case.was_version]
        if bulk.update_rows(connection, CASES, ("id", "version"), _STANDS, list(map(_stands, moved))) != len(moved):
            raise Unavailable("a case was changed by someone else at the same moment")
        case_counters.apply_changes(connection, moved)
        bulk.update_rows(connection, CASES, ("id", "version"), _PAPERS, list(map(_papers, set(self.dirty))))
        titled = [(*_titles(case), case.id) for case in set(self.dirty) if case.title is not None]
        bulk.update_rows(connection, CASES, ("id",), _TITLES, titled)
        for receipt, draft in self.receipts:
            receipt.event = draft.seq

    def _write_keys(self, session: Session) -> None:
        """Let the cases be found by what their newest filings say, and by who signed their documents."""
        connection = session.connection()
        newest = {(filing.case.ref, filing.side): filing for filing in self.filed}
        for side in {one.side for one in newest.values() if one.number > 1}:
            again = [one.case.id for one in newest.values() if one.side == side and one.number > 1]
            theirs = bulk.is_among(connection, CASE_KEYS.c.case_id, again)
            connection.execute(delete(CASE_KEYS).where(theirs, CASE_KEYS.c.side == side))
        keyed: set[tuple[int, str, str]] = {
            (one.case.id, one.side, key)
            for one in newest.values()
            for key in case_keys.derive_keys(filings.read_body(one.body))
        }
        signed = [(case.id, _parse_signatories(note)) for table, case, note in self.noted if table is DOCUMENTS]
        for number, people in signed:
            keyed |= {(number, "documents", key) for key in case_keys.derive_people_keys(people)}
        bulk.insert_rows(connection, CASE_KEYS, ("case_id", "side", "key"), sorted(keyed), unless_there=bool(signed))

    def _write_quotas(self, session: Session) -> None:
        connection = session.connection()
        if self.released:
            ids = [case.id for case in self.released]
            connection.execute(delete(RESERVATIONS).where(bulk.is_among(connection, RESERVATIONS.c.case_id, ids)))
        held = [(case.id, line, case.call, funds) for case, lines, funds in self.reserved for line in lines]
        bulk.insert_rows(connection, RESERVATIONS, ("case_id", "line", "call", "funds"), held)
        touched = [
            (line.cases_held, line.funds_held, line.numbered, line.call, line.line)
            for line in self.lines.values()
            if line.touched
        ]
        bulk.update_rows(connection, LINES, ("call", "line"), ("cases_held", "funds_held", "numbered"), touched)

    def _write_extensions(self, session: Session) -> None:
        connection = session.connection()
        for (ref, name), at in self.extended.items():
            row = {"case_id": self.cases[ref].id, "deadline": name}
            connection.execute(delete(EXTENSIONS).filter_by(**row))
            connection.execute(insert(EXTENSIONS).values(row | {"at": at}))

    def _erase(self, session: Session) -> None:
        """Leave tombstones: no words, and no salt by which anyone could tell what they were."""
        ids = [case.id for case in self.erased]
        for table, nothing in ((REVISIONS, "{}"), *((worded, "") for worded in WORDED)) if ids else ():
            theirs = bulk.is_among(session.connection(), table.c.case_id, ids)
            session.connection().execute(update(table).where(theirs).values(body=nothing, salt=b""))
        if ids:
            known = bulk.is_among(session.connection(), CASE_KEYS.c.case_id, ids)
            session.connection().execute(delete(CASE_KEYS).where(known))

    def _write_notes(self, session: Session) -> None:
        kinds: dict[Table, list[bulk.Row]] = {}
        for table, case, note in self.noted:
            whole = {**note, "case_id": case.id}
            kinds.setdefault(table, []).append(tuple(whole.get(name) for name in notes.columns(table)))
        for table, fresh in kinds.items():
            bulk.insert_rows(session.connection(), table, notes.columns(table), fresh)


@dataclass
class Savepoint:
    """Whether what happened within a trial stays."""

    kept: bool = False

    def keep(self) -> None:
        """Let it stay."""
        self.kept = True


def _parse_signatories(document: Note) -> list[Person]:
    names = canonical.loads(str(document["signatories"]))
    return [person for name in names for person in parse_people(str(name))] if isinstance(names, list) else []


def _restore(target: object, source: object, names: tuple[str, ...]) -> None:
    for name in names:
        setattr(target, name, getattr(source, name))


def _opened(case: CaseRecord) -> dict[str, object]:
    known = {name: getattr(case, name) for name in _OPENED if hasattr(case, name)}
    kind = case.definition.direction.lifecycle.kind
    opened = {"version": case.was_version, "kind": kind, "opened_at": case.entered_at}
    return known | opened | dict(zip(_TITLES, _titles(case), strict=True))


def _titles(case: CaseRecord) -> tuple[str, str]:
    return case.title or "", case.translated_title or ""
