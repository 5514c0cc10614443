"""Whole numbers as people type them. One reader for every form field and command line argument.

A separator counts only where it sets off groups of three, and a currency only before or after the whole number, so that
no typing slip changes the size of a number: `3,000` is three thousand; `8,5`, `3000,50` and `8¥5` are refused. Digits are
the plain and the full-width ones. Superscripts, subscripts and circled digits are refused, and so are characters that
are not drawn.
"""

import re
from dataclasses import dataclass

from states import text
from states.errors import StatesError

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN = _FULL_WIDTH | {
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2008\u2009\u202f\u3000"), " "),
    **dict.fromkeys(map(ord, "\u2212\ufe63"), "-"),
    ord("\u2019"): "'",
    ord("\uffe5"): "\u00a5",
}
_AMOUNT = re.compile(
    r"""(?P<sign>[+-]?)
    (?:(?:(?:CNY|RMB|人民币|CN)?[ ]?\u00a5|CNY|RMB|人民币)[ ]?)?
    (?P<inner>[+-]?)
    (?P<figure>[0-9](?:.*[0-9])?)
    (?:[ ]?(?:\u00a5|CNY|RMB|人民币|元|yuan))?""",
    re.IGNORECASE | re.VERBOSE,
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([ ,'])[0-9]{3})(?:\1[0-9]{3})*|[0-9]+")
_DECIMAL = re.compile(r"[0-9][0-9 ,']*\.[0-9]+|[0-9]+[,'][0-9]{1,2}")
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
    apostrophe. Full-width digits and signs count as the plain ones. A currency may stand before or after the number:
    `CNY`, `RMB`, `CN¥`, `¥`, `人民币` before it, the same or `元` after it. Decimals are refused.
    """
    plain = re.sub(" +", " ", written.strip().translate(_PLAIN))
    shown = _show(written)
    found = _AMOUNT.fullmatch(plain)
    figure = found["figure"] if found is not None and not (found["sign"] and found["inner"]) else ""
    if _DECIMAL.fullmatch(figure):
        raise NotAWholeNumber(f"enter a whole number without decimals, such as 8 or 3,000; you entered “{shown}”")
    if found is None or not _GROUPED.fullmatch(figure):
        raise NotAWholeNumber(f"enter a whole number, such as 8 or 3,000; you entered “{shown}”")
    digits = re.sub("[ ,']", "", figure)
    if len(digits) > _LONGEST:
        raise NotAWholeNumber(f"enter a whole number of at most {_LONGEST} digits; you entered {len(digits)} digits")
    number = int(found["sign"] + found["inner"] + digits)
    _check_bounds(number, bounds or Bounds())
    return number


def _show(written: str) -> str:
    """What was typed, cut, as a message repeats it; characters that are not drawn by their code point."""
    seen = " ".join(written.split())[:_SHOWN]
    return "".join(f"\\u{ord(one):04x}" if text.has_unseen(one) else one for one in seen)


def _check_bounds(number: int, bounds: Bounds) -> None:
    """Raise NotAWholeNumber for a number beyond its bounds."""
    least, most = bounds.least, bounds.most
    if least is not None and most is not None and not least <= number <= most:
        raise NotAWholeNumber(f"enter a whole number from {least:,} to {most:,}; you entered {number:,}")
    if least is not None and number < least:
        raise NotAWholeNumber(f"enter a whole number of at least {least:,}; you entered {number:,}")
    if most is not None and number > most:
        raise NotAWholeNumber(f"enter a whole number of at most {most:,}; you entered {number:,}")
