"""What can be asked of the conductor. A command says who asks and when it was received; it is judged as of that instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypedDict

from states.facts import Side
from workflow.actors import Actor

Content = Mapping[str, object]
Seen = int | tuple[int, ...] | None
"""The version of a case that a command was made on, one of several, or whichever it has."""


class Said(TypedDict):
    """What every command says of its asking, to be passed on to it whole."""

    actor: Actor
    received_at: datetime
    request: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Who asks, the instant (UTC) at which the edge received it, and the request it came with."""

    actor: Actor
    received_at: datetime
    request: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(Command):
    """Open a case in a direction of a call, with a first draft of the home filing."""

    call: str
    direction: str
    topic: str | None = None
    partner: str | None = None
    content: Content = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCase(Command):
    """Something asked of one case; `version`, if given, must be the one it has, or (several) hold it."""

    ref: str
    version: Seen = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendFiling(OnCase):
    """Change fields of the home filing while it may be written: given fields replace, None empties."""

    content: Content
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutFiling(OnCase):
    """Put a side's whole filing, and (`submit`, for the counterpart's) submit it at once: both or neither."""

    side: Side
    content: Content
    reason: str | None = None
    submit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitFiling(OnCase):
    """Submit the counterpart's filing as it stands, so that it counts as filed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallFiling(OnCase):
    """Take back the submission of the counterpart's filing, before its deadline."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeTransition(OnCase):
    """Make a declared transition, giving what it asks for."""

    transition: str
    given: Content = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendDeadline(OnCase):
    """Give a case a later instant for a deadline (a date: its end there), beyond a later one only if `confirmed`."""

    deadline: str
    until: date | datetime
    reason: str
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveClause(OnCase):
    """Set an in-principle clause aside for one case, or (not `granted`) let it count again."""

    clause: str
    reason: str
    granted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordJudgement(OnCase):
    """Record whether a clause that people judge is met, on what evidence: words, a document of the case by id, or both.

    A judgement that changes an earlier one says why (`reason`)."""

    clause: str
    verdict: Literal["met", "not-met"]
    evidence: str
    document: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReceipt(OnCase):
    """Record that a side filed with its own competent authority, at an instant (UTC) and under a number of theirs.

    `paper` says that a coordinator tells it from the authority's paper, which asks for a reason.
    """

    side: Side
    authority: str
    reference: str
    at: datetime
    zone: str
    paper: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmSameMeaning(OnCase):
    """Confirm that a field's two differing texts mean the same, as the filings now stand."""

    field: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmComparison(OnCase):
    """Confirm that the two filings were compared again after one of them was mended."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachDocument(OnCase):
    """Put a document on a side; a paper without a file has no hash (`sha256` is ""). Late only a coordinator, for a reason."""

    id: str
    side: Side
    kind: str
    name: str
    media: str = ""
    size: int = 0
    sha256: str = ""
    signed_on: date | None = None
    signatories: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveDocument(OnCase):
    """Take a document off a case; its file and what was sealed of it stay."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDecision(OnCase):
    """Note what the committee means to decide, told to nobody until it is released; `none` takes it back.

    `amount` in yuan is what the case gets, or on the reserve list what it would get; `indicators` are promised for it.
    """

    outcome: Literal["award", "reserve", "decline", "none"]
    amount: int | None = None
    rank: int | None = None
    reason: str | None = None
    indicators: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDecisions(Command):
    """Make every decision drafted in a direction, all of them or none. A dry run changes nothing."""

    call: str
    direction: str
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoteReserve(Command):
    """Award the first case on a direction's reserve list whose amount fits what has fallen free."""

    call: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseCase(OnCase):
    """Erase the words of an ended case for good: what was filed, and what reviewers wrote. Their hashes stay."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignReviewer(OnCase):
    """Invite someone of the pool to review the case; `beyond` the number of cases they take at most only with a reason."""

    reviewer: str
    beyond: bool = False
    reason: str | None = None
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerInvitation(OnCase):
    """Accept one's own invitation to review the case, or step back from it with a reason."""

    reviewer: str
    accepts: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnassignReviewer(OnCase):
    """Take the case from a reviewer, who then no longer sees it and whose review no longer counts."""

    reviewer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareConflict(OnCase):
    """Declare one's own conflict of interest with the case, and see nothing of it from then on."""

    ground: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectConflict(OnCase):
    """Note that somebody may have a conflict of interest with the case; without a reason, what its ground says by itself."""

    person: str
    ground: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleConflict(OnCase):
    """Confirm somebody's conflict of interest with the case on a ground, or dismiss it."""

    person: str
    ground: str
    confirmed: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitReview(OnCase):
    """Give one's review: a score for every criterion, a comment, a recommendation. A later one replaces it."""

    scores: Mapping[str, int]
    comment: str
    recommendation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FireTimeouts(Command):
    """Make the transitions that deadlines name, for at most `limit` cases due by `received_at`, after a (due_at, id) key."""

    limit: int
    after: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk(Command):
    """Several commands as one: `each` on its own, or `atomic` (all or none). A dry run changes nothing."""

    commands: tuple[OpenCase | OnCase, ...]
    mode: Literal["each", "atomic"] = "each"
    dry_run: bool = False


def flatten(commands: "tuple[Command, ...] | list[Command]") -> list[Command]:
    """The single commands within commands, in order."""
    return [
        single for command in commands for single in (command.commands if isinstance(command, Bulk) else (command,))
    ]
