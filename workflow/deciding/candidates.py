"""Who waits for the committee, read from the database: the cases of a direction with what is drafted about each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from states.facts import Headroom
from workflow import access, editions, notes, set_aside
from workflow.actors import SYSTEM, Actor
from workflow.editions import Definition
from workflow.errors import NotFound
from workflow.overview import holdings, ranking
from workflow.overview.ranking import DraftedDecision
from workflow.tables import CASES, DECISIONS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that waits: `draft` is what is drafted about it, `promised` what it was put on the reserve list with."""

    id: int
    ref: str
    title: str
    topic: str | None
    state: str
    version: int
    score: int | None
    rank: int | None
    amount: int | None
    draft: DraftedDecision | None
    promised: DraftedDecision | None


_COLUMNS = ("id", "ref", "title", "topic", "state", "version", "score", "rank", "amount")


def load_definition(session: Session, call: str, direction: str) -> Definition:
    """What is laid down for a direction in its call's newest edition. Raises NotFound."""
    found = editions.load_newest(session, call).get(direction)
    if found is None:
        raise NotFound(f"there is no direction {direction!r} in {call}")
    return found


def list_waiting(session: Session, actor: Actor, call: str, direction: str) -> list[Candidate]:
    """The candidates of a direction, the best score first, without any that a conflict keeps from the actor."""
    lifecycle = load_definition(session, call, direction).direction.lifecycle
    query = select(*(CASES.c[name] for name in _COLUMNS)).where(CASES.c.call == call, CASES.c.direction == direction)
    query = query.where(
        CASES.c.state.in_(ranking.waits_in(lifecycle)), CASES.c.id.not_in(access.select_recused_from(actor))
    )
    rows = ranking.rank_by_score(session.execute(query))
    known = notes.load_notes(session.connection(), DECISIONS, [row.id for row in rows])

    def build(row: Row[Any]) -> Candidate:
        drafts = known.get(row.id, ())
        draft, promised = ranking.find_draft(row, drafts, lifecycle), ranking.find_promise(row, drafts)
        return Candidate(**row._mapping, draft=draft, promised=promised)

    return list(set_aside.keep_sound(session, "decisions", rows, build, lambda row: row.ref))


def load_headroom(session: Session, call: str, *, actor: Actor = SYSTEM) -> dict[str, Headroom]:
    """What every quota line of a call can still take, as far as an actor may know."""
    return {line.line: line.room for line in holdings.load_lines(session, actor, call)}


def find_next(session: Session, call: str, direction: str) -> str | None:
    """The first case on the reserve list that fits what is free; None if nobody waits, or nothing is enough for anybody."""
    laid_down = load_definition(session, call, direction).direction
    free = load_headroom(session, call)
    for candidate in ranking.reserve_list(list_waiting(session, SYSTEM, call, direction), laid_down.lifecycle):
        decision = candidate.draft or candidate.promised
        amount = decision.amount if decision is not None else None
        declined = decision is not None and decision.outcome == "decline"
        reason = decision.reason if decision is not None else None
        room = load_candidates(free, laid_down.lines(candidate.topic))
        if not declined and not ranking.list_unmet(laid_down, room, amount, reason):
            return candidate.ref
    return None


def load_candidates(free: Mapping[str, Headroom], lines: Iterable[str]) -> tuple[Headroom, ...]:
    """The room on some lines, in their order."""
    return tuple(free[line] for line in lines)
