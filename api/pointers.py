"""JSON pointers (RFC 6901) to the place in a body that something is wrong with."""

from collections.abc import Sequence


def write(parts: Sequence[object]) -> str:
    """A pointer of its parts; empty for the whole."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


def resolve(body: object, place: Sequence[object], *, is_missing: bool) -> list[object]:
    """The parts of a place that are places of the body, without the names of shapes and functions that checked it.

    The last part of what is missing is not there yet, and stays.
    """
    found: list[object] = []
    here = body
    for number, part in enumerate(place):
        is_there, inner = _step(here, part)
        if is_there or (is_missing and number == len(place) - 1):
            found.append(part)
        if is_there:
            here = inner
    return found


def _step(here: object, part: object) -> tuple[bool, object]:
    """Whether a value has such a part, and which."""
    if isinstance(here, dict):
        return part in here, here.get(part)
    if isinstance(here, list | tuple) and isinstance(part, int) and 0 <= part < len(here):
        return True, here[part]
    return False, None
