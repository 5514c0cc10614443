"""The one way to learn what time it is. Only the edges (a route, a tick, a command) hold a clock."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Says what time it is, in UTC."""

    def now(self) -> datetime:
        """The present instant, timezone-aware UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """A clock that stands still until it is set: for simulations and tests."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        """Transition to an instant, which may also lie in the past."""
        self._now = instant.astimezone(UTC)

    def advance(self, by: timedelta) -> datetime:
        """Move on by so much; the new present."""
        self._now += by
        return self._now
