"""Two schedulers and two servers on one PostgreSQL: thousands of cases fall due at one instant while people work on."""

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from tests.crash.clients import REASON, Client, joined, together
from tests.crash.conftest import Stage
from tests.world import CALL, filing
from workflow import case_counters
from workflow.clock import SystemClock
from workflow.outcomes import format_instant
from workflow.tables import CASES, DEADLINES

Made = tuple[str, str]
STEPS: tuple[dict[str, object], ...] = (
    {"transition": "submit"},
    {"transition": "exclude"} | REASON,
    {"transition": "reinstate"} | REASON,
)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("due", [2_000, pytest.param(20_000, marks=pytest.mark.soak)])
def test_each_case_that_falls_due_is_moved_once_by_two_schedulers_while_two_servers_take_moves(
    stage: Stage, due: int
) -> None:
    stage.extend("internal")
    refs = stage.opened(due, filing())
    servers = [stage.serve("--no-scheduler") for _ in range(2)]
    schedulers = [stage.run("schedule", sweep_interval=0.2, sweep_batch=100, settle=0.5) for _ in range(2)]
    clients = [stage.client(server.ready()) for server in servers for _ in range(2)]
    stage.wait_for_schedulers(len(schedulers))
    acknowledged: dict[str, list[Made]] = {}
    stopping = threading.Event()

    deadline = _brought_near(stage, timedelta(seconds=1))
    works = [partial(_work, client, refs[number::4], acknowledged, stopping) for number, client in enumerate(clients)]
    threads = together(works)
    stage.wait_until_no_draft_is_left()
    stopping.set()
    joined(threads)

    assert all(scheduler.is_alive for scheduler in schedulers)
    assert all(
        at < format_instant(deadline)
        for made in acknowledged.values()
        for transition, at in made
        if transition == "submit"
    )
    assert stage.transitions() == {ref: acknowledged.get(ref, [("lapse", format_instant(deadline))]) for ref in refs}


def _work(client: Client, refs: Iterable[str], acknowledged: dict[str, list[Made]], stopping: threading.Event) -> None:
    """Submit drafts one after another, and move each on as far as it goes."""
    for ref in refs:
        for version, step in enumerate(STEPS, 1):
            if stopping.is_set():
                return
            key = f"client-{ref}-{version}"
            answer = client.insist("POST", f"/v1/cases/{ref}/transitions", step | {"version": version}, key)
            if not answer.is_done:
                assert answer.body["code"] in ("deadline-passed", "stale") and version == 1, answer
                break
            acknowledged.setdefault(ref, []).append((answer.body["transition"], answer.body["effective_at"]))


def _brought_near(stage: Stage, ahead: timedelta) -> datetime:
    """Let the internal deadline, and every draft under it, fall due in a moment."""
    with stage.database.writing() as session:
        deadline = SystemClock().now() + ahead
        named = (DEADLINES.c.call == CALL, DEADLINES.c.name == "internal")
        session.connection().execute(update(DEADLINES).where(*named).values(at=deadline))
        session.connection().execute(update(CASES).where(CASES.c.deadline == "internal").values(due_at=deadline))
        case_counters.rebuild(session.connection(), CALL)
    return deadline
