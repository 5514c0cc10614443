"""The receipts that a direction needs: each shows that the own authority of a side had its filing in time."""

from collections.abc import Iterator, Mapping

from states import calendar
from states.call import Direction
from states.counterparts import ReceiptPlan
from states.facts import Facts, ReceiptFound, Side
from states.refusal import Unmet

NEED = "receipts"
_NONE: Mapping[Side, str] = {
    "home": (
        "the home side's own authority has given no receipt; its applicant records it, or a coordinator from its paper"
    ),
    "counterpart": (
        "the counterpart's own authority has given no receipt; its side records it, or a coordinator from its paper"
    ),
}
_LATE: Mapping[Side, str] = {
    "home": "the home side's own authority had its filing too late, by its receipt",
    "counterpart": "the counterpart's own authority had its filing too late, by its receipt",
}
_BY_DEFAULT = "that a receipt is needed is our default, the source does not ask it"


def list_missing(direction: Direction, facts: Facts) -> Iterator[Unmet]:
    """The receipts that a direction needs and lacks: who records each, and by when the authority must have had it."""
    plan = direction.receipts
    if plan is None:
        return
    for side in plan.sides:
        found = facts.receipts.get(side)
        if found is None or found.received_at is None or found.is_late:
            yield _tell_missing(direction, plan, side, found)


def _tell_missing(direction: Direction, plan: ReceiptPlan, side: Side, found: ReceiptFound | None) -> Unmet:
    is_late = found is not None and found.is_late
    said = [_LATE[side] if is_late else _NONE[side]]
    if found is not None and found.until is not None:
        said.append(f"the authority must have had the filing by {calendar.format_last_minute(found.until, found.zone)}")
    if plan.basis == "default":
        said.append(_BY_DEFAULT)
    rule = direction.clause_of(plan.clause) if plan.clause is not None else None
    code = "receipt-late" if is_late else "receipt-missing"
    requirement = rule.text if rule is not None else None
    return Unmet(code, "; ".join(said), plan.clause, remedy="receipt", requirement=requirement)
