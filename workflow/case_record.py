"""A case as it stands within one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Column
from sqlmodel import Session

from workflow import editions, set_aside
from workflow.editions import Definition
from workflow.errors import NotFound, SetAside
from workflow.outcomes import format_instant
from workflow.tables import CASES

Place = tuple[str, str, str | None, str, str | None, datetime | None, int, datetime | None, int | None, int | None]
_LOADED = (
    "id",
    "ref",
    "call",
    "edition",
    "direction",
    "topic",
    "partner",
    "owner",
    "state",
    "version",
    "head",
    "entered_at",
    "deadline",
    "due_at",
    "home",
    "counterpart",
    "counterpart_filed",
    "counterpart_filed_at",
    "extended",
    "counterpart_at",
    "stale",
    "agreement",
    "amount",
    "score",
    "rank",
    "asked",
)
_PLACE = (
    "call",
    "direction",
    "topic",
    "state",
    "deadline",
    "due_at",
    "counterpart_filed",
    "counterpart_at",
    "amount",
    "asked",
)
_NAMING = ("id", "ref", "call", "edition", "direction", "owner", "version", "head", "entered_at", "agreement", "asked")
_timeout_key: Callable[["CaseRecord"], tuple[object, ...]] = attrgetter(
    *(name for name in _LOADED if name not in _NAMING)
)
_place: Callable[["CaseRecord"], Place] = attrgetter(*_PLACE)
_STATE = _LOADED.index("state")
COLUMNS: Sequence[Column[object]] = tuple(CASES.c[name] for name in _LOADED)


@dataclass(slots=True, eq=False)
class CaseRecord:
    """The columns of a case's row that matter here, by position; what its definition says; how far it is sealed.

    Of those whom a conflict of interest keeps from it (`barred`), its `reviewers` and `partners`, it knows who acts here.
    """

    id: int
    ref: str
    call: str
    edition: int
    direction: str
    topic: str | None
    partner: str | None
    owner: str
    state: str
    version: int
    head: bytes
    entered_at: datetime
    deadline: str | None
    due_at: datetime | None
    home: int
    counterpart: int
    counterpart_filed: int
    counterpart_filed_at: datetime | None
    extended: bool
    counterpart_at: datetime | None
    stale: bool
    agreement: str | None
    amount: int | None
    score: int | None
    rank: int | None
    asked: int | None
    definition: Definition
    title: str | None = None
    translated_title: str | None = None
    barred: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    was_version: int = field(init=False)
    sealed: int = field(init=False)
    loaded_counter_key: Place | None = field(init=False)

    def __post_init__(self) -> None:
        self.was_version = self.sealed = self.version
        self.loaded_counter_key = _place(self) if self.version else None

    @property
    def place(self) -> Place:
        """Where it is counted, and with what: see workflow/case_counters.py."""
        return _place(self)

    def timeout_key(self) -> tuple[object, ...]:
        """All of the case that the outcome of its timeout depends on: two cases with equal keys share one.

        That is its definition and every column but those that name the case, and those that only what a `Witness` notices
        (workflow/case_facts.py) would look at.
        """
        return self.definition, *_timeout_key(self)

    def snapshot(self) -> dict[str, object]:
        """How the case stands, as an event seals it: what replaying the trail must come to."""
        after: dict[str, object] = {"state": self.state, "home": self.home, "counterpart": self.counterpart}
        if self.topic is not None:
            after["topic"] = self.topic
        if self.partner is not None:
            after["partner"] = self.partner
        if self.counterpart_filed:
            after["counterpart_filed"] = self.counterpart_filed
        if self.counterpart_filed_at is not None:
            after["counterpart_filed_at"] = format_instant(self.counterpart_filed_at)
        if self.counterpart_at is not None:
            after["counterpart_at"] = format_instant(self.counterpart_at)
        if self.stale:
            after["stale"] = True
        if self.amount is not None:
            after["amount"] = self.amount
        if self.score is not None:
            after["score"] = self.score
        if self.rank is not None:
            after["rank"] = self.rank
        return after


def build_record(session: Session, row: Sequence[Any], **beside: frozenset[str]) -> CaseRecord:
    """The case of a row of COLUMNS. Raises SetAside for a row that cannot be read or pins what is not there."""
    ref = set_aside.name_value(row[1])
    set_aside.check_row("cases", ref, row)
    definition = require_definition(session, ref, *row[2:5], state=row[_STATE])
    return CaseRecord(*row, definition, **beside)  # type: ignore[arg-type,call-arg]  # by position


def require_definition(
    session: Session, ref: str, call: str, edition: int, direction: str, *, state: str
) -> Definition:
    """What is laid down for a case. Raises SetAside if its edition, direction or state is not there, DamagedEdition."""
    try:
        definition = editions.load_pinned(session, call, edition).get(direction)
    except NotFound as error:
        raise SetAside(f"cases {ref} cannot be judged: {error}") from error
    if definition is None:
        raise SetAside(f"cases {ref} cannot be judged: edition {edition} of {call} has no direction {direction!r}")
    if state not in definition.engine.lifecycle.states:
        raise SetAside(f"cases {ref} cannot be judged: its lifecycle has no state {state!r}")
    return definition


assert tuple(CaseRecord.__slots__)[: len(_LOADED)] == _LOADED, "a Standing is built from a row by position"
