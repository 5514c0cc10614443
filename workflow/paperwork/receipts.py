"""Receipts: that a side filed with its own competent authority, told by that side or from the authority's paper.

What makes an application bilateral is that the counterpart filed with its own authority strictly before the deadline. So the
counterpart's receipt keeps its case from becoming one-sided, and one that only arrives later lets it be readmitted.
"""

from datetime import UTC

from states import calendar
from states.errors import NoSuchInstant
from states.facts import Side
from states.refusal import Refusal
from states.text import is_blank
from workflow import access, permissions, transitions
from workflow.case_record import CaseRecord
from workflow.commands import RecordReceipt
from workflow.outcomes import Result
from workflow.tables import RECEIPTS
from workflow.unit_of_work import UnitOfWork


def record_receipt(uow: UnitOfWork, case: CaseRecord, command: RecordReceipt) -> Result | Refusal:
    """Record the receipt; of several for a side the last one counts."""
    roles = access.roles(command.actor, case)
    if refusal := check_receiving(case, roles, command.side, paper=command.paper) or _misfit(command):
        return refusal
    at = command.at.astimezone(UTC)
    note = {
        "side": command.side,
        "authority": command.authority.strip(),
        "reference": command.reference.strip(),
        "received_at": at,
        "zone": command.zone,
        "paper": command.paper,
        "reason": command.reason,
    }
    if command.side == "counterpart":
        case.counterpart_at = at
        uow.pending.dirty.append(case)
    return transitions.record_note(uow, case, RECEIPTS, "case.filing-received", note, command)


def check_receiving(case: CaseRecord, roles: frozenset[str], side: Side, *, paper: bool) -> Refusal | None:
    """Why someone in these roles may not record a receipt of a side now, if they may not."""
    tell = "tell-paper-receipt" if paper else f"tell-{side}-receipt"
    what = "a paper receipt" if paper else f"the {side} receipt"
    if refusal := permissions.check_permission(tell, roles, f"{what} can be recorded by"):
        return refusal
    if not permissions.is_allowed_in(tell, case.definition.engine.lifecycle, case.state):
        return Refusal("not-editable", f"no receipt is recorded any more while the case is {case.state}")
    return None


def _misfit(command: RecordReceipt) -> Refusal | None:
    if is_blank(command.authority):
        return transitions.refuse_value("/authority", "a receipt names the competent authority")
    if is_blank(command.reference):
        return transitions.refuse_value("/reference", "a receipt has a number")
    if command.paper and is_blank(command.reason or ""):
        return transitions.refuse_value("/reason", "a paper receipt asks for a reason")
    if command.at > command.received_at:
        return transitions.refuse_value("/at", "a filing cannot have been received in the future")
    try:
        calendar.check_instant(command.at)
    except NoSuchInstant as error:
        return transitions.refuse_value("/at", str(error))
    try:
        calendar.zone(command.zone)
    except NoSuchInstant as error:
        return transitions.refuse_value("/zone", str(error))
    return None
