"""When people were last here, so that they are told what happened since they left. It changes no case: no event tells of it.

A visit goes on until nobody looks for half an hour. What is "since they left" moves on only when the next visit begins, so that
looking twice does not empty it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import Session

from workflow import lists
from workflow.tables import PRESENCES

SILENCE, NOTICED = timedelta(minutes=30), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LastVisit:
    """When somebody left, and how many events the trail held then."""

    at: datetime
    size: int


def load_last_visit(session: Session, person: str, *, now: datetime) -> LastVisit | None:
    """Since when somebody who is here now was away; None on their first visit."""
    row = session.execute(select(PRESENCES).where(PRESENCES.c.person == person)).first()
    if row is None:
        return None
    if now - row.seen_at > SILENCE:
        return LastVisit(row.seen_at, row.seen_size)
    return None if row.left_at is None else LastVisit(row.left_at, row.left_size)


def record_visit(session: Session, person: str, size: int, *, now: datetime) -> None:
    """Note that somebody is here, and saw a trail of so many events; to the minute, and never back in time."""
    connection = session.connection()
    row = connection.execute(select(PRESENCES).where(PRESENCES.c.person == person).with_for_update()).first()
    seen: dict[str, object] = {"seen_at": now, "seen_size": size}
    if row is None:
        lists.insert_if_absent(session, PRESENCES, {"person": person, **seen})  # unless another window was faster
    elif now - row.seen_at >= NOTICED:
        if now - row.seen_at > SILENCE:
            seen |= {"left_at": row.seen_at, "left_size": row.seen_size}
        connection.execute(update(PRESENCES).where(PRESENCES.c.person == person).values(seen))
