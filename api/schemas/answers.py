"""The JSON the API gives. Instants are UTC with six digits."""

from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from api.schemas.decided import DecisionOut, MilestoneOut
from api.schemas.duplicates import DuplicateOut
from api.schemas.inputs import Content
from api.schemas.out import Instant as Instant
from api.schemas.out import Out as Out
from api.schemas.receipts import FilingReceiptOut, NeededReceiptOut
from states.refusal import Refusal


class ReceiptOut(Out):
    """What a change did: where the case now stands, and the event that sealed it (0 in a dry run)."""

    case: str
    action: str
    transition: str | None
    source: str | None
    state: str
    version: int
    effective_at: Instant
    due_at: Instant | None
    event: int


class UnmetOut(Out):
    """One thing that is missing, with its clause."""

    code: str
    problem: str
    clause: str | None
    pointer: str | None
    remedy: str | None
    requirement: str | None


class RefusalOut(Out):
    """Why not: the same object everywhere."""

    code: str
    problem: str
    case: str | None
    state: str | None
    transition: str | None
    version: int | None
    missing: list[UnmetOut]
    roles: list[str]
    allowed: list[str]
    deadline: str | None
    until: Instant | None
    remedies: list[str]


class ResultOut(Out):
    """The outcome of one command of a bulk: done, or refused."""

    done: ReceiptOut | None = None
    refused: RefusalOut | None = None

    @model_validator(mode="before")
    @classmethod
    def told_apart(cls, outcome: object) -> object:
        """Put a refusal or a receipt where it belongs."""
        if isinstance(outcome, dict):
            return outcome
        return {"refused" if isinstance(outcome, Refusal) else "done": outcome}


class BulkOut(Out):
    """The outcomes of a bulk, in the order in which they were asked."""

    results: list[ResultOut]


class DueOut(Out):
    """When a case is overtaken: the instant, and the same in the call's zone."""

    deadline: str | None
    at: Instant
    local: str
    zone: str


class CaseOut(Out):
    """A case in a list. What is not for its reader to know is null.

    `sides` says who has filed: none, one, both, or one while the counterpart's authority is told to have the other
    (told). `counterpart_filed` is the revision that the counterpart submitted (0: none), `counterpart_at` when its
    authority had it.
    """

    ref: str
    kind: str
    call: str
    direction: str
    topic: str | None
    partner: str | None
    title: str
    translated_title: str
    owner: str
    state: str
    version: int
    opened_at: Instant
    entered_at: Instant | None
    deadline: str | None
    due_at: Instant | None
    sides: str
    counterpart_filed: int
    counterpart_filed_at: Instant | None
    counterpart_at: Instant | None
    stale: bool
    amount: int | None
    score: int | None
    rank: int | None


class RuleOut(Out):
    """How a rule stands for a case: its status, and the word and tone (good, bad, warn, neutral) in which that is told.

    `basis` is `source`, or `default` where the source is silent or unclear and we chose.
    """

    id: str
    strength: str
    basis: str
    text: str
    status: str
    word: str
    tone: str
    looked_at: str


class WaiverOut(Out):
    """A clause set aside for the case, or let count again; of several for a clause the last one counts."""

    number: int
    clause: str
    granted: bool
    reason: str


class WholeOut(Out):
    """A case with everything filed on it."""

    case: CaseOut
    edition: int
    home: Content
    counterpart: Content | None
    rules: list[RuleOut]
    waivers: list[WaiverOut]
    receipts: list[FilingReceiptOut]
    needed_receipts: list[NeededReceiptOut]
    decision: DecisionOut | None
    milestones: list[MilestoneOut]
    duplicates: list[DuplicateOut]


class ThenOut(Out):
    """A case as it stood at an instant."""

    ref: str
    at: Instant
    state: str
    version: int
    amount: int | None
    score: int | None
    rank: int | None
    home: Content
    counterpart: Content | None
    event: int


class PossibleOut(Out):
    """A transition from the present state: allowed, or why not. What it `takes` may be given beside what it asks for."""

    transition: str
    label: str
    to: str
    asks: list[str]
    takes: list[str]
    allowed: bool
    refusal: RefusalOut | None


class EntryOut(Out):
    """One event of the trail; `leaf` is the hash of `body`'s bytes behind a zero byte (RFC 6962).

    Both are null where they would tell what is not for their reader to know.
    """

    seq: int
    case: str | None
    number: int | None
    action: str
    actor: str
    effective_at: Instant
    recorded_at: Instant
    data: dict[str, Any]
    leaf: Annotated[str | None, BeforeValidator(lambda text: text or None)]
    body: Annotated[str | None, BeforeValidator(lambda text: text or None)]


class CasesOut(Out):
    """A page of cases; `next` is the cursor of the page that follows."""

    cases: list[CaseOut]
    next: str | None


class EventsOut(Out):
    """A page of events; `next` is the cursor of the page that follows."""

    events: list[EntryOut]
    next: str | None


class ExtendedOut(Out):
    """What extending a call's deadline did, or would do; `passes` are later deadlines that it passes.

    The cases in `ran_out` stay so, unless each is reopened.
    """

    deadline: str
    until: Instant
    moved: dict[str, Instant]
    rearmed: int
    ran_out: list[str]
    event: int
    passes: list[str]


class DocumentOut(Out):
    """A document on a case: its file by SHA-256 (none for a paper), and which event of the case attached it."""

    case: str
    id: str
    side: str
    kind: str
    name: str
    media: str
    size: int
    sha256: str
    signed_on: str | None
    signatories: list[str]
    number: int
    by: str
    at: Instant


class TokenOut(Out):
    """A token, without its secret. `used_at` is when it was last used with success, to the hour; null: never."""

    id: str
    name: str
    scopes: list[str]
    created_at: Instant
    expires_at: Instant
    revoked_at: Instant | None
    used_at: Instant | None


class IssuedOut(Out):
    """A token just issued: the secret is shown this once."""

    id: str
    secret: str
    expires_at: Instant


class MeOut(Out):
    """Who the bearer of this token is."""

    id: str
    name: str
    roles: list[str]
    scopes: list[str]


class HealthOut(Out):
    """Whether the service can do its work, and what it found."""

    ready: bool
    checks: dict[str, str]
