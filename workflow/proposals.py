"""Proposals: whom to ask about the cases of a direction, so that nobody is in conflict and nobody has more than others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session

from states.call import Direction
from states.facts import Side
from workflow import access, cases, editions, filings, grounds, matching, notes, permissions, reviewers
from workflow.actors import Actor
from workflow.commands import Assign, Bulk
from workflow.errors import Misused, NoSuchThing
from workflow.grounds import Content
from workflow.matching import Able, Wanting
from workflow.outcomes import Outcome
from workflow.tables import ASSIGNMENTS, CASES, CONFLICTS

MOST = 20
"""The most reviewers of a case."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom to ask about which case: pairs of (case, reviewer), and the cases for which nobody is left, with how many lack."""

    pairs: tuple[tuple[str, str], ...]
    short: tuple[tuple[str, int], ...]


def invited(
    session: Session,
    proposal: Proposal,
    *,
    actor: Actor,
    now: datetime,
    request: str | None = None,
    mode: Literal["each", "atomic"] = "each",
    dry_run: bool = False,
) -> list[Outcome]:
    """Invite everybody a proposal names, as one bulk in which each invitation is judged again: an outcome for each pair."""
    asked = tuple(
        Assign(actor=actor, received_at=now, request=request, ref=ref, reviewer=reviewer, automatic=True)
        for ref, reviewer in proposal.pairs
    )
    bulk = Bulk(actor=actor, received_at=now, request=request, commands=asked, mode=mode, dry_run=dry_run)
    [outcomes] = cases.apply(session, [bulk], now=now)
    assert isinstance(outcomes, list), "a bulk gets a list"
    return outcomes


def drawn_up(session: Session, actor: Actor, call: str, direction: str, *, each: int | None = None) -> Proposal:
    """Propose reviewers for the cases of a direction that are with their reviewers, until each has so many (or its quorum).

    Whoever was ever asked about a case is not proposed for it again. Raises NoSuchThing, NotAllowed, Misused.
    """
    frame = editions.newest(session, call).get(direction)
    if frame is None:
        raise NoSuchThing(f"there is no direction {direction!r} in {call}")
    permissions.require("propose-reviewers", actor.roles_in(call), "reviewers are proposed by")
    plan = frame.direction.review
    if plan is None:
        raise Misused(f"nothing lays down how cases of direction {direction} are reviewed")
    each = plan.quorum if each is None else each
    if not 0 < each <= MOST:
        raise Misused(f"a case has 1 to {MOST} reviewers")
    pool = sorted(reviewers.active(session, call), key=lambda one: (one.name, one.organisation, one.person))
    wanting = list(_wanting(session, actor, frame.direction, call, pool, each))
    able = [Able(one.person, one.load, one.most, frozenset(map(grounds.plain, one.expertise))) for one in pool]
    found = matching.matched(wanting, able)
    pairs = tuple((case.ref, person) for case in wanting for person in found[case.ref])
    lacking = ((case.ref, case.wanted - len(found[case.ref])) for case in wanting)
    return Proposal(pairs, tuple((ref, lack) for ref, lack in lacking if lack))


def _wanting(
    session: Session, actor: Actor, direction: Direction, call: str, pool: list[reviewers.Listed], each: int
) -> Iterator[Wanting]:
    """The cases, each with those whom it is closed to."""
    query = select(CASES.c.id, CASES.c.ref, CASES.c.topic, CASES.c.partner, CASES.c.owner)
    query = query.where(CASES.c.call == call, CASES.c.direction == direction.code, access.visible(actor))
    states = direction.lifecycle.reviewed_in
    rows = session.execute(query.where(CASES.c.state.in_(states)).order_by(CASES.c.id)).all()
    connection, ids = session.connection(), [row.id for row in rows]
    filed = filings.newest(connection, rows)
    assigned = notes.found(connection, ASSIGNMENTS, ids)
    conflicts = notes.found(connection, CONFLICTS, ids)
    known = grounds.known(session, {reviewer.person for reviewer in pool}, call)
    for row in rows:
        sides: tuple[Side, Side] = ("home", "counterpart")
        contents = [filed.get((row.ref, side)) for side in sides]
        parties = grounds.parties(row.id, contents, partner=row.partner, owner=row.owner)
        asked = notes.assigned(assigned.get(row.id, ()))
        settled = {pair: note["status"] for pair, note in notes.grounded(conflicts.get(row.id, ())).items()}
        closed = {person for (person, _), status in settled.items() if status != "dismissed"}
        closed |= {
            reviewer.person
            for reviewer in pool
            if any((reviewer.person, ground) not in settled for ground in grounds.found(reviewer, parties, known))
        }
        standing = sum(note["status"] in access.ASSIGNED for note in asked.values())
        areas = frozenset(map(grounds.plain, _areas(direction, row.topic, contents[0] or {})))
        yield Wanting(row.ref, max(each - standing, 0), areas, frozenset(closed | asked.keys()))


def _areas(direction: Direction, topic: str | None, home: Content) -> Iterator[str]:
    """What a case is about: its area, its direction by code and title, its topic."""
    area = home.get("area")
    yield from (area,) if isinstance(area, str) else ()
    yield from (direction.code, direction.title)
    found = direction.topic(topic) if topic is not None else None
    yield from (found.code, found.title) if found is not None else ()
