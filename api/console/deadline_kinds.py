"""What kind a deadline is of, as calendars tell it: it ends cases, reviews are due by it, or something else is."""

from typing import Literal

from states.lifecycle import Lifecycle

Kind = Literal["ends", "review", "other"]


def find_case_kind(lifecycle: Lifecycle, state: str, deadline: str | None, *, one_sided: bool) -> Kind:
    """The kind of the deadline of a case in a state."""
    after = lifecycle.overtaken(state, one_sided=one_sided)
    if after is not None and lifecycle.states[after].final:
        return "ends"
    return "review" if deadline == "review" else "other"


def find_call_kind(lifecycle: Lifecycle, deadline: str) -> Kind:
    """The kind of a deadline of a call: what it may at the most do to a case."""
    under = (name for name, state in lifecycle.states.items() if state.deadline and state.deadline.at == deadline)
    kinds = {find_case_kind(lifecycle, state, deadline, one_sided=True) for state in under}
    return next((kind for kind in ("ends", "review") if kind in kinds), "review" if deadline == "review" else "other")
