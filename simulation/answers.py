"""How a reviewer answers an invitation, until the review is there or somebody else has to be asked."""

from datetime import datetime
from typing import Literal

from simulation import dates, fake_reviews
from simulation.applications import Application
from simulation.context import SimulationContext
from simulation.scheduled_commands import ScheduledCommand
from states.call import ReviewPlan
from workflow.commands import (
    AnswerInvitation,
    DeclareConflict,
    SettleConflict,
    SubmitReview,
    SuspectConflict,
    UnassignReviewer,
)

Answer = Literal["accepts", "steps back", "declares", "suspected", "silent"]
_USUAL: dict[Answer, int] = {"accepts": 83, "steps back": 8, "declares": 4, "suspected": 2, "silent": 3}
_STEPPING_BACK = (
    "Not my field: I know the applications of the method, not the method.",
    "I am on a research stay until March and cannot do it justice.",
    "I have as many reviews as I can write this winter.",
)
_OWN = (
    ("collaboration", "We have a paper under review with the leader."),
    ("competition", "My group has applied for the same equipment with another partner."),
    ("family", "The leader's deputy is my brother-in-law."),
)
_RUMOUR = "A colleague says that they advise one of the organisations."
_FOUND = {True: "They confirmed it themselves on the telephone.", False: "They advised another department years ago."}
_SILENT = "No answer to the invitation and two reminders."


class Answers:
    """The answers of the reviewers of one direction, and the reviews that follow from them."""

    def __init__(self, scene: SimulationContext, plan: ReviewPlan) -> None:
        self._scene, self._plan, self._rng = scene, plan, scene.rng
        self._is_late: dict[int, bool] = {}
        self._unwritten: set[int] = set()

    def drawn(
        self, application: Application, person: str, *, start: datetime, until: datetime, last: bool = False
    ) -> list[ScheduledCommand]:
        """Everything that comes of an invitation; its answer is there before `until`, and in the last round it is yes."""
        if application.fate != "reviewed":
            return []  # it leaves before anybody has read it
        answer: Answer = "accepts"
        if not last:
            [answer] = self._rng.choices(list(_USUAL), list(_USUAL.values()))
        middle = dates.find_part(start, until, 0.5)
        match answer:
            case "steps back":
                return [self._steps_back(application, person, start, middle)]
            case "declares":
                return [self._declares(application, person, start, middle)]
            case "silent":
                return [self._is_taken_from(application, person, middle, until)]
        accepted = self._accepts(application, person, start, middle)
        if answer == "accepts":
            return [accepted, *self._reviews(application, person, accepted.at)]
        is_so = self._rng.random() < 0.5
        settled = self._is_suspected(application, person, middle, until, is_so)
        return [accepted, *settled, *([] if is_so else self._reviews(application, person, until))]

    def _accepts(self, application: Application, person: str, start: datetime, until: datetime) -> ScheduledCommand:
        by, at = self._scene.troupe.reviewers[person].actor, self._moment(person, start, until)
        return ScheduledCommand(
            application, AnswerInvitation(actor=by, received_at=at, ref="", reviewer=person, accepts=True)
        )

    def _steps_back(self, application: Application, person: str, start: datetime, until: datetime) -> ScheduledCommand:
        by, at = self._scene.troupe.reviewers[person].actor, self._moment(person, start, until)
        reason = self._rng.choice(_STEPPING_BACK)
        answer = AnswerInvitation(actor=by, received_at=at, ref="", reviewer=person, accepts=False, reason=reason)
        return ScheduledCommand(application, answer)

    def _declares(self, application: Application, person: str, start: datetime, until: datetime) -> ScheduledCommand:
        by, at = self._scene.troupe.reviewers[person].actor, self._moment(person, start, until)
        ground, reason = self._rng.choice(_OWN)
        return ScheduledCommand(
            application, DeclareConflict(actor=by, received_at=at, ref="", ground=ground, reason=reason)
        )

    def _is_taken_from(
        self, application: Application, person: str, start: datetime, until: datetime
    ) -> ScheduledCommand:
        by, at = self._scene.troupe.coordinator, dates.draw_between(self._rng, start, until, zone=self._scene.call.zone)
        return ScheduledCommand(
            application, UnassignReviewer(actor=by, received_at=at, ref="", reviewer=person, reason=_SILENT)
        )

    def _is_suspected(
        self, application: Application, person: str, start: datetime, until: datetime, is_so: bool
    ) -> list[ScheduledCommand]:
        """Somebody tells of a conflict of interest; the coordinator asks, and confirms or dismisses it."""
        by, zone, ground = self._scene.troupe.coordinator, self._scene.call.zone, "other"
        told = dates.draw_between(self._rng, start, dates.find_part(start, until, 0.5), zone=zone)
        asked = dates.draw_between(self._rng, told, until, zone=zone)
        suspicion = SuspectConflict(actor=by, received_at=told, ref="", person=person, ground=ground, reason=_RUMOUR)
        settled = SettleConflict(
            actor=by, received_at=asked, ref="", person=person, ground=ground, confirmed=is_so, reason=_FOUND[is_so]
        )
        return [ScheduledCommand(application, suspicion), ScheduledCommand(application, settled)]

    def _reviews(self, application: Application, person: str, start: datetime) -> list[ScheduledCommand]:
        """The review, before the deadline or after it; now and then one is never written, and one is written twice."""
        rng, when = self._rng, self._scene.when
        if application.number not in self._unwritten and rng.random() < 0.03:
            self._unwritten.add(application.number)
            return []
        end = dates.find_part(when.agency, when.review, 0.88)
        if self._is_late.setdefault(application.number, rng.random() < 0.03):
            start, end = when.review, dates.find_part(when.review, when.decision, 0.2)
        first = self._moment(person, start, end)
        acts = [self._scored(application, person, first)]
        if rng.random() < 0.03:
            acts.append(self._scored(application, person, self._moment(person, first, end)))
        return acts

    def _scored(self, application: Application, person: str, at: datetime) -> ScheduledCommand:
        by, said = (
            self._scene.troupe.reviewers[person].actor,
            fake_reviews.draw_review(self._rng, self._plan, application.score),
        )
        review = SubmitReview(
            actor=by,
            received_at=at,
            ref="",
            scores=said.scores,
            comment=said.comment,
            recommendation=said.recommendation,
        )
        return ScheduledCommand(application, review)

    def _moment(self, person: str, start: datetime, until: datetime) -> datetime:
        zone = self._scene.cast.country(self._scene.troupe.reviewers[person].country).zone
        return dates.draw_between(self._rng, start, until, zone=zone)
