"""Which sessions were noticed to be in use within the last minute, so that this is not written with every request."""

from datetime import datetime, timedelta

_EVERY = timedelta(minutes=1)
_MOST = 10_000


class Visits:
    """What this process has noticed; others may notice the same, and no harm is done."""

    def __init__(self) -> None:
        self._noticed: dict[str, datetime] = {}

    def is_due(self, digest: str, *, at: datetime) -> bool:
        """Whether a session's use at an instant is to be noted, which is then done."""
        last = self._noticed.get(digest)
        if last is not None and at - last <= _EVERY:
            return False
        if len(self._noticed) >= _MOST:
            self._noticed.clear()
        self._noticed[digest] = at
        return True
