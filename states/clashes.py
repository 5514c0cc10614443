"""What two calls cannot both have: a reference that numbers cases, or a code that differs in capitals alone."""

from collections.abc import Iterable, Iterator

from states.call import Call
from states.text import fold


def find_clashes(call: Call, others: Iterable[Call]) -> Iterator[tuple[str, str]]:
    """Every place where a call clashes with another call, and what is wrong. Editions of one call do not clash."""
    held: dict[str, tuple[str, str]] = {}
    for other in others:
        if other.code == call.code:
            continue
        if fold(other.code) == fold(call.code):
            yield "code", f"{call.code} is the code {other.code} of another call in other letters"
        for direction in other.directions:
            held.setdefault(fold(direction.reference), (other.code, direction.code))
    for direction in call.directions:
        if (taken := held.get(fold(direction.reference))) is not None:
            said = f"reference {direction.reference} numbers the cases of direction {taken[1]} of {taken[0]} already"
            yield f"directions.{direction.code}", said
