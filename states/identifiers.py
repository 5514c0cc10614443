"""Identifiers that others give out: the ROR of an organisation, the ORCID iD of a person.

Each is taken bare or as its web address, and kept bare in its one spelling. Its check characters (ISO 7064) tell a slip of
the pen, not whether it was ever given out.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

_DIGITS: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o and u
_ROR_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?ror\.org/", re.IGNORECASE)
_ORCID_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?orcid\.org/", re.IGNORECASE)
_ROR = re.compile(rf"0[{_DIGITS}]{{6}}[0-9]{{2}}")
_ORCID = re.compile(r"([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9X])")


class NotAnIdentifier(ValueError):
    """The text is no such identifier; says what is wrong with it."""


def ror(text: str) -> str:
    """The ROR in a text, such as 05dxps055. Raises NotAnIdentifier."""
    bare = _without(_ROR_ADDRESS, text).lower()
    if not _ROR.fullmatch(bare):
        raise NotAnIdentifier(
            "a ROR is written like 05dxps055: 0, six letters or digits without i, l, o and u, and two digits"
        )
    if int(bare[7:]) != 98 - _number(bare[:7]) * 100 % 97:
        raise NotAnIdentifier(
            f"{bare} is not a ROR: its last two digits do not fit the rest, so one of them is mistyped"
        )
    return bare


def orcid(text: str) -> str:
    """The ORCID iD in a text, such as 0000-0002-1825-0097. Raises NotAnIdentifier."""
    found = _ORCID.fullmatch(_without(_ORCID_ADDRESS, text).upper())
    if not found:
        raise NotAnIdentifier(
            "an ORCID iD is written like 0000-0002-1825-0097: four groups of four digits, the last of which may be X"
        )
    joined = "".join(found.groups())
    if joined[-1] != _check_character(joined[:-1]):
        bare = "-".join(found.groups())
        raise NotAnIdentifier(f"{bare} is not an ORCID iD: its last digit does not fit the rest, so one is mistyped")
    return "-".join(found.groups())


def problems(party: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """What is wrong with the identifiers of a party in a filing, where they stand in their one spelling: which, and what."""
    is_person = party.get("type") == "person"
    for name, read, is_theirs in (("ror", ror, not is_person), ("orcid", orcid, is_person)):
        given = party.get(name)
        if not isinstance(given, str):
            continue
        if not is_theirs:
            yield name, f"{'a person' if is_person else 'an organisation'} has none"
        elif problem := _unfit(read, given):
            yield name, problem


def _unfit(read: Callable[[str], str], given: str) -> str | None:
    try:
        bare = read(given)
    except NotAnIdentifier as error:
        return str(error)
    return None if bare == given else f"must be written {bare}"


def _without(address: re.Pattern[str], text: str) -> str:
    bare = text.strip()
    found = address.match(bare)
    return bare[found.end() :] if found else bare


def _number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * 32 + _DIGITS.index(digit)
    return value


def _check_character(digits: str) -> str:
    """By ISO 7064, MOD 11-2."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)
