"""Before a release: the ranking of a direction with its drafts, and what they would make of its quota."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session

from states.call import Direction
from states.facts import Room
from states.refusal import Unmet
from workflow import embargoes, permissions
from workflow.actors import Actor
from workflow.deciding import candidates
from workflow.deciding.candidates import Candidate
from workflow.embargoes import Embargo
from workflow.overview import holdings, ranking


@dataclass(frozen=True, slots=True)
class Place:
    """A case's place in the ranking, its draft, and what stands in the draft's way if those before it are made."""

    place: int
    case: Candidate
    unfit: tuple[Unmet, ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """A quota line: its limits, what is held, what all drafts would take, and what would be left (below 0: too much)."""

    line: str
    cases_limit: int
    cases_held: int
    cases_drafted: int
    cases_left: int
    funds_limit: int | None
    funds_held: int
    funds_drafted: int
    funds_left: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What is drafted in a direction, what it would come to, and when it is to be released."""

    call: str
    direction: str
    lines: list[Budget]
    ranking: list[Place]
    embargo: Embargo | None


def preview(session: Session, actor: Actor, call: str, direction: str) -> Preview:
    """The ranking of a direction with its drafts, and what they would take, without the cases a conflict keeps from the actor.

    Raises NoSuchThing, NotAllowed.
    """
    laid_down = candidates.frame(session, call, direction).direction
    permissions.require("know-inside", actor.roles_in(call), "what is drafted can be read by")
    waiting = candidates.waiting(session, actor, call, direction)
    return Preview(
        call=call,
        direction=direction,
        lines=_budgets(session, actor, call, laid_down, waiting),
        ranking=_ranked(laid_down, waiting, candidates.rooms(session, call, actor=actor)),
        embargo=embargoes.standing(session, call, direction),
    )


def _ranked(direction: Direction, waiting: list[Candidate], free: Mapping[str, Room]) -> list[Place]:
    """Each award takes what it needs in its turn; one that does not fit leaves the room to those after it."""
    left = dict(free)
    ranked = []
    for place, case in enumerate(waiting, 1):
        unfit: tuple[Unmet, ...] = ()
        if case.draft is not None and case.draft.outcome == "award":
            lines, amount = direction.lines(case.topic), case.draft.amount or 0
            unfit = ranking.unfit(direction, candidates.among(left, lines), amount, case.draft.reason)
            if not unfit:
                left |= {line: _less(left[line], amount) for line in lines}
        ranked.append(Place(place, case, unfit))
    return ranked


def _less(room: Room, amount: int) -> Room:
    return replace(room, cases=room.cases - 1, funds=None if room.funds is None else room.funds - amount)


def _budgets(session: Session, actor: Actor, call: str, direction: Direction, waiting: list[Candidate]) -> list[Budget]:
    found = []
    names = direction.quotas()
    for row in holdings.load_lines(session, actor, call):
        if row.line not in names:
            continue
        drafts = [
            case.draft
            for case in waiting
            if case.draft and case.draft.outcome == "award" and row.line in direction.lines(case.topic)
        ]
        funds = sum(draft.amount or 0 for draft in drafts)
        limit = row.funds_limit
        found.append(
            Budget(
                line=row.line,
                cases_limit=row.cases_limit,
                cases_held=row.cases_held,
                cases_drafted=len(drafts),
                cases_left=row.cases_limit - row.cases_held - len(drafts),
                funds_limit=limit,
                funds_held=row.funds_held,
                funds_drafted=funds,
                funds_left=None if limit is None else limit - row.funds_held - funds,
            )
        )
    return found
