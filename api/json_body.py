"""Strict JSON: what every reader would read the same way, or a 400 that says what is wrong.

Refused are NaN and infinities, whole numbers beyond 2^53, duplicate keys, lone surrogates and NUL in text, anything but
UTF-8, and nesting deeper than 32. 15.0 is the same number as 15, as JSON Schema has it.
"""

import json
import re
from typing import Any

DEEPEST = 32
_LARGEST = 2**53 - 1
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


class NotStrictJson(ValueError):
    """The body is not JSON that everybody would read the same way."""


def loads(body: bytes) -> Any:
    """The value of a JSON text. Raises NotStrictJson."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_constant,
        )
    except UnicodeDecodeError as error:
        raise NotStrictJson("the body is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise NotStrictJson(f"the body is not JSON: {error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise NotStrictJson(f"the body is nested deeper than {DEEPEST}") from error
    _check(value, 0)
    return value


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise NotStrictJson(f"the body is nested deeper than {DEEPEST}")
    if isinstance(value, str):
        if _UNREADABLE.search(value):
            raise NotStrictJson("a text holds NUL or half a character")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check(key, depth + 1)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrictJson("an object names the same key twice")
    return found


def _whole(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > _LARGEST:
        raise NotStrictJson("a whole number lies beyond 2^53")
    return int(digits)


def _fraction(digits: str) -> float | int:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise NotStrictJson("a number is too large")
    return int(value) if value.is_integer() and abs(value) <= _LARGEST else value


def _constant(name: str) -> Any:
    raise NotStrictJson(f"{name} is not JSON")
