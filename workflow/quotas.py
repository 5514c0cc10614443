"""Places and money: reserved when a case is awarded, released when it is withdrawn or revoked, on every line it stands under.

The lines were locked when the room on them was looked at, so of many awards for a last place exactly one finds it free.
"""

from collections.abc import Mapping

from workflow.docket import Docket
from workflow.standing import Standing


def reserve(docket: Docket, case: Standing, given: Mapping[str, object]) -> None:
    """Hold a place, and the amount given, on each of the case's lines."""
    amount = given.get("amount", 0)
    assert isinstance(amount, int), "judged before"
    lines = docket.lines(case)
    for line in lines:
        line.cases_held += 1
        line.funds_held += amount
        line.touched = True
    case.amount = amount
    docket.books.reserved.append((case, tuple(line.line for line in lines), amount))


def release(docket: Docket, case: Standing) -> None:
    """Let go of whatever the case holds; nothing if it holds nothing."""
    if case.amount is None:
        return
    for line in docket.lines(case):
        line.cases_held -= 1
        line.funds_held -= case.amount
        line.touched = True
    case.amount = None
    still = [held for held in docket.books.reserved if held[0] is not case]
    if len(still) == len(docket.books.reserved):
        docket.books.released.append(case)
    docket.books.reserved = still
