"""Many awards at once for the one place of a direction, through two processes."""

from dataclasses import asdict
from functools import partial

import pytest

from states.refusal import Refusal
from tests.crash.clients import Answer, Client, answers
from tests.crash.conftest import NOVEMBER, Stage
from tests.world import CALL, filing, mirrored, party
from workflow import calls, cases
from workflow.actors import Actor, RoleGrant
from workflow.clock import SystemClock
from workflow.commands import Command, MakeTransition, PutFiling
from workflow.outcomes import Result

THABO = Actor("per_thabo", "Thabo, of the partner's department", (RoleGrant("authority", CALL, "ZA"),))
HYDROGEN = filing(area="Hydrogen energy", counterpart_organisation=party("School of Chemistry", "university", "ZA"))
AWARDS = 20


@pytest.mark.parametrize("rounds", [3, pytest.param(AWARDS, marks=pytest.mark.soak)])
def test_of_many_parallel_awards_for_the_last_place_exactly_one_wins_and_again_when_it_falls_free(
    stage: Stage, rounds: int
) -> None:
    refs = _reviewed(stage, AWARDS)
    first = stage.serve("--no-scheduler").ready()
    ways = [partial(_award, stage.client(first, "eli")) for _ in range(AWARDS // 2)]
    if stage.database.is_sqlite:  # which has one server: the other process is the test's own
        ways += [partial(_award_here, stage)] * (AWARDS // 2)
    else:
        second = stage.serve("--no-scheduler").ready()
        ways += [partial(_award, stage.client(second, "eli")) for _ in range(AWARDS // 2)]
    eli = stage.client(first, "eli")

    for _ in range(rounds):
        outcomes = answers([partial(way, ref) for way, ref in zip(ways, refs, strict=False)])
        won = [answer.body["case"] for answer in outcomes if answer.is_done]
        refused = [answer for answer in outcomes if not answer.is_done]

        assert len(won) == 1
        assert [_why(answer) for answer in refused] == [(409, "needs-unmet", ["quota-full"])] * (len(refs) - 1)
        assert _held(stage) == (1, 150_000)

        assert eli.transition(won[0], "revoke", 6, reason="the partner withdrew").is_done
        refs.remove(won[0])
    assert _held(stage) == (0, 0)


def _award(client: Client, ref: str) -> Answer:
    return client.transition(ref, "award", 5, amount=150_000)


def _award_here(stage: Stage, ref: str) -> Answer:
    """The same without a server."""
    asked = MakeTransition(
        actor=stage.actors["eli"],
        received_at=SystemClock().now(),
        ref=ref,
        transition="award",
        given={"amount": 150_000},
    )
    with stage.database.writing() as session:
        [outcome] = cases.apply(session, [asked], now=SystemClock().now())
    assert isinstance(outcome, Result | Refusal)
    return Answer(201 if isinstance(outcome, Result) else 409, {}, asdict(outcome))


def _why(answer: Answer) -> tuple[int, str, list[str]]:
    return answer.status, answer.body["code"], [lack["code"] for lack in answer.body["missing"]]


def _held(stage: Stage) -> tuple[int, int]:
    with stage.database.reading() as session:
        [line] = [line for line in calls.load_quota_usage(session, CALL) if line.line == "2.3"]
    return line.cases_held, line.funds_held


def _reviewed(stage: Stage, count: int) -> list[str]:
    """Cases that only the committee's decision is missing of."""
    refs = stage.opened(count, HYDROGEN, direction="2.3")
    cora = stage.actors["cora"]
    for ref in refs:
        steps: list[Command] = [
            MakeTransition(actor=cora, received_at=NOVEMBER, ref=ref, transition="submit"),
            PutFiling(
                actor=THABO, received_at=NOVEMBER, ref=ref, side="counterpart", content=mirrored(HYDROGEN), submit=True
            ),
            MakeTransition(actor=THABO, received_at=NOVEMBER, ref=ref, transition="confirm"),
            MakeTransition(actor=cora, received_at=NOVEMBER, ref=ref, transition="review", given={"score": 90}),
        ]
        with stage.database.writing() as session:
            assert all(isinstance(outcome, Result) for outcome in cases.apply(session, steps, now=NOVEMBER))
    return refs
