"""What a demonstration has not come to yet: reviews, decisions, their release, an erasure, a difference, a waiver."""

from datetime import datetime
from functools import cached_property
from itertools import count
from typing import Any

from cli.demonstration import CALL
from simulation import participants
from tests.filings import answer, good
from tests.panel import Panel
from tests.world import World, done
from workflow.actors import Actor
from workflow.commands import (
    Command,
    DraftDecision,
    EraseCase,
    MakeTransition,
    OpenCase,
    PutFiling,
    ReleaseDecisions,
    WaiveClause,
)
from workflow.identity import invitations, people
from workflow.outcomes import Result
from workflow.store.database import Database

REVIEWING, DECIDING, RELEASED, WAIVING = "2.2", "2.4", "2.5", "2.3"
"""Directions: with cases that wait for reviews, with decisions drafted, with decisions released, with a clause set aside."""
GUEST = "valentina.ros@accord.example"
_TITLES = (
    "Soils that hold the water back",
    "Quieter bearings for tidal mills",
    "Early warning of wheat rust",
    "Batteries that do without cobalt",
    "Light that counts plankton",
    "Bridges that tell when they tire",
)
_OPINIONS = (
    "A sound plan by people who have worked together before; the second year is thin.",
    "New in its question, careful in its means. The costs of the field work are not explained.",
    "The counterpart's share is described in one sentence. Otherwise convincing.",
)


class Scenes:
    """The people of a demonstration, a panel of their own, and what they do one after the other at one instant."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.world, self.now, self._numbers = World(database), now, count()
        self.panel = Panel(self.world)
        self.cora, self.eli, self.adam, self.ada = map(
            self.person, ("coordinator", "committee", "admin", "applicant-001")
        )
        self.reviewers = [
            self.panel.reviewer(name, CALL, organisation=home, country="CN", most=20, expertise=[])
            for name, home in (
                ("Hedda Lang", "Academy of Rivers"),
                ("He Jun 何君", "Institute of Optics"),
                ("Rui Sato", "College of Works"),
            )
        ]

    def person(self, name: str) -> Actor:
        """Somebody of the demonstration."""
        with self.world.database.reading() as session:
            return people.load_person(session, participants.make_address(name))

    def did(self, command: type[Command], actor: Actor, **said: Any) -> Result:
        """Have a command done."""
        return done(self.world.one(command(actor=actor, received_at=self.now, **said)))

    def submitted(self, code: str, **differing: Any) -> str:
        """An application of one's own title, and well filled in but for what is told."""
        title = _TITLES[next(self._numbers) % len(_TITLES)]
        content = good(code, title=title, **differing)
        ref = self.did(OpenCase, self.ada, call=CALL, direction=code, content=content).case
        self.did(MakeTransition, self.ada, ref=ref, transition="submit")
        return ref

    def confirmed(self, code: str) -> str:
        """The same, filed and confirmed by its partner."""
        ref = self.submitted(code)
        title = self.world.case(ref).title
        partner = self.person(f"partner-{self.world.case(ref).partner}")
        self.did(PutFiling, partner, ref=ref, side="counterpart", content=answer(code, title=title), submit=True)
        self.did(MakeTransition, partner, ref=ref, transition="confirm")
        return ref

    def differing(self, code: str) -> str:
        """An application that its partner filed too, in other words."""
        ref = self.submitted(code)
        title, partner = self.world.case(ref).title, self.person(f"partner-{self.world.case(ref).partner}")
        content = answer(code, title=title, results="Una línea piloto.")
        self.did(PutFiling, partner, ref=ref, side="counterpart", content=content, submit=True)
        return ref

    def reviewing(self, code: str, *points: int) -> str:
        """The same with the whole panel on it, of whom as many as there are points have given their review."""
        ref = self.confirmed(code)
        for reviewer, opinion, at in zip(self.reviewers, _OPINIONS, range(3), strict=True):
            done(self.panel.assign(ref, reviewer, actor=self.cora, now=self.now))
            if at <= len(points):
                done(self.panel.respond(ref, reviewer, now=self.now))
            if at < len(points):
                done(self.panel.score(ref, reviewer, points[at], now=self.now, comment=opinion))
        return ref

    def reviewed(self, code: str, *points: int) -> str:
        """The same, its reviews given and recorded: before the committee."""
        ref = self.reviewing(code, *points)
        self.did(
            MakeTransition, self.cora, ref=ref, transition="review", given={"score": round(sum(points) / len(points))}
        )
        return ref

    def drafted(self, ref: str, outcome: str, **said: Any) -> str:
        """The same, with what the committee means to do about it."""
        self.did(DraftDecision, self.eli, ref=ref, outcome=outcome, **said)
        return ref

    def released(self) -> dict[str, str]:
        """A direction whose decisions are out, one of which concerns a case that was erased since."""
        decided = {
            "awarded": self.drafted(self.reviewed(RELEASED, 90, 86, 94), "award", amount=480_000),
            "reserved": self.drafted(self.reviewed(RELEASED, 71, 78, 70), "reserve", amount=300_000, rank=1),
            "declined": self.drafted(self.reviewed(RELEASED, 41, 78, 30), "decline", reason="The means do not fit."),
            "erased": self.drafted(self.reviewed(RELEASED, 22, 31, 30), "decline", reason="Not within the areas."),
        }
        release = ReleaseDecisions(actor=self.eli, received_at=self.now, call=CALL, direction=RELEASED)
        [outcomes] = self.world.apply(release, now=self.now)
        assert isinstance(outcomes, list) and all(isinstance(one, Result) for one in outcomes), outcomes
        self.did(EraseCase, self.adam, ref=decided["erased"], reason="The applicant asked for it.")
        return decided

    def drafts(self) -> dict[str, str]:
        """A direction with more cases than places before the committee, two with a draft, and a close call."""
        points = ((91, 88, 95), (84, 80, 88), (79, 83, 70), (70, 76, 73), (74, 71, 72), (52, 80, 49))
        first, second, *_ = refs = [self.reviewed(DECIDING, *one) for one in points]
        self.drafted(first, "award", amount=500_000)
        self.drafted(second, "award", amount=450_000)
        return {"drafted": first, "undecided": refs[-1]}

    def unequal(self) -> str:
        """A case that both sides had confirmed, of which one was mended since."""
        ref = self.confirmed(DECIDING)
        mended = answer(DECIDING, title=self.world.case(ref).title, results="A pilot line, and a second one.")
        said = {"side": "counterpart", "content": mended}
        self.did(PutFiling, self.cora, ref=ref, reason="The partner's office sent a corrected copy.", **said)
        return ref

    def waived(self) -> str:
        """A case whose clause on how long it takes was set aside."""
        content = good(WAIVING, title="Hydrogen from sea wind", months=36)
        ref = self.did(OpenCase, self.ada, call=CALL, direction=WAIVING, content=content).case
        self.did(WaiveClause, self.cora, ref=ref, clause=f"{WAIVING}-a", reason="The ship sails in one season only.")
        self.did(MakeTransition, self.ada, ref=ref, transition="submit")
        return ref

    def invitation(self, ref: str, email: str = GUEST) -> str:
        """The secret with which somebody abroad accepts to answer for the partner of a case."""
        with self.world.database.writing() as session:
            sent = invitations.invite_to_case(
                session, ref, email, "partner", actor=self.cora, now=self.now, language="zh", by_mail=False
            )
        assert sent.secret is not None
        return sent.secret

    @cached_property
    def played(self) -> dict[str, str]:
        """All of them: the cases by what came of them, the secret of an invitation, and a reviewer."""
        found = self.released() | self.drafts() | {"unequal": self.unequal(), "waived": self.waived()}
        found |= {"reviewing": self.reviewing(REVIEWING, 83), "named": self.submitted(DECIDING)}
        return found | {"invitation": self.invitation(found["named"]), "reviewer": self.reviewers[1].id}
