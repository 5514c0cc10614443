"""Links that sign someone in once, within a quarter of an hour. Only a hash of the secret is kept.

The secret stands behind the `#` of the address, so that no server and no log on the way sees it; showing a link is not using
it, so that a mail filter that looks at links uses none up.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, insert, select, update
from sqlmodel import Session

from workflow import trail
from workflow.actors import Actor
from workflow.credentials import reauthentication
from workflow.identity import people
from workflow.tables import LINKS, PEOPLE

LASTING = timedelta(minutes=15)
KIND = "sign-in"
_FORM = re.compile(r"[0-9A-Za-z_\-]{43}")


def digest(secret: str) -> str | None:
    """What is kept of a link's secret, or None if it cannot be one of ours."""
    return hashlib.sha256(secret.encode()).hexdigest() if _FORM.fullmatch(secret) else None


def issue(session: Session, person: str, *, actor: Actor, now: datetime) -> str:
    """Issue a link with which a person signs in; its secret, which is not kept. Raises NotAllowed,
    ReauthenticationRequired, NotFound.

    An administrator's act: whoever holds the link signs in as that person. A link issued before is worth nothing any more.
    """
    people.require_administrator(actor)
    reauthentication.require(actor, now=now)
    who = people.load_person(session, person)
    earlier = LINKS.c.person == who.id, LINKS.c.kind == KIND, LINKS.c.used_at.is_(None), LINKS.c.revoked_at.is_(None)
    session.connection().execute(update(LINKS).where(*earlier).values(revoked_at=now))
    secret, link = secrets.token_urlsafe(32), f"lnk_{secrets.token_hex(8)}"
    row = {"digest": digest(secret), "id": link, "kind": KIND, "person": who.id, "by": actor.id, "language": "en"}
    session.connection().execute(insert(LINKS).values(row | {"created_at": now, "expires_at": now + LASTING}))
    trail.record(session, "link.issued", {"link": link, "person": who.id}, actor=actor, now=now)
    return secret


def holder(session: Session, secret: str, *, now: datetime) -> str | None:
    """Whom a link would sign in at this instant; it is not used by that."""
    query = select(LINKS.c.person).join_from(LINKS, PEOPLE, LINKS.c.person == PEOPLE.c.id)
    found: str | None = session.execute(query.where(*_usable(secret, now), PEOPLE.c.disabled_at.is_(None))).scalar()
    return found


def use(session: Session, secret: str, *, actor: Actor, now: datetime) -> bool:
    """Use a link of this person up; False for one that is not theirs, is over, or was used by somebody faster."""
    mine = (*_usable(secret, now), LINKS.c.person == actor.id)
    used = session.connection().execute(update(LINKS).where(*mine).values(used_at=now).returning(LINKS.c.id)).scalar()
    if used is None:
        return False
    trail.record(session, "link.used", {"link": used, "person": actor.id}, actor=actor, now=now)
    return True


def _usable(secret: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    known, kind = LINKS.c.digest == digest(secret), LINKS.c.kind == KIND
    return known, kind, LINKS.c.used_at.is_(None), LINKS.c.revoked_at.is_(None), LINKS.c.expires_at > now
