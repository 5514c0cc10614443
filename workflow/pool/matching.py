"""Matching cases with reviewers: as many places filled as can be, the load evenly spread, and then those who know the field.

It is a flow of least cost: a place left open costs more than any load, the second open place of a case more than the first of
another; a reviewer's next case costs more than their last one by more than all expertise together could make up for.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A case that wants reviewers: how many, what it is about, and who may not be asked."""

    ref: str
    wanted: int
    areas: frozenset[str]
    closed_to: frozenset[str]


@dataclass(frozen=True, slots=True)
class AvailableReviewer:
    """A reviewer who can be asked: how many cases they have now and take at most, and what they know."""

    person: str
    load: int
    most: int
    areas: frozenset[str]


def match(cases: Sequence[Vacancy], reviewers: Sequence[AvailableReviewer]) -> dict[str, list[str]]:
    """Whom to ask about each case, in the order of the reviewers; fewer than wanted only where nobody is left to ask.

    Where capacity and conflicts allow it, no two reviewers' loads differ by more than one in the end.
    """
    # Loads a solver and its arrays, some 30 MB: only a process that matches pays for them.
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    wanted = sum(case.wanted for case in cases)
    if not wanted or not reviewers:
        return {case.ref: [] for case in cases}
    step = wanted + 1
    deepest = max(max(reviewer.load for reviewer in reviewers) + wanted, 1)
    open_place = step * (deepest + 1)
    arcs = _Arcs()
    sink = len(cases) + len(reviewers)
    pairs = []
    for place, case in enumerate(cases):
        for other, reviewer in enumerate(reviewers, len(cases)):
            if reviewer.person not in case.closed_to:
                arcs.add(place, other, 0 if reviewer.areas & case.areas else 1)
                pairs.append((case.ref, reviewer.person))
    for other, reviewer in enumerate(reviewers, len(cases)):
        for load in range(reviewer.load, min(reviewer.most, reviewer.load + wanted)):
            arcs.add(other, sink, step * load)
    for place, case in enumerate(cases):
        for missing in range(1, case.wanted + 1):
            arcs.add(place, sink, open_place * missing)
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(arcs.tails, arcs.heads, [1] * len(arcs.tails), arcs.costs)
    flow.set_nodes_supplies([*range(len(cases)), sink], [*(case.wanted for case in cases), -wanted])
    status = flow.solve()
    assert status == SimpleMinCostFlow.OPTIMAL, "a place may always be left open, so there is a flow"
    found: dict[str, list[str]] = {case.ref: [] for case in cases}
    for (ref, person), is_used in zip(pairs, flow.flows(list(range(len(pairs)))), strict=True):
        if is_used:
            found[ref].append(person)
    return found


class _Arcs:
    """Arcs that one unit may take, as the solver wants them: three lists."""

    def __init__(self) -> None:
        self.tails: list[int] = []
        self.heads: list[int] = []
        self.costs: list[int] = []

    def add(self, tail: int, head: int, cost: int) -> None:
        """Add one."""
        self.tails.append(tail)
        self.heads.append(head)
        self.costs.append(cost)
