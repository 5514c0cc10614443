"""The texts that commands carry: each at most so long, readable, and not turning the text around it.

One check for all of them, so that no handler forgets one. What a transition is given is judged with what it asks for
(`states.asks`), and a filing with its fields (`states.fields`).
"""

from collections.abc import Iterator

from states.refusal import Refusal, Unmet
from states.written import LONGEST_LINE, LONGEST_REASON, explain_unfit
from workflow.commands import Command, DraftDecision

LONGEST = {
    "reason": LONGEST_REASON,
    "evidence": LONGEST_REASON,
    "comment": 20_000,
    "authority": LONGEST_LINE,
    "reference": 100,
    "signatories": 200,
}
"""The most characters of each text of a command, by the name of its field; of a list, of each text in it."""
_INDICATOR = ("name", "unit")
_LONGEST_INDICATOR = 200


def check_texts(command: Command) -> Refusal | None:
    """The refusal of every text of a command that may not be taken, each by its place; None if all may."""
    faults = tuple(
        Unmet("misfit", problem, pointer=pointer)
        for pointer, written, longest in _list_texts(command)
        if (problem := explain_unfit(written, longest)) is not None
    )
    return Refusal("misfit", faults[0].problem, missing=faults) if faults else None


def _list_texts(command: Command) -> Iterator[tuple[str, str, int]]:
    """Each text of a command: the JSON pointer to it, the text, and the most characters it may have."""
    for name, longest in LONGEST.items():
        value = getattr(command, name, None)
        if isinstance(value, str):
            yield f"/{name}", value, longest
        elif isinstance(value, tuple):
            yield from ((f"/{name}", one, longest) for one in value)
    if isinstance(command, DraftDecision):
        for place, indicator in enumerate(command.indicators):
            for name in _INDICATOR:
                if isinstance(said := indicator.get(name), str):
                    yield f"/indicators/{place}/{name}", said, _LONGEST_INDICATOR
