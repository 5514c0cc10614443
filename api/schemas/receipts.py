"""Receipts of a case as the API tells them: those that were recorded, and those that it needs."""

from typing import Literal

from api.schemas.out import Instant, Out


class FilingReceiptOut(Out):
    """That a side filed with its own authority; of several for a side the last one counts."""

    number: int
    side: str
    authority: str
    reference: str
    received_at: Instant
    zone: str
    paper: bool
    reason: str | None


class NeededReceiptOut(Out):
    """A receipt of a side's own authority without which the transitions in `by` cannot be made, and how it stands.

    `until` is the first instant that is too late for the authority to have had the filing. `basis` is `source`, with
    its `clause`, or `default` where it is ours.
    """

    side: Literal["home", "counterpart"]
    status: Literal["missing", "late", "in-time"]
    until: Instant | None
    by: list[str]
    basis: str
    clause: str | None
