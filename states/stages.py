"""How far cases come: each state of a lifecycle as a place on its main way, so that a call's cases can be counted by it."""

from states import diagram
from states.lifecycle import Lifecycle


def has_reached(lifecycle: Lifecycle) -> dict[str, int]:
    """By state, how far along the main way a case in it has come at the least.

    A state beside the way is left for from several places; only the first of them is certain.
    """
    found = {state: place for place, state in enumerate(diagram.spine(lifecycle))}
    beside = [state for state in lifecycle.states if state not in found]
    for _ in beside:
        for state in beside:
            known = [found[source] for source in _sources(lifecycle, state) if source in found]
            if known:
                found[state] = min(known)
    return found


def is_contested(lifecycle: Lifecycle) -> int:
    """The place on the main way from which a case competes for a place of the quota: nobody has to file or confirm it still."""
    way = diagram.spine(lifecycle)
    return next((place for place, state in enumerate(way) if place and not _is_awaited(lifecycle, state)), len(way) - 1)


def from_place(lifecycle: Lifecycle, place: int) -> tuple[str, ...]:
    """The states in which a case has come so far at the least, in the lifecycle's order."""
    found = has_reached(lifecycle)
    return tuple(state for state in lifecycle.states if found.get(state, 0) >= place)


def _sources(lifecycle: Lifecycle, state: str) -> list[str]:
    return [
        source
        for transition in lifecycle.transitions.values()
        if transition.to == state
        for source in transition.source
    ]


def _is_awaited(lifecycle: Lifecycle, state: str) -> bool:
    """Whether the other side has still to file or to confirm."""
    partners = any(
        "partner" in transition.by and "reason" not in transition.asks
        for transition in lifecycle.transitions_from(state).values()
    )
    return partners or bool(lifecycle.states[state].open_to)
