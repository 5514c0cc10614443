"""Everybody there is, as those who look after people see them: their roles, when they were last here; taken in and let go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy import delete as removal
from sqlmodel import Session

from workflow import lists, permissions, set_aside, trail
from workflow.actors import Actor, RoleGrant
from workflow.credentials import reauthentication, sessions
from workflow.errors import InvalidRequest, NotFound, SetAside
from workflow.identity import people
from workflow.overview.known import check_value
from workflow.tables import CREDENTIALS, GRANTS, PEOPLE, SESSIONS
from workflow.tables.base import Unreadable


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A person. `seen_at` is when they last used a session that is still remembered."""

    id: str
    name: str
    email: str | None
    orcid: str | None
    created_at: datetime
    disabled_at: datetime | None
    grants: tuple[RoleGrant, ...]
    seen_at: datetime | None
    has_password: bool


def list_people(
    session: Session,
    actor: Actor,
    *,
    limit: int,
    after: Sequence[object] | None = None,
    text: str | None = None,
    role: str | None = None,
) -> tuple[list[DirectoryEntry], Sequence[object] | None]:
    """A page of people by name: those whose name, address or id holds a text, those in a role. Raises NotAllowed."""
    permissions.require("read-people", actor.roles, "people are listed for")
    check_value("role", role, people.ROLES)
    wanted = lists.match_text(session, text, PEOPLE.c.name, PEOPLE.c.email, PEOPLE.c.id)
    if role is not None:
        wanted.append(exists().where(GRANTS.c.person == PEOPLE.c.id, GRANTS.c.role == role))
    query = select(PEOPLE.c.sort_name, PEOPLE.c.id).where(*wanted)
    page, last = lists.load_page(session, query, (PEOPLE.c.sort_name, PEOPLE.c.id), limit=limit, after=after)
    known = {one.id: one for one in _known(session, [row.id for row in page])}
    return [known[row.id] for row in page if row.id in known], last


def load_entry(session: Session, actor: Actor, person: str) -> DirectoryEntry:
    """One of them; anybody may look at themselves. Raises NotAllowed, NotFound."""
    if actor.id != person:
        permissions.require("read-people", actor.roles, "people are listed for")
    known = _known(session, [person])
    if not known and session.execute(select(PEOPLE.c.id).where(PEOPLE.c.id == person)).first() is not None:
        raise SetAside(f"people {person} cannot be read")
    if not known:
        raise NotFound(f"there is no person {person!r}")
    return known[0]


def list_named(session: Session, actor: Actor, who: str) -> DirectoryEntry:
    """One of them by id or e-mail address, though their account may be closed. Raises NotAllowed, NotFound."""
    query = select(PEOPLE.c.id).where(people.load_named(who))
    return load_entry(session, actor, session.execute(query).scalar() or who)


def find_id(session: Session, who: str) -> str | None:
    """The id of somebody, by id or e-mail address; None for nobody whose account is open."""
    try:
        return people.load_person(session, who).id
    except NotFound:
        return None


def take_back(
    session: Session,
    person: str,
    role: str,
    *,
    actor: Actor,
    now: datetime,
    call: str | None = None,
    partner: str | None = None,
) -> None:
    """Take a role back, as it was granted. Raises NotAllowed, ReauthenticationRequired, NotFound, and InvalidRequest
    for the last administrator.
    """
    people.require_administrator(actor, call)
    reauthentication.require(actor, now=now)
    row = {"person": person, "role": role, "call": call, "partner": partner}
    if role == "administrator" and call is None:
        _require_another(session, person)
    this = [GRANTS.c[name].is_not_distinct_from(value) for name, value in row.items()]
    if session.connection().execute(removal(GRANTS).where(*this)).rowcount == 0:
        raise NotFound("this role is not held")
    trail.record(session, "role.revoked", row, actor=actor, now=now, call=call)


def disable(session: Session, person: str, *, actor: Actor, now: datetime) -> None:
    """Let somebody act here no longer: no session, token, link or feed of theirs counts from now on. Nothing they did goes.

    Raises NotAllowed, ReauthenticationRequired, NotFound, and InvalidRequest for oneself and for the last administrator.
    """
    people.require_administrator(actor)
    reauthentication.require(actor, now=now)
    if person == actor.id:
        raise InvalidRequest("nobody closes their own account: another administrator does")
    _require_another(session, person)
    _switched(session, person, PEOPLE.c.disabled_at.is_(None), now)
    trail.record(session, "person.disabled", {"person": person}, actor=actor, now=now)
    sessions.end_all(session, person, actor=actor, now=now)


def enable(session: Session, person: str, *, actor: Actor, now: datetime) -> None:
    """Let somebody act here again, in the roles they still hold. Raises NotAllowed, ReauthenticationRequired, NotFound."""
    people.require_administrator(actor)
    reauthentication.require(actor, now=now)
    _switched(session, person, PEOPLE.c.disabled_at.is_not(None), None)
    trail.record(session, "person.enabled", {"person": person}, actor=actor, now=now)


def end_sessions(session: Session, person: str, *, actor: Actor, now: datetime) -> int:
    """End every session of somebody else; how many. Raises NotAllowed."""
    permissions.require("end-sessions", actor.roles, "somebody else's sessions are ended by")
    return sessions.end_all(session, person, actor=actor, now=now, but=actor.session)


def _switched(session: Session, person: str, so_far: ColumnElement[bool], to: datetime | None) -> None:
    switched = update(PEOPLE).where(PEOPLE.c.id == person, so_far).values(disabled_at=to)
    if session.connection().execute(switched).rowcount == 0:
        raise NotFound("there is nobody of whom this could be changed")


def _require_another(session: Session, person: str) -> None:
    """That somebody else administers everything; whoever takes the role of one of them waits until this is done."""
    everywhere = GRANTS.c.role == "administrator", GRANTS.c.call.is_(None)
    query = select(GRANTS.c.person).join_from(GRANTS, PEOPLE, GRANTS.c.person == PEOPLE.c.id)
    query = query.where(*everywhere, PEOPLE.c.disabled_at.is_(None)).order_by(GRANTS.c.id)
    holders = set(session.execute(query.with_for_update()).scalars())
    if holders == {person}:
        raise InvalidRequest("this is the last administrator; make somebody else one first")


def _known(session: Session, ids: Collection[str]) -> list[DirectoryEntry]:
    seen = select(func.max(SESSIONS.c.used_at)).where(SESSIONS.c.person == PEOPLE.c.id).scalar_subquery()
    columns = [PEOPLE.c[name] for name in ("id", "name", "email", "orcid", "created_at", "disabled_at")]
    has_password = exists().where(CREDENTIALS.c.person == PEOPLE.c.id)
    query = select(*columns, seen.label("seen_at"), has_password.label("has_password"))
    rows = session.execute(query.where(PEOPLE.c.id.in_(sorted(ids))).order_by(PEOPLE.c.sort_name, PEOPLE.c.id)).all()
    held = people.load_grants(session, [row.id for row in rows])

    def build(row: Sequence[Any]) -> DirectoryEntry:
        *about, seen_at, has_password = row
        person, name, email, orcid, created_at, disabled_at = about
        grants = held.get(person, ())
        return DirectoryEntry(person, name, email, orcid, created_at, disabled_at, grants, seen_at, has_password)

    known = [
        tuple(
            None if name == "seen_at" and isinstance(value, Unreadable) else value  # of a session, set aside there
            for name, value in row._mapping.items()
        )
        for row in rows
    ]
    return list(set_aside.keep_sound(session, "people", known, build, lambda row: row[0]))
