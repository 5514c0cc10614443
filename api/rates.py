"""How fast one may ask: so many a second, after so many at once. Each process counts for itself."""

import math
from datetime import datetime

from workflow.errors import Throttled

_SWEPT_AT = 10_000


class Rates:
    """For each bearer one number: the instant at which everything asked so far would have been due at the steady rate."""

    def __init__(self, rate: float, burst: int) -> None:
        self._each = 1 / rate if rate else 0.0
        self._ahead = (burst + 0.01) * self._each  # instants are counted in fractions that are not exact
        self._due: dict[str, float] = {}

    def take(self, bearer: str, *, at: datetime) -> None:
        """Let one request of a bearer pass. Raises Throttled."""
        if not self._each:
            return
        now = at.timestamp()
        due = max(self._due.get(bearer, now), now) + self._each
        if due - now > self._ahead:
            raise Throttled("this is asked faster than it may be", math.ceil(due - now - self._ahead))
        self._due[bearer] = due
        if len(self._due) > _SWEPT_AT:
            self._due = {one: due for one, due in self._due.items() if due > now} or {bearer: due}
