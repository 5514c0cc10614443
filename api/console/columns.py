"""The columns that a list of cases may show beside references and titles, and what each is called and takes of a case."""

from collections.abc import Iterable

from api.console.language import Language

COLUMNS: dict[str, tuple[str, ...]] = {
    "call": ("call",),
    "direction": ("direction",),
    "topic": ("topic",),
    "owner": ("owner",),
    "sides": ("partner", "sides", "counterpart_filed_at", "counterpart_at"),
    "state": ("state",),
    "entered": ("entered_at",),
    "opened": ("opened_at",),
    "due": ("deadline", "due_at"),
    "score": ("score",),
    "rank": ("rank",),
    "amount": ("amount",),
}
"""Each with the columns of a case that stand for it where a list is taken away."""
STANDARD = ("direction", "sides", "state", "due", "amount")
INSIDE = ("score", "rank")
"""What only insiders are told, and so is offered to nobody else."""
_ALWAYS = ("ref", "title")
_COLUMNS = {
    "call": "Call",
    "direction": "Direction",
    "topic": "Topic",
    "owner": "Opened by",
    "sides": "Sides",
    "state": "State",
    "entered": "In this state since",
    "opened": "Opened on",
    "due": "Deadline",
    "score": "Score",
    "rank": "Rank",
    "amount": "Awarded",
}


def word(name: str, language: Language) -> str:
    """What a column is called."""
    return language(_COLUMNS[name])


def taken(shown: Iterable[str]) -> list[str]:
    """The columns of a case, in order, that a list showing these takes away."""
    return [*_ALWAYS, *(column for name in shown for column in COLUMNS[name])]
