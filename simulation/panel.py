"""The panel of a direction: reviewers invited in rounds until each case has enough of them, and what they come to."""

from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from simulation import conflict_search, dates, reasons
from simulation.answers import Answers
from simulation.context import SimulationContext
from simulation.scheduled_commands import Cases, DecisionPoint, ScheduledCommand
from states.call import Direction, ReviewPlan
from workflow import assignment_plan
from workflow.commands import AssignReviewer, MakeTransition, RecordJudgement
from workflow.paperwork import examinations
from workflow.reviewing import panel

_SEARCH, _ROUNDS, _ANSWERED = 0.11, (0.13, 0.3, 0.46), 0.12  # of the time from the agency deadline to the review
_READ, _READ_LATE = 0.9, 0.22  # the latter of the time from the review to the decision
_SEARCHED = 0.05  # of the cases
_EACH, _DIRECTION = timedelta(seconds=40), timedelta(minutes=8)


class Panel:
    """The coordinator at work with the reviewers of one direction; one more than the quorum is asked about each case."""

    def __init__(self, scene: SimulationContext, direction: Direction, plan: ReviewPlan) -> None:
        self._scene, self._when, self._rng = scene, scene.when, scene.rng
        self._direction, self._plan, self._coordinator = direction, plan, scene.troupe.coordinator
        self._answers = Answers(scene, plan)

    def occasions(self) -> list[DecisionPoint]:
        """When conflicts of interest are looked for, when people are invited, and when their reviews are read."""
        when = self._when
        search = dates.find_part(when.agency, when.review, _SEARCH)
        found = [DecisionPoint(search, partial(self._searches, search))]
        for share in _ROUNDS:
            at = self._morning(when.agency, when.review, share)
            answered = dates.find_part(when.agency, when.review, share + _ANSWERED)
            found.append(DecisionPoint(at, partial(self._invites, at, answered, last=share == _ROUNDS[-1])))
        for start, end, share in ((when.agency, when.review, _READ), (when.review, when.decision, _READ_LATE)):
            at = self._morning(start, end, share)
            found.append(DecisionPoint(at, partial(self._reads, at)))
        return found

    def _searches(self, start: datetime, session: Session, cases: Cases) -> list[ScheduledCommand | DecisionPoint]:
        """Look for conflicts of interest in some of the cases; who is cleared of one is invited at once."""
        before_it = [
            ref for ref, one in cases.items() if one.direction.code == self._direction.code and one.fate == "reviewed"
        ]
        some = self._rng.sample(before_it, min(len(before_it), max(1, round(len(before_it) * _SEARCHED))))
        answered = dates.find_part(self._when.agency, self._when.review, _ROUNDS[0] + _ANSWERED)
        found: list[ScheduledCommand | DecisionPoint] = []
        for act, invited in conflict_search.search_conflicts(session, self._scene, cases, some, start=start):
            found.append(act)
            if invited is not None and act.application is not None:
                found += self._answers.drawn(act.application, invited, start=act.at, until=answered)
        return found

    def _invites(
        self, at: datetime, answered: datetime, session: Session, cases: Cases, *, last: bool
    ) -> list[ScheduledCommand | DecisionPoint]:
        """Have the cases and the pool matched, invite whom that names, and hear what they say."""
        call, by, each = self._scene.call.code, self._coordinator, self._plan.quorum + 1
        found: list[ScheduledCommand | DecisionPoint] = []
        for ref, person in assignment_plan.plan_assignments(session, by, call, self._direction.code, each=each).pairs:
            invitation = AssignReviewer(actor=by, received_at=at, ref=ref, reviewer=person, automatic=True)
            found.append(ScheduledCommand(cases[ref], invitation))
            found += self._answers.drawn(cases[ref], person, start=at, until=answered, last=last)
        return found

    def _reads(self, start: datetime, session: Session, cases: Cases) -> list[ScheduledCommand | DecisionPoint]:
        """Record what the reviews of each case come to; where too few are there it is tried now and then, and refused."""
        at, found, states = start, list[ScheduledCommand | DecisionPoint](), self._direction.lifecycle.reviewed_in
        for place in panel.load_ranking(session, self._coordinator, self._scene.call.code, self._direction.code):
            enough = place.reading.reviews >= self._plan.quorum
            if place.state in states and (enough or self._rng.random() < 0.5):
                for judgement in self._examines(session, place.case, at):
                    found.append(ScheduledCommand(cases[place.case], judgement))
                at += _EACH
                given = {"score": ((place.reading.mean or 0) + 50) // 100}
                read = MakeTransition(actor=self._coordinator, received_at=at, ref="", transition="review", given=given)
                found.append(ScheduledCommand(cases[place.case], read, None if enough else "needs-unmet"))
        return found

    def _examines(self, session: Session, ref: str, at: datetime) -> list[RecordJudgement]:
        """What people have to judge before the case goes on: each clause is found to be met."""
        if not self._direction.examined:
            return []
        clauses = examinations.load_examination(session, self._coordinator, ref, now=at)
        return [
            RecordJudgement(
                actor=self._coordinator, received_at=at, ref="", clause=one.id, verdict="met", evidence=reasons.EXAMINED
            )
            for one in clauses
            if one.needs_judging
        ]

    def _morning(self, start: datetime, end: datetime, share: float) -> datetime:
        """A morning soon after a share of the time between two moments has gone by; one direction comes after the other."""
        earliest, zone = dates.find_part(start, end, share), self._scene.call.zone
        drawn = dates.draw_between(self._rng, earliest, dates.find_part(start, end, share + 0.02), zone=zone)
        morning = dates.find_morning(drawn, zone)
        return (morning if morning > earliest else drawn) + self._direction.ordinal * _DIRECTION
