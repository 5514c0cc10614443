"""A token that is revoked while its holder is busy: by the order of the trail, nothing of it comes after the revocation."""

import random
import threading
import time
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from tests.crash.clients import Client, joined, together
from tests.crash.conftest import Stage
from tests.crash.processes import PATIENCE
from workflow import canonical, people
from workflow.clock import SystemClock
from workflow.tables import EVENTS

HOLDERS = 3


@pytest.mark.parametrize("races", [40, pytest.param(200, marks=pytest.mark.soak)])
def test_by_the_order_of_the_trail_a_token_moves_nothing_after_it_was_revoked(stage: Stage, races: int) -> None:
    standing = dict.fromkeys(stage.standing(HOLDERS), 4)
    holding = stage.serve("--no-scheduler")
    revoking = holding if stage.database.is_sqlite else stage.serve("--no-scheduler")
    port, adam = holding.ready().port, stage.client(revoking.ready(), "adam")
    moments = random.Random(races)

    for _ in range(races):
        token, secret = _issued(stage)
        moving = threading.Barrier(HOLDERS + 1)
        threads = together([partial(_move, port, secret, ref, standing, moving) for ref in standing])
        moving.wait(PATIENCE)
        time.sleep(moments.uniform(0.0, 0.01))
        assert adam("DELETE", f"/v1/tokens/{token}").is_done
        joined(threads)

    moved, revoked = _trail(stage)
    assert len(revoked) == races
    assert {token: last for token, last in moved.items() if last > revoked[token]} == {}


def _move(port: int, secret: str, ref: str, standing: dict[str, int], moving: threading.Barrier) -> None:
    """Move a case to and fro until the token is refused; the first move is the signal that the holder is busy."""
    client = Client(port, secret)
    for turn in range(10_000):
        version = standing[ref]
        answer = client.move(ref, "reinstate" if version % 2 else "exclude", version, reason="to and fro")
        if answer.status == 401:
            break
        assert answer.status in (201, 503), answer
        standing[ref] += answer.is_done
        if turn == 0:
            moving.wait(PATIENCE)
    client.close()


def _issued(stage: Stage) -> tuple[str, str]:
    cora = stage.actors["cora"]
    with stage.database.writing() as session:
        return people.issue(session, cora.id, name="a laptop", actor=cora, now=SystemClock().now())


def _trail(stage: Stage) -> tuple[dict[str, int], dict[str, int]]:
    """By token: the place in the trail of its last move, and of its revocation."""
    query = select(EVENTS.c.seq, EVENTS.c.action, EVENTS.c.body).order_by(EVENTS.c.seq)
    moved, revoked = dict[str, int](), dict[str, int]()
    with stage.database.reading() as session:
        for seq, action, body in session.execute(query):
            event: Any = canonical.loads(body)
            if action == "token.revoked":
                revoked[event["data"]["token"]] = seq
            elif action == "case.moved" and "token" in event["actor"]:
                moved[event["actor"]["token"]] = seq
    return moved, revoked
