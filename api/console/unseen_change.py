"""A change of a case that a form did not know of."""

from dataclasses import dataclass
from typing import Literal

from states.call import Call, Direction
from workflow.auditing.history import Entry


@dataclass(frozen=True, slots=True)
class UnseenChange:
    """The last change of a case that the visitor had not seen: who made it, or which deadline passed."""

    by: Literal["you", "colleague", "deadline"]
    name: str
    entry: Entry
    direction: Direction
    call: Call
    deadline: str | None = None
    is_asked: bool = False
    """Whether it is the very transition that the form asks for."""
