"""A small world for stories: people with roles, the bundled calls, and short ways to do what they do."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from states.refusal import Refusal
from tests.examining import judge_all
from tests.papers import CALL as CALL
from tests.papers import answering as answering
from tests.papers import filing as filing
from tests.papers import mirrored as mirrored
from tests.papers import paper as paper
from tests.papers import party as party
from tests.papers import placed as placed
from workflow import calls, cases, lists
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.auditing import history
from workflow.commands import (
    AmendFiling,
    Command,
    ExtendDeadline,
    FireTimeouts,
    MakeTransition,
    OpenCase,
    PutFiling,
    RecordReceipt,
    SubmitFiling,
)
from workflow.outcomes import Answer, Result, SweepResult
from workflow.overview import queries
from workflow.partner_commands import JoinAsPartner
from workflow.store.database import Database

SHANGHAI = ZoneInfo("Asia/Shanghai")
MICROSECOND = timedelta(microseconds=1)

ADA = Actor("per_ada", "Ada, who applies", (RoleGrant("applicant"),))
BO = Actor("per_bo", "Bo, who applies too", (RoleGrant("applicant"),))
CORA = Actor("per_cora", "Cora, who coordinates", (RoleGrant("coordinator"),))
PIA = Actor("per_pia", "Pia, of the other side of a case")
DIEGO = Actor("per_diego", "Diego, of the partner's ministry", (RoleGrant("authority", CALL, "AR"),))
ELI = Actor("per_eli", "Eli, of the committee", (RoleGrant("committee"),))
AUDREY = Actor("per_audrey", "Audrey, who audits", (RoleGrant("auditor"),))
REX = Actor("per_rex", "Rex, who reviews", (RoleGrant("reviewer"),))
ADAM = Actor("per_adam", "Adam, who administers", (RoleGrant("administrator"),))


def at(written: str) -> datetime:
    """An instant, written as people in Shanghai read their clocks."""
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI).astimezone(UTC)


INTERNAL = at("2022-12-26 00:00")
AGENCY = at("2022-12-31 00:00")


SPRING = at("2024-02-20 09:00")
ZHONGGUANCUN, STATE_AWARD, BAST = "zhongguancun-2024", "international-cooperation-2024", "bast-events-2025"
NOMINATIONS: dict[str, dict[str, Any]] = {
    ZHONGGUANCUN: {
        "candidate": party("Ingrid Falk", "person", "SE"),
        "candidate_role": "Foreign scientist",
        "standards": ["A"],
        "achievements": "Twenty years of joint work on batteries.",
        "cooperative_partner": party("Institute of Physics", "research-institution", "CN")
        | {"registered_in": "Beijing"},
        "nominator": party("Wang Min", "person", "CN"),
        "nominator_class": "Academician of the Chinese Academy of Sciences",
    },
    STATE_AWARD: {
        "candidate": party("Paulo Dias", "person", "BR"),
        "candidate_kind": "Foreign person",
        "achievements": "He opened an observatory to everybody.",
        "nominator": party("Ministry of Science", "government", "CN"),
        "nominator_class": "Ministry",
    },
}


SUGGESTED: dict[str, Any] = {
    "suggestion": "suggested",
    "minutes": "Minutes 7 of the panel",
    "reason": "the panel met on paper",
}
"""What is given with a review that rests on the panel's minutes."""
CONFERRED: dict[str, Any] = {"conferred_on": "2024-02-20", "place": "Beijing", "conferred_by": "State Council"}
"""What is given with the conferral of an award on that spring day."""


class World:
    """What people do, one transaction each."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def apply(self, *commands: Command, now: datetime, settled: datetime | None = None) -> list[Answer]:
        """Apply commands in one transaction."""
        with self.database.writing() as session:
            return cases.apply(session, commands, now=now, settled=settled)

    def one(self, command: Command, now: datetime | None = None) -> Result | Refusal:
        """Apply one command, recorded when it was received unless said otherwise."""
        [answer] = self.apply(command, now=now or command.received_at)
        assert isinstance(answer, Result | Refusal)
        return answer

    def opened(
        self,
        content: Mapping[str, Any] | None = None,
        *,
        direction: str = "2.4",
        now: datetime,
        actor: Actor = ADA,
        partner: str | None = None,
        topic: str | None = None,
    ) -> str:
        """A case just opened; its reference."""
        outcome = self.one(
            OpenCase(
                actor=actor,
                received_at=now,
                call=CALL,
                direction=direction,
                partner=partner,
                topic=topic,
                content=placed(filing() if content is None else content, direction, partner),
            )
        )
        assert isinstance(outcome, Result), outcome
        return outcome.case

    def transition(
        self, ref: str, transition: str, *, actor: Actor, now: datetime, recorded: datetime | None = None, **given: Any
    ) -> Result | Refusal:
        """Make a transition received at `now` and, if said, recorded later."""
        return self.one(
            MakeTransition(actor=actor, received_at=now, ref=ref, transition=transition, given=given), recorded
        )

    def amend(self, ref: str, content: Mapping[str, Any], *, now: datetime, actor: Actor = ADA) -> Result | Refusal:
        """Change fields of the home filing."""
        return self.one(AmendFiling(actor=actor, received_at=now, ref=ref, content=content))

    def file(self, ref: str, content: Mapping[str, Any], *, now: datetime, actor: Actor = DIEGO) -> Result | Refusal:
        """Put the counterpart's filing and submit it."""
        return self.one(
            PutFiling(actor=actor, received_at=now, ref=ref, side="counterpart", content=content, submit=True)
        )

    def save(self, ref: str, content: Mapping[str, Any], *, now: datetime, actor: Actor = DIEGO) -> Result | Refusal:
        """Put the counterpart's filing, without submitting it."""
        return self.one(PutFiling(actor=actor, received_at=now, ref=ref, side="counterpart", content=content))

    def submit_filing(self, ref: str, *, now: datetime, actor: Actor = DIEGO) -> Result | Refusal:
        """Submit the counterpart's filing as it stands."""
        return self.one(SubmitFiling(actor=actor, received_at=now, ref=ref))

    def examine(self, ref: str, *, now: datetime) -> None:
        """The coordinator judges every clause of a case that people judge: met."""
        whole = self.whole(ref, now=now)
        case = whole.case
        for command in judge_all(ref, case.call, case.direction, whole.home, actor=CORA, now=now):
            done(self.one(command))

    def join(self, ref: str, actor: Actor, *, now: datetime) -> Result:
        """Let somebody become the partner of a case, as who accepts an invitation to it does."""
        return done(self.one(JoinAsPartner(actor=actor, received_at=now, ref=ref, invitation="inv_of_a_story")))

    def receive(
        self, ref: str, received: datetime, *, now: datetime, actor: Actor = CORA, **differing: Any
    ) -> Result | Refusal:
        """Record a receipt of the counterpart's authority, from its paper unless said otherwise."""
        told: dict[str, Any] = {"paper": True, "reason": "the ministry's letter"} | differing
        receipt = {
            "side": "counterpart",
            "authority": "Ministry of Science",
            "reference": "AR-77",
            "zone": "UTC",
        } | told
        return self.one(RecordReceipt(actor=actor, received_at=now, ref=ref, at=received, **receipt))

    def extend(self, ref: str, deadline: str, until: datetime, *, now: datetime) -> Result | Refusal:
        """Give a case a later time."""
        about: dict[str, Any] = {"actor": CORA, "received_at": now, "ref": ref, "reason": "a flood"}
        return self.one(ExtendDeadline(deadline=deadline, until=until, confirmed=True, **about))

    def sweep(self, now: datetime, limit: int = 2_000) -> int:
        """Overtake everything due; how many cases."""
        total, after = 0, None
        while True:
            [swept] = self.apply(FireTimeouts(actor=SYSTEM, received_at=now, limit=limit, after=after), now=now)
            assert isinstance(swept, SweepResult)
            total += swept.count
            if swept.reached is None:
                return total
            after = swept.reached

    def reviewed(self, *, now: datetime, direction: str = "2.4", score: int = 80) -> str:
        """A case of direction 2.4 taken from draft to reviewed."""
        ref = self.opened(direction=direction, now=now)
        self.transition(ref, "submit", actor=ADA, now=now)
        self.file(ref, answering(), now=now)
        self.transition(ref, "confirm", actor=DIEGO, now=now)
        self.examine(ref, now=now)
        outcome = self.transition(ref, "review", actor=CORA, now=now, score=score)
        assert isinstance(outcome, Result), outcome
        return ref

    def case(self, ref: str) -> queries.CaseSummary:
        """A case as it stands."""
        with self.database.reading() as session:
            return queries.build_summary(session, SYSTEM, queries.load_visible_row(session, SYSTEM, ref))

    def trail(self, ref: str) -> list[tuple[str, str, datetime]]:
        """A case's events: the transition or action, the actor, and the instant it counts from."""
        with self.database.reading() as session:
            entries, _ = history.list_case_events(session, SYSTEM, ref, limit=200)
        return [(str(entry.data.get("transition", entry.action)), entry.actor, entry.effective_at) for entry in entries]

    def ready(
        self,
        count: int,
        *,
        now: datetime,
        call: str = CALL,
        direction: str = "2.4",
        topic: str | None = None,
        content: Mapping[str, Any] | None = None,
    ) -> list[str]:
        """So many cases taken from draft to reviewed, in two transactions; a case of an award call is a nomination."""
        drawn = content or (filing() if call == CALL else NOMINATIONS[call])
        drawn = placed(drawn, direction) if call == CALL else drawn
        opening = OpenCase(actor=ADA, received_at=now, call=call, direction=direction, topic=topic, content=drawn)
        refs = [done(answer).case for answer in self.apply(*[opening] * count, now=now)]
        steps: list[Command] = []
        for ref in refs:
            steps.append(MakeTransition(actor=ADA, received_at=now, ref=ref, transition="submit"))
            if call == CALL:
                filed = PutFiling(
                    actor=CORA, received_at=now, ref=ref, side="counterpart", content=mirrored(drawn), submit=True
                )
                steps.append(filed)
            steps.append(MakeTransition(actor=CORA, received_at=now, ref=ref, transition="confirm"))
            steps += judge_all(ref, call, direction, drawn, actor=CORA, now=now)
            opinion = {"score": 80} if call == CALL else {"score": 80} | SUGGESTED
            steps.append(MakeTransition(actor=CORA, received_at=now, ref=ref, transition="review", given=opinion))
        for answer in self.apply(*steps, now=now):
            done(answer)
        return refs

    def honour(self, ref: str, *, now: datetime, actor: Actor = ELI) -> Result | Refusal:
        """An award is decided and, where it has to be, approved on that day."""
        outcome = self.transition(ref, "award", actor=actor, now=now)
        if isinstance(outcome, Result) and outcome.state == "recommended":
            day = now.astimezone(SHANGHAI).date().isoformat()
            return self.transition(ref, "approve", actor=CORA, now=now, approved_on=day)
        return outcome

    def award(self, ref: str, amount: int = 500_000, *, now: datetime) -> Result | Refusal:
        """The committee awards a case."""
        return self.transition(ref, "award", actor=ELI, now=now, amount=amount)

    def held(self, call: str = CALL) -> dict[str, tuple[int, int]]:
        """The quota lines of a call of which something is held: how many cases, how much money."""
        with self.database.reading() as session:
            found = calls.load_quota_usage(session, call)
        return {
            one.line: (one.cases_held, one.funds_held) for one in found if (one.cases_held, one.funds_held) != (0, 0)
        }

    def whole(self, ref: str, *, now: datetime = INTERNAL) -> queries.CaseDetail:
        """A case with what is filed on it, and how its rules stand on 26 December unless said otherwise."""
        with self.database.reading() as session:
            return queries.load_case(session, SYSTEM, ref, now=now)

    def entries(self, ref: str) -> list[history.Entry]:
        """A case's events, whole."""
        with self.database.reading() as session:
            return history.list_case_events(session, SYSTEM, ref, limit=lists.PAGE)[0]

    def events(self) -> int:
        """How many events the trail holds."""
        with self.database.reading() as session:
            return history.count_events(session)


def done(answer: Answer) -> Result:
    """The answer, which must be a receipt."""
    assert isinstance(answer, Result), answer
    return answer


def refused(answer: Answer) -> Refusal:
    """The answer, which must be a refusal."""
    assert isinstance(answer, Refusal), answer
    return answer
