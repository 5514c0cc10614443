"""Signing in: by address and password or by a link, with the code of a second factor where there is one.

An attempt is counted before anything is looked at. Whatever does not fit, the answer is the same and has cost the same: it
does not tell whether there is such a person, whether they have a password, or whether the password was right.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from workflow.actors import Actor
from workflow.credentials import factors, login_throttle, passwords, sessions
from workflow.credentials.sessions import SignedInSession
from workflow.errors import NotAllowed, NotFound, Unauthenticated
from workflow.identity import links, people
from workflow.store.database import Database

REQUIRED_FOR_STAFF = "required for staff"
_STAFF = ("committee", "administrator", "coordinator")
_SAID = "that did not sign you in: check the address and password, or ask for a new link; with a second factor, add its code"
_LOG = logging.getLogger("accord.signing")


@dataclass(frozen=True, slots=True)
class Client:
    """Where somebody asks to be let in: from which address, with which browser, in place of which session (its digest)."""

    address: str
    agent: str = ""
    replacing: str | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """Who signed in, into which session; its secret, which is not kept."""

    actor: Actor
    visit: SignedInSession
    secret: str


def sign_in_by_password(
    database: Database, email: str, password: str, code: str | None = None, *, door: Client, now: datetime
) -> Entered:
    """Sign in by address and password. Raises Unauthenticated, Throttled, Unavailable."""
    account, address = login_throttle.account(email), login_throttle.address(door.address)
    with database.writing() as session:
        login_throttle.begin(session, [account, address], now=now)
    with database.reading() as session:
        known = passwords.load_kept(session, email)
    if not passwords.check(known, password) or known is None:
        raise _turned_away(door)
    renewed = passwords.renew(known, password)
    with database.writing() as session:
        actor = _person(session, known.person, door)
        method = _proved(session, actor, "password", code, database.settings.second_factor, now=now)
        if method in (None, sessions.ENROLMENT) or not passwords.has_password(session, known, renewed=renewed):
            raise _turned_away(door)
        login_throttle.succeeded(session, of=[account], beside=[address], now=now)
        return _entered(session, actor, str(method), door, now)


def sign_in_by_link(
    database: Database, secret: str, code: str | None = None, *, door: Client, now: datetime
) -> Entered:
    """Sign in by a link, which is used up by that and by nothing else. Raises Unauthenticated, Throttled.

    Where staff must have a second factor, whoever has none yet gets a session in which they can set it up and do no more.
    """
    address = login_throttle.address(door.address)
    with database.writing() as session:
        login_throttle.begin(session, [address], now=now)
    with database.reading() as session:
        person = links.holder(session, secret, now=now)
    if person is None:
        raise _turned_away(door)
    with database.writing() as session:
        login_throttle.begin(session, [login_throttle.person(person)], now=now)
    with database.writing() as session:
        actor = _person(session, person, door)
        method = _proved(session, actor, "link", code, database.settings.second_factor, now=now)
        if method is None or not links.use(session, secret, actor=actor, now=now):
            raise _turned_away(door)
        login_throttle.succeeded(session, of=[login_throttle.person(person)], beside=[address], now=now)
        return _entered(session, actor, method, door, now)


def prove_again(database: Database, actor: Actor, *, password: str | None, code: str | None, now: datetime) -> None:
    """Prove again who one is, by password or by code, so that the session in use is fresh. Raises as signing in does."""
    if actor.session is None:
        raise NotAllowed("only a session can be made fresh: a token is shown with every request")
    key = login_throttle.person(actor.id)
    with database.writing() as session:
        login_throttle.begin(session, [key], now=now)
    known = None
    if password is not None:
        with database.reading() as session:
            known = passwords.load_kept_of(session, actor.id)
        if not passwords.check(known, password):
            known = None
    with database.writing() as session:
        by_code = password is None and code is not None and factors.prove(session, code, actor=actor, now=now)
        if not (by_code or (known is not None and passwords.has_password(session, known))):
            raise Unauthenticated("this does not prove who you are")
        login_throttle.succeeded(session, of=[key], now=now)
        sessions.refresh(session, actor.session, now=now)


def enrolled(session: Session, code: str, *, actor: Actor, door: Client, now: datetime) -> tuple[Sequence[str], str]:
    """Let a second factor count by its first code: its codes on paper, and the secret of a session in the place of this one.

    Whoever could do no more than set it up acts in every role from then on. Raises as `factors.confirm` does.
    """
    papers = factors.confirm(session, code, actor=actor, now=now)
    agent, replacing = door.agent, door.replacing
    return papers, sessions.begin(
        session, actor.id, method="code", agent=agent, actor=actor, now=now, replacing=replacing
    )


def _proved(
    session: Session, actor: Actor, first: str, code: str | None, second_factor: str, *, now: datetime
) -> str | None:
    """How someone proved who they are, who did so by a first means already; None if that is not enough."""
    if factors.load_factors(session, actor.id).since is not None:
        second = factors.prove(session, code, actor=actor, now=now) if code is not None else None
        return f"{first}+{second}" if second is not None else None
    is_required = second_factor == REQUIRED_FOR_STAFF and not actor.roles.isdisjoint(_STAFF)
    return sessions.ENROLMENT if is_required else first


def _person(session: Session, who: str, door: Client) -> Actor:
    try:
        return people.load_person(session, who)
    except NotFound as error:  # they were found a moment ago, and act here no longer
        raise _turned_away(door) from error


def _entered(session: Session, actor: Actor, method: str, door: Client, now: datetime) -> Entered:
    secret = sessions.begin(
        session, actor.id, method=method, agent=door.agent, actor=actor, now=now, replacing=door.replacing
    )
    digest = str(sessions.digest(secret))
    entered = people.authenticate(session, [digest], now=now)[digest]
    visit = next(visit for visit in sessions.list_sessions(session, actor.id, now=now) if visit.id == entered.session)
    return Entered(entered, visit, secret)


def _turned_away(door: Client) -> Unauthenticated:
    _LOG.warning("somebody at %s was not signed in", door.address)
    return Unauthenticated(_SAID)
