"""What a decision may look at: the case as it stands, gathered by whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Content = Mapping[str, object]
Side = Literal["home", "counterpart"]


@dataclass(frozen=True, slots=True)
class Headroom:
    """What one quota line can still take: cases, and yuan (None where the line has no budget of its own).

    Where the source says "about", a limit is a figure of ours: it may be passed with a recorded reason.
    """

    line: str
    cases: int
    funds: int | None
    cases_about: bool = False
    funds_about: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person found of a clause in the formal examination; stale once the words it was found on were changed."""

    verdict: Literal["met", "not-met"]
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class ReceiptFound:
    """A receipt that a side's own authority must give: when it had the filing, and by when it must have had it.

    `received_at` is None while no receipt is recorded; `until` is the first instant that is too late, None where none
    is.
    """

    received_at: datetime | None
    until: datetime | None
    zone: str

    @property
    def is_late(self) -> bool:
        """Whether the receipt shows that the authority had the filing too late."""
        return self.received_at is not None and self.until is not None and self.received_at >= self.until


@dataclass(frozen=True, slots=True)
class Facts:
    """The partner and topic a case is filed under, what each side has filed, what the mover gives, and what is noted on it.

    `counterpart` is what that side has submitted: None while it has submitted nothing, whatever it may have saved.
    `filed_late` says that it submitted here only after its deadline, `received_in_time` that its authority had its
    filing before then.

    `waived` are clauses set aside for it; `same` fields whose differing texts a named person found to mean the same, in
    these very filings; `stale` that a filing was mended since they were compared; `rival` another living case under the
    same agreement; `on` the day of judging, `applied_on` that of the submission that the application counts from (None:
    not submitted yet); `judgements` what people found of the clauses that are theirs to judge, by clause; `reviews` how
    many reviews count, None where no reviewer was ever assigned and the panel's result is recorded as a whole;
    `receipts` what is known of the receipts that the direction needs, by side; `since` the day that what is recorded
    now must follow, such as that of the award; `is_submitting` that the home filing is not handed in yet.
    """

    partner: str | None = None
    home: Content = field(default_factory=dict)
    counterpart: Content | None = None
    given: Content = field(default_factory=dict)
    room: tuple[Headroom, ...] = ()
    topic: str | None = None
    waived: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()
    stale: bool = False
    filed_late: bool = False
    received_in_time: bool = False
    rival: str | None = None
    on: date | None = None
    applied_on: date | None = None
    reviews: int | None = None
    judgements: Mapping[str, Judgement] = field(default_factory=dict)
    receipts: Mapping[Side, ReceiptFound] = field(default_factory=dict)
    since: date | None = None
    is_submitting: bool = True

    @property
    def is_bilateral(self) -> bool:
        """Whether both sides had filed in time, here or with the counterpart's own authority."""
        return (self.counterpart is not None and not self.filed_late) or self.received_in_time

    def parties(self, side: Side) -> list[Mapping[str, str]]:
        """The organisations of a side, its lead first. Until the counterpart has filed, the home filing speaks for it."""
        if side == "home":
            return [*_organisations(self.home, "organisation"), *_organisations(self.home, "participants")]
        if self.counterpart is None:
            return _organisations(self.home, "counterpart_organisation")
        filed = self.counterpart
        return [*_organisations(filed, "organisation"), *_organisations(filed, "participants")]

    def lead(self, side: Side) -> Mapping[str, str] | None:
        """The leading organisation of a side. Until the counterpart has filed, the home filing names it."""
        filed, name = self.home, "organisation"
        if side == "counterpart":
            filed, name = (self.home, f"counterpart_{name}") if self.counterpart is None else (self.counterpart, name)
        return next(iter(_organisations(filed, name)), None)


NOTHING = Facts()


def list_wordings(content: Content, name: str) -> list[object]:
    """What a filing says in a field and, where it has a field named `translated_...` beside it, in the other language."""
    told = (content.get(name), content.get(f"translated_{name}"))
    return [value for value in told if value]


def _organisations(content: Content, name: str) -> list[Mapping[str, str]]:
    value = content.get(name)
    if isinstance(value, Mapping):
        return [value]
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []
