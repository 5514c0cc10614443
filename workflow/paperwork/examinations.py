"""The formal examination: for each clause that people judge, whether it is met, by whom, on what evidence, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from states.call import Direction
from states.facts import Facts, Judgement
from states.refusal import Refusal
from states.rule_labels import label_rule
from states.rules import Rule, Stated, Verdict
from states.text import is_blank
from workflow import access, case_facts, judgements, permissions, salted, transitions
from workflow.actors import Actor
from workflow.case_reader import CaseReader
from workflow.case_record import CaseRecord
from workflow.commands import RecordJudgement
from workflow.notes import Note
from workflow.outcomes import Result
from workflow.overview import queries, verdicts
from workflow.paperwork import documents
from workflow.tables import DOCUMENTS, EVENTS, JUDGEMENTS, PEOPLE
from workflow.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Recorded:
    """A judgement as it was recorded: `by` and `name` say who, `number` is its event in the case.

    `is_stale` tells that the filing says something else since in what the clause is judged on.
    """

    verdict: str
    evidence: str
    document: str | None
    reason: str | None
    by: str
    name: str
    at: datetime
    number: int
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Examined:
    """A clause of a case's direction: how it stands, who judges it, and what was recorded of it, the latest first.

    `judged_by` is people, rule (by itself, from the filings), or what upholds it instead (quota, lifecycle, ...). `word` and
    `tone` say how it is told; `needs_judging` says that people have still to judge it before the case goes on to review.
    """

    id: str
    line: str
    strength: str
    basis: str
    text: str
    judged_by: str
    status: str
    word: str
    tone: str
    looked_at: str
    needs_judging: bool
    recorded: tuple[Recorded, ...]


# Recording -------------------------------------------------------------------------------------------------------------


def record_judgement(uow: UnitOfWork, case: CaseRecord, command: RecordJudgement) -> Result | Refusal:
    """Record whether a clause is met, on what evidence; what changes an earlier judgement that still counts says why."""
    if refusal := check_examination(case, access.roles(command.actor, case)):
        return refusal
    direction = case.definition.direction
    rule = next((one for one in direction.for_people if one.id == command.clause), None)
    if rule is None:
        known = ", ".join(one.id for one in direction.for_people) or "none"
        return transitions.refuse_value(
            "/clause", f"{command.clause} is no clause that people judge here; there are: {known}"
        )
    facts = case_facts.gather_facts(uow, case, ("examined",), {}, command.received_at)
    if rule.when is not None and not rule.when.concerns(facts):
        said = rule.stands(facts).looked_at
        return transitions.refuse_value("/clause", f"{rule.id} does not concern this case ({said})")
    earlier = facts.judgements.get(rule.id)
    is_change = earlier is not None and not earlier.is_stale
    if refusal := next(_misfits(uow, case, command, is_change=is_change), None):
        return refusal
    salt, body = salted.salt(), command.evidence.strip()
    note: dict[str, object] = {
        "clause": rule.id,
        "verdict": command.verdict,
        "document": command.document,
        "reason": None if is_blank(command.reason or "") else str(command.reason).strip(),
        "seen": judgements.hash_words(rule, salt, facts.home, facts.counterpart),
        "unjudged": _count_unjudged(direction, facts, rule, command),
        "body": body,
        "salt": salt,
        "digest": salted.digest(salt, body),
    }
    return transitions.record_note(uow, case, JUDGEMENTS, "case.clause-judged", note, command)


def check_examination(case: CaseRecord, roles: frozenset[str]) -> Refusal | None:
    """Why someone in these roles may not record a judgement on the case now, if they may not."""
    if refusal := permissions.check_permission("examine-case", roles, "a clause can be judged by"):
        return refusal
    if not permissions.is_allowed_in("examine-case", case.definition.engine.lifecycle, case.state):
        return Refusal("not-editable", f"no clause is judged while the case is {case.state}")
    return None


def _misfits(uow: UnitOfWork, case: CaseRecord, command: RecordJudgement, *, is_change: bool) -> Iterator[Refusal]:
    if command.verdict not in ("met", "not-met"):
        yield transitions.refuse_value("/verdict", "a clause is judged: met or not-met")
    if is_blank(command.evidence) and command.document is None:
        yield transitions.refuse_value(
            "/evidence", "a judgement says on what evidence: in words, or by a document of the case"
        )
    if command.document is not None and not documents.is_attached(uow.notes(DOCUMENTS, case), command.document):
        yield transitions.refuse_value("/document", f"there is no document {command.document} on this case")
    if is_change and is_blank(command.reason or ""):
        yield transitions.refuse_value(
            "/reason", f"{command.clause} is judged already: to change that asks for a reason"
        )


def _count_unjudged(direction: Direction, facts: Facts, rule: Stated, command: RecordJudgement) -> int:
    """How many clauses people have still to judge once this judgement is there."""
    after = replace(facts, judgements={**facts.judgements, rule.id: Judgement(command.verdict)})
    return sum(one.stands(after).status == "waiting" for one in direction.examined)


# Reading ---------------------------------------------------------------------------------------------------------------


def load_examination(session: Session, actor: Actor, ref: str, *, now: datetime) -> list[Examined]:
    """Every clause of a case's direction with its state; what people recorded is for insiders. Raises NotFound."""
    row = queries.load_visible_row(session, actor, ref)
    reader = CaseReader(session, [row])
    [case] = reader.cases
    roles = access.roles(actor, case)
    facts = queries.shown_facts(reader, case, roles, now)
    is_inside = permissions.permits("know-inside", roles)
    written = list(reader.notes(JUDGEMENTS, case)) if is_inside else []
    recorded = _recorded(session, case, written, facts)
    direction = case.definition.direction
    attached = verdicts.attached_papers(direction, reader.notes(DOCUMENTS, case))
    shown = [(rule, verdicts.shown_verdict(rule, facts, attached)) for rule in direction.rules]
    return [_examined(rule, verdict, recorded.get(rule.id, ())) for rule, verdict in shown]


def _examined(rule: Rule, verdict: Verdict, recorded: Sequence[Recorded]) -> Examined:
    judged_by = "rule" if not isinstance(rule, Stated) else "people" if rule.is_for_people else rule.upheld
    needs = isinstance(rule, Stated) and rule.is_examined and verdict.status == "waiting"
    word, tone = label_rule(rule.strength, verdict.status)
    about = (rule.id, rule.line, rule.strength, rule.basis, rule.text, judged_by)
    return Examined(*about, verdict.status, word, tone, verdict.looked_at, needs, tuple(recorded))


def _recorded(
    session: Session, case: CaseRecord, written: Sequence[Note], facts: Facts
) -> dict[str, tuple[Recorded, ...]]:
    numbers = [note["number"] for note in written]
    query = select(EVENTS.c.number, EVENTS.c.actor, EVENTS.c.effective_at, PEOPLE.c.name)
    query = query.join_from(EVENTS, PEOPLE, EVENTS.c.actor == PEOPLE.c.id, isouter=True)
    query = query.where(EVENTS.c.case_id == case.id, EVENTS.c.number.in_(numbers))
    known = {number: (by, at, name) for number, by, at, name in session.execute(query)} if numbers else {}
    latest = judgements.latest_judgements(written)
    found: dict[str, tuple[Recorded, ...]] = {}
    for note in written:
        clause, number = str(note["clause"]), note["number"]
        assert isinstance(number, int), "a note is numbered"
        by, at, name = known[number]
        now = facts.judgements.get(clause)
        is_stale = note is not latest[clause] or (now is not None and now.is_stale)
        said = (str(note["verdict"]), str(note["body"]), _text(note["document"]), _text(note["reason"]))
        one = Recorded(*said, by, name or by, at, number, is_stale)
        found[clause] = (one, *found.get(clause, ()))
    return found


def _text(value: object) -> str | None:
    return None if value is None else str(value)
