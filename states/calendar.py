"""Dates as a guideline prints them, turned into instants.

Every deadline is half-open: an act counts if it is received strictly before the instant. A date without a time ends at
the start of the next day in the call's zone. A local time that the clocks skip means the first instant after the gap; one
that happens twice means the later instant, in the applicant's favour.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, PlainSerializer

from states.errors import NoSuchInstant

_SPAN = re.compile(r"([1-9][0-9]{0,3})([dh])")
_EARLIEST, _LATEST = date(1970, 1, 2), date(2199, 12, 30)


def span(text: object) -> timedelta:
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


def spelled(duration: timedelta) -> str:
    """The inverse of `span`."""
    hours = int(duration.total_seconds()) // 3600
    return f"{hours // 24}d" if hours % 24 == 0 else f"{hours}h"


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises NoSuchInstant when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise NoSuchInstant(f"no time zone {name!r}") from error


def _known_zone(name: str) -> str:
    return zone(name).key


Span = Annotated[timedelta, BeforeValidator(span), PlainSerializer(spelled)]
Zone = Annotated[str, AfterValidator(_known_zone)]


def day(instant: datetime, zone_name: str) -> date:
    """The day on which an instant lies in a zone."""
    return instant.astimezone(zone(zone_name)).date()


def end_of(day: date, zone_name: str) -> datetime:
    """The instant (UTC) at which a date-only deadline ends: the start of the next day there."""
    _in_range(day)
    return at_local(datetime.combine(day + timedelta(days=1), time()), zone_name)


def last_minute(due: datetime, zone_name: str) -> datetime:
    """The last minute that is still in time for a due instant (itself too late), on the clocks of a zone.

    Everything that tells people when something ends tells this minute: pages, letters, calendar feeds, refusals.
    """
    return (due - timedelta(microseconds=1)).astimezone(zone(zone_name)).replace(second=0, microsecond=0)


def format_last_minute(due: datetime, zone_name: str) -> str:
    """The last minute that is in time as a sentence names it: `2022-12-25 23:59 (Asia/Shanghai)`."""
    return _with_zone(last_minute(due, zone_name), zone_name)


def format_moment(instant: datetime, zone_name: str) -> str:
    """An instant as a sentence names it: `2022-11-01 00:00 (Asia/Shanghai)`. Seconds are told where there are any."""
    return _with_zone(instant.astimezone(zone(zone_name)), zone_name)


def at_local(local: datetime, zone_name: str) -> datetime:
    """The instant (UTC) of a wall-clock time in a zone, by the gap and fold rules above.

    Raises NoSuchInstant for an aware datetime or one outside 1970 to 2199.
    """
    if local.tzinfo is not None:
        raise NoSuchInstant(f"{local} names its own offset; write local time, the zone stands beside it")
    _in_range(local.date())
    place = zone(zone_name)
    first = local.replace(tzinfo=place, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=place, fold=1).astimezone(UTC)
    if first <= second:
        return second
    return _start_of_gap(second, first, place)


def later(instant: datetime, wait: timedelta, zone_name: str) -> datetime:
    """`wait` after an instant: whole days count as calendar days in the zone and end with the day, hours are elapsed time."""
    if wait % timedelta(days=1):
        return instant + wait
    return end_of(instant.astimezone(zone(zone_name)).date() + wait, zone_name)


def _with_zone(local: datetime, zone_name: str) -> str:
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return f"{local.date()} {clock} ({zone_name})"


def _start_of_gap(low: datetime, high: datetime, place: ZoneInfo) -> datetime:
    before = low.astimezone(place).utcoffset()
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(place).utcoffset() == before else (low, middle)
    return high


def _in_range(day: date) -> None:
    if not _EARLIEST <= day <= _LATEST:
        raise NoSuchInstant(f"{day} is not between {_EARLIEST} and {_LATEST}")
