"""Waivers: an in-principle clause set aside for one case, with a reason, by a role that the clause itself names."""

from states.refusal import Refusal, Unmet
from states.text import is_blank
from workflow import access, moves, permissions
from workflow.commands import Waive
from workflow.docket import Docket
from workflow.notes import waived as standing
from workflow.outcomes import Receipt
from workflow.standing import Standing
from workflow.tables import WAIVERS


def waived(docket: Docket, case: Standing, command: Waive) -> Receipt | Refusal:
    """Set the clause aside, or let it count again; only an in-principle clause, and only while the case goes on."""
    if refusal := barred(case, access.roles(command.actor, case), command.clause):
        return refusal
    if is_blank(command.reason):
        return moves.unfit("/reason", "a waiver asks for a reason")
    clause = command.clause
    if (clause in standing(docket.notes(WAIVERS, case))) == command.granted:
        said = f"clause {clause} is waived already" if command.granted else f"clause {clause} is not waived"
        return moves.unfit("/clause", said)
    note = {"clause": clause, "granted": command.granted, "reason": command.reason}
    action = "case.waived" if command.granted else "case.waiver-withdrawn"
    return moves.noted(docket, case, WAIVERS, action, note, command)


def barred(case: Standing, roles: frozenset[str], clause: str) -> Refusal | None:
    """Why someone in these roles may not set a clause aside, nor let it count again, if they may not."""
    rule = case.frame.direction.clause_of(clause)
    if rule is None or not rule.is_waivable:
        said = f"{clause} is no clause that can be waived here; there are: {_waivable(case) or 'none'}"
        known = rule.id if rule is not None else None
        return Refusal("not-waivable", said, missing=(Unmet("not-waivable", said, known, pointer="/clause"),))
    if roles.isdisjoint(rule.waived_by):
        said = f"clause {rule.id} can be waived by: {', '.join(rule.waived_by)}"
        return Refusal("not-yours-to-make", said, roles=rule.waived_by)
    if not permissions.is_time("waive-clause", case.frame.engine.lifecycle, case.state):
        return Refusal("not-editable", f"nothing is waived any more while the case is {case.state}")
    return None


def _waivable(case: Standing) -> str:
    return ", ".join(rule.id for rule in case.frame.direction.rules if rule.is_waivable)
