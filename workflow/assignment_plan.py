"""Proposals: whom to ask about the cases of a direction, so that nobody is in conflict and nobody has more than others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from workflow import cases, editions, permissions
from workflow.actors import Actor
from workflow.commands import AssignReviewer, Bulk
from workflow.errors import InvalidRequest, NotFound
from workflow.outcomes import Outcome
from workflow.pool import conflict_detection, matching, reviewers
from workflow.pool.matching import AvailableReviewer, Vacancy
from workflow.reviewing import matrix
from workflow.reviewing.matrix import MatrixRow

MOST = 20
"""The most reviewers of a case."""


@dataclass(frozen=True, slots=True)
class AssignmentPlan:
    """Whom to ask about which case: pairs of (case, reviewer), and the cases for which nobody is left, with how many lack."""

    pairs: tuple[tuple[str, str], ...]
    short: tuple[tuple[str, int], ...]


def invite_proposed(
    session: Session,
    proposal: AssignmentPlan,
    *,
    actor: Actor,
    now: datetime,
    request: str | None = None,
    mode: Literal["each", "atomic"] = "each",
    dry_run: bool = False,
) -> list[Outcome]:
    """Invite everybody a proposal names, as one bulk in which each invitation is judged again: an outcome for each pair."""
    asked = tuple(
        AssignReviewer(actor=actor, received_at=now, request=request, ref=ref, reviewer=reviewer, automatic=True)
        for ref, reviewer in proposal.pairs
    )
    bulk = Bulk(actor=actor, received_at=now, request=request, commands=asked, mode=mode, dry_run=dry_run)
    [outcomes] = cases.apply(session, [bulk], now=now)
    assert isinstance(outcomes, list), "a bulk gets a list"
    return outcomes


def plan_assignments(
    session: Session, actor: Actor, call: str, direction: str, *, each: int | None = None
) -> AssignmentPlan:
    """Propose reviewers for the cases of a direction that are with their reviewers, until each has so many (or its quorum).

    Whoever was ever asked about a case is not proposed for it again. Raises NotFound, NotAllowed, InvalidRequest.
    """
    definition = editions.load_newest(session, call).get(direction)
    if definition is None:
        raise NotFound(f"there is no direction {direction!r} in {call}")
    permissions.require("propose-reviewers", actor.roles_in(call), "reviewers are proposed by")
    plan = definition.direction.review
    if plan is None:
        raise InvalidRequest(f"nothing lays down how cases of direction {direction} are reviewed")
    each = plan.quorum if each is None else each
    if not 0 < each <= MOST:
        raise InvalidRequest(f"a case has 1 to {MOST} reviewers")
    # All that they have to review counts for whom to ask, whether or not the actor may see it; it is not told.
    pool = sorted(reviewers.list_active(session, call), key=lambda one: (one.name, one.organisation, one.person))
    rows = matrix.list_waiting(session, actor, call, definition.direction)
    wanting = [_wanting(line, each) for line in matrix.build_rows(session, rows, pool, call)]
    able = [
        AvailableReviewer(one.person, one.load, one.most, frozenset(map(conflict_detection.plain, one.expertise)))
        for one in pool
    ]
    found = matching.match(wanting, able)
    pairs = tuple((case.ref, person) for case in wanting for person in found[case.ref])
    lacking = ((case.ref, case.wanted - len(found[case.ref])) for case in wanting)
    return AssignmentPlan(pairs, tuple((ref, lack) for ref, lack in lacking if lack))


def _wanting(line: MatrixRow, each: int) -> Vacancy:
    """A case, with those whom it is closed to."""
    kept_away = frozenset(person for person in line.against if line.is_kept_from(person))
    return Vacancy(line.ref, max(each - line.standing, 0), line.areas, kept_away | line.asked.keys())
