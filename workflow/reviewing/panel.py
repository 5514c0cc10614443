"""What a panel's reviews come to: the mean, how far apart they are and where, and a direction's cases in their order."""

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select
from sqlmodel import Session

from states.call import ReviewPlan
from workflow import access, editions, notes, permissions
from workflow.actors import Actor
from workflow.errors import NotFound
from workflow.notes import Note
from workflow.tables import ASSIGNMENTS, CASES, REVIEWS


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """Reviews read together: their totals in order, mean and spread (in hundredths of a point; None without a review).

    `disagrees` says that the totals lie further apart than the plan allows, `apart` which criteria's scores do.
    """

    reviews: int
    quorum: int
    totals: tuple[int, ...]
    mean: int | None
    spread: int | None
    disagrees: bool
    apart: tuple[str, ...]
    recommendations: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RankedCase:
    """A case in the ranking: the best mean is rank 1, equals share a rank, a case without a review has none."""

    rank: int | None
    case: str
    title: str
    state: str
    reading: ScoreSummary


def summarise(plan: ReviewPlan, reviews: Sequence[Note]) -> ScoreSummary:
    """What these reviews come to; a half of a hundredth counts up."""
    totals = [_whole(note["total"]) for note in reviews]
    scores = [_scores(note) for note in reviews]
    spread = max(totals) - min(totals) if totals else None
    apart = []
    for name in plan.criteria:
        points = [plan.points(name, given[name]) for given in scores if name in given]
        if points and max(points) - min(points) > plan.disagreement:
            apart.append(name)
    return ScoreSummary(
        reviews=len(totals),
        quorum=plan.quorum,
        totals=tuple(sorted(totals)),
        mean=(2 * sum(totals) + len(totals)) // (2 * len(totals)) if totals else None,
        spread=spread,
        disagrees=spread is not None and spread > plan.disagreement * 100,
        apart=tuple(apart),
        recommendations=dict(sorted(Counter(str(note["recommendation"]) for note in reviews).items())),
    )


def load_ranking(session: Session, actor: Actor, call: str, direction: str) -> list[RankedCase]:
    """A direction's cases that are or were with reviewers, the best first, as if those kept from the actor were not there.

    Raises NotFound, NotAllowed.
    """
    definition = editions.load_newest(session, call).get(direction)
    if definition is None:
        raise NotFound(f"there is no direction {direction!r} in {call}")
    permissions.require("know-inside", actor.roles_in(call), "a ranking is read by")
    asked = select(ASSIGNMENTS.c.case_id).where(ASSIGNMENTS.c.case_id == CASES.c.id).exists()
    waiting = CASES.c.state.in_(definition.direction.lifecycle.reviewed_in)
    query = select(CASES.c.id, CASES.c.ref, CASES.c.title, CASES.c.state, CASES.c.edition)
    query = query.where(CASES.c.call == call, CASES.c.direction == direction, or_(asked, waiting))
    rows = session.execute(query.where(access.may_know_state(actor)).order_by(CASES.c.id)).all()
    found = _read(session, call, direction, rows)
    found.sort(key=lambda pair: -1 if pair[1].mean is None else pair[1].mean, reverse=True)
    means = [told.mean for _, told in found]
    return [
        RankedCase(None if told.mean is None else means.index(told.mean) + 1, row.ref, row.title, row.state, told)
        for row, told in found
    ]


def summarise_all(
    session: Session, actor: Actor, call: str, direction: str, refs: Sequence[str]
) -> dict[str, ScoreSummary]:
    """What the reviews of these cases come to, by reference, as if those kept from the actor were not there.

    Raises NotFound, NotAllowed.
    """
    if direction not in editions.load_newest(session, call):
        raise NotFound(f"there is no direction {direction!r} in {call}")
    permissions.require("know-inside", actor.roles_in(call), "what reviews come to is read by")
    query = select(CASES.c.id, CASES.c.ref, CASES.c.edition).where(CASES.c.ref.in_(list(refs)), CASES.c.call == call)
    rows = session.execute(query.where(CASES.c.direction == direction, access.may_know_state(actor))).all()
    return {row.ref: told for row, told in _read(session, call, direction, rows)}


def _read(
    session: Session, call: str, direction: str, rows: Sequence[Row[*tuple[Any, ...]]]
) -> list[tuple[Row[*tuple[Any, ...]], ScoreSummary]]:
    """Each case that a plan lays down the review of, with what its reviews come to."""
    ids = [row.id for row in rows]
    assigned = notes.load_notes(session.connection(), ASSIGNMENTS, ids)
    reviews = notes.load_notes(session.connection(), REVIEWS, ids)
    found = []
    for row in rows:
        plan = editions.load_pinned(session, call, row.edition)[direction].direction.review
        if plan is not None:
            counted = notes.count_reviews(assigned.get(row.id, ()), reviews.get(row.id, ()))
            found.append((row, summarise(plan, list(counted.values()))))
    return found


def standard_error(first: ScoreSummary, second: ScoreSummary) -> float | None:
    """The standard error of the difference between two means, in hundredths of a point; None if either has one review."""
    if len(first.totals) < 2 or len(second.totals) < 2:
        return None
    return math.sqrt(sum(statistics.variance(one.totals) / len(one.totals) for one in (first, second)))


def _scores(note: Note) -> dict[str, int]:
    return notes.read_object(note, "scores")


def _whole(value: object) -> int:
    assert isinstance(value, int), "a total is a whole number"
    return value
