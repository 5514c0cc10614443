"""What waits for the committee: cases in order, and what is drafted about each.

A draft counts while the case stands as it stood when it was drafted. The rank in its note says so: it is the place on the
reserve list that the case has (none before it is on it), or, where the draft is to reserve it, that it is to get.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from states import needs
from states.call import Direction
from states.facts import Facts, Headroom
from states.lifecycle import Lifecycle
from states.refusal import Unmet
from workflow import access, visibility
from workflow.actors import Actor
from workflow.case_record import CaseRecord
from workflow.notes import Note, read_list


class RankableCase(Protocol):
    """What ranking looks at in a case."""

    @property
    def id(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def score(self) -> int | None: ...
    @property
    def rank(self) -> int | None: ...
    @property
    def amount(self) -> int | None: ...


_C = TypeVar("_C", bound=RankableCase)


@dataclass(frozen=True, slots=True)
class DraftedDecision:
    """A decision as it was drafted: `amount` in yuan, `rank` on the reserve list, and the indicators promised for it."""

    outcome: str
    amount: int | None
    rank: int | None
    reason: str | None
    indicators: tuple[dict[str, object], ...]
    released: bool = False


def waits_in(lifecycle: Lifecycle) -> tuple[str, ...]:
    """The states in which a case waits for the committee; none in a lifecycle without awards."""
    return lifecycle.transitions[lifecycle.award].source if lifecycle.award is not None else ()


def rank_by_score(cases: Iterable[_C]) -> list[_C]:
    """Cases in the order in which the panel recommends them: the best score first, of equals the one opened first."""
    return sorted(cases, key=lambda case: (case.score is None, -(case.score or 0), case.id))


def reserve_list(cases: Iterable[_C], lifecycle: Lifecycle) -> list[_C]:
    """Those of the cases that are on the reserve list, in its order."""
    reserve = lifecycle.transitions.get("reserve")
    listed = [case for case in cases if reserve is not None and case.state == reserve.to]
    return sorted(listed, key=lambda case: (case.rank is None, case.rank or 0, -(case.score or 0), case.id))


def find_draft(case: RankableCase, drafts: Sequence[Note], lifecycle: Lifecycle) -> DraftedDecision | None:
    """The decision that is drafted about a case and not yet made; None if there is none, or it was overtaken."""
    latest = _read(drafts[-1]) if drafts else None
    transition = lifecycle.transitions.get(lifecycle.deciding(latest.outcome) or "") if latest else None
    if latest is None or transition is None or case.state not in transition.source:
        return None
    return latest if latest.outcome == "reserve" or latest.rank == case.rank else None


def find_promise(case: RankableCase, drafts: Sequence[Note]) -> DraftedDecision | None:
    """The decision with which a case came onto the reserve list; None if it was put there without a draft."""
    kept = [note for note in drafts if note["outcome"] == "reserve" and note["rank"] == case.rank]
    return _read(kept[-1], released=True) if kept else None


def find_decision(
    case: RankableCase, drafts: Sequence[Note], lifecycle: Lifecycle, *, inside: bool
) -> DraftedDecision | None:
    """The decision on a case as it is told: inside as it is drafted or was made, outside once the case holds an award."""
    if inside and (draft := find_draft(case, drafts, lifecycle)) is not None:
        return draft
    made = _made(case, drafts, lifecycle)
    if inside or made is None:
        return made
    awarded = DraftedDecision("award", case.amount, None, None, made.indicators, released=True)
    return awarded if made.outcome == "award" else None


def describe_draft(actor: Actor, case: CaseRecord, drafts: Sequence[Note]) -> DraftedDecision | None:
    """The decision on a case as far as an actor is told of it: all inside, an award its owner, anybody else nothing."""
    inside = visibility.is_inside(access.roles(actor, case))
    lifecycle = case.definition.engine.lifecycle
    if not inside and (case.owner != actor.id or lifecycle.told(case.state) != case.state):
        return None
    return find_decision(case, drafts, lifecycle, inside=inside)


def list_unmet(
    direction: Direction, room: tuple[Headroom, ...], amount: int | None, reason: str | None = None
) -> tuple[Unmet, ...]:
    """What stands in the way of an award of an amount, for want of room on its lines; a reason goes beyond an "about"."""
    given = {"amount": amount or 0} | ({"reason": reason} if reason else {})
    return needs.list_unmet_needs(("quota-available",), direction, Facts(given=given, room=room))


def _made(case: RankableCase, drafts: Sequence[Note], lifecycle: Lifecycle) -> DraftedDecision | None:
    """The last decision drafted, if it is where the case came to."""
    latest = _read(drafts[-1], released=True) if drafts else None
    transition = lifecycle.transitions.get(lifecycle.deciding(latest.outcome) or "") if latest else None
    if transition is not None and latest is not None and latest.outcome in ("award", "decline"):
        stands = case.amount is not None if latest.outcome == "award" else case.state == transition.to
        if stands:
            return latest
    reserve = lifecycle.transitions.get("reserve")
    return find_promise(case, drafts) if reserve is not None and case.state == reserve.to else None


def _read(note: Note, *, released: bool = False) -> DraftedDecision:
    return DraftedDecision(
        outcome=str(note["outcome"]),
        amount=_whole(note["amount"]),
        rank=_whole(note["rank"]),
        reason=note["reason"] if isinstance(note["reason"], str) else None,
        indicators=tuple(read_list(note, "indicators")),
        released=released,
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
