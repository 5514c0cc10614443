"""Before a release: the ranking of a direction with its drafts, and what they would make of its quota."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from states.call import Direction
from states.facts import Headroom
from states.refusal import Unmet
from workflow import case_facts, embargoes, permissions, set_aside
from workflow.actors import Actor
from workflow.case_reader import CaseReader
from workflow.case_record import CaseRecord
from workflow.deciding import award_checks, candidates
from workflow.deciding.candidates import Candidate
from workflow.embargoes import Embargo
from workflow.overview import holdings
from workflow.overview.ranking import DraftedDecision

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Place:
    """A case's place in the ranking, its draft, and what stands in the draft's way if those before it are made.

    `asked` is what its filing asks for, in yuan; `above_asked` that the draft gives more; `suggestion` what the panel suggests.
    """

    place: int
    case: Candidate
    unfit: tuple[Unmet, ...]
    asked: int | None = None
    above_asked: bool = False
    suggestion: str | None = None


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


def preview(session: Session, actor: Actor, call: str, direction: str, *, now: datetime) -> Preview:
    """The ranking of a direction with its drafts, and what they would take, without the cases a conflict keeps from the actor.

    Raises NotFound, NotAllowed.
    """
    laid_down = candidates.load_definition(session, call, direction).direction
    permissions.require("know-inside", actor.roles_in(call), "what is drafted can be read by")
    waiting = candidates.list_waiting(session, actor, call, direction)
    return Preview(
        call=call,
        direction=direction,
        lines=_budgets(session, actor, call, laid_down, waiting),
        ranking=_Table(session, actor, waiting, now).rank(
            laid_down, candidates.load_headroom(session, call, actor=actor)
        ),
        embargo=embargoes.load_embargo(session, call, direction),
    )


def check_promotion(session: Session, actor: Actor, case: Candidate, *, now: datetime) -> tuple[Unmet, ...]:
    """What stands in the way of the award with which a case would leave the reserve list now."""
    return _Table(session, actor, [case], now).check(case, case.draft or case.promised, None)


class _Table:
    """The candidates of a direction with what is known of them, judged as of an instant."""

    def __init__(self, session: Session, actor: Actor, waiting: list[Candidate], now: datetime) -> None:
        self._session, self._waiting, self._now = session, waiting, now
        self._reader: CaseReader = award_checks.load_reader(session, actor, waiting)
        self._known = {case.id: case for case in self._reader.cases}

    def rank(self, direction: Direction, free: Mapping[str, Headroom]) -> list[Place]:
        """Each award takes what it needs in its turn; one that does not fit leaves the room to those after it."""
        left = dict(free)
        ranked = []
        for number, case in enumerate(self._waiting, 1):
            unfit: tuple[Unmet, ...] = ()
            if case.draft is not None and case.draft.outcome == "award":
                lines = direction.lines(case.topic)
                unfit = self.check(case, case.draft, candidates.load_candidates(left, lines))
                if not unfit:
                    left |= {line: _less(left[line], case.draft.amount or 0) for line in lines}
            ranked.append(self._place(number, case, unfit))
        return ranked

    def check(
        self, case: Candidate, decision: DraftedDecision | None, room: tuple[Headroom, ...] | None
    ) -> tuple[Unmet, ...]:
        """What stands in the way of an award, in this room or in all that is free; nothing is said of what cannot be read."""

        def judge(known: CaseRecord) -> tuple[Unmet, ...]:
            free = case_facts.load_headroom(self._reader, known) if room is None else room
            return award_checks.check_award(self._reader, known, decision, free, self._now)

        return next(iter(self._each_sound(case, judge)), ())

    def _place(self, number: int, case: Candidate, unfit: tuple[Unmet, ...]) -> Place:
        def read(known: CaseRecord) -> tuple[int | None, str | None]:
            return known.asked, award_checks.load_suggestion(self._reader, known)

        asked, suggestion = next(iter(self._each_sound(case, read)), (None, None))
        drafted = case.draft.amount if case.draft is not None and case.draft.outcome != "decline" else None
        is_above = asked is not None and drafted is not None and drafted > asked
        return Place(number, case, unfit, asked, is_above, suggestion)

    def _each_sound(self, case: Candidate, look: Callable[[CaseRecord], _T]) -> Iterable[_T]:
        known = [self._known[case.id]] if case.id in self._known else []
        return set_aside.keep_sound(self._session, "cases", known, look, lambda one: one.ref)


def _less(room: Headroom, amount: int) -> Headroom:
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
