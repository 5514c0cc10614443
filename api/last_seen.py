"""When this process last noted which session or token is in use, so that not every request writes."""

from datetime import datetime, timedelta

_MOST = 10_000


class LastSeen:
    """What this process has noticed; others may notice the same, and no harm is done."""

    def __init__(self) -> None:
        self._noticed: dict[str, datetime] = {}

    def is_due(self, digest: str, every: timedelta, *, at: datetime) -> bool:
        """Whether it was not noted within so long that this is in use."""
        last = self._noticed.get(digest)
        return last is None or at - last > every

    def noted(self, digest: str, *, at: datetime) -> None:
        """Remember that it is now."""
        if len(self._noticed) >= _MOST:
            self._noticed.clear()
        self._noticed[digest] = at
