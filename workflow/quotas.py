"""Places and money: reserved when a case is awarded, released when it is withdrawn or revoked, on every line it stands under.

The lines were locked when the room on them was looked at, so of many awards for a last place exactly one finds it free.
"""

from collections.abc import Mapping

from workflow.case_record import CaseRecord
from workflow.unit_of_work import UnitOfWork


def reserve(uow: UnitOfWork, case: CaseRecord, given: Mapping[str, object]) -> None:
    """Hold a place, and the amount given, on each of the case's lines."""
    amount = given.get("amount", 0)
    assert isinstance(amount, int), "judged before"
    lines = uow.lines(case)
    for line in lines:
        line.cases_held += 1
        line.funds_held += amount
        line.touched = True
    case.amount = amount
    uow.pending.reserved.append((case, tuple(line.line for line in lines), amount))


def release(uow: UnitOfWork, case: CaseRecord) -> None:
    """Let go of whatever the case holds; nothing if it holds nothing."""
    if case.amount is None:
        return
    for line in uow.lines(case):
        line.cases_held -= 1
        line.funds_held -= case.amount
        line.touched = True
    case.amount = None
    still = [held for held in uow.pending.reserved if held[0] is not case]
    if len(still) == len(uow.pending.reserved):
        uow.pending.released.append(case)
    uow.pending.reserved = still
