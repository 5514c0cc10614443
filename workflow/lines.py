"""Quota lines: how many cases and how much money a direction, a topic or an award year may hold, and what it holds of both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from states.facts import Headroom
from workflow.errors import SetAside


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
    def room(self) -> Headroom:
        """What it can still take."""
        funds = None if self.funds_limit is None else self.funds_limit - self.funds_held
        left = self.cases_limit - self.cases_held
        return Headroom(self.line, left, funds, bool(self.cases_about), bool(self.funds_about))


def require_lines(call: str, names: Iterable[str], known: Mapping[tuple[str, str], QuotaLine]) -> list[QuotaLine]:
    """The quota lines of these names, of those that were read. Raises SetAside for one that is not there."""
    try:
        return [known[call, name] for name in names]
    except KeyError as error:
        raise SetAside(f"lines {' '.join(error.args[0])} is not there") from error
