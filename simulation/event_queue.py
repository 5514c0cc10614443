"""What is still to come in a season, in the order of its instants."""

import heapq
from collections.abc import Iterable
from datetime import datetime
from itertools import count

from simulation.scheduled_commands import DecisionPoint, ScheduledCommand

_TOGETHER = 250


class EventQueue:
    """Acts and occasions, up to an instant if one is given; of those at one instant what was entered first comes first."""

    def __init__(self, items: Iterable[ScheduledCommand | DecisionPoint], until: datetime | None = None) -> None:
        self.done = 0
        self._until, self._numbers = until, count()
        self._coming: list[tuple[datetime, int, ScheduledCommand | DecisionPoint]] = []
        self.enter(items)

    def __len__(self) -> int:
        return len(self._coming)

    @property
    def at(self) -> datetime:
        """When the next of it comes up."""
        return self._coming[0][0]

    def enter(self, items: Iterable[ScheduledCommand | DecisionPoint]) -> None:
        """Put more on it."""
        for item in items:
            if self._until is None or item.at < self._until:
                heapq.heappush(self._coming, (item.at, next(self._numbers), item))

    def taken(self, before: datetime | None) -> DecisionPoint | list[ScheduledCommand]:
        """Take the next occasion, or the acts that may be committed together: of one hour, on cases known by then."""
        first = self._coming[0][2]
        if isinstance(first, DecisionPoint):
            self._pop()
            return first
        hour = first.at.replace(minute=0, second=0, microsecond=0)
        batch: list[ScheduledCommand] = []
        opening: set[int] = set()
        while self._coming and len(batch) < _TOGETHER:
            item = self._coming[0][2]
            if isinstance(item, DecisionPoint) or item.at.replace(minute=0, second=0, microsecond=0) > hour:
                break
            if item.needs in opening or (before is not None and item.at >= before):
                break
            batch.append(item)
            opening |= set() if item.opens is None else {item.opens}
            self._pop()
        return batch

    def _pop(self) -> None:
        heapq.heappop(self._coming)
        self.done += 1
