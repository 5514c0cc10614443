"""Competent authorities of the partners, how they can be reached, and the log of what passed between them and us.

A contact is free text for people to read: in the sources such addresses are broken, so nothing is ever sent to one. The trail
seals the words of a contact or a letter by their salted hash alone, so that they can be taken out when they must be.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import Session

from states import calendar, countries
from states.errors import NoSuchInstant
from states.text import sort_key
from workflow import lists, salted, set_aside, trail
from workflow.actors import Actor
from workflow.errors import InvalidRequest, NotAllowed
from workflow.lists import Columns, Found
from workflow.outcomes import format_instant
from workflow.registry import entries
from workflow.tables import AUTHORITIES, CORRESPONDENCE


@dataclass(frozen=True, slots=True)
class AuthorityDetails:
    """What is known of an authority: whose it is, what it is called, and how it can be reached."""

    partner: str
    name: str
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority of the registry. `contact` is None where it is not known, or not for who asked."""

    id: str
    partner: str
    name: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """An entry of the log: when it was, who of us it was, and what it was about."""

    number: int
    at: datetime
    by: str
    about: str


def add_authority(
    session: Session,
    about: AuthorityDetails,
    *,
    actor: Actor,
    now: datetime,
    request: str | None = None,
    id: str | None = None,  # noqa: A002  # the registry's own word for it
    cited: Columns | None = None,
) -> Authority:
    """Put an authority into the registry, under a drawn id if none is given. Raises NotAllowed, InvalidRequest."""
    entries.require_keeper(actor)
    columns = {"id": id or f"aut_{secrets.token_hex(8)}", "salt": salted.salt()} | _columns(about)
    if not lists.insert_if_absent(session, AUTHORITIES, columns):
        raise InvalidRequest(f"there is an authority {id} already")
    told = {"authority": entries.seal_entry(columns)} | ({"source": dict(cited)} if cited else {})
    trail.record(session, "authority.recorded", told, actor=actor, now=now, request=request)
    return load_authority(session, actor, str(columns["id"]))


def update_authority(
    session: Session,
    authority: str,
    about: AuthorityDetails,
    *,
    actor: Actor,
    now: datetime,
    request: str | None = None,
) -> Authority:
    """Let an authority's entry say this instead, whole. Raises NotAllowed, NotFound, InvalidRequest."""
    entries.require_keeper(actor)
    columns = _columns(about)
    entries.update_entry(session, AUTHORITIES, authority, columns, actor=actor, now=now, request=request)
    return load_authority(session, actor, authority)


def record_contact(
    session: Session,
    authority: str,
    about: str,
    *,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    request: str | None = None,
) -> Letter:
    """Log that the actor was in contact with an authority, now or at an earlier instant.

    What is logged stays as it is: whoever has more to say logs that as well. Raises NotAllowed, NotFound, InvalidRequest.
    """
    entries.require_keeper(actor)
    entries.load_locked(session, AUTHORITIES, authority)
    try:
        when = now if at is None else calendar.check_instant(at)
    except NoSuchInstant as error:
        raise InvalidRequest(str(error), "/at") from error
    if when > now:
        raise InvalidRequest("what is logged lies in the past")
    words = lists.check_text("what it was about", about, 4_000)
    salt = salted.salt()
    row = {"authority": authority, "at": when, "by": actor.id, "about": words, "salt": salt}
    added = insert(CORRESPONDENCE).values(row).returning(CORRESPONDENCE.c.id)
    number = session.connection().execute(added).scalar_one()
    told = {"authority": authority, "number": number, "at": format_instant(when), "digest": salted.digest(salt, words)}
    trail.record(session, "authority.contacted", told, actor=actor, now=now, request=request)
    return Letter(number, when, actor.id, words)


def load_authority(session: Session, actor: Actor, authority: str) -> Authority:
    """The authority of that id, as the actor may read it. Raises NotFound."""
    return _authority(entries.load_locked(session, AUTHORITIES, authority), actor)


def list_authorities(
    session: Session,
    actor: Actor,
    *,
    limit: int,
    after: Sequence[object] | None = None,
    text: str | None = None,
    partner: str | None = None,
) -> tuple[list[Authority], Sequence[object] | None]:
    """A page of the authorities by partner and name, and the key of the next page if there is one."""
    query = select(AUTHORITIES).where(*lists.match_text(session, text, AUTHORITIES.c.name))
    if partner is not None:
        entries.require_partner(partner)
        query = query.where(AUTHORITIES.c.partner == partner)
    by = [AUTHORITIES.c.partner, AUTHORITIES.c.sort_name, AUTHORITIES.c.id]
    rows, following = lists.load_page(session, query, by, limit=limit, after=after)
    return [_authority(row, actor) for row in rows], following


def list_correspondence(
    session: Session, actor: Actor, authority: str, *, limit: int, after: int | None = None
) -> tuple[list[Letter], int | None]:
    """A page of the log with an authority, newest first, and the key of the next page. Raises NotAllowed, NotFound."""
    if not entries.is_confidant(actor):
        raise NotAllowed("the correspondence can be read by: coordinator, administrator, auditor")
    entries.load_locked(session, AUTHORITIES, authority)
    number = CORRESPONDENCE.c.id
    query = select(number, CORRESPONDENCE.c.at, CORRESPONDENCE.c.by, CORRESPONDENCE.c.about)
    query = query.where(CORRESPONDENCE.c.authority == authority)
    if after is not None:
        query = query.where(number < after)
    most = min(limit, lists.PAGE)
    rows = session.execute(query.order_by(number.desc()).limit(most + 1)).all()
    shown = rows[:most]
    page = set_aside.keep_sound(session, "correspondence", shown, lambda row: Letter(*row), lambda row: row.id)
    return list(page), shown[-1].id if len(rows) > most else None


def _columns(about: AuthorityDetails) -> dict[str, object]:
    if not countries.is_partner(about.partner):
        raise InvalidRequest(countries.no_partner(about.partner))
    contact = "" if about.contact is None else lists.check_text("a contact", about.contact, 1_000)
    name = lists.check_name("an authority's name", about.name, 500)
    return {"partner": about.partner, "name": name, "sort_name": sort_key(name), "contact": contact}


def _authority(row: Found, actor: Actor) -> Authority:
    contact = row.contact if entries.is_confidant(actor) else ""
    return Authority(row.id, row.partner, row.name, contact or None)
