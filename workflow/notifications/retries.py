"""Tries at what may fail: how often, and when again. They stand, each under its key, where failed sign-ins stand too."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlmodel import Session

from workflow.store import bulk
from workflow.tables import ATTEMPTS

_LONGEST = 100
_COLUMNS = ("key", "failures", "at", "until")


def wait(tried: int, shortest: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after so many tries: twice as long each time."""
    doubled: int = 1 << min(tried - 1, 30)
    return min(shortest * doubled, longest)


def begin(session: Session, key: str, *, now: datetime, shortest: timedelta, longest: timedelta) -> int | None:
    """Count a try before it is made, so that being killed in it counts too; the how-many-eth, or None if it must wait.

    Until it is over, or its wait is, nobody else begins one.
    """
    connection = session.connection()
    bulk.insert_rows(connection, ATTEMPTS, _COLUMNS, [(key, 0, now, now)], unless_there=True)
    free = select(ATTEMPTS.c.failures).where(ATTEMPTS.c.key == key, ATTEMPTS.c.until <= now)
    before: int | None = session.execute(free.with_for_update(skip_locked=True)).scalar()
    if before is None:
        return None
    tried = before + 1
    _set(session, key, failures=tried, at=now, until=now + wait(tried, shortest, longest))
    return tried


def schedule_again(session: Session, key: str, *, until: datetime) -> None:
    """Nobody tries again before an instant."""
    _set(session, key, until=until)


def give_up(session: Session, key: str, *, tried: int, answer: str | None = None) -> None:
    """Nobody tries again at all; `answer` is what was said to the last try."""
    _set(session, key, failures=tried, until=None, answer=None if answer is None else answer[:_LONGEST])


def mark(session: Session, key: str, failures: int, *, now: datetime) -> None:
    """Note how something went that is not tried again, under its own key."""
    bulk.insert_rows(session.connection(), ATTEMPTS, _COLUMNS, [(key, failures, now, None)], unless_there=True)


def list_waiting(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """How often what stands under these keys has failed; what was never noted is not there."""
    query = select(ATTEMPTS.c.key, ATTEMPTS.c.failures).where(ATTEMPTS.c.key.in_(keys))
    return {key: failures for key, failures in session.execute(query)}


def must_wait(session: Session, key: str, *, now: datetime) -> bool:
    """Whether the time for another try has not come yet."""
    query = select(ATTEMPTS.c.key).where(ATTEMPTS.c.key == key, ATTEMPTS.c.until > now)
    return session.execute(query).first() is not None


def forget(session: Session, keys: Collection[str]) -> None:
    """It went well, or no longer matters."""
    session.connection().execute(delete(ATTEMPTS).where(ATTEMPTS.c.key.in_(keys)))


def _set(session: Session, key: str, **values: object) -> None:
    session.connection().execute(update(ATTEMPTS).where(ATTEMPTS.c.key == key).values(**values))
