"""How often something happened of late that is told to the database once a minute at most."""

from datetime import datetime, timedelta

_EVERY = timedelta(minutes=1)
_MOST = 10_000


class Debounce:
    """What this process has counted of each thing since it was last told."""

    def __init__(self) -> None:
        self._counted: dict[str, tuple[datetime, int]] = {}

    def due(self, key: str, *, at: datetime) -> int:
        """Count one more; how many are to be told now, and are then forgotten. 0 for none yet."""
        told_at, waiting = self._counted.get(key, (None, 0))
        if told_at is not None and at - told_at < _EVERY:
            self._counted[key] = told_at, waiting + 1
            return 0
        if len(self._counted) >= _MOST:
            self._counted.clear()
        self._counted[key] = at, 0
        return waiting + 1
