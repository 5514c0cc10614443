"""What is wrong with a parameter or a member of a request, in our words: what would be accepted, and what was given."""

from collections.abc import Mapping
from typing import Any

_NUMBERS = frozenset({"int_parsing", "int_type", "int_from_float", "int_parsing_size"})
_DAYS = ("date_", "date_from_datetime")
_INSTANTS = ("datetime_", "timezone_")


def describe_fault(error: Mapping[str, Any]) -> str:
    """What one of pydantic's errors comes to. A kind of error that has no words of ours keeps pydantic's."""
    kind, given, limits = str(error["type"]), error.get("input"), error.get("ctx") or {}
    if kind == "missing":
        return "must be given"
    if kind == "string_too_long":
        return f"must be at most {limits['max_length']:,} characters; you entered {len(str(given)):,}"
    if kind == "string_too_short":
        return f"must be at least {limits['min_length']:,} characters; you entered {len(str(given)):,}"
    if kind == "too_long":
        return f"must be at most {limits['max_length']:,} entries; you entered {limits['actual_length']:,}"
    if kind == "literal_error":
        return f"must be one of: {_list_options(str(limits['expected']))}"
    if kind in _NUMBERS:
        return "must be a whole number"
    if kind == "bool_parsing":
        return "must be true or false"
    return _describe_bound(kind, limits) or str(error["msg"]).removeprefix("Value error, ")


def _describe_bound(kind: str, limits: Mapping[str, Any]) -> str | None:
    if kind == "greater_than_equal":
        return f"must be at least {limits['ge']}"
    if kind == "less_than_equal":
        return f"must be at most {limits['le']}"
    if kind.startswith(_INSTANTS):
        return "must be an instant that exists, written like 2022-12-25T16:00:00Z"
    if kind.startswith(_DAYS):
        return "must be a date that exists, written like 2022-12-25"
    return None


def _list_options(expected: str) -> str:
    """The options that pydantic names, in quotation marks that keep them as they are in any language; not the empty one."""
    named = expected.replace(" or ", ", ").split(", ")
    return ", ".join(f"“{one.strip(chr(39))}”" for one in named if one != "''")
