"""Many awards at once for the one place of a direction, through two processes."""

from functools import partial

import pytest

from tests.crash.clients import Answer, Client, answers
from tests.crash.conftest import NOVEMBER, Stage
from tests.world import CALL, filing, party
from workflow import calls, cases
from workflow.actors import Actor, Granted
from workflow.commands import Command, File, Move
from workflow.outcomes import Receipt

THABO = Actor("per_thabo", "Thabo, of the partner's department", (Granted("partner", CALL, "ZA"),))
HYDROGEN = filing(area="Hydrogen energy", counterpart_organisation=party("School of Chemistry", "university", "ZA"))
PLACES_OF_ALL = 20


@pytest.mark.parametrize("rounds", [3, pytest.param(PLACES_OF_ALL, marks=pytest.mark.soak)])
def test_of_many_parallel_awards_for_the_last_place_exactly_one_wins_and_again_when_it_falls_free(
    stage: Stage, rounds: int
) -> None:
    refs = _reviewed(stage, PLACES_OF_ALL)
    servers = [stage.serve("--no-scheduler"), stage.serve("--no-scheduler")]
    eli = [stage.client(server.ready(), "eli") for server in servers for _ in range(PLACES_OF_ALL // 2)]

    for _ in range(rounds):
        asked = [partial(_award, client, ref) for client, ref in zip(eli, refs, strict=False)]
        outcomes = answers(asked)
        won = [answer.body["case"] for answer in outcomes if answer.is_done]
        refused = [answer for answer in outcomes if not answer.is_done]

        assert len(won) == 1
        assert [_why(answer) for answer in refused] == [(409, "needs-unmet", ["quota-full"])] * (len(refs) - 1)
        assert _held(stage) == (1, 150_000)

        assert eli[0].move(won[0], "revoke", 6, reason="the partner withdrew").is_done
        refs.remove(won[0])
    assert _held(stage) == (0, 0)


def _award(client: Client, ref: str) -> Answer:
    return client.move(ref, "award", 5, amount=150_000)


def _why(answer: Answer) -> tuple[int, str, list[str]]:
    return answer.status, answer.body["code"], [lack["code"] for lack in answer.body["missing"]]


def _held(stage: Stage) -> tuple[int, int]:
    with stage.database.reading() as session:
        [line] = [line for line in calls.positions(session, CALL) if line.line == "2.3"]
    return line.cases_held, line.funds_held


def _reviewed(stage: Stage, count: int) -> list[str]:
    """Cases that only the committee's decision is missing of."""
    refs = stage.opened(count, HYDROGEN, direction="2.3")
    cora = stage.actors["cora"]
    for ref in refs:
        steps: list[Command] = [
            Move(actor=cora, received_at=NOVEMBER, ref=ref, move="submit"),
            File(actor=THABO, received_at=NOVEMBER, ref=ref, side="counterpart", content=HYDROGEN),
            Move(actor=THABO, received_at=NOVEMBER, ref=ref, move="confirm"),
            Move(actor=cora, received_at=NOVEMBER, ref=ref, move="review", given={"score": 90}),
        ]
        with stage.database.writing() as session:
            assert all(isinstance(outcome, Receipt) for outcome in cases.apply(session, steps, now=NOVEMBER))
    return refs
