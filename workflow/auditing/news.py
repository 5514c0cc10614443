"""What happened on the cases that somebody may see since they left: by others and by deadlines, counted by kind."""

from dataclasses import dataclass, field

from sqlmodel import Session

from workflow.actors import SYSTEM, Actor
from workflow.auditing import history
from workflow.auditing.history import Entry

MOST = 500  # events of the trail that are looked at, the last ones
_NEWEST, _NAMED = 8, 20


@dataclass(slots=True)
class Kind:
    """Events that are told as one: an action, for moves with the state they led to, or the move that led nowhere else.

    `itself` says that a deadline, or another clock, did it. Of the cases the first few are named, the newest first.
    """

    action: str
    to: str | None
    move: str | None
    itself: bool
    events: int = 0
    cases: set[str] = field(default_factory=set)
    named: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class News:
    """What happened, the commonest kind first, and the newest of it; not `whole` if more happened than was looked at."""

    kinds: list[Kind]
    newest: list[Entry]
    whole: bool


def since(session: Session, actor: Actor, size: int) -> News:
    """What happened since the trail held so many events; the last of it, if it is too much."""
    first = max(size, history.size(session) - MOST)
    kinds: dict[tuple[str, str | None, str | None, bool], Kind] = {}
    newest: list[Entry] = []
    for entry in history.by_others(session, actor, first):
        key = _kind(entry)
        kind = kinds.setdefault(key, Kind(*key))
        kind.events += 1
        if entry.case is not None and entry.case not in kind.cases:
            kind.cases.add(entry.case)
            kind.named += [entry.case] if len(kind.named) < _NAMED else []
        if len(newest) < _NEWEST:
            newest.append(entry)
    return News(sorted(kinds.values(), key=lambda kind: -kind.events), newest, whole=first == size)


def _kind(entry: Entry) -> tuple[str, str | None, str | None, bool]:
    itself = entry.actor == SYSTEM.id
    if entry.action != "case.moved":
        return entry.action, None, None, itself
    to, move = str(entry.data["to"]), str(entry.data["move"])
    return (entry.action, None, move, itself) if entry.data["from"] == to else (entry.action, to, None, itself)
