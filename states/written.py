"""What a text that somebody typed may be, whatever it is about: not too long, readable, and in its own place on a page."""

import re

from states.text import find_bidi_control

LONGEST_LINE = 500
LONGEST_REASON = 4_000
"""The most characters of a line, and of a reason or evidence."""
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


def explain_unfit(written: str, longest: int) -> str | None:
    """Why a text may not be taken, said of it without naming it; None if it may. `longest` is in characters.

    Blank texts are not looked at: whether something must be said is for whoever asks for it.
    """
    if _UNREADABLE.search(written):
        return "must hold no NUL and no half characters"
    if len(written) > longest:
        return f"must be at most {longest:,} characters; you entered {len(written):,}"
    turning = find_bidi_control(written, beside_marks=longest > LONGEST_LINE)
    if turning is not None:
        return (
            f"must not hold characters that change the direction of the text around them, as U+{ord(turning):04X} does"
        )
    return None
