"""Organisations that are known beyond any one case: their type, country, place of registration, and ROR."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from states import countries, identifiers
from states.fields import PARTY_TYPES
from states.text import sort_key
from workflow import lists, trail
from workflow.actors import Actor
from workflow.errors import InvalidRequest
from workflow.lists import Found
from workflow.registry import entries
from workflow.tables import ORGANISATIONS

TYPES = tuple(kind for kind in PARTY_TYPES if kind != "person")


@dataclass(frozen=True, slots=True)
class OrganisationDetails:
    """What is known of an organisation. `ror` may be given as it stands or as its web address."""

    name: str
    type: str
    country: str
    registered_in: str | None = None
    ror: str | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of the registry."""

    id: str
    name: str
    type: str
    country: str
    registered_in: str | None
    ror: str | None


def add_organisation(
    session: Session, about: OrganisationDetails, *, actor: Actor, now: datetime, request: str | None = None
) -> Organisation:
    """Put an organisation into the registry. Raises NotAllowed, and InvalidRequest for what does not fit or is there
    already.
    """
    entries.require_keeper(actor)
    columns = {"id": f"org_{secrets.token_hex(8)}"} | _columns(session, about)
    if not lists.insert_if_absent(session, ORGANISATIONS, columns):
        raise InvalidRequest(f"another organisation has the ROR {columns['ror']} already")
    told = {"organisation": entries.seal_entry(columns)}
    trail.record(session, "organisation.recorded", told, actor=actor, now=now, request=request)
    return load_organisation(session, str(columns["id"]))


def update_organisation(
    session: Session,
    organisation: str,
    about: OrganisationDetails,
    *,
    actor: Actor,
    now: datetime,
    request: str | None = None,
) -> Organisation:
    """Let an organisation's entry say this instead, whole. Raises NotAllowed, NotFound, InvalidRequest."""
    entries.require_keeper(actor)
    columns = _columns(session, about, besides=organisation)
    entries.update_entry(session, ORGANISATIONS, organisation, columns, actor=actor, now=now, request=request)
    return load_organisation(session, organisation)


def load_organisation(session: Session, organisation: str) -> Organisation:
    """The organisation of that id. Raises NotFound."""
    return _organisation(entries.load_locked(session, ORGANISATIONS, organisation))


def list_organisations(
    session: Session,
    *,
    limit: int,
    after: Sequence[object] | None = None,
    text: str | None = None,
    country: str | None = None,
    kind: str | None = None,
) -> tuple[list[Organisation], Sequence[object] | None]:
    """A page of the organisations by name, and the key of the next page if there is one."""
    query = select(ORGANISATIONS).where(*lists.match_text(session, text, ORGANISATIONS.c.name, ORGANISATIONS.c.ror))
    if country is not None:
        if not countries.is_seat(country):
            raise InvalidRequest(f"there is no country {country} in ISO 3166-1", "/country")
        query = query.where(ORGANISATIONS.c.country == country)
    if kind is not None:
        if kind not in PARTY_TYPES:
            raise InvalidRequest(f"there is no type “{kind}”; there are: {', '.join(PARTY_TYPES)}", "/type")
        query = query.where(ORGANISATIONS.c.type == kind)
    by = [ORGANISATIONS.c.sort_name, ORGANISATIONS.c.id]
    rows, following = lists.load_page(session, query, by, limit=limit, after=after)
    return [_organisation(row) for row in rows], following


def _columns(session: Session, about: OrganisationDetails, *, besides: str | None = None) -> dict[str, object]:
    if about.type not in TYPES:
        raise InvalidRequest(f"there is no type {about.type!r} of organisation; there are: {', '.join(TYPES)}")
    if not countries.is_seat(about.country):
        raise InvalidRequest(f"there is no country {about.country} in ISO 3166-1")
    place = about.registered_in
    name = lists.check_name("an organisation's name", about.name, 500)
    return {
        "name": name,
        "sort_name": sort_key(name),
        "type": about.type,
        "country": about.country,
        "registered_in": None
        if place is None
        else lists.check_name("a place of registration", place, 200, "/registered_in"),
        "ror": None if about.ror is None else _own_ror(session, about.ror, besides),
    }


def _own_ror(session: Session, given: str, besides: str | None) -> str:
    try:
        ror = identifiers.ror(given)
    except identifiers.NotAnIdentifier as error:
        raise InvalidRequest(str(error)) from error
    other = session.execute(select(ORGANISATIONS).where(ORGANISATIONS.c.ror == ror)).first()
    if other is not None and other.id != besides:
        raise InvalidRequest(f"{other.name} ({other.id}) has the ROR {ror} already")
    return ror


def _organisation(row: Found) -> Organisation:
    return Organisation(row.id, row.name, row.type, row.country, row.registered_in, row.ror)
