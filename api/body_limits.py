"""How large a body may be in which a filing comes: it follows from the fields of the directions, not from a guess.

A limit on a text counts characters. Sent, a character takes up to 12 bytes: four of UTF-8 with three letters for each
in a form, or two escapes of six letters in JSON.
"""

from functools import cache

from states import loader
from states.fields import LONGEST, Field

BYTES = 12
_BESIDE = 64 * 1024  # names of fields, and what stands between them
_PARTY, _PARTIES = 1_500, 100
_SHORT = 40


@cache
def largest_filing() -> int:
    """The most bytes that a filing with every field full takes, in whichever direction takes most."""
    directions = [direction for call in loader.calls().values() for direction in call.directions]
    return max(sum(map(_characters, one.fields.values())) for one in directions) * BYTES + _BESIDE


def filing_limit(least: int) -> int:
    """The limit of a body with a filing in it; texts twice as long as allowed still come back with what is wrong."""
    return max(least, 2 * largest_filing())


def _characters(field: Field) -> int:
    match field.kind:
        case "text" | "line":
            return LONGEST[field.kind]
        case "party":
            return _PARTY
        case "parties":
            return _PARTY * _PARTIES
        case "paper":
            return LONGEST["line"] * 10
        case "choice" | "choices":
            return LONGEST["line"] + sum(map(len, field.options))
        case "figures":
            return _SHORT * len(field.options)
    return _SHORT
