"""People, their roles, and the tokens they act with."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, get_args

from sqlalchemy import ColumnElement, Row, bindparam, insert, or_, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from states import identifiers
from states.lifecycle import Role
from states.text import is_blank, sort_key
from workflow import addresses, editions, lists, permissions, set_aside, trail
from workflow.actors import SCOPES, SYSTEM, Actor, RoleGrant
from workflow.credentials import reauthentication, sessions, tokens
from workflow.errors import InvalidRequest, NotAllowed, NotFound
from workflow.store import bulk
from workflow.store.compiled_query import CompiledQuery
from workflow.tables import GRANTS, PEOPLE, TOKENS

BY_RELATION = ("partner",)
"""The roles that nobody is given: they come from a relation to a case."""
ROLES: tuple[str, ...] = tuple(role for role in get_args(Role) if role not in ("system", *BY_RELATION))
LONGEST, NOTICED = timedelta(days=366), timedelta(hours=1)


def draw_id() -> str:
    """The id of a new person."""
    return f"per_{secrets.token_hex(8)}"


def add(
    session: Session,
    name: str,
    *,
    actor: Actor,
    now: datetime,
    email: str | None = None,
    person: str | None = None,
) -> str:
    """Add a person, under an id drawn before if one is given; their id.

    Raises InvalidRequest for a name or an e-mail address that does not fit or is taken already.
    """
    require_administrator(actor)
    if is_blank(name):
        raise InvalidRequest("a person needs a name", "/name")
    called = lists.check_name("a name", name, 200)
    address = None if email is None else addresses.parse_address(email)
    person = person or draw_id()
    try:
        with session.begin_nested():
            row: dict[str, object] = {"id": person, "name": called, "sort_name": sort_key(called), "created_at": now}
            row |= {"email": address and address.typed, "folded": address and address.folded}
            session.connection().execute(insert(PEOPLE).values(row))
    except IntegrityError as error:
        raise InvalidRequest(f"the address {email} belongs to someone already", "/email") from error
    trail.record(session, "person.added", {"person": person}, actor=actor, now=now)
    return person


def grant(
    session: Session,
    person: str,
    role: str,
    *,
    actor: Actor,
    now: datetime,
    call: str | None = None,
    partner: str | None = None,
) -> None:
    """Give a person a role: everywhere, in one call, or (an authority) for one partner country. Nothing if it is held already.

    Nobody is given the role of a partner: one is the partner of a case (`workflow.paperwork.partners`).
    """
    require_administrator(actor, call)
    reauthentication.require(actor, now=now)
    _require_person(session, person)
    if partner is not None:
        partner = lists.check_name("a partner", partner, 20, "/partner")
    if role not in ROLES:
        raise InvalidRequest(f"there is no role {role!r} to be given; there are: {', '.join(ROLES)}")
    if role == "authority" and partner is None:
        raise InvalidRequest("an authority answers for one partner country: say which partner, such as AR")
    if role != "authority" and partner is not None:
        raise InvalidRequest("only an authority answers for a partner country")
    if call is not None and not editions.is_published(session, call):
        raise NotFound(f"there is no call {call!r}")
    row = {"person": person, "role": role, "call": call, "partner": partner}
    same = [GRANTS.c[key].is_(None) if value is None else GRANTS.c[key] == value for key, value in row.items()]
    if session.execute(select(GRANTS.c.id).where(*same)).first() is not None:
        return
    session.connection().execute(insert(GRANTS).values(row))
    trail.record(session, "role.granted", row, actor=actor, now=now, call=call)


def identify(session: Session, person: str, orcid: str | None, *, actor: Actor, now: datetime) -> None:
    """Say which ORCID iD is a person's (bare, or as its web address), or None: none. Raises NotAllowed, NotFound,
    InvalidRequest.

    The event names the person alone: an ORCID iD is found with their row, and goes when that goes.
    """
    permissions.require("identify-people", actor.roles if "manage" in actor.scopes else (), "this can be done by")
    _require_person(session, person)
    try:
        bare = None if orcid is None else identifiers.orcid(orcid)
        with session.begin_nested():
            theirs = PEOPLE.c.id == person, PEOPLE.c.orcid.is_distinct_from(bare)
            changed = session.connection().execute(update(PEOPLE).where(*theirs).values(orcid=bare)).rowcount
    except identifiers.NotAnIdentifier as error:
        raise InvalidRequest(str(error)) from error
    except IntegrityError as error:
        raise InvalidRequest(f"the ORCID iD {bare} belongs to someone already") from error
    if changed:
        trail.record(session, "person.identified", {"person": person}, actor=actor, now=now)


def issue(
    session: Session,
    person: str,
    *,
    name: str,
    actor: Actor,
    now: datetime,
    scopes: Collection[str] = SCOPES,
    lasting: timedelta = timedelta(days=90),
) -> tuple[str, str]:
    """A new token of a person: its id, and the secret, which is not kept. Raises InvalidRequest, NotFound,
    NotAllowed, ReauthenticationRequired.
    """
    if actor.id != person:
        require_administrator(actor)
    reauthentication.require(actor, now=now)
    _require_person(session, person)
    name = lists.check_name("a token's name", name, 100)
    for scope in set(scopes) - set(SCOPES):
        raise InvalidRequest(f"there is no scope {scope!r}; there are: {', '.join(SCOPES)}")
    if not scopes or not set(scopes) <= actor.scopes:
        raise NotAllowed("a token can be given only scopes that the one who issues it has")
    if not timedelta() < lasting <= LONGEST:
        raise InvalidRequest(f"a token lasts between a moment and {LONGEST.days} days")
    token, secret = f"tok_{secrets.token_hex(8)}", tokens.draw_token()
    row: dict[str, object] = {"id": token, "person": person, "name": name, "digest": tokens.digest(secret)}
    row |= {"scopes": " ".join(sorted(scopes)), "created_at": now, "expires_at": now + lasting}
    session.connection().execute(insert(TOKENS).values(row))
    trail.record(session, "token.issued", {"token": token, "person": person}, actor=actor, now=now)
    return token, secret


def revoke(session: Session, token: str, *, actor: Actor, now: datetime) -> None:
    """End a token from this moment on. Raises NotFound for one that is not there or not one's own to revoke."""
    mine = true() if permissions.permits("administer", actor.roles) else TOKENS.c.person == actor.id
    ended = update(TOKENS).where(TOKENS.c.id == token, TOKENS.c.revoked_at.is_(None), mine).values(revoked_at=now)
    if session.connection().execute(ended).rowcount == 0:
        raise NotFound(f"there is no token {token} in force")
    trail.record(session, "token.revoked", {"token": token}, actor=actor, now=now)


_BEARERS = CompiledQuery(
    lambda among: (
        select(
            TOKENS.c.digest,
            TOKENS.c.id,
            TOKENS.c.scopes,
            PEOPLE.c.id,
            PEOPLE.c.name,
            GRANTS.c.role,
            GRANTS.c.call,
            GRANTS.c.partner,
        )
        .join_from(TOKENS, PEOPLE, TOKENS.c.person == PEOPLE.c.id)
        .join(GRANTS, GRANTS.c.person == PEOPLE.c.id, isouter=True)
        .where(among(TOKENS.c.digest, "digests"), TOKENS.c.revoked_at.is_(None), PEOPLE.c.disabled_at.is_(None))
        .where(TOKENS.c.expires_at > bindparam("now", type_=TOKENS.c.expires_at.type))
        .order_by(GRANTS.c.id)
        .with_for_update(read=True, of=TOKENS)  # a revocation waits for what is under way, and counts from then on
    )
)


@dataclass(frozen=True, slots=True)
class HeldToken:
    """A token as its holder sees it: never its secret."""

    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


def list_tokens(session: Session, person: str) -> list[HeldToken]:
    """A person's tokens, the newest first."""
    columns = (TOKENS.c[name] for name in HeldToken.__slots__)
    query = select(*columns).where(TOKENS.c.person == person).order_by(TOKENS.c.created_at.desc(), TOKENS.c.id)

    def build(row: Row[Any]) -> HeldToken:
        return HeldToken(**dict(row._mapping) | {"scopes": row.scopes.split()})

    return list(set_aside.keep_sound(session, "tokens", session.execute(query), build, lambda row: row.id))


def touch(session: Session, digest: str, *, now: datetime) -> None:
    """Note that a token in force is in use; to the hour, so that using it does not mean writing each time."""
    old = or_(TOKENS.c.used_at.is_(None), TOKENS.c.used_at <= now - NOTICED)
    seen = update(TOKENS).where(TOKENS.c.digest == digest, TOKENS.c.revoked_at.is_(None), old)
    session.connection().execute(seen.values(used_at=now))


def authenticate(session: Session, digests: Iterable[str], *, now: datetime) -> dict[str, Actor]:
    """Who the holders of these tokens and sessions are at this moment; one that is unknown, over or ended is not there."""
    wanted = list(set(digests))
    if not wanted:
        return {}
    found: dict[str, Actor] = {}
    roles: dict[str, list[RoleGrant]] = {}
    for digest, token, scopes, who, name, role, call, partner in _BEARERS.rows(
        session.connection(), digests=wanted, now=now
    ):
        is_held = role is not None and set_aside.is_readable((role, call, partner))
        roles.setdefault(digest, []).extend([RoleGrant(role, call, partner)] if is_held else [])
        found[digest] = Actor(who, name, tuple(roles[digest]), frozenset(scopes.split()), token)
    others = [digest for digest in wanted if digest not in found]
    return found | _visitors(session, others, now) if others else found


def _visitors(session: Session, digests: Collection[str], now: datetime) -> dict[str, Actor]:
    holders = sessions.load_holders(session, digests, now=now)
    wanted = {holder.person for holder in holders.values()}
    if not wanted:
        return {}
    query = select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(wanted))
    names = {row.id: row.name for row in session.execute(query)}
    held = load_grants(session, wanted)
    found = {}
    for digest, one in holders.items():
        scopes, roles = (SCOPES, held.get(one.person, ())) if one.is_whole else ((), ())
        found[digest] = Actor(
            one.person, names[one.person], roles, frozenset(scopes), session=one.session, fresh_at=one.fresh_at
        )
    return found


def load_person(session: Session, who: str) -> Actor:
    """A person, by id or e-mail address, with the roles held at this moment. Raises NotFound."""
    query = select(PEOPLE.c.id, PEOPLE.c.name).where(load_named(who))
    row = session.execute(query.where(PEOPLE.c.disabled_at.is_(None))).first()
    if row is None:
        raise NotFound(f"there is no person {who!r}")
    return Actor(row.id, row.name, load_grants(session, {row.id}).get(row.id, ()))


def load_named(who: str) -> ColumnElement[bool]:
    """That a person is the one whose id or e-mail address this is."""
    return or_(PEOPLE.c.id == who, PEOPLE.c.folded == addresses.fold_address(who))


def load_names(session: Session, ids: Collection[str]) -> dict[str, str]:
    """What people are called, by id; the system by its own name. A name that cannot be read is the id."""
    found = session.execute(select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(sorted(ids))))
    return {SYSTEM.id: SYSTEM.name} | {row.id: row.name if set_aside.is_readable(row) else row.id for row in found}


def acting_for(session: Session, actor: Actor, who: str) -> Actor:
    """The actor, acting for somebody else: in the case at hand as its coordinator alone. Raises InvalidRequest.

    Whoever may act for nobody anywhere is not told who there is: to no case will they have any role (`access.roles`).
    """
    if permissions.permits("act-for", actor.roles):
        known = session.execute(select(PEOPLE.c.id).where(PEOPLE.c.id == who)).first()
        if known is None or who == actor.id:
            raise InvalidRequest(f"there is nobody else {who!r} to act for")
    return replace(actor, behalf=who)


def load_grants(session: Session, wanted: Collection[str]) -> dict[str, tuple[RoleGrant, ...]]:
    """The roles that people hold, by id; who holds none is not there."""
    query = select(GRANTS.c.person, GRANTS.c.role, GRANTS.c.call, GRANTS.c.partner).order_by(GRANTS.c.id)
    found: dict[str, tuple[RoleGrant, ...]] = {}
    theirs = query.where(bulk.is_among(session.connection(), GRANTS.c.person, sorted(wanted))).add_columns(GRANTS.c.id)
    for row in set_aside.read_rows(session, theirs, "grants", lambda row: row.id):
        found[row.person] = (*found.get(row.person, ()), RoleGrant(row.role, row.call, row.partner))
    return found


def _require_person(session: Session, who: str) -> None:
    if session.execute(select(PEOPLE.c.id).where(PEOPLE.c.id == who)).first() is None:
        raise NotFound(f"there is no person {who!r}")


def require_administrator(actor: Actor, call: str | None = None) -> None:
    """That someone administers this call, or (none named) everything. Raises NotAllowed."""
    held = {role for role in actor.roles if actor.has(role, call)} if "manage" in actor.scopes else ()
    permissions.require("administer", held, "this can be done by")
