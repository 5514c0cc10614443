"""Whose clock a time is read from: the zone of a partner's seat of government, and what a clock's time comes to."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global

from api.errors import refuse_parameter
from states import calendar
from states.errors import NoSuchInstant

_SEATS = {"RU": "Europe/Moscow", "EU": "Europe/Brussels", "ES": "Europe/Madrid", "AR": "America/Argentina/Buenos_Aires"}


@cache
def of(partner: str | None) -> tuple[str, ...]:
    """The zone of a partner's seat, or nothing where it is not known."""
    if partner is None:
        return ()
    if partner in _SEATS:
        return (_SEATS[partner],)
    known = get_global("territory_zones").get(partner, [])
    return (known[0],) if known else ()


def read(written: str, zone: str, name: str) -> datetime:
    """The instant that somebody wrote into a field: with its offset, or else as a clock in a zone shows it. Raises
    BadRequest.
    """
    try:
        day, parting, _ = written.partition("T" if "T" in written else " ")
        if not parting and date.fromisoformat(day):
            raise refuse_parameter("enter the day and the time, such as 2026-12-25 18:00", f"/{name}")
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise refuse_parameter("enter a day and a time that exist, such as 2026-12-25 18:00", f"/{name}") from error
    if found.tzinfo is None:
        return resolve_local(found, zone, name)
    try:
        return calendar.check_instant(found)
    except NoSuchInstant as error:
        raise refuse_parameter(str(error), f"/{name}") from error


def check_zone(name: str) -> str:
    """The same time zone, if it exists. Raises BadRequest, which names the field `zone`."""
    try:
        calendar.zone(name)
    except NoSuchInstant as error:
        raise refuse_parameter(str(error), "/zone") from error
    return name


def resolve_local(local: datetime, zone: str, name: str) -> datetime:
    """The instant at which a clock in a zone shows this, by the rule of docs/time.md. Raises BadRequest."""
    try:
        return calendar.at_local(local, zone)
    except NoSuchInstant as error:
        raise refuse_parameter(str(error), f"/{name}") from error


def wall(at: datetime, zone: str) -> str:
    """What a clock in a zone shows, as a field for a day and a time takes it."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
