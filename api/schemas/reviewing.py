"""The JSON of reviewing: what the API takes and what it gives about reviewers, assignments, conflicts and reviews."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas.answers import Instant, Out, ResultOut
from api.schemas.inputs import SEEN, In, Reason, Version, Word
from workflow.pool import reviewers

Ground = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Area = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Comment = Annotated[str, StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True, pattern=SEEN)]

_Figure = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]  # which of them count, the direction's plan says


class ReviewerIn(In):
    """Someone to put into the pool, or to say this of instead: `most` is how many cases they take at once."""

    person: Word
    organisation: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    expertise: Annotated[tuple[Area, ...], Field(max_length=50, strict=False)] = ()
    most: Annotated[int, Field(ge=1, le=1_000)] = 20
    active: bool = True

    def about(self) -> reviewers.ReviewerProfile:
        """The same, as the pool takes it."""
        return reviewers.ReviewerProfile(self.organisation, self.country, self.expertise, self.most, self.active)


class ReviewerOut(Out):
    """Someone in the pool: `calls` are those they may review in (null: all); `load` counts cases the bearer may see."""

    person: str
    name: str
    organisation: str
    country: str
    expertise: list[str]
    most: int
    active: bool
    calls: list[str | None]
    load: int


class ReviewersOut(Out):
    """A page of the pool; `next` is the cursor of the page that follows."""

    reviewers: list[ReviewerOut]
    next: str | None


class AssignIn(In):
    """Someone of the pool to invite; `beyond` the cases they take at most only with a reason."""

    reviewer: Word
    beyond: bool = False
    reason: Reason | None = None
    version: Version | None = None


class ResponseIn(In):
    """Whether the invitation is accepted; stepping back asks for a reason."""

    accepts: bool
    reason: Reason | None = None
    version: Version | None = None


class AssignedOut(Out):
    """How a reviewer stands to a case: invited, accepted, declined or removed; `reviewed`: a review of theirs is there."""

    reviewer: str
    name: str
    status: str
    automatic: bool
    reason: str | None
    number: int
    reviewed: bool


class MineOut(Out):
    """A case that the bearer is assigned to."""

    case: str
    title: str
    call: str
    direction: str
    state: str
    due_at: Instant | None
    version: int
    status: str
    reviewed: bool


class ConflictIn(In):
    """A conflict of interest: one's own (no `person`), which counts at once, or a suspicion about somebody."""

    person: Word | None = None
    ground: Ground
    reason: Reason | None = None
    version: Version | None = None


class SettlementIn(In):
    """Whether somebody's conflict of interest on a ground is confirmed, or else dismissed."""

    ground: Ground
    confirmed: bool
    reason: Reason
    version: Version | None = None


class ConflictOut(Out):
    """How a conflict of interest stands: suspected, declared, confirmed or dismissed."""

    person: str
    name: str
    ground: str
    status: str
    reason: str | None
    number: int


class ScoreIn(In):
    """A review: a whole number for every criterion of the direction, a comment, a recommendation."""

    scores: Annotated[dict[Annotated[str, StringConstraints(max_length=40)], _Figure], Field(max_length=50)]
    comment: Comment
    recommendation: Literal["support", "support-with-reserve", "reject"]
    version: Version | None = None


class ReviewOut(Out):
    """A review; `total` from 0 to 100 in hundredths of a point, `counts` unless its author is not the case's any more."""

    reviewer: str
    name: str
    scores: dict[str, int]
    total: int
    recommendation: str
    comment: str
    number: int
    counts: bool


class ReadingOut(Out):
    """What reviews come to: `mean` and `spread` in hundredths of a point, `apart` the criteria that lie too far apart."""

    reviews: int
    quorum: int
    mean: int | None
    spread: int | None
    disagrees: bool
    apart: list[str]
    recommendations: dict[str, int]


class OpinionOut(Out):
    """The reviews of a case as far as the bearer may read them, and (for those who read all) what they come to."""

    reviews: list[ReviewOut]
    reading: ReadingOut | None


class PlaceOut(Out):
    """A case's place in the ranking of its direction."""

    rank: int | None
    case: str
    title: str
    state: str
    reading: ReadingOut


class MatchIn(In):
    """How many reviewers each case is to have (its quorum if not said), and whether all are invited or none."""

    each: Annotated[int, Field(ge=1, le=20)] | None = None
    mode: Literal["each", "atomic"] = "each"


class PairOut(Out):
    """A reviewer proposed for a case, and what became of the invitation."""

    case: str
    reviewer: str
    result: ResultOut


class ShortOut(Out):
    """A case for which nobody is left to ask, and how many it still lacks."""

    case: str
    lacking: int


class MatchedOut(Out):
    """What an automatic assignment did, or in a dry run would do."""

    pairs: list[PairOut]
    short: list[ShortOut]
