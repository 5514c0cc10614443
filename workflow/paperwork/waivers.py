"""Waivers: an in-principle clause set aside for one case, with a reason, by a role that the clause itself names."""

from states.refusal import Refusal, Unmet
from states.text import is_blank
from workflow import access, permissions, transitions
from workflow.case_record import CaseRecord
from workflow.commands import WaiveClause
from workflow.notes import list_waived as standing
from workflow.outcomes import Result
from workflow.tables import WAIVERS
from workflow.unit_of_work import UnitOfWork


def waive_clause(uow: UnitOfWork, case: CaseRecord, command: WaiveClause) -> Result | Refusal:
    """Set the clause aside, or let it count again; only an in-principle clause, and only while the case goes on."""
    if refusal := check_waiving(case, access.roles(command.actor, case), command.clause):
        return refusal
    if is_blank(command.reason):
        return transitions.refuse_value("/reason", "a waiver asks for a reason")
    clause = command.clause
    if (clause in standing(uow.notes(WAIVERS, case))) == command.granted:
        said = f"clause {clause} is waived already" if command.granted else f"clause {clause} is not waived"
        return transitions.refuse_value("/clause", said)
    note = {"clause": clause, "granted": command.granted, "reason": command.reason}
    action = "case.waived" if command.granted else "case.waiver-withdrawn"
    return transitions.record_note(uow, case, WAIVERS, action, note, command)


def check_waiving(case: CaseRecord, roles: frozenset[str], clause: str) -> Refusal | None:
    """Why someone in these roles may not set a clause aside, nor let it count again, if they may not."""
    rule = case.definition.direction.clause_of(clause)
    if rule is None or not rule.is_waivable:
        said = f"{clause} is no clause that can be waived here; there are: {_waivable(case) or 'none'}"
        known = rule.id if rule is not None else None
        return Refusal("not-waivable", said, missing=(Unmet("not-waivable", said, known, pointer="/clause"),))
    if roles.isdisjoint(rule.waived_by):
        said = f"clause {rule.id} can be waived by: {', '.join(rule.waived_by)}"
        return Refusal("not-yours-to-make", said, roles=rule.waived_by)
    if not permissions.is_allowed_in("waive-clause", case.definition.engine.lifecycle, case.state):
        return Refusal("not-editable", f"nothing is waived any more while the case is {case.state}")
    return None


def _waivable(case: CaseRecord) -> str:
    return ", ".join(rule.id for rule in case.definition.direction.rules if rule.is_waivable)
