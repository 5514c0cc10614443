"""The JSON of what is drafted in a direction, and of its release."""

from pydantic import Field

from api.schemas.answers import ResultOut, UnmetOut
from api.schemas.decided import DecisionOut
from api.schemas.out import Instant, Out


class CandidateOut(Out):
    """A case that waits for the committee: its draft, and what it was put on the reserve list with."""

    ref: str
    title: str
    topic: str | None
    state: str
    version: int
    score: int | None
    rank: int | None
    draft: DecisionOut | None
    promised: DecisionOut | None


class PlaceOut(Out):
    """A place in the ranking; `unfit` is what stands in the way of its award if those before it are made.

    `asked` is what its filing asks for, in yuan; `above_asked` that the draft gives more; `suggestion` what the panel
    suggests.
    """

    place: int
    case: CandidateOut
    unfit: list[UnmetOut]
    asked: int | None
    above_asked: bool
    suggestion: str | None


class BudgetOut(Out):
    """A quota line: its limits, what is held, what all drafts would take, what would be left (below 0: too much)."""

    line: str
    cases_limit: int
    cases_held: int
    cases_drafted: int
    cases_left: int
    funds_limit: int | None
    funds_held: int
    funds_drafted: int
    funds_left: int | None


class EmbargoOut(Out):
    """When what is drafted in a direction will be released, and by whose decision."""

    call: str
    direction: str
    at: Instant
    by: str


class PreviewOut(Out):
    """What is drafted in a direction, what it would come to, and when it is to be released."""

    call: str
    direction: str
    lines: list[BudgetOut]
    ranking: list[PlaceOut]
    embargo: EmbargoOut | None


class ReleaseOut(Out):
    """What became of a release: made (in a dry run: possible), or the embargo until which it waits, or each case's refusal."""

    released: bool
    embargo: EmbargoOut | None = None
    results: list[ResultOut] = Field(default_factory=list)
