"""When each scheduler last looked for due cases, so that one that has stopped is noticed."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import Session

from workflow import set_aside
from workflow.store import bulk
from workflow.tables import CASES, HEARTBEATS, RELEASES


def beat(session: Session, name: str, *, now: datetime, swept: int) -> None:
    """Say that a scheduler has just looked, and how many cases it overtook."""
    bulk.insert_rows(session.connection(), HEARTBEATS, ("name", "at", "swept"), [(name, now, 0)], unless_there=True)
    counted = HEARTBEATS.c.swept + swept
    session.connection().execute(update(HEARTBEATS).where(HEARTBEATS.c.name == name).values(at=now, swept=counted))


def last(session: Session) -> datetime | None:
    """When any scheduler last looked."""
    found: datetime | None = session.execute(
        select(func.max(HEARTBEATS.c.at)).where(HEARTBEATS.c.name.like("scheduler%"))
    ).scalar()
    return found if isinstance(found, datetime) else None


def next_due(session: Session) -> datetime | None:
    """The earliest instant at which some case is overtaken, or some embargo ends."""
    taken = CASES.c.id.not_in(set_aside.marked_cases())
    overtaken: datetime | None = session.execute(select(func.min(CASES.c.due_at)).where(taken)).scalar()
    pending = select(func.min(RELEASES.c.at)).where(RELEASES.c.released_at.is_(None))
    released: datetime | None = session.execute(pending).scalar()
    return min((at for at in (overtaken, released) if isinstance(at, datetime)), default=None)
