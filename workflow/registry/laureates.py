"""The register of laureates: who received an award for which year, and when it was handed over.

It holds public facts alone. An entry comes from a case when its award is conferred, or is recorded by hand for an earlier year.
The year of an award and that of its ceremony are kept apart: the first award is that of 1995, handed over in 1996.
"""

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlmodel import Session

from states import calendar, countries, loader
from states.errors import NoSuchInstant
from states.text import fold, sort_key
from workflow import editions, lists, set_aside, trail
from workflow.actors import Actor
from workflow.errors import InvalidRequest
from workflow.lists import Found
from workflow.registry import entries
from workflow.tables import LAUREATES

FIRST_YEAR = 1995
"""The year of the first award (IST-11)."""
KINDS = ("person", "organisation")
_YEAR = re.compile(r"[0-9]{4}")
_HOME_ZONE = ZoneInfo("Asia/Shanghai")
_NAME_AT_MOST, _SOURCE_AT_MOST = 500, 1_000


@dataclass(frozen=True, slots=True)
class LaureateDetails:
    """What is known of a laureate: `ceremony` is a year or a day, `country` None for an international organisation."""

    kind: str
    name: str
    programme: str
    award_year: int
    other_name: str | None = None
    country: str | None = None
    ceremony: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Laureate:
    """An entry of the register. `case` is told to the insiders alone; `of_case` says that the entry comes from one."""

    id: str
    kind: str
    name: str
    other_name: str | None
    country: str | None
    programme: str
    award_year: int
    ceremony: str | None
    source: str | None
    case: str | None
    of_case: bool


@dataclass(frozen=True, slots=True)
class LaureateSearch:
    """What a list of laureates is narrowed to."""

    programme: str | None = None
    year: int | None = None
    country: str | None = None
    text: str | None = None


def record_laureate(
    session: Session, about: LaureateDetails, *, actor: Actor, now: datetime, request: str | None = None
) -> Laureate:
    """Record a laureate by hand. Raises NotAllowed, and InvalidRequest for what does not fit or is recorded already."""
    entries.require_keeper(actor)
    columns = {"id": draw_id(), "case_ref": None, **build_columns(session, about, now=now)}
    if not lists.insert_if_absent(session, LAUREATES, columns):
        raise _recorded_already(about)
    told = {"laureate": entries.seal_entry(columns)}
    trail.record(session, "laureate.recorded", told, actor=actor, now=now, request=request)
    return find_laureate(session, actor, str(columns["id"]))


def correct_laureate(
    session: Session, laureate: str, about: LaureateDetails, *, actor: Actor, now: datetime, request: str | None = None
) -> Laureate:
    """Correct the whole entry. Raises NotAllowed, NotFound, and InvalidRequest for what does not fit or is another's."""
    entries.require_keeper(actor)
    columns = build_columns(session, about, now=now)
    entries.update_entry(
        session, LAUREATES, laureate, columns, actor=actor, now=now, request=request, action="laureate.corrected"
    )
    return find_laureate(session, actor, laureate)


def remove_laureate(
    session: Session, laureate: str, reason: str, *, actor: Actor, now: datetime, request: str | None = None
) -> None:
    """Remove an entry that was recorded by hand, with the reason. Raises NotAllowed, NotFound, InvalidRequest."""
    entries.require_keeper(actor)
    why = lists.check_text("a reason", reason, 4_000, "/reason")
    row = entries.load_locked(session, LAUREATES, laureate, locked=True)
    if row.case_ref is not None:
        raise InvalidRequest("this entry comes from a case: it leaves the register when the award is revoked")
    session.connection().execute(delete(LAUREATES).where(LAUREATES.c.id == laureate))
    told = {"laureate": laureate, "reason": why}
    trail.record(session, "laureate.removed", told, actor=actor, now=now, request=request)


def find_laureate(session: Session, actor: Actor, laureate: str) -> Laureate:
    """The entry of that id. Raises NotFound."""
    return _laureate(entries.load_locked(session, LAUREATES, laureate), actor)


def list_laureates(
    session: Session, actor: Actor, search: LaureateSearch, *, limit: int, after: Sequence[object] | None = None
) -> tuple[list[Laureate], Sequence[object] | None]:
    """A page of the register by award year, country and name, and the key of the next page. Raises InvalidRequest."""
    known = LAUREATES.c
    query = select(LAUREATES).where(*lists.match_text(session, search.text, known.name, known.other_name))
    if search.programme is not None:
        _require_programme(session, search.programme)
        query = query.where(known.programme == search.programme)
    if search.year is not None:
        query = query.where(known.award_year == search.year)
    if search.country is not None:
        _require_country(search.country)
        query = query.where(known.country == search.country)
    by = [known.award_year, known.country, known.sort_name, known.id]
    rows, following = lists.load_page(session, query, by, limit=limit, after=after)
    return [_laureate(row, actor) for row in rows], following


def count_laureates(session: Session, programme: str | None = None) -> tuple[Counter[int], Counter[str]]:
    """How many entries there are by award year, and by country ("" for none)."""
    query = select(LAUREATES.c.award_year, LAUREATES.c.country, func.count())
    if programme is not None:
        query = query.where(LAUREATES.c.programme == programme)
    years: Counter[int] = Counter()
    seats: Counter[str] = Counter()
    counted = session.execute(query.group_by(LAUREATES.c.award_year, LAUREATES.c.country))
    for year, country, count in filter(set_aside.is_readable, counted):
        years[year] += count
        seats[country] += count
    return years, seats


def list_programmes(session: Session) -> dict[str, str]:
    """The title of every award programme by its code: the bundled ones, and those of which an award was published."""
    calls = [next(iter(editions.load_newest(session, code).values())).call for code in editions.list_codes(session)]
    published = {call.programme: call.programme for call in calls if call.award_year is not None}
    return published | _bundled_awards()


def build_columns(session: Session, about: LaureateDetails, *, now: datetime) -> dict[str, object]:
    """What the table keeps of a laureate. Raises InvalidRequest for what does not fit, pointing at its place."""
    if mistakes := list_mistakes(session, about, now=now):
        first, *others = mistakes
        first.others = tuple(others)
        raise first
    columns = asdict(about) | {
        "name": _check_name(about),
        "other_name": _check_other_name(about),
        "source": _check_source(about),
        "country": about.country or "",
    }
    return columns | derive_keys(columns)


def list_mistakes(session: Session, about: LaureateDetails, *, now: datetime) -> list[InvalidRequest]:
    """Everything that does not fit in what is said of a laureate, each pointing at its place."""
    latest = now.astimezone(_HOME_ZONE).year + 1
    checks: tuple[Callable[[], object], ...] = (
        lambda: _require_kind(about.kind),
        lambda: _require_programme(session, about.programme),
        lambda: _require_country_of(about),
        lambda: _require_award_year(about.award_year, latest),
        lambda: _require_ceremony(about.ceremony, about.award_year, latest),
        lambda: _check_name(about),
        lambda: _check_other_name(about),
        lambda: _check_source(about),
    )
    return [mistake for check in checks if (mistake := _find_mistake(check)) is not None]


def _find_mistake(check: Callable[[], object]) -> InvalidRequest | None:
    try:
        check()
    except InvalidRequest as error:
        return error
    return None


def _check_name(about: LaureateDetails) -> str:
    return lists.check_name("a laureate's name", about.name, _NAME_AT_MOST)


def _check_other_name(about: LaureateDetails) -> str | None:
    other = about.other_name
    return None if other is None else lists.check_name("a name", other, _NAME_AT_MOST, "/other_name")


def _check_source(about: LaureateDetails) -> str | None:
    source = about.source
    return None if source is None else lists.check_name("a source", source, _SOURCE_AT_MOST, "/source")


def derive_keys(columns: Mapping[str, object]) -> dict[str, object]:
    """What follows from an entry: its place in lists, and the key by which it is there only once."""
    name, year = str(columns["name"]), columns["award_year"]
    told = (columns["programme"], str(year), columns["country"], columns["kind"], fold(name))
    return {"sort_name": sort_key(name), "match_key": hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()}


def draw_id() -> str:
    """The id of a new entry."""
    return f"lau_{secrets.token_hex(8)}"


@cache
def _bundled_awards() -> dict[str, str]:
    return {code: one.title for code, one in loader.programmes().items() if one.kind == "award"}


def _require_programme(session: Session, code: str) -> None:
    known = list_programmes(session)
    if code not in known:
        raise InvalidRequest(f"there is no award “{code}”; there are: {', '.join(sorted(known))}", "/programme")


def _require_kind(kind: str) -> None:
    if kind not in KINDS:
        raise InvalidRequest(f"there is no kind “{kind}” of laureate; there are: {', '.join(KINDS)}", "/kind")


def _require_country_of(about: LaureateDetails) -> None:
    if about.country is not None:
        _require_country(about.country)
    elif about.kind == "person":
        raise InvalidRequest("a person has a country; only an organisation may have none", "/country")


def _require_country(code: str) -> None:
    if not countries.is_country(code):
        raise InvalidRequest(f"there is no country {code} in ISO 3166-1", "/country")


def _require_award_year(award_year: int, latest: int) -> None:
    if not FIRST_YEAR <= award_year <= latest:
        raise InvalidRequest(f"the award year {award_year} does not lie from {FIRST_YEAR} to {latest}", "/award_year")


def _require_ceremony(written: str | None, award_year: int, latest: int) -> None:
    if written is None:
        return
    if not _YEAR.fullmatch(written):
        try:
            calendar.parse_day(written)
        except NoSuchInstant as error:
            said = f"the ceremony “{written}” is neither a year such as 1996 nor a day such as 1996-12-25"
            raise InvalidRequest(said, "/ceremony") from error
    if FIRST_YEAR <= award_year <= latest and not award_year <= int(written[:4]) <= latest:
        raise InvalidRequest(
            f"the ceremony “{written}” does not lie from the award year {award_year} to {latest}", "/ceremony"
        )


def _recorded_already(about: LaureateDetails) -> InvalidRequest:
    return InvalidRequest(f"{about.name} is recorded for {about.award_year} already", "/name")


def _laureate(row: Found, actor: Actor) -> Laureate:
    return Laureate(
        id=row.id,
        kind=row.kind,
        name=row.name,
        other_name=row.other_name,
        country=row.country or None,
        programme=row.programme,
        award_year=row.award_year,
        ceremony=row.ceremony,
        source=row.source,
        case=row.case_ref if entries.is_confidant(actor) else None,
        of_case=row.case_ref is not None,
    )
