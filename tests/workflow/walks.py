"""A walk at random through everything that can be asked of cases, legal or not, in batches, while time goes by."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal

from states import loader
from states.facts import Side
from states.refusal import Refusal
from tests.world import ADA, ADAM, AUDREY, BO, CALL, CORA, DIEGO, ELI, REX, World, filing
from workflow.actors import SYSTEM, Actor
from workflow.commands import (
    AmendFiling,
    Bulk,
    Command,
    ExtendDeadline,
    FireTimeouts,
    MakeTransition,
    OnCase,
    OpenCase,
    PutFiling,
)
from workflow.outcomes import Answer, Result, SweepResult

_PEOPLE = (ADA, ADA, CORA, CORA, CORA, CORA, DIEGO, ELI, BO, REX, AUDREY, ADAM)
_BY_ROLE = {
    "applicant": ADA,
    "coordinator": CORA,
    "partner": DIEGO,
    "authority": DIEGO,
    "committee": ELI,
    "system": SYSTEM,
}
_WEIGHTS = {
    "withdraw": 2,
    "exclude": 1,
    "decline": 2,
    "return": 3,
    "award": 16,
    "lapse": 1,
    "invalidate": 1,
    "escalate": 1,
}
_ENDED = ("withdrawn", "revoked", "declined")
_FOOD, _CLIMATE = "Food, agriculture and biotechnology", "Climate change and biodiversity"
WHERE: tuple[tuple[str, str | None, dict[str, Any]], ...] = (
    ("2.4", None, filing()),
    ("2.4", None, filing(months=36)),
    ("2.3", None, filing(area="Hydrogen energy")),
    ("1.4", "FAB-1", filing(area=_FOOD)),
    ("1.4", "FAB-2", filing(area=_FOOD)),
    ("1.4", "CCB-1", filing(area=_CLIMATE)),
    ("1.4", "CCB-2", filing(area=_CLIMATE)),
)


class Walk:
    """Same seed, same walk. `holding` is what a plain reading of the receipts says is held: the amount by case."""

    def __init__(self, world: World, seed: int, start: datetime) -> None:
        self.world, self.rng, self.now = world, Random(seed), start
        self.states: dict[str, str] = {}
        self.lines: dict[str, tuple[str, ...]] = {}
        self.holding: dict[str, int] = {}
        self.told: list[Answer] = []
        self._call = loader.calls()[CALL]

    def step(self, pace: timedelta = timedelta(hours=18)) -> None:
        """Let some time go by and give a few commands in one transaction."""
        self.now += self.rng.random() * pace
        if self.rng.random() < 0.05:
            limit = self.rng.choice((1, 3, 100))
            sweep = FireTimeouts(actor=SYSTEM, received_at=self.now, limit=limit)
            self._note([sweep], self.world.apply(sweep, now=self.now))
        commands = [self._command() for _ in range(self.rng.choice((1, 1, 2, 3, 6)))]
        if self.rng.random() < 0.2:
            self._in_bulk(tuple(one for one in commands if isinstance(one, OpenCase | OnCase)))
        else:
            self._note(commands, self.world.apply(*commands, now=self.now))

    def opened(self, count: int) -> None:
        """Take some more cases to where the committee decides."""
        for _ in range(count):
            direction, topic, content = self.rng.choice(WHERE)
            if content["months"] == 24:
                [ref] = self.world.ready(1, now=self.now, direction=direction, topic=topic, content=content)
                self._known(ref, direction, topic)
                self.states[ref] = "reviewed"

    def held(self) -> dict[str, tuple[int, int]]:
        """What each quota line must hold, by the receipts."""
        found: dict[str, tuple[int, int]] = {}
        for ref, amount in self.holding.items():
            for line in self.lines[ref]:
                cases, funds = found.get(line, (0, 0))
                found[line] = (cases + 1, funds + amount)
        return found

    def _in_bulk(self, commands: tuple[OpenCase | OnCase, ...]) -> None:
        """First only tried, and then done or not; what was foretold must be what happens."""
        mode: Literal["each", "atomic"] = "each" if self.rng.random() < 0.5 else "atomic"
        bulk = Bulk(actor=CORA, received_at=self.now, commands=commands, mode=mode)
        [foretold] = self.world.apply(replace(bulk, dry_run=True), now=self.now)
        if self.rng.random() < 0.3:
            return
        [happened] = self.world.apply(bulk, now=self.now)
        assert isinstance(happened, list), "a bulk gets a list"
        assert foretold == [replace(one, event=0) if isinstance(one, Result) else one for one in happened]
        self._note(commands, happened)

    def _command(self) -> Command:
        drawn = self.rng.random()
        if not self.states or drawn < 0.12:
            direction, topic, content = self.rng.choice(WHERE)
            actor = self.rng.choice((ADA, ADA, ADA, BO, CORA, ELI))
            return OpenCase(
                actor=actor, received_at=self.now, call=CALL, direction=direction, topic=topic, content=content
            )
        live = [ref for ref, state in self.states.items() if state not in _ENDED]
        ref = self.rng.choice(live if live and self.rng.random() < 0.9 else list(self.states))
        actor = self.rng.choice(_PEOPLE)
        if drawn < 0.22:
            content = {"title": f"Title {self.rng.randrange(1000)}", "own_funds": self.rng.choice((None, 10_000))}
            return AmendFiling(actor=actor, received_at=self.now, ref=ref, content=content)
        if drawn < 0.34:
            side: Side = "home" if self.rng.random() < 0.3 else "counterpart"
            return PutFiling(actor=actor, received_at=self.now, ref=ref, side=side, content=filing())
        if drawn < 0.40:
            deadline = self.rng.choice(("internal", "agency", "review", "decision", "internal", "nonsense"))
            until = self.now + timedelta(days=self.rng.randrange(-2, 60))
            return ExtendDeadline(
                actor=actor,
                received_at=self.now,
                ref=ref,
                deadline=deadline,
                until=until,
                reason="an outage",
                confirmed=True,
            )
        return self._transition(ref, actor)

    def _transition(self, ref: str, actor: Actor) -> MakeTransition:
        direction = self._call.direction(ref.removeprefix("IG23-").rsplit("-", 1)[0])
        assert direction is not None
        transitions = direction.lifecycle.transitions
        onward = list(direction.lifecycle.transitions_from(self.states[ref]))
        if onward and self.rng.random() < 0.9:
            [transition] = self.rng.choices(onward, [_WEIGHTS.get(name, 8) for name in onward])
        else:
            transition = self.rng.choice(list(transitions))
        if self.rng.random() < 0.9:
            actor = _BY_ROLE[self.rng.choice(transitions[transition].by)]
        amount = self.rng.choice((400_000, 600_000, 1_500_000, 9_000_000, 29_000_000, 36_000_000))
        given: dict[str, object] = {
            "reason": "said",
            "amount": amount,
            "rank": self.rng.randrange(1, 4),
            "score": self.rng.randrange(101),
        }
        if self.rng.random() < 0.1:
            given.pop(self.rng.choice(list(given)))
        return MakeTransition(actor=actor, received_at=self.now, ref=ref, transition=transition, given=given)

    def _known(self, ref: str, direction: str, topic: str | None) -> None:
        found = self._call.direction(direction)
        assert found is not None
        self.lines[ref] = found.lines(topic)

    def _note(self, commands: Sequence[Command], answers: Sequence[Answer]) -> None:
        self.told += answers
        for command, answer in zip(commands, answers, strict=True):
            assert isinstance(answer, Result | Refusal | SweepResult), answer
            if not isinstance(answer, Result):
                continue
            self.states[answer.case] = answer.state
            if isinstance(command, OpenCase):
                self._known(answer.case, command.direction, command.topic)
            if isinstance(command, MakeTransition) and command.transition == "award":
                amount = command.given["amount"]
                assert isinstance(amount, int)
                self.holding[answer.case] = amount
            elif isinstance(command, MakeTransition) and command.transition in ("withdraw", "revoke"):
                self.holding.pop(answer.case, None)
