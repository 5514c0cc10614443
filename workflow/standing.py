"""A case as it stands within one transaction."""

from dataclasses import dataclass
from datetime import datetime

from workflow.tables import CASES

COLUMNS = tuple(column.name for column in CASES.columns)


@dataclass(slots=True, eq=False)
class Standing:
    """The columns of the case's row in the table's order; then the version it was loaded with, and how far it is sealed."""

    id: int
    ref: str
    kind: str
    call: str
    edition: int
    direction: str
    topic: str | None
    partner: str | None
    title: str
    owner: str
    state: str
    version: int
    head: bytes
    opened_at: datetime
    entered_at: datetime
    deadline: str | None
    due_at: datetime | None
    home: int
    counterpart: int
    extended: bool
    amount: int | None
    score: int | None
    rank: int | None
    was_version: int = 0
    sealed: int = 0

    def __post_init__(self) -> None:
        self.was_version = self.sealed = self.version

    def snapshot(self) -> dict[str, object]:
        """How the case stands, as an event seals it: what replaying the trail must come to."""
        after: dict[str, object] = {"state": self.state, "home": self.home, "counterpart": self.counterpart}
        if self.topic is not None:
            after["topic"] = self.topic
        if self.partner is not None:
            after["partner"] = self.partner
        if self.amount is not None:
            after["amount"] = self.amount
        if self.score is not None:
            after["score"] = self.score
        if self.rank is not None:
            after["rank"] = self.rank
        return after


assert COLUMNS == tuple(Standing.__slots__)[: len(COLUMNS)], "a Standing is built from a row by position"
