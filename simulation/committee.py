"""How the committee decides a direction: the best by score while the quota lasts, a reserve list, and its aftermath.

What it means to decide it drafts, sees what that would come to, and releases together.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from sqlmodel import Session

from simulation import dates, reasons
from simulation.applications import Application
from simulation.context import SimulationContext
from simulation.fake_names import HOME
from simulation.scenario_mix import CompetitionLine
from simulation.scheduled_commands import Cases, DecisionPoint, ScheduledCommand
from states.call import Direction
from workflow import embargoes
from workflow.actors import SYSTEM
from workflow.commands import Command, DraftDecision, FireTimeouts, MakeTransition, PromoteReserve, ReleaseDecisions
from workflow.deciding import previews
from workflow.deciding.candidates import Candidate
from workflow.deciding.previews import Preview
from workflow.embargoes import Embargo

_EACH = timedelta(seconds=75)
_LEAST = 65


class Committee:
    """The committee at work on one direction; what it does comes one act after the other."""

    def __init__(self, scene: SimulationContext, direction: Direction) -> None:
        self._rng, self._when, self._call, self._direction = scene.rng, scene.when, scene.call.code, direction
        self._lines = [CompetitionLine(direction, topic) for topic in direction.filed_topics() or (None,)]
        self._actor, self._zone = scene.troupe.committee, scene.cast.country(HOME).zone
        self._now = scene.when.review
        self._placed: dict[str, tuple[int, int, str]] = {}
        self._reserved_behind: list[list[Candidate]] = []

    def occasions(self) -> list[DecisionPoint]:
        """Its two sittings: the one that decides, and the one after the season for those who still wait."""
        when = self._when
        earliest, latest = (dates.find_part(when.review, when.decision, share) for share in (0.4, 0.75))
        deciding, closing = self._morning(earliest, latest), self._morning(when.decision, when.closed)
        return [
            DecisionPoint(deciding, partial(self._decides, deciding)),
            DecisionPoint(closing, partial(self._closes, closing)),
        ]

    def _decides(self, at: datetime, session: Session, cases: Cases) -> list[ScheduledCommand | DecisionPoint]:
        """Draft every line by its ranking, and have it released."""
        self._now = at
        ranking = [place.case for place in self._preview(session).ranking]
        found: list[ScheduledCommand | DecisionPoint] = []
        for line in self._lines:
            found += self._drawn_up(line, [case for case in ranking if case.topic == line.topic], cases)
        return [*found, self._next(self._releases)]

    def _closes(self, at: datetime, session: Session, cases: Cases) -> list[ScheduledCommand | DecisionPoint]:
        """Decline whoever is left: the rest of the reserve list, and what was adjourned."""
        self._now = at
        left = [place.case for place in self._preview(session).ranking]
        return [*(self._declined(case, cases) for case in left), self._next(self._releases)]

    def _releases(self, at: datetime, session: Session, cases: Cases) -> list[ScheduledCommand | DecisionPoint]:
        """Release what is drafted; where it does not fit that is refused, the preview says why, and it is mended."""
        self._now = at
        ranking = self._preview(session).ranking
        if not any(place.case.draft for place in ranking):
            return []
        unfit = [place.case for place in ranking if place.unfit]
        release: Command = ReleaseDecisions(
            actor=self._actor, received_at=at, call=self._call, direction=self._direction.code
        )
        if unfit:
            mended = [self._mended(case, cases) for case in unfit]
            return [ScheduledCommand(None, release, "needs-unmet"), *mended, self._next(self._releases)]
        if self._direction.ordinal % 5 == 0:
            release = self._embargoed(session, at)
        return [ScheduledCommand(None, release), *self._aftermath(cases)]

    def _embargoed(self, session: Session, at: datetime) -> Command:
        """Let nobody know before a morning two days on: the release then comes by itself, with whatever looks what is due."""
        later = dates.find_morning(at + timedelta(days=2), self._zone)
        call, direction = self._call, self._direction.code
        set_ = embargoes.schedule(session, call, direction, later, actor=self._actor, now=at)
        assert isinstance(set_, Embargo), "the committee may set an embargo"
        self._now = later
        return FireTimeouts(actor=SYSTEM, received_at=later, limit=1)

    # Drafting ----------------------------------------------------------------------------------------------------------

    def _drawn_up(
        self, line: CompetitionLine, ranking: Sequence[Candidate], cases: Cases
    ) -> Iterator[ScheduledCommand]:
        """The drafts of a line, now and then with a slip: a zero too many, which is refused, or one award too many."""
        places, slip = line.quota.cases, self._rng.random()
        self._placed |= {case.ref: (place, len(ranking), line.name) for place, case in enumerate(ranking, 1)}
        able = [case for case in ranking if (case.score or 0) >= _LEAST]
        end = places + self._rng.choice((1, 2))
        for place, case in enumerate(able[:places], 1):
            if place == places and slip < 0.15:
                yield self._draft(case, cases, "award", amount=line.award * 10, refused="needs-unmet")
            yield self._draft(case, cases, "award", amount=line.award)
        for rank, case in enumerate(able[places:end], 1):
            if rank == 1 and slip > 0.75:
                yield self._draft(case, cases, "award", amount=line.award)
            else:
                yield self._draft(case, cases, "reserve", amount=line.award, rank=rank)
        for case in ranking[len(able[:end]) :]:
            if self._rng.random() >= 0.03:
                yield self._declined(case, cases)
        if able[places:end]:
            self._reserved_behind.append(able[:places])

    def _declined(self, case: Candidate, cases: Cases) -> ScheduledCommand:
        score, placed = case.score or 0, self._placed.get(case.ref)
        if score < _LEAST or placed is None:
            return self._draft(case, cases, "decline", reason=reasons.weak(score, _LEAST))
        return self._draft(case, cases, "decline", reason=reasons.ranked(score, *placed))

    def _mended(self, case: Candidate, cases: Cases) -> ScheduledCommand:
        award = next(line.award for line in self._lines if line.topic == case.topic)
        if case.draft is not None and case.draft.amount != award:
            return self._draft(case, cases, "award", amount=award)
        return self._draft(case, cases, "reserve", amount=award, rank=1)

    def _draft(
        self,
        case: Candidate,
        cases: Cases,
        outcome: Literal["award", "reserve", "decline"],
        *,
        amount: int | None = None,
        rank: int | None = None,
        reason: str | None = None,
        refused: str | None = None,
    ) -> ScheduledCommand:
        self._now += _EACH
        told = DraftDecision(
            actor=self._actor,
            received_at=self._now,
            ref=case.ref,
            outcome=outcome,
            amount=amount,
            rank=rank,
            reason=reason,
        )
        return ScheduledCommand(cases[case.ref], told, refused)

    # Afterwards --------------------------------------------------------------------------------------------------------

    def _aftermath(self, cases: Cases) -> Iterator[ScheduledCommand]:
        """Somebody takes an award back, and the reserve list moves up; before that there is no place to move up to."""
        for awarded in self._reserved_behind:
            if self._rng.random() < 0.6:
                end = self._when.decision
                if self._rng.random() < 0.5:
                    yield self._promotes(dates.find_part(self._now, end, 0.2), "needs-unmet")
                yield self._gives_up(cases[self._rng.choice(awarded).ref], dates.find_part(self._now, end, 0.6))
                yield self._promotes(dates.find_part(self._now, end, 0.3))
        self._reserved_behind.clear()

    def _gives_up(self, application: Application, until: datetime) -> ScheduledCommand:
        self._now = dates.draw_between(self._rng, self._now, until, zone=self._zone)
        reason, by = self._rng.choice(reasons.GIVING_UP), application.applicant.actor
        return ScheduledCommand(
            application,
            MakeTransition(actor=by, received_at=self._now, ref="", transition="withdraw", given={"reason": reason}),
        )

    def _promotes(self, until: datetime, refused: str | None = None) -> ScheduledCommand:
        self._now = dates.draw_between(self._rng, self._now, until, zone=self._zone)
        by, call, direction = self._actor, self._call, self._direction.code
        return ScheduledCommand(
            None, PromoteReserve(actor=by, received_at=self._now, call=call, direction=direction), refused
        )

    # Sitting -----------------------------------------------------------------------------------------------------------

    def _preview(self, session: Session) -> Preview:
        return previews.preview(session, self._actor, self._call, self._direction.code, now=self._now)

    def _next(
        self, held: Callable[[datetime, Session, Cases], list[ScheduledCommand | DecisionPoint]]
    ) -> DecisionPoint:
        self._now += _EACH
        return DecisionPoint(self._now, partial(held, self._now))

    def _morning(self, earliest: datetime, latest: datetime) -> datetime:
        drawn = dates.draw_between(self._rng, earliest, latest, zone=self._zone)
        morning = dates.find_morning(drawn, self._zone)
        return morning if morning > earliest else drawn
