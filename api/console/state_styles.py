"""How a state looks: one of nine looks, each a glyph and a colour, told apart by where a state stands in its lifecycle."""

from states.lifecycle import Lifecycle

_LOOKS = {
    "draft": "draft",
    "returned": "draft",
    "submitted": "submitted",
    "partner-confirmed": "confirmed",
    "reviewed": "reviewed",
    "reserved": "reviewed",
    "awarded": "awarded",
    "supported": "awarded",
    "conferred": "awarded",
    "reported": "awarded",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "revoked": "withdrawn",
    "lapsed": "lapsed",
    "unilateral": "invalid",
    "ineligible": "invalid",
}


def style_state(state: str, lifecycle: Lifecycle | None = None) -> str:
    """The look of a state; one that a new lifecycle brings looks as what it most resembles."""
    if state in _LOOKS or lifecycle is None or state not in lifecycle.states:
        return _LOOKS.get(state, "submitted")
    return "withdrawn" if lifecycle.states[state].final else "submitted"


def main_path(lifecycle: Lifecycle) -> list[str]:
    """The main path: from the first state along the transitions that people make without having to give a reason."""
    path = [lifecycle.initial]
    while True:
        onward = (
            transition.to
            for transition in lifecycle.transitions_from(path[-1]).values()
            if transition.by != ("system",)
            and "reason" not in transition.asks
            and transition.to not in path
            and "rank" not in transition.asks
        )
        step = next(onward, None)
        if step is None:
            return path
        path.append(step)
