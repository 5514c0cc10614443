"""How often the deadlines of calls were moved: what a calendar and a cache know a change by that is no event of a case."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from workflow import set_aside
from workflow.tables import DEADLINES


@dataclass(frozen=True, slots=True)
class DeadlineMoves:
    """How often deadlines of a call were moved, and when last."""

    count: int = 0
    last_at: datetime | None = None


def load_moves(session: Session, calls: Collection[str]) -> dict[str, DeadlineMoves]:
    """By call, the moves of its deadlines; a call of which none was moved has none."""
    columns = DEADLINES.c.call, func.sum(DEADLINES.c.moved), func.max(DEADLINES.c.moved_at)
    query = select(*columns).where(DEADLINES.c.call.in_(sorted(calls))).group_by(DEADLINES.c.call)
    found = filter(set_aside.is_readable, session.execute(query))
    return {call: DeadlineMoves(int(count or 0), at) for call, count, at in found}
