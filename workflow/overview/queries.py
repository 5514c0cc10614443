"""Reading cases: what an actor may see, as lists and one by one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, select, tuple_
from sqlmodel import Session

from states.asks import sample_answers
from states.facts import Facts
from states.refusal import Decision, Refusal
from workflow import access, case_facts, guards, lists, permissions, redaction, set_aside, visibility
from workflow.actors import Actor
from workflow.case_reader import CaseReader, CaseRow
from workflow.case_record import CaseRecord, require_definition
from workflow.errors import NotFound
from workflow.milestones import Milestone, list_milestones
from workflow.notes import Note
from workflow.overview import duplicates, ranking, searches, verdicts, worklist_rules
from workflow.overview.duplicates import Duplicate
from workflow.overview.needed_receipts import NeededReceipt, list_needed_receipts
from workflow.overview.ranking import DraftedDecision
from workflow.overview.searches import Search as Search
from workflow.overview.sides import Sides, read_saved, sides_of
from workflow.overview.verdicts import RuleResult as RuleResult
from workflow.tables import CASES, DECISIONS, DOCUMENTS, MILESTONES, RECEIPTS, WAIVERS

Content = Mapping[str, object]
Alike = Mapping[str, list[Duplicate]]


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case in a list."""

    ref: str
    kind: str
    call: str
    direction: str
    topic: str | None
    partner: str | None
    title: str
    translated_title: str
    owner: str
    state: str
    version: int
    opened_at: datetime
    entered_at: datetime | None
    deadline: str | None
    due_at: datetime | None
    counterpart_filed: int
    counterpart_filed_at: datetime | None
    counterpart_at: datetime | None
    stale: bool
    amount: int | None
    score: int | None
    rank: int | None
    sides: Sides


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """A case with everything filed on it."""

    case: CaseSummary
    edition: int
    home: Content
    counterpart: Content | None
    rules: list[RuleResult]
    waivers: list[Note]
    receipts: list[Note]
    needed_receipts: list[NeededReceipt]
    decision: DraftedDecision | None
    milestones: list[Milestone]
    duplicates: list[Duplicate]


@dataclass(frozen=True, slots=True)
class TransitionOption:
    """A transition from the present state: allowed, or why not."""

    transition: str
    label: str
    to: str
    asks: tuple[str, ...]
    takes: tuple[str, ...]
    allowed: bool
    refusal: Refusal | None

    @property
    def awaits_proof(self) -> bool:
        """Whether nothing is in the way but that the actor prove again who they are."""
        return self.refusal is not None and self.refusal.code == "not-fresh"


SHOWN = tuple(name for name in CaseSummary.__slots__ if name != "sides")
"""The columns of a case that a summary shows."""
_SUMMARY = tuple(CASES.c[name] for name in SHOWN)


def list_cases(
    session: Session, actor: Actor, search: Search, *, limit: int, after: int | None = None
) -> tuple[list[CaseSummary], int | None]:
    """A page of the cases an actor may see, newest first, and the key of the next page if there is one."""
    query = _listed(actor).where(access.visible(actor), *searches.narrow(session, actor, search))
    if search.needs_me:
        query = query.where(worklist_rules.any_of(worklist_rules.rules_for(session, actor)))
    if after is not None:
        query = query.where(CASES.c.id < after)
    found = session.execute(query.order_by(CASES.c.id.desc()).limit(min(limit, lists.PAGE) + 1)).all()
    page = found[: min(limit, lists.PAGE)]
    return list(_summaries(session, actor, page)), page[-1].id if len(found) > len(page) else None


def list_whole_cases(
    session: Session, actor: Actor, search: Search, *, now: datetime, after: int = 0
) -> tuple[list[CaseDetail], int | None]:
    """A page of the cases an actor may see, each whole, oldest first, and the key of the next page if there is one."""
    query = select(CASES, *access.relation_columns(actor)).where(access.visible(actor), CASES.c.id > after)
    query = query.where(*searches.narrow(session, actor, search))
    found = session.execute(query.order_by(CASES.c.id).limit(lists.PAGE)).all()
    return _wholes(session, actor, found, now), found[-1].id if len(found) == lists.PAGE else None


def list_due(
    session: Session, actor: Actor, *, limit: int, after: tuple[datetime, int] | None = None
) -> tuple[list[CaseSummary], tuple[datetime, int] | None]:
    """The cases an actor may see that have a deadline ahead of them, the next to fall due first."""
    query = _listed(actor).where(
        access.visible(actor), CASES.c.due_at.is_not(None), redaction.may_know_due(session, actor)
    )
    if after is not None:
        query = query.where(tuple_(CASES.c.due_at, CASES.c.id) > after)
    found = session.execute(query.order_by(CASES.c.due_at, CASES.c.id).limit(min(limit, lists.PAGE) + 1)).all()
    page = found[: min(limit, lists.PAGE)]
    keys = [(row.due_at, row.id) for row in page if isinstance(row.due_at, datetime)]
    last = keys[-1] if keys and len(found) > len(page) else None
    return list(_summaries(session, actor, page)), last


def load_case(session: Session, actor: Actor, ref: str, *, now: datetime) -> CaseDetail:
    """A case whole. Raises NotFound when it does not exist or is not visible."""
    [one] = _wholes(session, actor, [load_visible_row(session, actor, ref)], now)
    return one


def is_state(session: Session, actor: Actor, ref: str, role: str) -> bool:
    """Whether an actor stands to a case in a role. Raises NotFound for no visible case."""
    return role in access.roles(actor, load_visible_row(session, actor, ref))


def may_read(session: Session, actor: Actor, ref: str, permission: str) -> bool:
    """Whether an actor holds a permission on a case. Raises NotFound for no visible case."""
    return permissions.permits(permission, access.roles(actor, load_visible_row(session, actor, ref)))


def list_transitions(session: Session, actor: Actor, ref: str, *, now: datetime) -> list[TransitionOption]:
    """Every transition from the case's present state, judged for this actor as it would be if it were asked for now.

    What a transition asks for is taken as given. A deadline that passed has been heeded, though nothing be written yet.
    """
    reader = CaseReader(session, [load_visible_row(session, actor, ref)])
    [standing] = reader.cases
    guards.fast_forward(reader, standing, now)
    definition = standing.definition
    view = redaction.build_redactor(access.roles(actor, standing), definition.engine.lifecycle)
    onward = definition.engine.transitions_from[view.state(standing.state)]
    offered = {name: transition for name, transition in onward.items() if transition.by != ("system",)}
    facts = case_facts.gather_facts(
        reader, standing, {need for transition in offered.values() for need in transition.needs}, {}, now
    )
    possible = []
    for name, transition in offered.items():
        mine = case_facts.gather_facts(reader, standing, (), {}, now, transition)
        bounded = replace(facts, on=facts.on or mine.on, since=mine.since)
        given = replace(bounded, given=sample_answers(transition, bounded))
        refusal = _refusal(reader, standing, name, given, actor, now)
        shown = None if refusal is None else view.refusal(refusal)
        possible.append(
            TransitionOption(
                name, transition.label, transition.to, transition.asks, transition.takes, shown is None, shown
            )
        )
    return possible


def load_visible_row(session: Session, actor: Actor, ref: str) -> CaseRow:
    """The row of a case an actor may see. Raises NotFound."""
    query = select(CASES, *access.relation_columns(actor)).where(CASES.c.ref == ref, access.visible(actor))
    row = session.execute(query).first()
    if row is None:
        raise NotFound(f"there is no case {ref}")
    set_aside.check_row("cases", ref, row)
    return row


def _refusal(
    reader: CaseReader, case: CaseRecord, transition: str, facts: Facts, actor: Actor, now: datetime
) -> Refusal | None:
    if barred := permissions.check_token(actor):
        return barred.about(case=case.ref)
    decision = guards.evaluate(reader, case, transition, facts, actor=actor, at=now)
    if isinstance(decision, Decision):
        return None
    return decision.about(case=case.ref, state=case.state, version=case.version)


def load_redactor(session: Session, actor: Actor, row: CaseRow) -> redaction.Redactor:
    """How an actor sees the case of a row, which holds `access.relation_columns` as well."""
    definition = require_definition(session, row.ref, row.call, row.edition, row.direction, state=row.state)
    lifecycle = definition.engine.lifecycle
    return redaction.build_redactor(access.roles(actor, row), lifecycle)


def _listed(actor: Actor) -> Select[*tuple[Any, ...]]:
    return select(CASES.c.id, *_SUMMARY, CASES.c.edition, *access.relation_columns(actor))


def _summaries(session: Session, actor: Actor, found: Sequence[CaseRow]) -> Iterator[CaseSummary]:
    """The cases of rows as a list shows them; a row that cannot be read is set aside."""
    yield from set_aside.keep_sound(
        session, "cases", found, lambda row: build_summary(session, actor, row), lambda row: row.ref
    )


def build_summary(session: Session, actor: Actor, row: CaseRow) -> CaseSummary:
    """The case of a row, which holds `access.relation_columns` as well, as it stands in a list."""
    return _shown(load_redactor(session, actor, row), row)


def _shown(view: redaction.Redactor, row: CaseRow) -> CaseSummary:
    columns = view.columns({name: row._mapping[name] for name in SHOWN})
    sides = sides_of(view.lifecycle, columns["state"], row.counterpart_filed, row.counterpart_at)
    return CaseSummary(**columns, sides=sides)


def _wholes(session: Session, actor: Actor, rows: Sequence[CaseRow], now: datetime) -> list[CaseDetail]:
    reader = CaseReader(session, rows)
    alike = duplicates.load_duplicates(session, actor, reader.cases)
    if len(rows) == 1 and len(reader.cases) == 1:  # asked for alone: whoever asks is told what is wrong
        return [_whole(reader, actor, rows[0], reader.cases[0], alike, now)]
    known = {case.ref: case for case in reader.cases}
    sound = [row for row in rows if row.ref in known]

    def build(row: CaseRow) -> CaseDetail:
        return _whole(reader, actor, row, known[row.ref], alike, now)

    return list(set_aside.keep_sound(session, "cases", sound, build, lambda row: row.ref))


def shown_facts(reader: CaseReader, case: CaseRecord, roles: Collection[str], now: datetime) -> Facts:
    """The facts that the rules of a case are shown on. What people judged is told outside once it counts: at the case's end."""
    facts = case_facts.gather_facts(reader, case, ("rules-met",), {}, now)
    has_ended = case.definition.engine.lifecycle.states[case.state].final
    return facts if has_ended or permissions.permits("know-inside", roles) else replace(facts, judgements={})


def _whole(reader: CaseReader, actor: Actor, row: CaseRow, case: CaseRecord, alike: Alike, now: datetime) -> CaseDetail:
    definition, roles = case.definition, access.roles(actor, case)
    facts = shown_facts(reader, case, roles, now)
    return CaseDetail(
        case=_shown(redaction.build_redactor(roles, definition.engine.lifecycle), row),
        edition=case.edition,
        home=facts.home,
        counterpart=facts.counterpart or read_saved(reader, case, roles),
        rules=verdicts.evaluate_rules(
            definition.direction, facts, verdicts.attached_papers(definition.direction, reader.notes(DOCUMENTS, case))
        ),
        waivers=_known_notes(reader, case, WAIVERS, roles),
        receipts=_known_notes(reader, case, RECEIPTS, roles),
        needed_receipts=list_needed_receipts(reader, case) if visibility.may_know_note(roles, RECEIPTS.name) else [],
        decision=ranking.describe_draft(actor, case, reader.notes(DECISIONS, case)),
        milestones=_milestones(reader, case, roles),
        duplicates=alike.get(case.ref, []),
    )


def _milestones(reader: CaseReader, case: CaseRecord, roles: frozenset[str]) -> list[Milestone]:
    """What was recorded on the way of an award, as far as someone in these roles to it is told."""
    if not case.definition.engine.lifecycle.records:
        return []
    return list_milestones(reader.notes(MILESTONES, case), inside=visibility.is_inside(roles))


def _known_notes(reader: CaseReader, case: CaseRecord, table: Table, roles: frozenset[str]) -> list[Note]:
    return list(reader.notes(table, case)) if visibility.may_know_note(roles, table.name) else []
