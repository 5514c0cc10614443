"""Who someone is at an identity provider: its issuer and their subject there. Never their address, which proves nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from workflow import set_aside, trail
from workflow.actors import Actor
from workflow.credentials import reauthentication, sessions
from workflow.errors import InvalidRequest, NotAllowed, NotFound
from workflow.tables import IDENTITIES, PEOPLE

UNKNOWN = "nobody here is linked with this identity; sign in another way and link it, or ask for an invitation"


@dataclass(frozen=True, slots=True)
class Identity:
    """A subject of an issuer. The same subject of another issuer is somebody else."""

    issuer: str
    subject: str

    @property
    def digest(self) -> str:
        """How it is named in the trail and in addresses: a hash that does not tell the subject."""
        return trail.digest(f"{self.issuer}\n{self.subject}")


@dataclass(frozen=True, slots=True)
class Proof:
    """That someone is whom an identity names, and when they showed it to their provider, if the provider says so."""

    identity: Identity
    shown_at: datetime | None


@dataclass(frozen=True, slots=True)
class Linked:
    """An identity linked with a person, as that person sees it."""

    id: str
    issuer: str
    subject: str
    linked_at: datetime


def find(session: Session, identity: Identity) -> Actor | None:
    """Whose identity this is, if it is anybody's who may sign in. The roles are not asked for."""
    query = select(PEOPLE.c.id, PEOPLE.c.name).join_from(IDENTITIES, PEOPLE, IDENTITIES.c.person == PEOPLE.c.id)
    row = session.execute(query.where(_is(identity), PEOPLE.c.disabled_at.is_(None))).first()
    return None if row is None else Actor(row.id, row.name)


def enter(session: Session, proof: Proof, *, agent: str, now: datetime, replacing: str | None = None) -> str:
    """Begin a session of whoever is linked with an identity just proved; its secret. Raises NotAllowed if nobody is.

    The session is as fresh as the proof. One whose provider does not say when it was shown will do for nothing sensitive.
    """
    person = find(session, proof.identity)
    if person is None:
        raise NotAllowed(UNKNOWN)
    fresh_at = now - sessions.FRESH if proof.shown_at is None else min(proof.shown_at, now)
    return sessions.begin(
        session,
        person.id,
        method="oidc",
        agent=agent,
        actor=person,
        now=now,
        replacing=replacing,
        fresh_at=fresh_at,
    )


def link(session: Session, identity: Identity, *, actor: Actor, now: datetime) -> None:
    """Let an identity just proved sign the actor in from now on. Raises InvalidRequest for one that is somebody else's."""
    row = {"issuer": identity.issuer, "subject": identity.subject, "person": actor.id, "linked_at": now}
    try:
        with session.begin_nested():
            session.connection().execute(insert(IDENTITIES).values(row))
    except IntegrityError as error:
        if any(known.id == identity.digest for known in list_identities(session, actor.id)):
            return
        raise InvalidRequest("this identity cannot be linked here") from error
    trail.record(session, "identity.linked", _sealed(identity, actor.id), actor=actor, now=now)


def unlink(session: Session, name: str, *, actor: Actor, now: datetime) -> None:
    """Let an identity of one's own sign nobody in any more. Raises NotAllowed, ReauthenticationRequired, NotFound."""
    reauthentication.require_in_person(actor, now=now)
    found = next((known for known in list_identities(session, actor.id) if known.id == name), None)
    if found is None:
        raise NotFound("there is no such identity of yours")
    identity = Identity(found.issuer, found.subject)
    mine = delete(IDENTITIES).where(_is(identity), IDENTITIES.c.person == actor.id)
    if session.connection().execute(mine).rowcount:
        trail.record(session, "identity.unlinked", _sealed(identity, actor.id), actor=actor, now=now)


def list_identities(session: Session, person: str) -> list[Linked]:
    """The identities linked with a person, in the order in which they were."""
    columns = (IDENTITIES.c.issuer, IDENTITIES.c.subject, IDENTITIES.c.linked_at)
    query = select(*columns).where(IDENTITIES.c.person == person).order_by(IDENTITIES.c.linked_at, *columns)

    def build(row: Row[*tuple[Any, ...]]) -> Linked:
        return Linked(Identity(*row[:2]).digest, *row)

    return list(set_aside.keep_sound(session, "identities", session.execute(query), build, lambda row: row[0]))


def _is(identity: Identity) -> ColumnElement[bool]:
    return and_(IDENTITIES.c.issuer == identity.issuer, IDENTITIES.c.subject == identity.subject)


def _sealed(identity: Identity, person: str) -> dict[str, object]:
    return {"person": person, "issuer": identity.issuer, "subject": identity.digest}
