"""The receipts that a case needs, on a terminal."""

from collections.abc import Sequence

from cli.terminal import OUT, ending, show_table
from workflow.overview.needed_receipts import NeededReceipt


def show_needed_receipts(needed: Sequence[NeededReceipt], zone: str) -> None:
    """Show how each stands and until when its authority must have had the filing; nothing where the case needs none."""
    if not needed:
        return
    OUT.print()
    rows = [
        [one.side, one.status, ending(one.until, zone) if one.until is not None else "", one.clause or one.basis]
        for one in needed
    ]
    show_table(["receipt of", "stands", "authority has it by", "clause"], rows)
