"""Passwords: what one may be, how it is set and checked. Of it only its argon2id hash is kept, and nothing is sealed.

12 to 128 characters of any kind, counted and hashed in Unicode's NFC, so that one typed on another keyboard is the same;
never cut off, never aged; none of those guessed first. Hashing takes long: it is done outside any transaction.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlmodel import Session

from workflow import addresses, trail
from workflow.actors import Actor
from workflow.credentials import reauthentication, sessions, weak_passwords
from workflow.credentials.hashing import HASHING
from workflow.errors import InvalidRequest, NotAllowed
from workflow.store import bulk
from workflow.tables import CREDENTIALS, PEOPLE

SHORTEST, LONGEST = 12, 128


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of someone's password."""

    person: str
    hash: str


def hash_password(password: str, context: Iterable[str]) -> str:
    """What to keep of a new password; `context` is what its guesser knows of the person. Raises InvalidRequest, Unavailable."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise InvalidRequest(f"a password has {SHORTEST} to {LONGEST} characters")
    if weak_passwords.is_commonplace(normal, context):
        raise InvalidRequest("this password is among those guessed first: choose one that has nothing to do with you")
    return HASHING.hashed(normal)


def context(session: Session, person: str) -> tuple[str, ...]:
    """What a guesser knows of a person."""
    row = session.execute(select(PEOPLE.c.name, PEOPLE.c.email).where(PEOPLE.c.id == person)).first()
    return tuple(text for text in row if text is not None) if row is not None else ()


def change(session: Session, person: str, fresh: str, *, actor: Actor, now: datetime) -> None:
    """Set a person's password to the one hashed as `fresh`, and end their sessions but the one in use.

    Their own act, from a session in which they proved just now who they are, or the operator's. Raises NotAllowed,
    ReauthenticationRequired.
    """
    if "system" not in actor.roles:
        reauthentication.require_in_person(actor, now=now)
        if actor.id != person:
            raise NotAllowed("a password is set by whose it is")
    connection = session.connection()
    bulk.insert_rows(
        connection, CREDENTIALS, ("person", "hash", "changed_at"), [(person, fresh, now)], unless_there=True
    )
    theirs = CREDENTIALS.c.person == person
    connection.execute(update(CREDENTIALS).where(theirs).values(hash=fresh, changed_at=now))
    trail.record(session, "person.password-set", {"person": person}, actor=actor, now=now)
    sessions.end_all(session, person, actor=actor, now=now, but=actor.session)


def load_kept(session: Session, email: str) -> Kept | None:
    """What is kept for whoever has this address; None if nobody has it, or they have no password, or act here no longer."""
    found = session.execute(_kept().where(PEOPLE.c.folded == addresses.fold_address(email))).first()
    return Kept(*found) if found is not None else None


def load_kept_of(session: Session, person: str) -> Kept | None:
    """The same by a person's id."""
    found = session.execute(_kept().where(PEOPLE.c.id == person)).first()
    return Kept(*found) if found is not None else None


def check(known: Kept | None, password: str) -> bool:
    """Whether the password is the one kept; where nothing is kept it takes as long to say no. Raises Unavailable."""
    return HASHING.verified(_normal(password), known.hash if known is not None else None)


def renew(known: Kept, password: str) -> str | None:
    """A hash of the same password with today's parameters, if the one kept has others. Raises Unavailable."""
    return HASHING.hashed(_normal(password)) if HASHING.is_outdated(known.hash) else None


def has_password(session: Session, known: Kept, *, renewed: str | None = None) -> bool:
    """Whether what was checked is still what is kept, and `renewed` in its place; who changes the password waits until then."""
    mine = CREDENTIALS.c.person == known.person, CREDENTIALS.c.hash == known.hash
    if session.execute(select(CREDENTIALS.c.person).where(*mine).with_for_update()).first() is None:
        return False
    if renewed is not None:
        session.connection().execute(update(CREDENTIALS).where(*mine).values(hash=renewed))
    return True


def _kept() -> Select[str, str]:
    columns = select(CREDENTIALS.c.person, CREDENTIALS.c.hash)
    return columns.join_from(CREDENTIALS, PEOPLE, CREDENTIALS.c.person == PEOPLE.c.id).where(
        PEOPLE.c.disabled_at.is_(None)
    )


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
