"""What happened on the cases that somebody may see since they left: by others and by deadlines, counted by kind."""

from dataclasses import dataclass, field

from sqlmodel import Session

from workflow.actors import SYSTEM, Actor
from workflow.auditing import history
from workflow.auditing.history import Entry

MOST = 500  # events of the trail that are looked at, the last ones
_NEWEST, _NAMED = 8, 20


@dataclass(slots=True)
class ActivityKind:
    """Events that are told as one: an action, for transitions with the state they led to, or the transition that led
    nowhere else.

    `itself` says that a deadline, or another clock, did it. Of the cases the first few are named, the newest first.
    """

    action: str
    to: str | None
    transition: str | None
    itself: bool
    events: int = 0
    cases: set[str] = field(default_factory=set)
    named: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Activity:
    """What happened, the commonest kind first, and the newest of it; not `whole` if more happened than was looked at."""

    kinds: list[ActivityKind]
    newest: list[Entry]
    whole: bool


def load_activity(session: Session, actor: Actor, size: int) -> Activity:
    """What happened since the trail held so many events; the last of it, if it is too much."""
    first = max(size, history.count_events(session) - MOST)
    kinds: dict[tuple[str, str | None, str | None, bool], ActivityKind] = {}
    newest: list[Entry] = []
    for entry in history.list_by_others(session, actor, first):
        key = _kind(entry)
        kind = kinds.setdefault(key, ActivityKind(*key))
        kind.events += 1
        if entry.case is not None and entry.case not in kind.cases:
            kind.cases.add(entry.case)
            kind.named += [entry.case] if len(kind.named) < _NAMED else []
        if len(newest) < _NEWEST:
            newest.append(entry)
    return Activity(sorted(kinds.values(), key=lambda kind: -kind.events), newest, whole=first == size)


def _kind(entry: Entry) -> tuple[str, str | None, str | None, bool]:
    itself = entry.actor == SYSTEM.id
    if entry.action != "case.transitioned":
        return entry.action, None, None, itself
    to, transition = str(entry.data["to"]), str(entry.data["transition"])
    return (entry.action, None, transition, itself) if entry.data["from"] == to else (entry.action, to, None, itself)
