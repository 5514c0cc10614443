"""Everything one transaction's commands are judged on: loaded and locked at once.

Locks are taken in one order by everybody: the deadlines, the embargoes, the cases, the quota lines by name, the
reviewers of the pool, last the trail's head.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, Table, bindparam, select, tuple_
from sqlmodel import Session

from states import calendar
from states.facts import Side
from workflow import access, case_record, embargoes, filings, lines, notes, set_aside
from workflow.actors import Actor
from workflow.case_record import COLUMNS, CaseRecord
from workflow.embargoes import Embargo
from workflow.lines import QuotaLine
from workflow.notes import Note
from workflow.pending_changes import PendingChanges
from workflow.pool import conflict_detection, reviewers
from workflow.pool.conflict_detection import ConflictSources
from workflow.pool.parties import read_parties
from workflow.pool.reviewers import Listed
from workflow.store.compiled_query import Among, CompiledQuery
from workflow.tables import CASES, DEADLINES, DOCUMENTS, EXTENSIONS, LINES, PARTNER_DEADLINES, RELATIONS

TimeoutKey = tuple[object, ...]
Overtaken = tuple[Mapping[str, object], str, str | None, datetime | None]
_DEADLINES = CompiledQuery(
    lambda _: select(DEADLINES.c.call, DEADLINES.c.name, DEADLINES.c.at).with_for_update(read=True)
)
_THEIRS = PARTNER_DEADLINES.c
_PARTNER_DEADLINES = CompiledQuery(
    lambda _: select(_THEIRS.call, _THEIRS.direction, _THEIRS.partner, _THEIRS.at).with_for_update(read=True)
)
_BY_REF = CompiledQuery(
    lambda among: select(*COLUMNS).where(among(CASES.c.ref, "refs")).order_by(CASES.c.id).with_for_update()
)
_DUE_CASES = (
    select(*COLUMNS)
    .where(CASES.c.due_at <= bindparam("until", type_=CASES.c.due_at.type))
    .where(CASES.c.id.not_in(set_aside.marked_cases()))
    .order_by(CASES.c.due_at, CASES.c.id)
    .limit(bindparam("most", type_=Integer, literal_execute=False))
    .with_for_update(skip_locked=True)
)
_REACHED = (bindparam("at", type_=CASES.c.due_at.type), bindparam("number", type_=CASES.c.id.type))
_DUE = CompiledQuery(lambda _: _DUE_CASES)
_DUE_AFTER = CompiledQuery(lambda _: _DUE_CASES.where(tuple_(CASES.c.due_at, CASES.c.id) > tuple_(*_REACHED)))
_OWNER, _DUE_AT = ([column.name for column in COLUMNS].index(name) for name in ("owner", "due_at"))
_LINES = CompiledQuery(
    lambda among: (
        select(LINES)
        .where(among(LINES.c.call, "calls"), among(LINES.c.line, "names"))
        .order_by(LINES.c.call, LINES.c.line)
        .with_for_update()
    )
)
_RIVALS = CompiledQuery(
    lambda _: select(CASES.c.ref, CASES.c.state).where(
        CASES.c.call == bindparam("call", type_=CASES.c.call.type),
        CASES.c.agreement == bindparam("agreement", type_=CASES.c.agreement.type),
    )
)
_BARRED = CompiledQuery(lambda among: _ties(access.select_recused(), among))
_REVIEWING = CompiledQuery(lambda among: _ties(access.select_reviewers(), among))
_PARTNERING = CompiledQuery(lambda among: _ties(access.select_partners(), among))
_EXTENSIONS = CompiledQuery(
    lambda _: select(EXTENSIONS.c.deadline, EXTENSIONS.c.at).where(
        EXTENSIONS.c.case_id == bindparam("case", type_=EXTENSIONS.c.case_id.type)
    )
)


def _ties(standing: Select[tuple[int, str]], among: Among) -> Select[tuple[int, str]]:
    number, person = standing.selected_columns
    return standing.where(among(number, "cases"), among(person, "people"))


class UnitOfWork:
    """The cases, filings, deadlines and quota lines of one transaction; its pending changes say what becomes of them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.connection = session.connection()
        self.pending = PendingChanges()
        self.overtaken: dict[TimeoutKey, Overtaken] = {}
        self.embargoes: list[Embargo] = []
        self._reviewers: dict[str, Listed | None] = {}
        self._known: dict[str, ConflictSources] = {}
        self.careful = False
        self.broken: dict[str, tuple[str, str]] = {}
        self._deadlines: dict[str, dict[str, datetime]] = {}
        read = _DEADLINES.rows(self.connection)
        for call, name, at in set_aside.keep_sound(session, "deadlines", read, tuple, lambda row: f"{row[0]} {row[1]}"):
            self._deadlines.setdefault(call, {})[name] = at
        self._partner_deadlines = {tuple(key): at for *key, at in _PARTNER_DEADLINES.rows(self.connection)}

    # Loading -----------------------------------------------------------------------------------------------------------

    def load(self, refs: Iterable[str]) -> None:
        """Take the cases of these references, locked until the end; those that do not exist are simply not there."""
        wanted = sorted(set(refs) - self.pending.cases.keys())
        if wanted:
            self._taken(_BY_REF.rows(self.connection, refs=wanted))

    def load_embargoes(self, until: datetime, releasing: Iterable[tuple[str, str]]) -> None:
        """Take the embargoes that ended by an instant, and those of (call, direction) tables about to be released."""
        self.embargoes = embargoes.list_due(self.connection, until)
        for call, direction in sorted(set(releasing)):
            embargoes.lock_embargo(self.connection, call, direction)

    def load_due(
        self, until: datetime, limit: int, after: tuple[datetime, int] | None
    ) -> tuple[list[CaseRecord], tuple[datetime, int] | None]:
        """Take cases due by an instant, in the order in which they fall due, leaving those that someone else holds.

        Also the key to go on from, None when nothing more was due. What cannot be read is marked, and never taken again.
        """
        if after is None:
            found = _DUE.rows(self.connection, until=until, most=limit)
        else:
            at, number = after
            found = _DUE_AFTER.rows(self.connection, until=until, most=limit, at=at, number=number)
        cases = self._taken(found, is_sweep=True)
        if len(found) < limit:
            return cases, None
        keys = [(row[_DUE_AT], row[0]) for row in found if isinstance(row[_DUE_AT], datetime)]
        return cases, keys[-1] if keys else after or (calendar.FIRST_INSTANT, 0)

    def mark(self, case: CaseRecord, error: Exception) -> None:
        """Set a due case aside that could not be judged: no sweep takes it again."""
        self._set_aside((case.id, case.ref), error, is_sweep=True)

    def load_ties(self, actors: Iterable[Actor], beside: Iterable[str] = ()) -> None:
        """Read which loaded cases a conflict of interest keeps these people from, and whose reviewers or partners they are."""
        cases = {case.id: case for case in self.pending.cases.values()}
        acting = {actor.id: actor for actor in actors if "system" not in actor.roles}
        people = [*acting, *beside]
        if not cases or not people:
            return
        asked = {"cases": list(cases), "people": people}
        for number, person in _BARRED.rows(self.connection, **asked):
            cases[number].barred |= {person}
        if any("reviewer" in actor.roles for actor in acting.values()):
            for number, person in _REVIEWING.rows(self.connection, **asked):
                cases[number].reviewers |= {person}
        for number, person in _PARTNERING.rows(self.connection, **asked):
            cases[number].partners |= {person}

    def load_reviewers(self, people: Iterable[str]) -> None:
        """Take these people's entries in the pool, locked until the end, and what is known that may be a conflict."""
        missing = set(people) - self._reviewers.keys()
        if missing:
            self._reviewers |= dict.fromkeys(missing) | reviewers.load_locked(self.session, missing)
            self._known.clear()

    def load_contents(self, cases: Sequence[CaseRecord]) -> None:
        """Read both sides' newest filings of these cases."""
        if cases:
            self.pending.contents.update(filings.load_newest(self.connection, cases))

    def load_notes(self, tables: Iterable[Table], cases: Sequence[CaseRecord]) -> None:
        """Read the notes of some kinds on these cases."""
        known = self.pending.notes
        for table in tables:
            missing = {case.id: case.ref for case in cases if (table.name, case.ref) not in known}
            found = (
                notes.load_notes(self.connection, table, [number for number in missing if number]) if missing else {}
            )
            for number, ref in missing.items():
                known[table.name, ref] = tuple(found.get(number, ()))

    def load_lines(self, keys: Iterable[tuple[str, str]]) -> None:
        """Take quota lines by (call, line), locked until the end."""
        missing = sorted(set(keys) - self.pending.lines.keys())
        if missing:
            calls, names = sorted({call for call, _ in missing}), sorted({line for _, line in missing})
            for row in _LINES.rows(self.connection, calls=calls, names=names):
                line = QuotaLine(*row)
                self.pending.lines.setdefault((line.call, line.line), line)

    def _taken(self, rows: list[Sequence[Any]], *, is_sweep: bool = False) -> list[CaseRecord]:
        """The cases of rows; one that cannot be read, or pins what is not there, is set aside and left out."""
        cases = self.pending.cases
        found = []
        for row in rows:
            if (known := cases.get(row[1])) is not None:
                found.append(known)
                continue
            try:
                case = case_record.build_record(self.session, row)
            except Exception as error:
                if not set_aside.is_fault_of_row(error):
                    raise
                self._set_aside(row, error, is_sweep=is_sweep)
                continue
            cases[case.ref] = case
            found.append(case)
        return found

    def _set_aside(self, row: Sequence[Any], error: Exception, *, is_sweep: bool) -> None:
        ref = set_aside.name_value(row[1])
        owner = set_aside.name_value(row[_OWNER]) if len(row) > _OWNER else ""
        self.broken[ref] = (owner, set_aside.describe(error))
        set_aside.report(self.session, "cases", ref, error)
        if is_sweep:
            self.pending.marks.append(set_aside.Mark("cases", ref, row[0], set_aside.describe(error)))

    # Looking -----------------------------------------------------------------------------------------------------------

    def case(self, ref: str) -> CaseRecord | None:
        """The case of that reference, if it was loaded and exists."""
        return self.pending.cases.get(ref)

    def content(self, case: CaseRecord, side: Side) -> Mapping[str, object] | None:
        """A side's newest filing, or None before its first."""
        if getattr(case, side) == 0:
            return None
        if (case.ref, side) not in self.pending.contents:
            self.load_contents([case])
        return filings.require_readable(case, side, self.pending.contents.get((case.ref, side)))

    def revision(self, case: CaseRecord, side: Side, number: int) -> Mapping[str, object] | None:
        """An earlier revision of a side's filing, or None if there is none of that number."""
        for filing in self.pending.filed:
            if filing.case is case and (filing.side, filing.number) == (side, number):
                return filings.read_body(filing.body)
        return filings.load_revision(self.connection, case.id, side, number)

    def notes(self, table: Table, case: CaseRecord) -> tuple[Note, ...]:
        """The notes of one kind on a case, in the order in which they were written."""
        if (table.name, case.ref) not in self.pending.notes:
            self.load_notes([table], [case])
        return notes.require_readable(table, case.ref, self.pending.notes[table.name, case.ref])

    def reviewer(self, person: str) -> Listed | None:
        """Someone's entry in the pool, with their load as this transaction will leave it; None for who is not in it."""
        self.load_reviewers([person])
        found = self._reviewers[person]
        return None if found is None else replace(found, load=found.load + self.pending.loads[person])

    def grounds(self, case: CaseRecord, reviewer: Listed) -> list[str]:
        """The grounds on which a conflict of interest may be suspected between a reviewer and a case."""
        if case.call not in self._known:
            self._known[case.call] = conflict_detection.load_known(
                self.session, [one for one in self._reviewers.values() if one], case.call
            )
        filed = (self.content(case, "home"), self.content(case, "counterpart"))
        acting = (case.owner, *notes.list_partners(self.notes(RELATIONS, case)))
        documents = self.notes(DOCUMENTS, case)
        parties = read_parties(case.id, filed, partner=case.partner, acting=acting, documents=documents)
        [(_, found)] = conflict_detection.find_grounds(parties, [reviewer], self._known[case.call])
        return found

    def under_agreement(self, case: CaseRecord) -> dict[str, str]:
        """The states of the cases of its call under the agreement of a case, as this transaction will leave them."""
        found = {ref: state for ref, state in _RIVALS.rows(self.connection, call=case.call, agreement=case.agreement)}
        known = self.pending.cases.values()
        return found | {
            other.ref: other.state for other in known if (other.call, other.agreement) == (case.call, case.agreement)
        }

    def submitted_at(self, case: CaseRecord) -> datetime | None:
        """When a case was submitted from its first state, as this transaction leaves it; None if it was not."""
        drafts = [draft for draft in self.pending.drafts if draft.case is case and draft.action == "case.transitioned"]
        here = [draft.effective_at for draft in drafts if filings.is_submission(case, draft.data)]
        return here[-1] if here else filings.load_submissions(self.connection, [case]).get(case.id)

    def lines(self, case: CaseRecord) -> list[QuotaLine]:
        """The quota lines of the case, the widest first."""
        names = case.definition.direction.lines(case.topic)
        self.load_lines((case.call, line) for line in names)
        return lines.require_lines(case.call, names, self.pending.lines)

    def deadlines_of(self, call: str) -> Mapping[str, datetime]:
        """The deadlines of a call as they now stand."""
        return self._deadlines.get(call, {})

    def partner_deadline(self, case: CaseRecord) -> datetime | None:
        """The deadline of the case's partner in its direction, or None while it is not known."""
        return self._partner_deadlines.get((case.call, case.direction, case.partner))

    def extensions(self, case: CaseRecord) -> dict[str, datetime]:
        """The case's own later instants, by deadline."""
        found: dict[str, datetime] = dict(_EXTENSIONS.rows(self.connection, case=case.id))  # type: ignore[arg-type]  # pairs
        return found | {name: at for (ref, name), at in self.pending.extended.items() if ref == case.ref}
