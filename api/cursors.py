"""Cursors: where a list went on, as an opaque text."""

import base64
import re
from datetime import datetime

import orjson

from api.errors import unknown_cursor
from states import calendar
from states.errors import NoSuchInstant
from workflow.outcomes import format_instant

_LARGEST_EVENT, _LARGEST_ROW = 2**53, 2**31 - 1
"""The largest number of an event, and of a row, which PostgreSQL keeps in four bytes."""
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def written(*key: object) -> str:
    """A key as a cursor."""
    plain = [format_instant(part) if isinstance(part, datetime) else part for part in key]
    return base64.urlsafe_b64encode(orjson.dumps(plain)).decode().rstrip("=")


def number(cursor: str | None) -> int | None:
    """The number of a row that a cursor holds. Raises BadRequest."""
    if cursor is None:
        return None
    [found] = _parts(cursor, int)
    return _number(found, _LARGEST_ROW)


def event(cursor: str | None) -> int | None:
    """The number of an event that a cursor holds. Raises BadRequest."""
    if cursor is None:
        return None
    [found] = _parts(cursor, int)
    return _number(found, _LARGEST_EVENT)


def due(cursor: str | None) -> tuple[datetime, int] | None:
    """The (instant, number) a cursor holds. Raises BadRequest."""
    if cursor is None:
        return None
    at, found = _parts(cursor, str, int)
    try:
        return calendar.parse_instant(at), _number(found, _LARGEST_ROW)
    except NoSuchInstant as error:
        raise unknown_cursor() from error


def texts(cursor: str | None, count: int) -> list[str] | None:
    """The texts that a cursor holds, so many of them. Raises BadRequest."""
    return None if cursor is None else [str(part) for part in _parts(cursor, *[str] * count)]


def _number(found: str | int, largest: int) -> int:
    if not 0 <= int(found) <= largest:
        raise unknown_cursor()
    return int(found)


def _parts(cursor: str, *kinds: type) -> list[str | int]:
    try:
        padded = cursor.encode() + b"=" * (-len(cursor) % 4)
        found = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, orjson.JSONDecodeError) as error:
        raise unknown_cursor() from error
    if not isinstance(found, list) or [type(part) for part in found] != list(kinds):
        raise unknown_cursor()
    if any(isinstance(part, str) and _UNREADABLE.search(part) for part in found):
        raise unknown_cursor()
    return found
