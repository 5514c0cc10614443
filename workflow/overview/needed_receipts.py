"""The receipts that a case needs, and how each stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from states.facts import ReceiptFound, Side
from workflow import case_facts
from workflow.case_facts import CaseSource
from workflow.case_record import CaseRecord


@dataclass(frozen=True, slots=True)
class NeededReceipt:
    """A receipt of a side's own authority without which a case goes no further, and how it stands.

    `status` is missing, late (it is dated no earlier than `until`, the first instant that is too late) or in-time; `by` are
    the transitions that wait for it; `basis` is source, with its `clause`, or default, ours.
    """

    side: Side
    status: Literal["missing", "late", "in-time"]
    until: datetime | None
    by: tuple[str, ...]
    basis: str
    clause: str | None


def list_needed_receipts(source: CaseSource, case: CaseRecord) -> list[NeededReceipt]:
    """The receipts that a case needs, in the order in which its direction names the sides; none where it needs none."""
    plan = case.definition.direction.receipts
    if plan is None:
        return []
    found = case_facts.load_receipts(source, case)
    return [
        NeededReceipt(side, _tell_status(one), one.until, plan.by, plan.basis, plan.clause)
        for side, one in found.items()
    ]


def _tell_status(found: ReceiptFound) -> Literal["missing", "late", "in-time"]:
    if found.received_at is None:
        return "missing"
    return "late" if found.is_late else "in-time"
