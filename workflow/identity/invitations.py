"""Invitations of partners, reviewers and authorities: a link to be used once within two weeks, by whoever holds the address.

The secret stands behind the `#` of the link, so that no server, log or referrer ever sees it, and only its hash is kept.
Where letters are mailed it is drawn when the letter is written, and nobody here learns it; elsewhere it is told once to who
invites. A counterpart files and confirms through its own account, so nobody is invited to answer for a case of their own.
A partner is invited to one case and gets no other. An authority is invited to a call, for a partner country of it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, String, and_, case, cast, exists, insert, literal, or_, select, true, update
from sqlmodel import Session

from workflow import access, addresses, editions, lists, permissions, trail
from workflow.actors import Actor
from workflow.addresses import Address
from workflow.credentials import login_throttle, reauthentication, sessions
from workflow.email_templates import wording
from workflow.errors import InvalidRequest, NotAllowed, NotFound
from workflow.overview import queries
from workflow.store import bulk
from workflow.tables import ATTEMPTS, CASES, LINKS, OUTBOX, PEOPLE

KIND, AUDIENCE = "invitation", "invited"
ROLES = ("partner", "reviewer", "authority")
TO_CASE, TO_CALL = ("partner", "reviewer"), ("reviewer", "authority")
LASTING = timedelta(days=14)
NOT_IN_FORCE = "there is no such invitation in force"
_OUTBOX = ("key", "kind", "case_id", "audience", "about", "due_at", "created_at", "sent_at")


@dataclass(frozen=True, slots=True)
class SentInvitation:
    """An invitation just made. Its secret is told this once, and not at all where a letter carries it."""

    id: str
    expires_at: datetime
    secret: str | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as those who invite see it: never its secret.

    `letter` is `waiting`, `sent`, `failed`, or None where none is mailed; `answer` what the mail server said to a failed one.
    """

    id: str
    email: str
    role: str
    call: str
    partner: str | None
    case: str | None
    language: str
    by: str
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    letter: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class InvitationScope:
    """What an invitation is bound to: a role in a call, perhaps for a partner, perhaps because of a case."""

    role: str
    call: str
    partner: str | None = None
    case_id: int | None = None


def link(site: str, secret: str) -> str:
    """The link that an invitation is accepted by."""
    return f"{site.rstrip('/')}/invite#{secret}"


# Inviting --------------------------------------------------------------------------------------------------------------


def invite_to_case(
    session: Session,
    ref: str,
    email: str,
    role: str,
    *,
    actor: Actor,
    now: datetime,
    by_mail: bool,
    language: str = "en",
    request: str | None = None,
) -> SentInvitation:
    """Invite somebody because of a case; a former link to the same person for the same ends with it.

    Raises NotFound, NotAllowed, ReauthenticationRequired, and InvalidRequest for what does not fit.
    """
    row = queries.load_visible_row(session, actor, ref)
    permissions.require("invite", access.roles(actor, row), "this can be done by")
    if role in ROLES and role not in TO_CASE:
        raise InvalidRequest("an authority answers for a partner country in a whole call: invite it to the call")
    bound = InvitationScope(role, row.call, row.partner if role == "partner" else None, row.id)
    return _sent(session, bound, email, language, ref, actor=actor, now=now, by_mail=by_mail, request=request)


def invite_to_call(
    session: Session,
    call: str,
    email: str,
    role: str,
    *,
    actor: Actor,
    now: datetime,
    by_mail: bool,
    partner: str | None = None,
    language: str = "en",
    request: str | None = None,
) -> SentInvitation:
    """Invite a reviewer to a call, or the authority of a partner country of it. The same in every other way."""
    definitions = editions.load_newest(session, call)
    permissions.require("invite", actor.roles_in(call), "this can be done by")
    partners = sorted({one for definition in definitions.values() for one in definition.direction.partners})
    if role in ROLES and role not in TO_CALL:
        raise InvalidRequest("a partner is invited to one case and sees no other: say which case")
    if role == "authority" and partner not in partners:
        raise InvalidRequest(f"{call} has no partner {partner!r}; it has: {', '.join(partners) or 'none'}")
    if role != "authority" and partner is not None:
        raise InvalidRequest("only an authority answers for a partner country")
    bound = InvitationScope(role, call, partner)
    return _sent(session, bound, email, language, None, actor=actor, now=now, by_mail=by_mail, request=request)


def _sent(
    session: Session,
    bound: InvitationScope,
    email: str,
    language: str,
    ref: str | None,
    *,
    actor: Actor,
    now: datetime,
    by_mail: bool,
    request: str | None,
) -> SentInvitation:
    _require_permitted(bound, language, actor, now)
    address = addresses.parse_address(email)
    _require_other(session, bound, address)
    name, secret = f"inv_{secrets.token_hex(8)}", secrets.token_urlsafe(32)
    ended = _former_ended(session, bound, address, now)
    about = {"role": bound.role, "call": bound.call, "partner": bound.partner, "case_id": bound.case_id}
    row: dict[str, object] = {"id": name, "digest": sessions.digest(secret), "kind": KIND, **about}
    row |= {
        "email": address.typed,
        "folded": address.folded,
        "language": language,
        "by": actor.id,
        "created_at": now,
        "expires_at": now + LASTING,
    }
    connection = session.connection()
    connection.execute(insert(LINKS).values(row))
    if by_mail:
        message = (f"{KIND}:{name}", KIND, bound.case_id, AUDIENCE, name, now + LASTING, now, None)
        bulk.insert_rows(connection, OUTBOX, _OUTBOX, [message])
    told = {"invitation": name, "role": bound.role, "partner": bound.partner, "case": ref, "ended": ended}
    trail.record(session, "invitation.sent", told, actor=actor, now=now, call=bound.call, request=request)
    return SentInvitation(name, now + LASTING, None if by_mail else secret)


def _require_permitted(bound: InvitationScope, language: str, actor: Actor, now: datetime) -> None:
    if "manage" not in actor.scopes:
        raise NotAllowed("this token may not manage")
    reauthentication.require(actor, now=now)
    if bound.role not in ROLES:
        raise InvalidRequest(f"nobody is invited as {bound.role!r}; there are: {', '.join(ROLES)}")
    if language not in wording.LANGUAGES:
        raise InvalidRequest(f"there are no letters in {language!r}; there are: {', '.join(wording.LANGUAGES)}")


def _require_other(session: Session, bound: InvitationScope, address: Address) -> None:
    known = holder(session, address.typed)
    if known is not None and answers_for_own(session, known.id, bound):
        raise InvalidRequest(
            "this is somebody's address who filed such a case; the other side answers through its own account",
            "/email",
        )


def _former_ended(session: Session, bound: InvitationScope, address: Address, now: datetime) -> list[str]:
    columns = {"role": bound.role, "call": bound.call, "partner": bound.partner, "case_id": bound.case_id}
    same = [LINKS.c[name].is_not_distinct_from(value) for name, value in columns.items()]
    former = and_(*open_at(now), LINKS.c.folded == address.folded, *same)
    query = select(LINKS.c.id).where(former).order_by(LINKS.c.id).with_for_update()
    ended = list(session.execute(query).scalars())
    session.connection().execute(update(LINKS).where(LINKS.c.id.in_(ended)).values(revoked_at=now))
    return ended


# What is known of an invitation ----------------------------------------------------------------------------------------


def open_at(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """That a link is an invitation in force: neither used nor revoked, and not expired at this very instant."""
    ended = LINKS.c.used_at.is_(None), LINKS.c.revoked_at.is_(None)
    return LINKS.c.kind == KIND, LINKS.c.expires_at > now, *ended


def holder(session: Session, email: str) -> Row[*tuple[Any, ...]] | None:
    """Who has an address, however it is written: the row of a person, disabled ones too."""
    return session.execute(select(PEOPLE).where(PEOPLE.c.folded == addresses.fold_address(email))).first()


def answers_for_own(session: Session, person: str, bound: InvitationScope) -> bool:
    """Whether somebody would come to answer for a case that is their own: for its other side, or as its reviewer."""
    mine = CASES.c.owner == person, CASES.c.call == bound.call
    theirs = CASES.c.partner == bound.partner if bound.role == "authority" else CASES.c.id == bound.case_id
    found: bool = session.execute(select(exists().where(*mine, theirs))).scalar_one()
    return found


def renew(session: Session, name: str, *, now: datetime) -> tuple[str, Row[*tuple[Any, ...]]] | None:
    """A fresh secret for an invitation in force, with its row; the link of an earlier letter ends with it."""
    secret = secrets.token_urlsafe(32)
    fresh = update(LINKS).where(LINKS.c.id == name, *open_at(now)).values(digest=sessions.digest(secret))
    if session.connection().execute(fresh).rowcount == 0:
        return None
    query = select(LINKS, CASES.c.ref).join_from(LINKS, CASES, LINKS.c.case_id == CASES.c.id, isouter=True)
    return secret, session.execute(query.where(LINKS.c.id == name)).one()


def revoke(session: Session, name: str, *, actor: Actor, now: datetime, request: str | None = None) -> None:
    """End an invitation from this moment on. Raises NotFound for one that is not in force, or not the actor's to see."""
    theirs = exists().where(LINKS.c.case_id == CASES.c.id, access.visible(actor))
    query = select(LINKS.c.call).where(LINKS.c.id == name, *open_at(now), _within(actor))
    call = session.execute(query.where(or_(LINKS.c.case_id.is_(None), theirs)).with_for_update()).scalar()
    if call is None:
        raise NotFound(NOT_IN_FORCE)
    if "manage" not in actor.scopes:
        raise NotAllowed("this token may not manage")
    session.connection().execute(update(LINKS).where(LINKS.c.id == name).values(revoked_at=now))
    trail.record(session, "invitation.revoked", {"invitation": name}, actor=actor, now=now, call=call, request=request)


def list_for_case(
    session: Session, actor: Actor, ref: str, *, limit: int = lists.PAGE, after: Sequence[object] | None = None
) -> tuple[list[Invitation], Sequence[object] | None]:
    """A page of the invitations to a case by address, and the key of the next page. Raises NotFound, NotAllowed."""
    row = queries.load_visible_row(session, actor, ref)
    permissions.require("read-invitations", access.roles(actor, row), "invitations are told to")
    return _listed(session, actor, LINKS.c.case_id == row.id, limit, after)


def list_for_call(
    session: Session, actor: Actor, call: str, *, limit: int = lists.PAGE, after: Sequence[object] | None = None
) -> tuple[list[Invitation], Sequence[object] | None]:
    """The same for a call: those to its cases too, but not to cases from which a conflict keeps the actor."""
    editions.load_newest(session, call)
    permissions.require("read-invitations", actor.roles_in(call), "invitations are told to")
    return _listed(session, actor, LINKS.c.call == call, limit, after)


def _listed(
    session: Session, actor: Actor, which: ColumnElement[bool], limit: int, after: Sequence[object] | None
) -> tuple[list[Invitation], Sequence[object] | None]:
    names = ("id", "email", "role", "call", "partner")
    columns = (*(LINKS.c[name] for name in names), CASES.c.ref, LINKS.c.language, LINKS.c.by, LINKS.c.created_at)
    failed = and_(ATTEMPTS.c.until.is_(None), ATTEMPTS.c.failures > 0)
    letter = case(
        (OUTBOX.c.id.is_(None), None), (OUTBOX.c.sent_at.is_not(None), "sent"), (failed, "failed"), else_="waiting"
    )
    query = select(*columns, LINKS.c.expires_at, LINKS.c.used_at, LINKS.c.revoked_at, letter, ATTEMPTS.c.answer)
    query = query.join_from(LINKS, CASES, LINKS.c.case_id == CASES.c.id, isouter=True)
    query = query.join(OUTBOX, OUTBOX.c.key == literal(f"{KIND}:", String()) + LINKS.c.id, isouter=True)
    mailed = literal(f"{login_throttle.MAIL}:", String()) + cast(OUTBOX.c.id, String())
    query = query.join(ATTEMPTS, ATTEMPTS.c.key == mailed, isouter=True)
    seen = or_(LINKS.c.case_id.is_(None), access.visible(actor))
    query = query.where(LINKS.c.kind == KIND, which, seen)
    page, last = lists.load_page(session, query, (LINKS.c.email, LINKS.c.id), limit=limit, after=after)
    return [Invitation(*row) for row in page], last


def _within(actor: Actor) -> ColumnElement[bool]:
    """That a link belongs to a call in which the actor may invite."""
    held = [granted.call for granted in actor.grants if permissions.permits("invite", [granted.role])]
    return or_(*(true() if call is None else LINKS.c.call == call for call in held)) if held else LINKS.c.id.is_(None)
