"""Sessions of people who signed in: opaque, kept by hash, idle after a while, over after a day's work, ended at any time."""

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, insert, select, update
from sqlmodel import Session

from workflow import permissions, set_aside, trail
from workflow.actors import Actor
from workflow.errors import NotFound
from workflow.store.compiled_query import CompiledQuery
from workflow.tables import PEOPLE, SESSIONS

ENROLMENT = "enrolment"  # how someone signs in who must set up a second factor before they act in any role
IDLE, LONGEST, FRESH = timedelta(minutes=30), timedelta(hours=12), timedelta(minutes=15)
NOTICED = timedelta(minutes=1)
_FORM = re.compile(r"[0-9A-Za-z_\-]{43}")


@dataclass(frozen=True, slots=True)
class SignedInSession:
    """A session as its holder sees it: never its secret."""

    id: str
    method: str
    agent: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose session it is, when they last proved who they are, and whether it was by all that is asked of them."""

    person: str
    session: str
    fresh_at: datetime
    is_whole: bool


def digest(secret: str) -> str | None:
    """What is kept of a session's secret, or None if it cannot be one of ours."""
    return hashlib.sha256(secret.encode()).hexdigest() if _FORM.fullmatch(secret) else None


def begin(
    session: Session,
    person: str,
    *,
    method: str,
    agent: str,
    actor: Actor,
    now: datetime,
    replacing: str | None = None,
    fresh_at: datetime | None = None,
) -> str:
    """Begin a session for a person who has just proved who they are by some method; its secret, which is not kept.

    `replacing` is the digest of a session that ends with it, so that none can be fixed in advance. `fresh_at` says when
    they proved it, if not `now`.
    """
    if replacing is not None:
        _end(session, SESSIONS.c.digest == replacing, now)
    secret, name = secrets.token_urlsafe(32), f"ses_{secrets.token_hex(8)}"
    row: dict[str, object] = {"digest": digest(secret), "id": name, "person": person, "method": method}
    row |= {"agent": agent[:200], "created_at": now, "used_at": now}
    row |= {"fresh_at": fresh_at or now, "expires_at": now + LONGEST}
    session.connection().execute(insert(SESSIONS).values(row))
    trail.record(session, "session.begun", {"session": name, "person": person, "method": method}, actor=actor, now=now)
    return secret


def refresh(session: Session, name: str, *, now: datetime) -> None:
    """Note that the holder of a session has just proved again who they are."""
    session.connection().execute(update(SESSIONS).where(SESSIONS.c.id == name).values(fresh_at=now, used_at=now))


_HOLDERS = CompiledQuery(
    lambda among: (
        select(SESSIONS.c.digest, SESSIONS.c.person, SESSIONS.c.id, SESSIONS.c.fresh_at, SESSIONS.c.method)
        .join_from(SESSIONS, PEOPLE, SESSIONS.c.person == PEOPLE.c.id)
        .where(among(SESSIONS.c.digest, "digests"), SESSIONS.c.ended_at.is_(None), PEOPLE.c.disabled_at.is_(None))
        .where(SESSIONS.c.expires_at > bindparam("now", type_=SESSIONS.c.expires_at.type))
        .where(SESSIONS.c.used_at > bindparam("idle", type_=SESSIONS.c.used_at.type))
        .with_for_update(read=True, of=SESSIONS)
    )
)


def load_holders(session: Session, digests: Collection[str], *, now: datetime) -> dict[str, Holder]:
    """Whose sessions these are; one that is unknown, idle, over or ended is not there."""
    found = _HOLDERS.rows(session.connection(), digests=list(digests), now=now, idle=now - IDLE)
    return {
        key: Holder(person, name, fresh_at, is_whole=method != ENROLMENT)
        for key, person, name, fresh_at, method in found
    }


def touch(session: Session, digests: Collection[str], *, now: datetime) -> None:
    """Note that sessions in force are in use; to the minute, so that reading does not mean writing each time."""
    seen = update(SESSIONS).where(SESSIONS.c.digest.in_(digests), SESSIONS.c.used_at < now - NOTICED)
    seen = seen.where(SESSIONS.c.ended_at.is_(None), SESSIONS.c.expires_at > now, SESSIONS.c.used_at > now - IDLE)
    session.connection().execute(seen.values(used_at=now))


def list_sessions(session: Session, person: str, *, now: datetime) -> list[SignedInSession]:
    """A person's sessions that are in force, the one used last first."""
    columns = (SESSIONS.c[name] for name in SignedInSession.__slots__)
    query = select(*columns).where(SESSIONS.c.person == person, SESSIONS.c.ended_at.is_(None))
    query = query.where(SESSIONS.c.expires_at > now, SESSIONS.c.used_at > now - IDLE)
    found = session.execute(query.order_by(SESSIONS.c.used_at.desc(), SESSIONS.c.id))
    return list(set_aside.keep_sound(session, "sessions", found, lambda row: SignedInSession(*row), lambda row: row[0]))


def end(session: Session, name: str, *, actor: Actor, now: datetime) -> None:
    """End a session from this moment on: one's own, or (an administrator) anybody's. Raises NotFound."""
    theirs = SESSIONS.c.id == name
    if not permissions.permits("end-sessions", actor.roles):
        theirs = theirs & (SESSIONS.c.person == actor.id)
    if not _end(session, theirs, now):
        raise NotFound(f"there is no session {name} in force")
    trail.record(session, "session.ended", {"session": name}, actor=actor, now=now)


def end_all(session: Session, person: str, *, actor: Actor, now: datetime, but: str | None = None) -> int:
    """End every session of a person, except perhaps the one in use; how many."""
    theirs = SESSIONS.c.person == person
    ended = _end(session, theirs if but is None else theirs & (SESSIONS.c.id != but), now)
    if ended:
        trail.record(session, "session.ended", {"person": person, "sessions": ended}, actor=actor, now=now)
    return ended


def _end(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    ended = update(SESSIONS).where(SESSIONS.c.ended_at.is_(None), which).values(ended_at=now)
    return session.connection().execute(ended).rowcount
