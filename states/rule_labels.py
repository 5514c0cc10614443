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


class RuleLabel(NamedTuple):
    """The word for how a rule stands, as a code, and its tone: good, bad, something to see to (warn), or neutral."""

    word: Word
    tone: Tone


def label_rule(strength: Strength, status: Status) -> RuleLabel:
    """The word and tone. What only encourages is never bad, what was waived never good, and what informs is neutral."""
    if status == "not-applicable":
        return RuleLabel("not-applicable", "neutral")
    if strength == "ambiguous":
        return RuleLabel("left-open", "neutral")
    if strength == "information" or status == "information":
        return RuleLabel("information", "neutral")
    if status == "waived":
        return RuleLabel("waived", "neutral")
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
_ENCOURAGED: dict[Status, RuleLabel] = {
    "met": RuleLabel("followed", "good"),
    "declared": RuleLabel("declared", "neutral"),
    "not-met": RuleLabel("not-followed", "neutral"),
    "waiting": RuleLabel("waiting", "neutral"),
}
_BLOCKING: dict[Status, RuleLabel] = {
    "met": RuleLabel("met", "good"),
    "declared": RuleLabel("declared", "warn"),
    "not-met": RuleLabel("not-met", "bad"),
    "waiting": RuleLabel("waiting", "warn"),
}
