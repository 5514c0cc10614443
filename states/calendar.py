"""Dates as a guideline prints them, turned into instants.

Every deadline is half-open: an act counts if it is received strictly before the instant. A date without a time ends at
the start of the next day in the call's zone. A local time that the clocks skip means the first instant after the gap; one
that happens twice means the later instant, in the applicant's favour.

The service accepts one range of days and instants: FIRST_DAY to LAST_DAY, in UTC. It begins early enough for laureates
and agreements of the past, and ends early enough that no time zone and no span of days leads beyond what can be stored.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

from states.errors import NoSuchInstant

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
FIRST_INSTANT = datetime(1900, 1, 1, tzinfo=UTC)
LAST_INSTANT = datetime(2199, 12, 31, 23, 59, 59, 999_999, UTC)
_NO_ZONES = frozenset({"Factory", "localtime", "posixrules"})
_FIRST_OF_ALL = datetime.min.replace(tzinfo=UTC)
_SPAN = re.compile(r"([1-9][0-9]{0,3})([dh])")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FINER = re.compile(r"\.[0-9]{6}0*[1-9]")
_MONTH = re.compile(r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def parse_span(text: object) -> timedelta:
    """`"7d"` or `"12h"` as a duration. Raises ValueError on anything else."""
    if isinstance(text, timedelta):
        return text
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise ValueError(f"a span is written like 7d or 12h, not {text!r}")
    number, unit = int(found[1]), found[2]
    if unit == "h" and number % 24 == 0:
        raise ValueError(f"hours are elapsed time, days end with the day: write {number // 24}d, not {text!r}")
    return timedelta(days=number) if unit == "d" else timedelta(hours=number)


def spell_span(duration: timedelta) -> str:
    """The inverse of `span`."""
    hours = int(duration.total_seconds()) // 3600
    return f"{hours // 24}d" if hours % 24 == 0 else f"{hours}h"


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises NoSuchInstant when there is none."""
    if name not in zone_names():
        raise NoSuchInstant(f"no time zone {name!r}")
    return ZoneInfo(name)


@cache
def zone_names() -> frozenset[str]:
    """Every zone of the IANA time zone database, as its package lists them: no file that a system keeps beside them."""
    listed = (resources.files("tzdata") / "zones").read_text("utf-8").split()
    return frozenset(listed) - _NO_ZONES


def _known_zone(name: str) -> str:
    return zone(name).key


Span = Annotated[timedelta, BeforeValidator(parse_span), PlainSerializer(spell_span)]
Zone = Annotated[str, AfterValidator(_known_zone)]


def check_day(day: date) -> date:
    """The same day, if the service accepts it. Raises NoSuchInstant."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise NoSuchInstant(f"{day} is not between {FIRST_DAY} and {LAST_DAY}")
    return day


def check_instant(instant: datetime) -> datetime:
    """The same instant in UTC, if it is aware and the service accepts it. Raises NoSuchInstant."""
    if instant.tzinfo is None:
        raise NoSuchInstant(f"{instant.isoformat()} has no offset: end it with Z or an offset such as +08:00")
    if not FIRST_INSTANT <= instant <= LAST_INSTANT:
        raise NoSuchInstant(f"{instant.isoformat()} is not between {FIRST_DAY} and {LAST_DAY} (UTC)")
    return instant.astimezone(UTC)


def parse_day(written: object) -> date:
    """The day of a text written like 2022-12-25. Raises NoSuchInstant."""
    try:
        if not isinstance(written, str) or not _DAY.fullmatch(written):
            raise ValueError
        found = date.fromisoformat(written)
    except ValueError as error:
        raise NoSuchInstant("must be a date that exists, written like 2022-12-25") from error
    return check_day(found)


def check_month(written: str) -> str:
    """The same month, written like 2022-12, if the service accepts its days. Raises NoSuchInstant."""
    if not _MONTH.fullmatch(written):
        raise NoSuchInstant("must be a month from 1900-01 to 2199-12, written like 2022-12")
    return written


def parse_instant(written: object) -> datetime:
    """The instant (UTC) of a text like 2022-12-25T16:00:00Z, with its offset (RFC 3339). Raises NoSuchInstant.

    Instants are kept to the microsecond; what is finer is refused rather than cut off.
    """
    if isinstance(written, str) and _FINER.search(written):
        raise NoSuchInstant("must be an instant with at most six digits after the second")
    try:
        if not isinstance(written, str) or not _INSTANT.fullmatch(written):
            raise ValueError
        found = datetime.fromisoformat(written.upper())
    except ValueError as error:
        raise NoSuchInstant("must be an instant that exists, written like 2022-12-25T16:00:00Z") from error
    return check_instant(found)


def add_span(instant: datetime, span: timedelta) -> datetime:
    """The instant after an elapsed time. Raises NoSuchInstant where that leads out of the range."""
    try:
        return check_instant(instant + span)
    except OverflowError as error:
        raise NoSuchInstant(f"{span} after {instant.isoformat()} is not between {FIRST_DAY} and {LAST_DAY}") from error


def on_clock(instant: datetime, zone_name: str) -> datetime:
    """What a clock in a zone shows at an instant; in UTC where the zone has no day for it (years 1 and 9999)."""
    try:
        return instant.astimezone(zone(zone_name))
    except OverflowError:
        return instant.astimezone(UTC)


def day(instant: datetime, zone_name: str) -> date:
    """The day on which an instant lies in a zone."""
    return on_clock(instant, zone_name).date()


def end_of(day: date, zone_name: str) -> datetime:
    """The instant (UTC) at which a date-only deadline ends: the start of the next day there."""
    check_day(day)
    return check_instant(_resolve(datetime.combine(day + timedelta(days=1), time()), zone(zone_name)))


def bounds(day: date, zone_name: str) -> tuple[datetime, datetime]:
    """The first instant of a day in a zone, and that of the next day; never outside the range. Raises NoSuchInstant."""
    place = zone(zone_name)
    midnight = datetime.combine(check_day(day), time())
    first, after = (_resolve(midnight + timedelta(days=days), place) for days in (0, 1))
    return max(first, FIRST_INSTANT), min(after, LAST_INSTANT)


def last_minute(due: datetime, zone_name: str) -> datetime:
    """The last minute that is still in time for a due instant (itself too late), on the clocks of a zone.

    Everything that tells people when something ends tells this minute: pages, letters, calendar feeds, refusals.
    """
    return on_clock(last_instant(due), zone_name).replace(second=0, microsecond=0)


def last_instant(due: datetime) -> datetime:
    """The last instant that is in time for a due one, which is itself too late."""
    return due if due <= _FIRST_OF_ALL else due - timedelta(microseconds=1)


def format_last_minute(due: datetime, zone_name: str) -> str:
    """The last minute that is in time as a sentence names it: `2022-12-25 23:59 (Asia/Shanghai)`."""
    return _with_zone(last_minute(due, zone_name), zone_name)


def format_moment(instant: datetime, zone_name: str) -> str:
    """An instant as a sentence names it: `2022-11-01 00:00 (Asia/Shanghai)`. Seconds are told where there are any."""
    return _with_zone(on_clock(instant, zone_name), zone_name)


def at_local(local: datetime, zone_name: str) -> datetime:
    """The instant (UTC) of a wall-clock time in a zone, by the gap and fold rules above.

    Raises NoSuchInstant for an aware datetime, or one outside the range.
    """
    if local.tzinfo is not None:
        raise NoSuchInstant(f"{local} names its own offset; write local time, the zone stands beside it")
    check_day(local.date())
    return check_instant(_resolve(local, zone(zone_name)))


def later(instant: datetime, wait: timedelta, zone_name: str) -> datetime:
    """`wait` after an instant: whole days are calendar days in the zone and end with the day, hours are elapsed time.

    Raises NoSuchInstant where that leads out of the range.
    """
    if wait % timedelta(days=1):
        return add_span(instant, wait)
    return end_of(instant.astimezone(zone(zone_name)).date() + wait, zone_name)


def _resolve(local: datetime, place: ZoneInfo) -> datetime:
    first = local.replace(tzinfo=place, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=place, fold=1).astimezone(UTC)
    if first <= second:
        return second
    return _start_of_gap(second, first, place)


def _with_zone(local: datetime, zone_name: str) -> str:
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return f"{local.date()} {clock} ({zone_name})"


def _start_of_gap(low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    before = low.astimezone(place).utcoffset()
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(place).utcoffset() == before else (low, middle)
    return high
