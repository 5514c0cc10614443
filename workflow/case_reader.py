"""What a decision looks at, read without locking anything: the read side's counterpart of a unit of work."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from sqlalchemy import Row, Table, select
from sqlmodel import Session

from states.facts import Content, Side
from workflow import case_record, filings, lines, notes, set_aside
from workflow.case_record import COLUMNS, CaseRecord
from workflow.lines import QuotaLine
from workflow.notes import Note
from workflow.tables import CASES, DEADLINES, EXTENSIONS, LINES, PARTNER_DEADLINES

CaseRow = Row[*tuple[Any, ...]]


class CaseReader:
    """Some cases, by their rows (which hold `access.relation_columns` as well), and what is known of them.

    Each kind of thing is read when it is first asked for, at most once, and for all of the cases together.
    """

    def __init__(self, session: Session, rows: Iterable[CaseRow], *, is_list: bool = False) -> None:
        self._session, self._connection = session, session.connection()
        rows = list(rows)
        if len(rows) == 1 and not is_list:  # asked for alone: whoever asks is told what is wrong
            self.cases = [_standing(session, rows[0])]
        else:
            build = partial(_standing, session)
            self.cases = list(set_aside.keep_sound(session, "cases", rows, build, lambda row: row.ref))
        self._calls = {case.call for case in self.cases}
        self._notes: dict[str, Mapping[int, Sequence[Note]]] = {}

    def take(self, cases: Iterable[CaseRecord]) -> None:
        """Take cases that were read already, before anything is asked of them."""
        self.cases += cases
        self._calls = {case.call for case in self.cases}

    def content(self, case: CaseRecord, side: Side) -> Content | None:
        """A side's newest filing, or None before its first."""
        if not getattr(case, side):
            return None
        return filings.require_readable(case, side, self._contents.get((case.ref, side)))

    def revision(self, case: CaseRecord, side: Side, number: int) -> Content | None:
        """An earlier revision of a side's filing, or None if there is none of that number."""
        return filings.load_revision(self._connection, case.id, side, number)

    def notes(self, table: Table, case: CaseRecord) -> Sequence[Note]:
        """The notes of one kind on a case, in the order in which they were written."""
        if table.name not in self._notes:
            self._notes[table.name] = notes.load_notes(self._connection, table, [one.id for one in self.cases])
        return notes.require_readable(table, case.ref, self._notes[table.name].get(case.id, ()))

    def under_agreement(self, case: CaseRecord) -> Mapping[str, str]:
        """The states of the cases of its call under the agreement of a case, by reference; it is one of them."""
        return self._agreements[case.call, str(case.agreement)]

    def submitted_at(self, case: CaseRecord) -> datetime | None:
        """When a case was submitted from its first state; None if it was not."""
        return self._submissions.get(case.id)

    def lines(self, case: CaseRecord) -> list[QuotaLine]:
        """The quota lines of the case, the widest first."""
        names = case.definition.direction.lines(case.topic)
        return lines.require_lines(case.call, names, self._lines)

    def deadlines_of(self, call: str) -> Mapping[str, datetime]:
        """The deadlines of a call as they now stand."""
        return self._deadlines.get(call, {})

    def partner_deadline(self, case: CaseRecord) -> datetime | None:
        """The deadline of the case's partner in its direction, or None while it is not known."""
        return self._partner_deadlines.get((case.call, case.direction, case.partner))

    def extensions(self, case: CaseRecord) -> Mapping[str, datetime]:
        """The case's own later instants, by deadline."""
        return self._extensions.get(case.id, {})

    @cached_property
    def _partner_deadlines(self) -> Mapping[tuple[str, str, str | None], datetime]:
        known = PARTNER_DEADLINES.c
        query = select(known.call, known.direction, known.partner, known.at).where(known.call.in_(self._calls))
        return {(call, direction, partner): at for call, direction, partner, at in self._connection.execute(query)}

    @cached_property
    def _contents(self) -> Mapping[tuple[str, Side], Content]:
        return filings.load_newest(self._connection, self.cases)

    @cached_property
    def _submissions(self) -> Mapping[int, datetime]:
        return filings.load_submissions(self._connection, self.cases)

    @cached_property
    def _agreements(self) -> Mapping[tuple[str, str], Mapping[str, str]]:
        named = {case.agreement for case in self.cases if case.agreement is not None}
        query = select(CASES.c.call, CASES.c.agreement, CASES.c.ref, CASES.c.state)
        found: dict[tuple[str, str], dict[str, str]] = {}
        for call, agreement, ref, state in self._connection.execute(
            query.where(CASES.c.call.in_(self._calls), CASES.c.agreement.in_(named))
        ):
            found.setdefault((call, agreement), {})[ref] = state
        return found

    @cached_property
    def _lines(self) -> Mapping[tuple[str, str], QuotaLine]:
        query = select(LINES).where(LINES.c.call.in_(self._calls))
        return {(row.call, row.line): QuotaLine(*row) for row in self._connection.execute(query)}

    @cached_property
    def _deadlines(self) -> Mapping[str, Mapping[str, datetime]]:
        query = select(DEADLINES.c.call, DEADLINES.c.name, DEADLINES.c.at).where(DEADLINES.c.call.in_(self._calls))
        found: dict[str, dict[str, datetime]] = {}
        read = self._connection.execute(query)
        for call, name, at in set_aside.keep_sound(
            self._session, "deadlines", read, tuple, lambda row: f"{row[0]} {row[1]}"
        ):
            found.setdefault(call, {})[name] = at
        return found

    @cached_property
    def _extensions(self) -> Mapping[int, Mapping[str, datetime]]:
        extended = [case.id for case in self.cases if case.extended]
        query = select(EXTENSIONS.c.case_id, EXTENSIONS.c.deadline, EXTENSIONS.c.at)
        found: dict[int, dict[str, datetime]] = {}
        for number, name, at in self._connection.execute(query.where(EXTENSIONS.c.case_id.in_(extended))):
            found.setdefault(number, {})[name] = at
        return found


def _standing(session: Session, row: CaseRow) -> CaseRecord:
    known = row._mapping
    beside = {name: frozenset({known[name]}) for name in ("barred", "reviewers", "partners")}
    return case_record.build_record(session, [known[column.name] for column in COLUMNS], **beside)
