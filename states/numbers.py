"""Whole numbers as people type them. One reader for every form field and command line argument.

A separator counts only where it sets off groups of three, so that no typing slip changes the size of a number: `3,000`
is three thousand, `8,5` and `3000,50` are refused.
"""

import re
import unicodedata
from dataclasses import dataclass

from states import text
from states.errors import StatesError

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2212": "-"})
_CURRENCY = re.compile(r"(?:\u00a5|CNY|RMB) ?", re.IGNORECASE)
_GROUPED = re.compile(r"([+-]?)([1-9][0-9]{0,2}(?:([ ,'])[0-9]{3})(?:\3[0-9]{3})*|[0-9]+)")
_DECIMAL = re.compile(r"[+-]?[0-9][0-9 ,']*\.[0-9]+|[+-]?[0-9]+[,'][0-9]{1,2}")
_LONGEST = 17  # digits: beyond that no field takes a number, and 64 bits hold every one of these
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that a number may be; None is no bound."""

    least: int | None = None
    most: int | None = None


class NotAWholeNumber(StatesError, ValueError):
    """What was typed is no whole number within its bounds; the message says what is accepted and what was typed."""


def read_whole_number(written: str, bounds: Bounds | None = None) -> int:
    """The whole number that somebody typed. Raises NotAWholeNumber.

    Groups of three may be set off by one kind of separator: a comma, a space (also U+00A0, U+202F, U+2009) or an
    apostrophe. Full-width digits and signs count as the plain ones; a yuan sign may stand in front. Decimals are
    refused.
    """
    plain = _CURRENCY.sub("", unicodedata.normalize("NFKC", text.fold(written)).translate(_APOSTROPHES), count=1)
    shown = " ".join(written.split())[:_SHOWN]
    found = _GROUPED.fullmatch(plain)
    if found is None and _DECIMAL.fullmatch(plain):
        raise NotAWholeNumber(f"enter a whole number without decimals, such as 8 or 3,000; you entered “{shown}”")
    if found is None:
        raise NotAWholeNumber(f"enter a whole number, such as 8 or 3,000; you entered “{shown}”")
    digits = re.sub("[ ,']", "", found[2])
    if len(digits) > _LONGEST:
        raise NotAWholeNumber(f"enter a whole number of at most {_LONGEST} digits; you entered {len(digits)} digits")
    number = int(found[1] + digits)
    _check_bounds(number, bounds or Bounds())
    return number


def _check_bounds(number: int, bounds: Bounds) -> None:
    """Raise NotAWholeNumber for a number beyond its bounds."""
    least, most = bounds.least, bounds.most
    if least is not None and most is not None and not least <= number <= most:
        raise NotAWholeNumber(f"enter a whole number from {least:,} to {most:,}; you entered {number:,}")
    if least is not None and number < least:
        raise NotAWholeNumber(f"enter a whole number of at least {least:,}; you entered {number:,}")
    if most is not None and number > most:
        raise NotAWholeNumber(f"enter a whole number of at most {most:,}; you entered {number:,}")
