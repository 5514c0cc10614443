"""How the committee decides a line: the best by score while the quota lasts, a reserve list, and its aftermath."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cli.simulation import dates, grounds
from cli.simulation.acts import Act
from cli.simulation.applications import Application
from cli.simulation.cast import HOME
from cli.simulation.fates import Line
from cli.simulation.scene import Scene
from workflow.actors import Actor
from workflow.commands import Move

_EACH = timedelta(seconds=75)
_LEAST = 65


class Committee:
    """The committee at work on one line; what it does comes one act after the other."""

    def __init__(self, scene: Scene, line: Line) -> None:
        self._rng, self._when, self._line = scene.rng, scene.when, line
        self._actor, self._zone = scene.troupe.committee, scene.cast.country(HOME).zone
        self._now = scene.when.review
        self._acts: list[Act] = []

    def decides(self, reviewed: Sequence[Application]) -> list[Act]:
        """Every decision on the applications that the panel has given its opinion on, and its aftermath."""
        when, places = self._when, self._line.quota.cases
        ranking = sorted(reviewed, key=lambda one: (-one.score, one.number))
        able = [one for one in ranking if one.score >= _LEAST]
        on_reserve = places + self._rng.choice((1, 2))
        awarded, listed, rest = able[:places], able[places:on_reserve], ranking[len(able[:on_reserve]) :]
        self._convene(dates.part(when.review, when.decision, 0.4), dates.part(when.review, when.decision, 0.75))
        self._award(awarded, full=len(awarded) == places)
        if listed and self._rng.random() < 0.5:
            self._move(listed[0], "award", amount=self._line.award, refused=True)
        for rank, application in enumerate(listed, 1):
            self._move(application, "reserve", rank=rank)
        adjourned = [application for application in rest if self._rng.random() < 0.015]
        self._decline([application for application in rest if application not in adjourned], ranking)
        if listed and self._rng.random() < 0.6:
            self._succeed(self._rng.choice(awarded), listed.pop(0))
        self._convene(when.decision, when.closed)
        self._decline([*listed, *adjourned], ranking)
        return self._acts

    def _award(self, awarded: Sequence[Application], full: bool) -> None:
        """Award in order of rank; now and then a zero too many is written for the last place, and refused."""
        for place, application in enumerate(awarded, 1):
            if full and place == len(awarded) and self._rng.random() < 0.4:
                self._move(application, "award", amount=self._line.award * 10, refused=True)
            self._move(application, "award", amount=self._line.award)

    def _decline(self, declined: Sequence[Application], ranking: Sequence[Application]) -> None:
        places = {one.number: place for place, one in enumerate(ranking, 1)}
        for one in declined:
            reason = grounds.ranked(one.score, places[one.number], len(ranking), self._line.name)
            self._move(one, "decline", reason=grounds.weak(one.score, _LEAST) if one.score < _LEAST else reason)

    def _succeed(self, leaving: Application, next_in_line: Application) -> None:
        """Somebody takes an award back, and the first of the reserve list moves up; before that there is no place."""
        start, end = self._now, self._when.decision
        if self._rng.random() < 0.5:
            self._now = dates.between(self._rng, start, dates.part(start, end, 0.2), zone=self._zone)
            self._move(next_in_line, "award", amount=self._line.award, refused=True)
        self._now = dates.between(self._rng, self._now, dates.part(start, end, 0.7), zone=self._zone)
        reason = self._rng.choice(grounds.GIVING_UP)
        self._move(leaving, "withdraw", by=leaving.applicant.actor, reason=reason)
        self._now = dates.between(self._rng, self._now, end, zone=self._zone, pace="soon")
        self._move(next_in_line, "award", amount=self._line.award)

    def _convene(self, earliest: datetime, latest: datetime) -> None:
        """Begin a sitting on the morning of a day between two moments."""
        start = max(self._now, earliest)
        drawn = dates.between(self._rng, start, latest, zone=self._zone)
        morning = dates.morning(drawn, self._zone)
        self._now = morning if morning > start else drawn

    def _move(
        self, application: Application, move: str, *, by: Actor | None = None, refused: bool = False, **given: object
    ) -> None:
        self._now += _EACH
        asked = Move(actor=by or self._actor, received_at=self._now, ref="", move=move, given=given)
        self._acts.append(Act(application, asked, "needs-unmet" if refused else None))
