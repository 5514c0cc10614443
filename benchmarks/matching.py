"""Seconds to match 2,000 cases with three reviewers each out of a pool of 400, where one pair in twenty is in conflict."""

import statistics
import time
from collections import Counter
from collections.abc import Sequence
from random import Random

from benchmarks import report
from workflow.pool.matching import AvailableReviewer, Vacancy, match


def main() -> None:
    """Measure, and print a row."""
    parser = report.arguments(__doc__)
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--pool", type=int, default=400)
    parser.add_argument("--each", type=int, default=3, help="how many reviewers a case wants")
    parser.add_argument("--conflicts", type=float, default=0.05, help="how many pairs are in conflict, of 1")
    given = parser.parse_args()
    cases, reviewers = _drawn(given.cases, given.pool, given.each, given.conflicts)
    taken = []
    for _ in range(given.rounds):
        begun = time.perf_counter()
        found = match(cases, reviewers)
        taken.append(time.perf_counter() - begun)
    report.show([_row(cases, reviewers, found, taken)], as_json=given.json)


def _drawn(cases: int, pool: int, each: int, conflicts: float) -> tuple[list[Vacancy], list[AvailableReviewer]]:
    chance = Random(1)
    areas = [f"area {number}" for number in range(12)]
    people = [f"per_{number}" for number in range(pool)]
    wanting = [
        Vacancy(
            f"IG23-2.4-{number:04}",
            each,
            frozenset({chance.choice(areas)}),
            frozenset(person for person in people if chance.random() < conflicts),
        )
        for number in range(cases)
    ]
    most = 2 * each * cases // pool + 1
    return wanting, [AvailableReviewer(person, 0, most, frozenset(chance.sample(areas, 3))) for person in people]


def _row(
    cases: Sequence[Vacancy], reviewers: Sequence[AvailableReviewer], found: dict[str, list[str]], taken: list[float]
) -> report.Row:
    loads = Counter({reviewer.person: 0 for reviewer in reviewers})
    loads.update(person for people in found.values() for person in people)
    areas = {reviewer.person: reviewer.areas for reviewer in reviewers}
    places = sum(map(len, found.values()))
    expert = sum(bool(areas[person] & case.areas) for case in cases for person in found[case.ref])
    return {
        "cases": len(cases),
        "pool": len(reviewers),
        "places": places,
        "open": sum(case.wanted for case in cases) - places,
        "in conflict": sum(len(case.closed_to.intersection(found[case.ref])) for case in cases),
        "spread": max(loads.values()) - min(loads.values()),
        "expert %": round(100 * expert / places, 1),
        "seconds": round(statistics.median(taken), 2),
    }


if __name__ == "__main__":
    main()
