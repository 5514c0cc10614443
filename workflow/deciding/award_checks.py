"""Whether an award could be made as it is drafted or promised: judged alike for a preview, the reserve list and the award."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from states.facts import Headroom
from states.needs import list_unmet_needs
from states.refusal import Unmet
from workflow import access, case_facts
from workflow.actors import Actor
from workflow.case_facts import CaseSource
from workflow.case_reader import CaseReader
from workflow.case_record import CaseRecord
from workflow.deciding.candidates import Candidate
from workflow.milestones import find_suggestion
from workflow.overview.ranking import DraftedDecision
from workflow.tables import CASES, MILESTONES


def check_award(
    source: CaseSource, case: CaseRecord, decision: DraftedDecision | None, room: tuple[Headroom, ...], at: datetime
) -> tuple[Unmet, ...]:
    """What stands in the way of the award of a case, by its amount and reason, with this room on its quota lines."""
    lifecycle = case.definition.engine.lifecycle
    if lifecycle.award is None:
        return ()
    transition = lifecycle.transitions[lifecycle.award]
    offered: dict[str, object] = {} if decision is None else {"amount": decision.amount, "reason": decision.reason}
    given: dict[str, object] = {
        name: offered[name] for name in (*transition.asks, *transition.takes) if offered.get(name) is not None
    }
    facts = case_facts.gather_facts(source, case, transition.needs, given, at)
    return list_unmet_needs(transition.needs, case.definition.direction, replace(facts, room=room), transition.filled)


def load_reader(session: Session, actor: Actor, waiting: Iterable[Candidate]) -> CaseReader:
    """Candidates with what is known of them; one that cannot be read is reported and left out."""
    rows = select(CASES, *access.relation_columns(actor)).where(CASES.c.id.in_([case.id for case in waiting]))
    return CaseReader(session, session.execute(rows), is_list=True)


def load_suggestion(source: CaseSource, case: CaseRecord) -> str | None:
    """What the panel suggests for a case; None where it records none."""
    records = case.definition.engine.lifecycle.records
    return find_suggestion(source.notes(MILESTONES, case)) if records else None
