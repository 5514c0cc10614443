"""Agreements between governments: who is party to them, from when to when they hold, which directions stand under them."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlmodel import Session

from states import calendar, countries
from states.errors import NoSuchInstant
from workflow import canonical, editions, lists, set_aside, trail
from workflow.actors import Actor
from workflow.errors import InvalidRequest, SetAside
from workflow.lists import Columns, Found
from workflow.registry import entries
from workflow.tables import AGREEMENTS

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,99}")
_DAYS = ("signed_on", "effective_on", "expires_on")


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement: its parties by their partner codes, its days written like 2022-12-25 where they are known."""

    code: str
    title: str
    parties: tuple[str, ...]
    signed_on: str | None = None
    effective_on: str | None = None
    expires_on: str | None = None


def add_agreement(
    session: Session,
    agreement: Agreement,
    *,
    actor: Actor,
    now: datetime,
    request: str | None = None,
    cited: Columns | None = None,
) -> Agreement:
    """Put an agreement into the registry. Raises NotAllowed, and InvalidRequest for what does not fit or is there already."""
    entries.require_keeper(actor)
    columns = _columns(agreement)
    if not lists.insert_if_absent(session, AGREEMENTS, columns):
        raise InvalidRequest(f"there is an agreement {agreement.code} already")
    about = {"agreement": columns} | ({"source": dict(cited)} if cited else {})
    trail.record(session, "agreement.recorded", about, actor=actor, now=now, request=request)
    return load_agreement(session, agreement.code)


def update_agreement(
    session: Session, agreement: Agreement, *, actor: Actor, now: datetime, request: str | None = None
) -> Agreement:
    """Let the agreement of that code say this instead, whole. Raises NotAllowed, NotFound, InvalidRequest."""
    entries.require_keeper(actor)
    columns = _columns(agreement)
    entries.update_entry(session, AGREEMENTS, agreement.code, columns, actor=actor, now=now, request=request)
    return load_agreement(session, agreement.code)


def load_agreement(session: Session, code: str) -> Agreement:
    """The agreement of that code. Raises NotFound."""
    return _agreement(entries.load_locked(session, AGREEMENTS, code))


def list_agreements(
    session: Session,
    *,
    limit: int,
    after: Sequence[object] | None = None,
    text: str | None = None,
    partner: str | None = None,
) -> tuple[list[Agreement], Sequence[object] | None]:
    """A page of the agreements by code, and the key of the next page if there is one."""
    query = select(AGREEMENTS).where(*lists.match_text(session, text, AGREEMENTS.c.code, AGREEMENTS.c.title))
    if partner is not None:
        entries.require_partner(partner)
        query = query.where(AGREEMENTS.c.parties.contains(canonical.dumps(partner).decode(), autoescape=True))
    rows, following = lists.load_page(session, query, [AGREEMENTS.c.code], limit=limit, after=after)
    return list(set_aside.keep_sound(session, "agreements", rows, _agreement, lambda row: row.code)), following


def list_directions(session: Session, code: str) -> list[tuple[str, str]]:
    """The directions that stand under an agreement, each with its call, in the newest edition of every call."""
    definitions = [
        definition
        for call in editions.list_codes(session)
        for definition in editions.load_newest(session, call).values()
    ]
    return [
        (definition.call.code, definition.direction.code)
        for definition in definitions
        if definition.direction.under == code
    ]


def _columns(agreement: Agreement) -> dict[str, object]:
    if not _CODE.fullmatch(agreement.code):
        raise InvalidRequest(
            "an agreement's code is 1 to 100 letters, digits, dots, hyphens and underscores, such as CN-AR.1980"
        )
    if len(set(agreement.parties)) < 2 or len(set(agreement.parties)) < len(agreement.parties):
        raise InvalidRequest("an agreement has at least two parties, each named once")
    for party in agreement.parties:
        if not countries.is_partner(party):
            raise InvalidRequest(countries.no_partner(party))
    _require_order(agreement)
    columns = asdict(agreement) | {"title": lists.check_name("an agreement's title", agreement.title, 500, "/title")}
    return columns | {"parties": canonical.dumps(list(agreement.parties)).decode()}


def _require_order(agreement: Agreement) -> None:
    days = [(name, day) for name in _DAYS if (day := getattr(agreement, name)) is not None]
    for name, day in days:
        try:
            calendar.parse_day(day)
        except NoSuchInstant as error:
            raise InvalidRequest(f"{name} {error}", f"/{name}") from error
    for (earlier, first), (later, second) in pairwise(days):
        if second < first:
            raise InvalidRequest(f"{later} ({second}) lies before {earlier} ({first})")


def _agreement(row: Found) -> Agreement:
    try:
        parties = canonical.loads(row.parties)
    except ValueError as error:
        raise SetAside(f"agreement {row.code} cannot be read: its parties are no JSON") from error
    if not isinstance(parties, list):
        raise SetAside(f"agreement {row.code} cannot be read: its parties are no list")
    return Agreement(row.code, row.title, tuple(parties), row.signed_on, row.effective_on, row.expires_on)
