"""Runs at random over everything that takes or frees a place: no line is ever exceeded, none leaks, the trail tells it all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from states import loader
from tests.world import ADA, CALL, CORA, ELI, World, at, filing
from workflow import calls, embargoes
from workflow.actors import SYSTEM, Actor
from workflow.auditing import verify
from workflow.commands import Command, DraftDecision, MakeTransition, PromoteReserve, ReleaseDecisions
from workflow.identity import people
from workflow.outcomes import Answer, Result
from workflow.tables import CASES
from workflow.upkeep import invariants

NOVEMBER = at("2022-11-10 09:00")
CLIMATE = "Climate change and biodiversity"
WHERE: tuple[tuple[str, str | None, dict[str, Any]], ...] = (
    ("2.3", None, filing(area="Hydrogen energy")),
    ("2.4", None, filing()),
    ("1.4", "CCB-1", filing(area=CLIMATE)),
    ("1.4", "CCB-2", filing(area=CLIMATE)),
)
AMOUNTS = (200_000, 300_000, 500_000, 700_000, 1_500_000, 2_500_000, 28_000_000)
MOVES = ("award", "withdraw", "revoke", "reserve", "decline", "exclude", "reinstate", "submit", "confirm", "review")
_BY = {"withdraw": ADA, "exclude": CORA, "reinstate": CORA, "submit": ADA, "confirm": CORA, "review": CORA}


class Run:
    """One run: the cases it works on, and the time as it goes by."""

    def __init__(self, world: World, eve: Actor, seed: int) -> None:
        self.world, self.eve, self.rng, self.now = world, eve, Random(seed), NOVEMBER
        self.call = loader.calls()[CALL]
        self.refs: list[str] = []
        self.did: Counter[str] = Counter()
        with world.database.reading() as session:
            self.limits = {
                one.line: (one.cases_limit, one.funds_limit) for one in calls.load_quota_usage(session, CALL)
            }

    def opened(self, count: int) -> None:
        """Some more cases where the committee decides."""
        for _ in range(count):
            direction, topic, content = self.rng.choice(WHERE)
            self.refs += self.world.ready(1, now=self.now, direction=direction, topic=topic, content=content)

    def step(self) -> None:
        """Let some hours go by, and do one to three things in one transaction."""
        self.now += timedelta(hours=self.rng.randrange(12))
        drawn = self.rng.random()
        if drawn < 0.08:
            self._embargo()
        elif drawn < 0.13:
            self.world.sweep(self.now)
        elif drawn < 0.17:
            self.world.extend(self.rng.choice(self.refs), "decision", self.now + timedelta(days=300), now=self.now)
        elif drawn < 0.27:
            self._released(self.rng.choice(WHERE)[0])
        else:
            commands = [self._command() for _ in range(self.rng.choice((1, 1, 2, 3)))]
            answers = self.world.apply(*commands, now=self.now)
            for command, answer in zip(commands, answers, strict=True):
                self._count([answer], "promote " if isinstance(command, PromoteReserve) else "")

    def check(self) -> None:
        """What every line holds is what the awarded cases say, and never more than its limits."""
        should: dict[str, tuple[int, int]] = {}
        with self.world.database.reading() as session:
            rows = session.execute(select(CASES.c.direction, CASES.c.topic, CASES.c.amount, CASES.c.state)).all()
        for row in rows:
            assert (row.amount is not None) == (row.state == "awarded")
            direction = self.call.direction(row.direction)
            assert direction is not None
            for line in direction.lines(row.topic) if row.amount is not None else ():
                places, funds = should.get(line, (0, 0))
                should[line] = (places + 1, funds + row.amount)
        assert self.world.held() == should
        for line, (places, funds) in should.items():
            assert places <= self.limits[line][0]
            assert funds <= (self.limits[line][1] or funds)

    def _command(self) -> Command:
        ref = self.rng.choice(self.refs[-12:])
        amount, rank = self.rng.choice(AMOUNTS), self.rng.randrange(1, 5)
        drawn = self.rng.random()
        if drawn < 0.18:
            direction = self.rng.choice(WHERE)[0]
            return PromoteReserve(actor=ELI, received_at=self.now, call=CALL, direction=direction)
        if drawn < 0.45:
            outcome = self.rng.choice(("award", "award", "award", "reserve", "reserve", "decline", "none"))
            given: dict[str, dict[str, Any]] = {
                "award": {"amount": amount},
                "reserve": {"amount": amount, "rank": rank},
                "decline": {"reason": "weak"},
                "none": {},
            }
            return DraftDecision(actor=ELI, received_at=self.now, ref=ref, outcome=outcome, **given[outcome])  # type: ignore[arg-type]
        onward = self._onward(ref)
        transition = self.rng.choice(onward if onward and self.rng.random() < 0.8 else MOVES)
        told = {"amount": amount, "rank": rank, "reason": "said", "score": self.rng.randrange(101)}
        return MakeTransition(
            actor=_BY.get(transition, ELI), received_at=self.now, ref=ref, transition=transition, given=told
        )

    def _onward(self, ref: str) -> list[str]:
        """The transitions from where a case stands; those that only take it out of the running once for many of the others."""
        case = self.world.case(ref)
        direction = self.call.direction(case.direction)
        assert direction is not None
        onward = [transition for transition in direction.lifecycle.transitions_from(case.state) if transition in MOVES]
        often = 1 if case.state == "awarded" else 6
        return (
            onward
            + [transition for transition in onward if transition not in ("withdraw", "decline", "exclude")] * often
        )

    def _released(self, direction: str) -> None:
        """First only tried, then done: what was foretold is what happens, and it is all or nothing."""
        command = ReleaseDecisions(actor=ELI, received_at=self.now, call=CALL, direction=direction)
        [foretold] = self.world.apply(replace(command, dry_run=True), now=self.now)
        [happened] = self.world.apply(command, now=self.now)
        if not isinstance(happened, list):
            assert foretold == happened
            return
        assert foretold == [replace(one, event=0) if isinstance(one, Result) else one for one in happened]
        assert len({type(one) for one in happened}) == 1
        self._count(happened, "release ")

    def _embargo(self) -> None:
        direction, until = self.rng.choice(WHERE)[0], self.now + timedelta(hours=self.rng.randrange(1, 48))
        with self.world.database.writing() as session:
            embargoes.schedule(session, CALL, direction, until, actor=self.eve, now=self.now)

    def _count(self, answers: Sequence[Answer], how: str = "") -> None:
        self.did.update(f"{how}{answer.transition}" for answer in answers if isinstance(answer, Result))


@pytest.mark.thorough
@settings(
    max_examples=2,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_whatever_is_decided_in_whatever_order_the_quota_is_never_exceeded_and_never_leaks(
    world: World, seed: int
) -> None:
    with world.database.writing() as session:
        who = people.add(session, "Eve", actor=SYSTEM, now=NOVEMBER)
        people.grant(session, who, "committee", actor=SYSTEM, now=NOVEMBER)
        eve = people.load_person(session, who)
    run = Run(world, eve, seed)
    run.opened(8)

    for number in range(60):
        if number % 12 == 11:
            run.opened(2)
        run.step()
        run.check()

    with world.database.reading() as session:
        assert invariants.find_broken(session) == {}
        assert verify.verify_trail(session).evidence == ()
    assert sum(run.did.values()) > 10, run.did


@pytest.mark.thorough
def test_a_long_run_comes_by_everything(world: World) -> None:
    with world.database.writing() as session:
        who = people.add(session, "Eve", actor=SYSTEM, now=NOVEMBER)
        people.grant(session, who, "committee", actor=SYSTEM, now=NOVEMBER)
        eve = people.load_person(session, who)
    run = Run(world, eve, 20221110)

    for number in range(200):
        if number % 10 == 0:
            run.opened(3)
        run.step()
    run.check()

    assert {"award", "withdraw", "revoke", "reserve", "release award", "release reserve", "promote award"} <= set(
        run.did
    )
