"""Submissions in the last milliseconds before a deadline, while the sweep runs: in time or lapsed, never both or neither."""

import random
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle, islice

import pytest

from tests.crash.clients import Answer, Client, joined, together
from tests.crash.conftest import NOVEMBER, Stage
from tests.world import CALL, filing
from workflow import cases
from workflow.clock import SystemClock
from workflow.commands import ExtendDeadline, OpenCase
from workflow.outcomes import Result, format_instant

WAVE = 60
CLIENTS = 10
AHEAD, APART = timedelta(milliseconds=600), timedelta(milliseconds=8)


@pytest.mark.parametrize("waves", [2, pytest.param(40, marks=pytest.mark.soak)])
def test_a_submission_around_its_deadline_is_accepted_in_time_or_refused_and_the_case_lapses(
    stage: Stage, waves: int
) -> None:
    sweeping = {"sweep_interval": 0.05, "settle": 0.3}
    servers = [stage.serve(**sweeping)]
    if not stage.database.is_sqlite:
        servers.append(stage.serve("--no-scheduler", settle=0.3))
        stage.run("schedule", **sweeping)
    clients = [stage.client(server.ready()) for server in islice(cycle(servers), CLIENTS)]
    dues: dict[str, datetime] = {}
    answered: dict[str, Answer] = {}

    for _ in range(waves):
        wave = _drafts(stage)
        mine = [islice(wave.items(), place, None, CLIENTS) for place in range(CLIENTS)]
        works = [partial(_submit, client, theirs, answered) for client, theirs in zip(clients, mine, strict=True)]
        joined(together(works))
        dues |= wave
    stage.wait_until_no_draft_is_left()

    assert stage.transitions() == {ref: [_expected(answered[ref], due)] for ref, due in dues.items()}
    accepted = {ref: answer.body["effective_at"] for ref, answer in answered.items() if answer.is_done}
    assert {ref: at for ref, at in accepted.items() if at >= format_instant(dues[ref])} == {}


def _submit(client: Client, dues: Iterable[tuple[str, datetime]], answered: dict[str, Answer]) -> None:
    """Submit each draft within some milliseconds of its deadline, before it or after."""
    around = random.Random(len(answered))
    for ref, due in dues:
        at = due + timedelta(milliseconds=around.uniform(-20, 5))
        time.sleep(max(0.0, (at - SystemClock().now()).total_seconds()))
        body = {"transition": "submit", "version": 2}
        answered[ref] = client.insist("POST", f"/v1/cases/{ref}/transitions", body, key=f"client-{ref}")


def _expected(answer: Answer, due: datetime) -> tuple[str, str]:
    """What must have become of a case whose submission was answered so."""
    if answer.is_done:
        return "submit", answer.body["effective_at"]
    assert answer.body["code"] in ("deadline-passed", "stale"), answer
    return "lapse", format_instant(due)


def _drafts(stage: Stage) -> dict[str, datetime]:
    """Drafts, each with an extension of its own that ends a moment after the one before; all at once, lest they lapse."""
    cora = stage.actors["cora"]
    opening = OpenCase(actor=cora, received_at=NOVEMBER, call=CALL, direction="2.4", content=filing())
    with stage.database.writing() as session:
        opened = cases.apply(session, [opening] * WAVE, now=NOVEMBER)
        first = SystemClock().now() + AHEAD
        found = {one.case: first + APART * place for place, one in enumerate(opened) if isinstance(one, Result)}
        extending = [
            ExtendDeadline(
                actor=cora,
                received_at=NOVEMBER,
                ref=ref,
                deadline="internal",
                until=due,
                reason="a flood",
                confirmed=True,
            )
            for ref, due in found.items()
        ]
        assert all(isinstance(one, Result) for one in cases.apply(session, extending, now=NOVEMBER))
    return found
