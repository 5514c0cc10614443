"""The sweep: overtakes every case whose deadline has passed, batch by batch, until none is left."""

from datetime import datetime
from typing import Protocol

from workflow.outcomes import SweepResult


class Sweeper(Protocol):
    """Whoever may overtake cases; the writer can, and so keeps a sweep in turn with everything else it writes."""

    def sweep(self, limit: int, after: tuple[datetime, int] | None = None) -> SweepResult:
        """Overtake at most `limit` due cases after a key."""
        ...


def sweep(sweeper: Sweeper, batch: int) -> int:
    """Overtake all that is due now; how many cases. Safe to repeat, and to run anywhere else at the same time."""
    total, after = 0, None
    while True:
        swept = sweeper.sweep(batch, after)
        total += swept.count
        if swept.reached is None:
            return total
        after = swept.reached
