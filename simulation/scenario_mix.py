"""How many applications each line of a call gets, and what is to become of each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from states.call import Call, Direction, Quota
from states.rules import BothFile, Consistent, Period

Fate = Literal[
    "reviewed",
    "abandoned",
    "late",
    "withdrawn",
    "one-sided",
    "mismatched",
    "ineligible",
    "unanswered",
]
Turn = Literal[
    "straight",
    "stumbled",
    "returned",
    "corrected",
    "extended",
    "waived",
    "retracted",
    "mended",
    "silent",
    "readmitted",
]
_REVIEWED = 0.5
_OTHERWISE: dict[Fate, int] = {
    "abandoned": 24,
    "late": 8,
    "withdrawn": 7,
    "one-sided": 25,
    "mismatched": 12,
    "ineligible": 18,
    "unanswered": 6,
}
_TURNS: dict[Turn, int] = {
    "straight": 46,
    "stumbled": 14,
    "returned": 11,
    "corrected": 8,
    "extended": 3,
    "waived": 5,
    "retracted": 3,
    "mended": 4,
    "silent": 3,
    "readmitted": 3,
}


@dataclass(frozen=True, slots=True)
class CompetitionLine:
    """Where applications compete with each other: a direction, or one of its topics that has no further ones within."""

    direction: Direction
    topic: str | None

    @property
    def name(self) -> str:
        """The quota line, as the quota ledger names it."""
        return self.direction.lines(self.topic)[-1]

    @property
    def quota(self) -> Quota:
        """How many cases the line takes."""
        return self.direction.quotas()[self.name]

    @property
    def award(self) -> int:
        """What one award is worth in yuan: an equal part of the money of the narrowest line that has any."""
        quotas = self.direction.quotas()
        path = [quotas[name] for name in reversed(self.direction.lines(self.topic))]
        return next((quota.funds // quota.cases for quota in path if quota.funds), 1)

    @property
    def needs_agreement(self) -> bool:
        """Whether the two filings must say the same here."""
        return any(isinstance(rule, Consistent) for rule in self.direction.rules)

    @property
    def longest(self) -> Period | None:
        """The in-principle clause on how long a project runs, which may be waived."""
        rules = self.direction.rules
        return next((rule for rule in rules if isinstance(rule, Period) and rule.is_waivable), None)

    @property
    def invalidates(self) -> bool:
        """Whether the deadline by itself ends a case of which only one side has filed."""
        timeout = self.direction.lifecycle.states["submitted"].deadline
        return timeout is not None and "invalidate" in timeout.then

    @property
    def takes_receipts(self) -> bool:
        """Whether the receipt of the counterpart's authority keeps a case from being one-sided."""
        return any(isinstance(rule, BothFile) for rule in self.direction.rules) and self.invalidates


def list_competitions(call: Call) -> list[CompetitionLine]:
    """The lines of a call that cases are filed under, in the call's order."""
    return [CompetitionLine(one, topic) for one in call.directions for topic in (one.filed_topics() or (None,))]


def share_cases(cases: int, among: Sequence[CompetitionLine]) -> list[int]:
    """How many of the cases each line gets: a few at least where there are many, else by the size of its quota."""
    least = min(6, cases // (2 * len(among)))
    rest = cases - least * len(among)
    whole = sum(line.quota.cases for line in among)
    exact = [rest * line.quota.cases / whole for line in among]
    counts = [int(number) for number in exact]
    neediest = sorted(range(len(among)), key=lambda place: counts[place] - exact[place])
    for place in neediest[: rest - sum(counts)]:
        counts[place] += 1
    return [least + count for count in counts]


def draw_fates(rng: Random, line: CompetitionLine, count: int) -> list[Fate]:
    """A fate for each of the applications of a line; about half of them reach the panel, one at least."""
    reviewed = min(count, max(1, round(count * _REVIEWED)))
    weights = dict(_OTHERWISE)
    if not line.needs_agreement:
        del weights["mismatched"]
    found: list[Fate] = ["reviewed"] * reviewed
    found += rng.choices(list(weights), list(weights.values()), k=count - reviewed)
    rng.shuffle(found)
    return found


def draw_variation(rng: Random, line: CompetitionLine) -> Turn:
    """What an application that reaches the panel goes through on its way there."""
    weights = dict(_TURNS)
    if not line.needs_agreement:
        del weights["corrected"]
    if line.longest is None:
        del weights["waived"]
    if not line.takes_receipts:
        del weights["silent"], weights["readmitted"]
    [drawn] = rng.choices(list(weights), list(weights.values()))
    return drawn
