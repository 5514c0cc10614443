"""What a text that somebody typed may be, whatever it is about: not too long, readable, and in its own place on a page."""

import re

from states.text import find_bidi_control

LONGEST_LINE = 500
LONGEST_REASON = 4_000
LONGEST_SEARCH = 200
"""The most characters of a line, of a reason or evidence, and of what lists are searched for."""
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def explain_unfit_search(written: str) -> str | None:
    """Why nothing can be searched for by a text; None if it can."""
    if _UNSHOWN.search(written):
        return "must hold no characters that cannot be shown"
    return _explain_length(written, LONGEST_SEARCH)


def explain_unfit(written: str, longest: int) -> str | None:
    """Why a text may not be taken, said of it without naming it; None if it may. `longest` is in characters.

    Blank texts are not looked at: whether something must be said is for whoever asks for it.
    """
    if _UNREADABLE.search(written):
        return "must hold no NUL and no half characters"
    if (too_long := _explain_length(written, longest)) is not None:
        return too_long
    turning = find_bidi_control(written, beside_marks=longest > LONGEST_LINE)
    if turning is not None:
        return (
            f"must not hold characters that change the direction of the text around them, as U+{ord(turning):04X} does"
        )
    return None


def _explain_length(written: str, longest: int) -> str | None:
    return f"must be at most {longest:,} characters; you entered {len(written):,}" if len(written) > longest else None
