"""Accepting an invitation: who holds its link gets what it is bound to, and a session if they are not signed in.

An invitation to be the partner of a case gives that case alone, by an event of the case; any other gives a role.

A link that was handed over proves nothing about who holds it. So it makes a new account, but it never opens one with which
somebody could do anything already; and no link opens the account of staff, or one with a second factor. They sign in.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, or_, select, update
from sqlmodel import Session

from states.refusal import Refusal
from workflow import access, cases, permissions, trail
from workflow.actors import SYSTEM, Actor
from workflow.credentials import factors, sessions
from workflow.errors import InvalidRequest, NotAllowed, NotFound, Unauthenticated, Unavailable
from workflow.identity import identities, invitations, people
from workflow.identity.identities import Proof
from workflow.identity.invitations import InvitationScope
from workflow.partner_commands import JoinAsPartner
from workflow.tables import CASES, CREDENTIALS, IDENTITIES, LINKS, OUTBOX

_GUESTS = frozenset({"applicant", *invitations.ROLES})
_Link = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was accepted and by whom; the secret of the session that began, unless they were signed in already."""

    person: str
    name: str
    role: str
    call: str
    partner: str | None
    case: str | None
    secret: str | None


def accept(
    session: Session,
    secret: str,
    *,
    visitor: Actor | None,
    agent: str,
    now: datetime,
    name: str | None = None,
    replacing: str | None = None,
    request: str | None = None,
    settled: datetime | None = None,
) -> Accepted:
    """Accept the invitation of this secret: the person is found by its address or made, gets the role, and is signed in.

    `settled` is as in `cases.apply`. Raises NotFound alike for one that was used, has expired or was revoked and for what
    never was one; of one in force, NotAllowed for who is signed in as somebody else or would answer for a case of their own,
    Unauthenticated for who is to sign in first, Unavailable while a deadline of the case is being settled. Whatever is raised,
    the invitation stays as it is.
    """
    accepted = _accepted(session, secret, visitor, name, now, request, settled)
    if visitor is not None:
        return accepted
    actor = Actor(accepted.person, accepted.name)
    opened = sessions.begin(
        session, actor.id, method="invitation", agent=agent, actor=actor, now=now, replacing=replacing
    )
    return replace(accepted, secret=opened)


def accept_as(
    session: Session,
    secret: str,
    proof: Proof,
    *,
    agent: str,
    now: datetime,
    name: str | None = None,
    replacing: str | None = None,
    request: str | None = None,
    settled: datetime | None = None,
) -> Accepted:
    """The same by an identity just proved at a provider: whoever it is linked with accepts; if it is nobody's yet, it is linked
    with whom the invitation finds or makes. They are signed in by it. Raises InvalidRequest for an identity that
    cannot be linked.
    """
    known = identities.find(session, proof.identity)
    accepted = _accepted(session, secret, known, name, now, request, settled)
    if known is None:
        identities.link(session, proof.identity, actor=Actor(accepted.person, accepted.name), now=now)
    return replace(accepted, secret=identities.enter(session, proof, agent=agent, now=now, replacing=replacing))


@dataclass(frozen=True, slots=True)
class Offered:
    """What an invitation in force offers, and by whom. `way` is how it is taken up: new, known, or sign-in (by signing in)."""

    role: str
    call: str
    partner: str | None
    case: str | None
    email: str
    by: str
    expires_at: datetime
    way: str


def offered(session: Session, secret: str, *, now: datetime) -> Offered:
    """What the invitation of this secret offers; nothing is used up by looking. Raises NotFound."""
    query = select(LINKS, CASES.c.ref).join_from(LINKS, CASES, LINKS.c.case_id == CASES.c.id, isouter=True)
    link = session.execute(query.where(*_of(secret, now))).first()
    if link is None or not _is_still_meant(session, link):
        raise NotFound(invitations.NOT_IN_FORCE)
    known = invitations.holder(session, link.email)
    if known is not None and known.disabled_at is not None:
        raise NotFound(invitations.NOT_IN_FORCE)
    way = "new" if known is None else "sign-in" if _must_sign_in(session, known.id, link) else "known"
    by = people.load_names(session, {link.by}).get(link.by, link.by)
    return Offered(link.role, link.call, link.partner, link.ref, link.email, by, link.expires_at, way)


def require_in_force(session: Session, secret: str, *, now: datetime) -> None:
    """That there is an invitation of this secret to accept, so that a guess holds up nobody who writes. Raises NotFound."""
    if session.execute(select(LINKS.c.id).where(*_of(secret, now))).first() is None:
        raise NotFound(invitations.NOT_IN_FORCE)


def _accepted(
    session: Session,
    secret: str,
    visitor: Actor | None,
    name: str | None,
    now: datetime,
    request: str | None,
    settled: datetime | None,
) -> Accepted:
    link = _in_force(session, secret, now)
    bound = InvitationScope(link.role, link.call, link.partner, link.case_id)
    known = invitations.holder(session, link.email)
    if visitor is not None and (known is None or known.id != visitor.id):
        raise NotAllowed("this invitation is for somebody else: sign out first")
    if visitor is not None and "write" not in visitor.scopes:
        raise NotAllowed("finish signing in first")
    if known is not None:
        _require_free(session, known, link, bound, visitor)
    person = (
        Actor(people.draw_id(), name or link.email.partition("@")[0]) if known is None else Actor(known.id, known.name)
    )
    if link.role == "partner":
        _join(session, link, person, now, request, settled)
    if known is None:
        _make(session, link.email, person, now)
    used = {"used_at": now, "person": person.id}
    session.connection().execute(update(LINKS).where(LINKS.c.id == link.id).values(used))
    if link.role != "partner":
        where = {"call": link.call, "partner": link.partner}
        people.grant(session, person.id, link.role, actor=SYSTEM, now=now, **where)
    told = {"invitation": link.id, "person": person.id, "role": link.role, "partner": link.partner, "case": link.ref}
    trail.record(session, "invitation.accepted", told, actor=person, now=now, call=link.call, request=request)
    return Accepted(person.id, person.name, link.role, link.call, link.partner, link.ref, None)


def _join(
    session: Session, link: _Link, person: Actor, now: datetime, request: str | None, settled: datetime | None
) -> None:
    """Make somebody the partner of the case of a link. Before anything else is recorded: cases are locked before the trail."""
    command = JoinAsPartner(actor=person, received_at=now, request=request, ref=link.ref, invitation=link.id)
    [answer] = cases.apply(session, [command], now=now, settled=settled)
    if isinstance(answer, Refusal):
        if answer.code == "settling":
            raise Unavailable(answer.problem)
        raise NotAllowed(answer.problem)


def _of(secret: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return LINKS.c.digest == (sessions.digest(secret) or ""), *invitations.open_at(now)


def _in_force(session: Session, secret: str, now: datetime) -> _Link:
    """The link, held until the end, so that of two who accept it at once the second finds it used."""
    query = select(LINKS, CASES.c.ref).join_from(LINKS, CASES, LINKS.c.case_id == CASES.c.id, isouter=True)
    link = session.execute(query.where(*_of(secret, now)).with_for_update(of=LINKS)).first()
    if link is None or not _is_still_meant(session, link):
        raise NotFound(invitations.NOT_IN_FORCE)
    return link


def _is_still_meant(session: Session, link: _Link) -> bool:
    """Whether who invited could do so still."""
    if link.by == SYSTEM.id:
        return True
    try:
        inviter = people.load_person(session, link.by)
    except NotFound:
        return False
    return permissions.permits("invite", inviter.roles_in(link.call))


def _require_free(session: Session, known: _Link, link: _Link, bound: InvitationScope, visitor: Actor | None) -> None:
    if known.disabled_at is not None:
        raise NotFound(invitations.NOT_IN_FORCE)
    if invitations.answers_for_own(session, known.id, bound):
        raise NotAllowed("nobody answers for a case of their own: the other side accepts this through its own account")
    if visitor is None and _must_sign_in(session, known.id, link):
        raise Unauthenticated("this address has an account here: sign in, then accept the invitation")


def _must_sign_in(session: Session, person: str, link: _Link) -> bool:
    if factors.load_factors(session, person).since is not None:
        return True
    roles = people.load_person(session, person).roles
    by_mail = exists().where(OUTBOX.c.key == f"{invitations.KIND}:{link.id}")
    if session.execute(select(by_mail)).scalar_one():
        return not roles <= _GUESTS
    kept = (CREDENTIALS.c.person, IDENTITIES.c.person, CASES.c.owner)
    partnered = access.select_partnered_by(person).exists()
    found = select(or_(partnered, *(exists().where(one == person) for one in kept)))
    return bool(roles) or session.execute(found).scalar_one()


def _make(session: Session, email: str, person: Actor, now: datetime) -> None:
    try:
        people.add(session, person.name, email=email, actor=SYSTEM, now=now, person=person.id)
    except InvalidRequest:
        known = invitations.holder(session, email)
        if known is None:
            raise
        raise Unauthenticated("this address has an account here: sign in, then accept the invitation") from None
