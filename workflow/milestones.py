"""What a transition records on a case: the panel's suggestion, an approval, a conferral. Each is a note its event seals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from states.lifecycle import Milestone as Kind
from states.lifecycle import Transition
from workflow import canonical
from workflow.notes import Note, read_list

_TOLD_INSIDE = ("suggestion",)
_FIELDS: Mapping[Kind, Mapping[str, str]] = {
    "suggestion": {"outcome": "suggestion", "reference": "minutes"},
    "approval": {"day": "approved_on", "body": "approved_by"},
    "conferral": {"day": "conferred_on", "body": "conferred_by", "place": "place"},
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """What was recorded: when it was and by whom, where, what was handed over, or what the panel suggests."""

    kind: str
    day: str | None
    body: str | None
    place: str | None
    items: tuple[str, ...]
    outcome: str | None
    reference: str | None
    number: int


def build_note(transition: Transition, given: Mapping[str, object]) -> dict[str, object] | None:
    """The note that a transition writes of what it was given; None for one that records nothing."""
    if transition.records is None:
        return None
    found = {column: given.get(ask) for column, ask in _FIELDS[transition.records].items()}
    names = ("day", "body", "place", "outcome", "reference")
    note: dict[str, object] = {"kind": transition.records} | {name: found.get(name) for name in names}
    items = given.get("items")
    return note | {"items": canonical.dumps(list(items) if isinstance(items, list | tuple) else []).decode()}


def list_milestones(notes: Sequence[Note], *, inside: bool) -> list[Milestone]:
    """What was recorded on a case, in order; what the panel suggests is told inside alone."""
    return [_read(note) for note in notes if inside or note["kind"] not in _TOLD_INSIDE]


def find_suggestion(notes: Sequence[Note]) -> str | None:
    """What the panel suggested last."""
    return next((str(note["outcome"]) for note in reversed(notes) if note["kind"] == "suggestion"), None)


def find_approval_day(notes: Sequence[Note]) -> date | None:
    """The day of the last approval."""
    days = [str(note["day"]) for note in notes if note["kind"] == "approval" and note["day"]]
    return date.fromisoformat(days[-1]) if days else None


def _read(note: Note) -> Milestone:
    items, number = read_list(note, "items"), note["number"]
    assert isinstance(number, int), "a note is numbered"
    texts = {name: note[name] for name in ("day", "body", "place", "outcome", "reference")}
    known = {name: None if value is None else str(value) for name, value in texts.items()}
    return Milestone(kind=str(note["kind"]), items=tuple(map(str, items)), number=number, **known)
