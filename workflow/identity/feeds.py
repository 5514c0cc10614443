"""Feeds: addresses at which a calendar program, which can show no token, reads the deadlines of a person. And nothing else.

The secret in the address is of a form of its own and kept in a table of its own, by hash: as a token or a session it is worth
nothing. What is told is what the person may see at that moment; a feed ends with its person, after a year, or when revoked.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlmodel import Session

from workflow import lists, set_aside, trail
from workflow.actors import Actor
from workflow.errors import NotAllowed, NotFound
from workflow.identity import people
from workflow.tables import FEEDS

LASTING, NOTICED, MOST = timedelta(days=366), timedelta(hours=1), 20
_FORM = re.compile(r"feed_[\w\-]{43}", re.ASCII)
_NONE = "there is no such feed in force"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as its person sees it: never its secret. `used_at` is when it was last read, to the hour."""

    id: str
    name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


def open_for(session: Session, name: str, *, actor: Actor, now: datetime) -> tuple[str, str, datetime]:
    """A new feed of the actor's own: its id, its secret, which is not kept, and its end. Raises NotAllowed, InvalidRequest."""
    if sum(one.revoked_at is None and one.expires_at > now for one in list_feeds(session, actor.id)) >= MOST:
        raise NotAllowed(f"nobody needs more than {MOST} feeds at once: revoke one")
    feed, secret, ends = f"fed_{secrets.token_hex(8)}", f"feed_{secrets.token_urlsafe(32)}", now + LASTING
    row: dict[str, object] = {"id": feed, "person": actor.id, "name": lists.check_name("a feed's name", name, 100)}
    row |= {"digest": _digest(secret), "created_at": now, "expires_at": ends}
    session.connection().execute(insert(FEEDS).values(row))
    trail.record(session, "feed.opened", {"feed": feed, "person": actor.id}, actor=actor, now=now)
    return feed, secret, ends


def list_feeds(session: Session, person: str) -> list[Feed]:
    """A person's feeds, the newest first."""
    query = select(*(FEEDS.c[name] for name in Feed.__slots__)).where(FEEDS.c.person == person)
    found = session.execute(query.order_by(FEEDS.c.created_at.desc(), FEEDS.c.id))
    return list(set_aside.keep_sound(session, "feeds", found, lambda row: Feed(*row), lambda row: row.id))


def revoke(session: Session, feed: str, *, actor: Actor, now: datetime) -> None:
    """End a feed of one's own from this moment on. Raises NotFound."""
    mine = FEEDS.c.id == feed, FEEDS.c.person == actor.id, FEEDS.c.revoked_at.is_(None)
    if session.connection().execute(update(FEEDS).where(*mine).values(revoked_at=now)).rowcount == 0:
        raise NotFound(_NONE)
    trail.record(session, "feed.revoked", {"feed": feed}, actor=actor, now=now)


def reader(session: Session, secret: str, *, now: datetime) -> Actor:
    """Whose feed this is, with the roles held at this moment, and to read alone. Raises NotFound."""
    this = FEEDS.c.digest == _digest(secret), FEEDS.c.revoked_at.is_(None), FEEDS.c.expires_at > now
    who = session.execute(select(FEEDS.c.person).where(*this)).scalar() if _FORM.fullmatch(secret) else None
    if who is None:
        raise NotFound(_NONE)
    try:
        return replace(people.load_person(session, who), scopes=frozenset({"read"}))
    except NotFound as error:
        raise NotFound(_NONE) from error


def touch(session: Session, secret: str, *, now: datetime) -> None:
    """Note that a feed is read; to the hour."""
    old = or_(FEEDS.c.used_at.is_(None), FEEDS.c.used_at <= now - NOTICED)
    seen = update(FEEDS).where(FEEDS.c.digest == _digest(secret), old)
    session.connection().execute(seen.values(used_at=now))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
