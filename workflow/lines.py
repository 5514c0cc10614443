"""Quota lines: how many cases and how much money a direction, a topic or an award year may hold, and what it holds of both."""

from dataclasses import dataclass

from states.facts import Room


@dataclass(slots=True)
class QuotaLine:
    """A line's row, by position, as it stands in this transaction."""

    call: str
    line: str
    cases_limit: int
    funds_limit: int | None
    cases_held: int
    funds_held: int
    numbered: int
    cases_about: bool = False
    funds_about: bool = False
    touched: bool = False

    @property
    def room(self) -> Room:
        """What it can still take."""
        funds = None if self.funds_limit is None else self.funds_limit - self.funds_held
        left = self.cases_limit - self.cases_held
        return Room(self.line, left, funds, bool(self.cases_about), bool(self.funds_about))
