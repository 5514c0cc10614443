"""Cases that may be for the same, as a terminal shows them."""

from collections.abc import Sequence

from cli.terminal import OUT
from workflow.overview.duplicates import Duplicate


def show_duplicates(duplicates: Sequence[Duplicate]) -> None:
    """Show a line for each case that may be for the same, and an empty line."""
    for one in duplicates:
        OUT.print(f"\nmay be a duplicate of {one.ref} ({one.state}): same {', '.join(one.same)}", markup=False)
    OUT.print()
