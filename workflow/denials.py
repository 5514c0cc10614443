"""Denials: that somebody who was signed in tried what is not theirs to do, or to see, is an event as well.

There is at most one an hour of the same person, the same action and the same case; what came in between is counted in the next.
Where nothing is there to be seen, nothing was denied. What is counted stands where failed sign-ins stand, for a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, exists, select, update
from sqlmodel import Session

from workflow import access, trail
from workflow.actors import Actor
from workflow.store import bulk
from workflow.tables import ATTEMPTS, CASES, DOCUMENTS, FEEDS, LINKS, SESSIONS, TOKENS

APART = timedelta(hours=1)
_NAMED = {
    "document": DOCUMENTS.c.id,
    "feed": FEEDS.c.id,
    "invitation": LINKS.c.id,
    "session": SESSIONS.c.id,
    "token": TOKENS.c.id,
}


@dataclass(frozen=True, slots=True)
class Denied:
    """What was tried: an action, and the case and other things by which it was named. `hidden` says that nothing was shown."""

    action: str
    case: str | None = None
    named: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    request: str | None = None


def record_denial(session: Session, denied: Denied, count: int, *, actor: Actor, now: datetime) -> None:
    """Count denials of an actor, and record them with those of the last hour unless that was done within it."""
    case = session.execute(select(CASES, *access.relation_columns(actor)).where(CASES.c.ref == denied.case)).first()
    if denied.hidden and not _was_there(session, denied, case, actor):
        return
    connection, ref = session.connection(), case.ref if case is not None else None
    key = f"denied:{trail.digest(f'{actor.id} {denied.action} {ref}')}"
    bulk.insert_rows(connection, ATTEMPTS, ("key", "failures", "at"), [(key, 0, now)], unless_there=True)
    before = connection.execute(select(ATTEMPTS).where(ATTEMPTS.c.key == key).with_for_update()).one()
    counted = before.failures + count
    told = before.until is None or before.until <= now
    values = {"failures": 0, "until": now + APART} if told else {"failures": counted}
    connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.key == key).values(values | {"at": now}))
    if told:
        data = {"action": denied.action, "case": ref, "count": counted}
        call, request = case.call if case is not None else None, denied.request
        trail.record(session, "access.denied", data, actor=actor, now=now, call=call, request=request)


def _was_there(session: Session, denied: Denied, case: Row[*tuple[Any, ...]] | None, actor: Actor) -> bool:
    """Whether what was not shown is there all the same."""
    if case is not None and not access.can_see(actor, case):
        return True
    known = ((_NAMED[name], value) for name, value in denied.named.items() if name in _NAMED)
    return any(session.execute(select(exists().where(column == value))).scalar_one() for column, value in known)
