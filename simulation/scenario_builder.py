"""The thread of one application's story: who does what with it, each act at a moment after the one before."""

from datetime import datetime

from simulation import dates, reasons
from simulation.applications import Application
from simulation.context import SimulationContext
from simulation.fake_names import HOME
from simulation.scheduled_commands import ScheduledCommand
from states.facts import Side
from workflow.actors import Actor
from workflow.commands import (
    AmendFiling,
    AttachDocument,
    ConfirmComparison,
    ConfirmSameMeaning,
    Content,
    EraseCase,
    ExtendDeadline,
    MakeTransition,
    OnCase,
    OpenCase,
    PutFiling,
    RecordJudgement,
    RecordReceipt,
    RemoveDocument,
    WaiveClause,
)
from workflow.paperwork import documents


class ScenarioBuilder:
    """Gathers the acts on one application. A verb says until when it is done, at a pace of `dates.draw_between`."""

    def __init__(self, scene: SimulationContext, application: Application) -> None:
        self.scene, self.application = scene, application
        self.rng, self.when = scene.rng, scene.when
        self.acts: list[ScheduledCommand] = []
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
        latest = dates.find_part(self.when.opens, self.when.internal, 0.92)
        opening = OpenCase(
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
        self._adds(AmendFiling(actor=self.applicant, received_at=at, ref="", content=content))

    def files(self, content: Content, until: datetime, pace: str = "any", *, by: Actor | None = None) -> None:
        """The partner's official files and submits the other side, or a coordinator does it for them."""
        by = by or self.official
        at = self._moment(by, until, pace)
        self._adds(PutFiling(actor=by, received_at=at, ref="", side="counterpart", content=content, submit=True))

    def mends(self, content: Content, until: datetime, reason: str) -> None:
        """The coordinator mends the home filing of a case that is confirmed already."""
        by, at = self.coordinator, self._moment(self.coordinator, until, "soon")
        self._adds(PutFiling(actor=by, received_at=at, ref="", side="home", content=content, reason=reason))

    def compares(self, until: datetime, reason: str) -> None:
        """The coordinator compares the two filings again."""
        by, at = self.coordinator, self._moment(self.coordinator, until, "soon")
        self._adds(ConfirmComparison(actor=by, received_at=at, ref="", reason=reason))

    def equates(self, field: str, until: datetime, reason: str) -> None:
        """The coordinator finds that a field's two texts mean the same."""
        by, at = self.coordinator, self._moment(self.coordinator, until, "soon")
        self._adds(ConfirmSameMeaning(actor=by, received_at=at, ref="", field=field, reason=reason))

    def waives(self, clause: str, until: datetime, reason: str) -> None:
        """The coordinator sets an in-principle clause aside."""
        by, at = self.coordinator, self._moment(self.coordinator, until, "soon")
        self._adds(WaiveClause(actor=by, received_at=at, ref="", clause=clause, reason=reason))

    def examines(self, until: datetime) -> None:
        """The coordinator finds that every clause which people judge is met."""
        for rule in self.application.direction.examined:
            by, at = self.coordinator, self._moment(self.coordinator, until, "soon")
            self._adds(
                RecordJudgement(
                    actor=by, received_at=at, ref="", clause=rule.id, verdict="met", evidence=reasons.EXAMINED
                )
            )

    def receives(self, side: Side, by: Actor, until: datetime, *, dated: datetime, reason: str | None = None) -> None:
        """Somebody tells of the receipt of a side's authority, the coordinator from paper and with a reason."""
        country = self.scene.cast.country(HOME if side == "home" else self.application.partner)
        receipt = RecordReceipt(
            actor=by,
            received_at=self._moment(by, until, "soon"),
            ref="",
            side=side,
            authority=f"Competent authority of {country.name}",
            reference=f"{self.application.partner}-{self.when.opens.year}-{self.application.number:05}",
            at=dated,
            zone=country.zone,
            paper=reason is not None,
            reason=reason,
        )
        self._adds(receipt)

    def attaches(self, by: Actor, until: datetime, file: bytes | None) -> str:
        """Somebody attaches the agreement of both sides, as a file or (the coordinator) as a paper in hand; its id."""
        attaching = AttachDocument(
            actor=by,
            received_at=self._moment(by, until, "soon"),
            ref="",
            id=documents.draw_id(),
            side="home",
            kind="agreement",
            name="agreement of both sides.txt",
            reason="The applicant handed it over and asked for it." if file is None else None,
        )
        self.acts.append(ScheduledCommand(self.application, attaching, file=file))
        return attaching.id

    def detaches(self, document: str, until: datetime, reason: str) -> None:
        """The applicant takes a document off again."""
        by, at = self.applicant, self._moment(self.applicant, until, "soon")
        self._adds(RemoveDocument(actor=by, received_at=at, ref="", id=document, reason=reason))

    def erases(self, until: datetime, reason: str) -> None:
        """An administrator erases the words of the case, which has ended."""
        by = self.scene.troupe.administrator
        self._adds(EraseCase(actor=by, received_at=self._moment(by, until, "any"), ref="", reason=reason))

    def extends(self, deadline: str, later: datetime, until: datetime, reason: str) -> None:
        """The coordinator gives the case a later instant for a deadline."""
        at = self._moment(self.coordinator, until, "any")
        by = self.coordinator
        self._adds(
            ExtendDeadline(
                actor=by, received_at=at, ref="", deadline=deadline, until=later, reason=reason, confirmed=True
            )
        )

    def transitions(
        self,
        transition: str,
        by: Actor,
        until: datetime,
        pace: str = "any",
        *,
        refused: str | None = None,
        **given: object,
    ) -> None:
        """Somebody makes a transition, or tries to and is refused."""
        at = self._moment(by, until, pace)
        self._adds(MakeTransition(actor=by, received_at=at, ref="", transition=transition, given=given), refused)

    def _adds(self, command: OpenCase | OnCase, refused: str | None = None) -> None:
        self.acts.append(ScheduledCommand(self.application, command, refused))

    def _moment(self, by: Actor, until: datetime, pace: str) -> datetime:
        place = self.application.partner if by is self.official else HOME
        zone = self.scene.cast.country(place).zone
        self.now = dates.draw_between(self.rng, self.now, until, zone=zone, pace=pace)
        return self.now
