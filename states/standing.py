"""How the status of a rule is shown: one word and one tone for each strength and status, the same everywhere."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from states.rules import Status, Strength

Tone = Literal["good", "bad", "warn", "neutral"]
Word = Literal[
    "met",
    "declared",
    "not-met",
    "waived",
    "waiting",
    "followed",
    "not-followed",
    "not-applicable",
    "information",
    "left-open",
]


class Standing(NamedTuple):
    """The word for how a rule stands, as a code, and its tone: good, bad, something to see to (warn), or neutral."""

    word: Word
    tone: Tone


def describe_standing(strength: Strength, status: Status) -> Standing:
    """The word and tone. What only encourages is never bad, what was waived never good, and what informs is neutral."""
    if status == "not-applicable":
        return Standing("not-applicable", "neutral")
    if strength == "ambiguous":
        return Standing("left-open", "neutral")
    if strength == "information" or status == "information":
        return Standing("information", "neutral")
    if status == "waived":
        return Standing("waived", "neutral")
    if strength == "encouraged":
        return _ENCOURAGED[status]
    return _BLOCKING[status]


WORDS: Mapping[str, str] = {
    "met": "met",
    "declared": "declared, no file",
    "not-met": "not met",
    "waived": "set aside",
    "waiting": "waiting",
    "followed": "followed",
    "not-followed": "not followed",
    "not-applicable": "not applicable",
    "information": "for information",
    "left-open": "left open by the source",
}
"""What each word is in English; the other languages stand in the console's catalogue."""
_ENCOURAGED: dict[Status, Standing] = {
    "met": Standing("followed", "good"),
    "declared": Standing("declared", "neutral"),
    "not-met": Standing("not-followed", "neutral"),
    "waiting": Standing("waiting", "neutral"),
}
_BLOCKING: dict[Status, Standing] = {
    "met": Standing("met", "good"),
    "declared": Standing("declared", "warn"),
    "not-met": Standing("not-met", "bad"),
    "waiting": Standing("waiting", "warn"),
}
