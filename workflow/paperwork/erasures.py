"""Erasure: the words of an ended case go, and leave tombstones. The trail never held the words, so it still verifies."""

from states.refusal import Refusal
from states.text import is_blank
from workflow import access, permissions, transitions
from workflow.case_record import CaseRecord
from workflow.commands import EraseCase
from workflow.outcomes import Result
from workflow.tables import WORDED
from workflow.unit_of_work import UnitOfWork


def erase_case(uow: UnitOfWork, case: CaseRecord, command: EraseCase) -> Result | Refusal:
    """Erase what either side filed and what reviewers wrote; the event lists what it was, by side or kind and number."""
    if refusal := check_erasing(case, access.roles(command.actor, case)):
        return refusal
    if is_blank(command.reason):
        return transitions.refuse_value("/reason", "an erasure asks for a reason")
    gone: list[list[object]] = [["home", number] for number in range(1, case.home + 1)]
    gone += [["counterpart", number] for number in range(1, case.counterpart + 1)]
    gone += [[table.name, note["number"]] for table in WORDED for note in uow.notes(table, case)]
    case.title, case.translated_title, case.asked = "", "", None
    pending = uow.pending
    pending.dirty.append(case)
    pending.erased.append(case)
    data: dict[str, object] = {"erased": gone, "reason": command.reason}
    actor, at = command.actor, command.received_at
    draft = transitions.record_event(pending, case, "case.erased", data, actor=actor, at=at, request=command.request)
    return transitions.build_result(pending, case, draft)


def check_erasing(case: CaseRecord, roles: frozenset[str]) -> Refusal | None:
    """Why someone in these roles may not erase the words of a case, if they may not."""
    if refusal := permissions.check_permission("erase-case", roles, "a case can be erased by"):
        return refusal
    if not permissions.is_allowed_in("erase-case", case.definition.engine.lifecycle, case.state):
        return Refusal("not-editable", f"a case is erased only once it has ended; this one is {case.state}")
    return None
