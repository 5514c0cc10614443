"""The thread of one application's story: who does what with it, each act at a moment after the one before."""

from datetime import datetime

from cli.simulation import dates
from cli.simulation.acts import Act
from cli.simulation.applications import Application
from cli.simulation.cast import HOME
from cli.simulation.scene import Scene
from workflow.actors import Actor
from workflow.commands import Amend, Content, Extend, File, Move, OnCase, Open


class Thread:
    """Gathers the acts on one application. A verb says until when it is done, at a pace of `dates.between`."""

    def __init__(self, scene: Scene, application: Application) -> None:
        self.scene, self.application = scene, application
        self.rng, self.when = scene.rng, scene.when
        self.acts: list[Act] = []
        self.now = scene.when.opens
        self.applicant = application.applicant.actor
        self.official = scene.troupe.partners[application.partner]
        self.coordinator = scene.troupe.coordinator

    def waits(self, until: datetime) -> None:
        """Nothing is done before this instant."""
        self.now = max(self.now, until)

    def opens(self, content: Content) -> None:
        """The applicant opens the case with a first draft."""
        line = self.application.line
        latest = dates.part(self.when.opens, self.when.internal, 0.92)
        opening = Open(
            actor=self.applicant,
            received_at=self._moment(self.applicant, latest, "any"),
            call=self.scene.call.code,
            direction=line.direction.code,
            topic=line.topic,
            partner=self.application.partner,
            content=content,
        )
        self._adds(opening)

    def amends(self, content: Content, until: datetime, pace: str = "any") -> None:
        """The applicant changes the home filing."""
        at = self._moment(self.applicant, until, pace)
        self._adds(Amend(actor=self.applicant, received_at=at, ref="", content=content))

    def files(self, content: Content, until: datetime, pace: str = "any") -> None:
        """The partner's official files the other side."""
        at = self._moment(self.official, until, pace)
        self._adds(File(actor=self.official, received_at=at, ref="", side="counterpart", content=content))

    def extends(self, deadline: str, later: datetime, until: datetime, reason: str) -> None:
        """The coordinator gives the case a later instant for a deadline."""
        at = self._moment(self.coordinator, until, "any")
        by = self.coordinator
        self._adds(Extend(actor=by, received_at=at, ref="", deadline=deadline, until=later, reason=reason))

    def moves(
        self, move: str, by: Actor, until: datetime, pace: str = "any", *, refused: str | None = None, **given: object
    ) -> None:
        """Somebody makes a move, or tries to and is refused."""
        at = self._moment(by, until, pace)
        self._adds(Move(actor=by, received_at=at, ref="", move=move, given=given), refused)

    def _adds(self, command: Open | OnCase, refused: str | None = None) -> None:
        self.acts.append(Act(self.application, command, refused))

    def _moment(self, by: Actor, until: datetime, pace: str) -> datetime:
        place = self.application.partner if by is self.official else HOME
        zone = self.scene.cast.country(place).zone
        self.now = dates.between(self.rng, self.now, until, zone=zone, pace=pace)
        return self.now
