"""The JSON of the formal examination: what people judge, and every clause of a case with its state."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas.inputs import In, Reason, Version, Word
from api.schemas.out import Instant, Out

Evidence = Annotated[str, StringConstraints(max_length=4000, strip_whitespace=True)]


class JudgementIn(In):
    """Whether a clause that people judge is met, on what evidence: in words, by a document of the case, or both.

    Changing an earlier judgement asks for a reason.
    """

    clause: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    verdict: Literal["met", "not-met"]
    evidence: Evidence = ""
    document: Word | None = None
    reason: Reason | None = None
    version: Version | None = None


class JudgementOfIn(JudgementIn):
    """A judgement of a bulk: also says of which case."""

    case: Word


class JudgementsIn(In):
    """Many judgements at once: each on its own, or all or none; a dry run changes nothing."""

    mode: Literal["each", "atomic"] = "each"
    dry_run: bool = False
    judgements: Annotated[list[JudgementOfIn], Field(min_length=1, max_length=500)]


class RecordedOut(Out):
    """A judgement as it was recorded: by whom, when, on what evidence; `number` is its event in the case.

    `is_stale`: the filing says something else since, or a later judgement replaced it.
    """

    verdict: str
    evidence: str
    document: str | None
    reason: str | None
    by: str
    name: str
    at: Instant
    number: int
    is_stale: bool


class ExaminedOut(Out):
    """A clause of the case's direction: how it stands, and who judges it.

    `judged_by` is people, rule (from the filings, by itself), or what upholds it instead. `needs_judging`: people have
    still to judge it before the case goes on to review. What was recorded, the latest first, is for staff; empty for
    others.
    """

    id: str
    line: str
    strength: str
    basis: str
    text: str
    judged_by: str
    status: str
    word: str
    tone: str
    looked_at: str
    needs_judging: bool
    recorded: list[RecordedOut]


class ExaminedCaseOut(Out):
    """A case in the examination of a direction: how each clause that people judge stands, by the clause."""

    ref: str
    title: str
    state: str
    version: int
    clauses: dict[str, str]
    unjudged: int


class DirectionExaminedOut(Out):
    """A page of the cases of a direction that can be examined; `next` is the cursor of the page that follows."""

    clauses: list[str]
    cases: list[ExaminedCaseOut]
    next: str | None
