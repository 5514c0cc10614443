"""A token or session that is ended while its holder is busy: by the order of the trail, nothing of it comes after that."""

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
from workflow import canonical
from workflow.clock import SystemClock
from workflow.credentials import sessions
from workflow.identity import people
from workflow.tables import EVENTS

HOLDERS = 3


@pytest.mark.parametrize("kind", ["token", "session"])
@pytest.mark.parametrize("races", [20, pytest.param(200, marks=pytest.mark.soak)])
def test_by_the_order_of_the_trail_nobody_moves_anything_by_what_was_ended(stage: Stage, races: int, kind: str) -> None:
    standing = dict.fromkeys(stage.standing(HOLDERS), 4)
    holding = stage.serve("--no-scheduler")
    revoking = holding if stage.database.is_sqlite else stage.serve("--no-scheduler")
    port, adam = holding.ready().port, stage.client(revoking.ready(), "adam")
    moments = random.Random(races)

    for _ in range(races):
        name, secret = _given(stage, kind)
        clients = [Client(port, **({"secret": secret} if kind == "token" else {"session": secret})) for _ in standing]
        moving = threading.Barrier(HOLDERS + 1)
        each = zip(clients, standing, strict=True)
        threads = together([partial(_transition, client, ref, standing, moving) for client, ref in each])
        moving.wait(PATIENCE)
        time.sleep(moments.uniform(0.0, 0.01))
        assert adam("DELETE", f"/v1/{kind}s/{name}").is_done
        joined(threads)

    moved, ended = _trail(stage, kind)
    assert (len(ended), set(moved)) == (races, set(ended))
    assert {name: last for name, last in moved.items() if last > ended[name]} == {}


def _transition(client: Client, ref: str, standing: dict[str, int], moving: threading.Barrier) -> None:
    """Move a case to and fro until that is refused; the first transition is the signal that the holder is busy."""
    for turn in range(10_000):
        version = standing[ref]
        answer = client.transition(ref, "reinstate" if version % 2 else "exclude", version, reason="to and fro")
        if answer.status == 401:
            break
        assert answer.status in (201, 503), answer
        standing[ref] += answer.is_done
        if turn == 0:
            moving.wait(PATIENCE)
    client.close()


def _given(stage: Stage, kind: str) -> tuple[str, str]:
    """The name and the secret of a fresh token or session."""
    cora, now = stage.actors["cora"], SystemClock().now()
    with stage.database.writing() as session:
        if kind == "token":
            return people.issue(session, cora.id, name="a laptop", actor=cora, now=now)
        secret = sessions.begin(session, cora.id, method="link", agent="", actor=cora, now=now)
        [begun] = sessions.list_sessions(session, cora.id, now=now)
        return begun.id, secret


def _trail(stage: Stage, kind: str) -> tuple[dict[str, int], dict[str, int]]:
    """By token or session: the place in the trail of its last transition, and of its end."""
    query = select(EVENTS.c.seq, EVENTS.c.action, EVENTS.c.body).order_by(EVENTS.c.seq)
    moved, ended = dict[str, int](), dict[str, int]()
    with stage.database.reading() as session:
        for seq, action, body in session.execute(query):
            event: Any = canonical.loads(body)
            if action in ("token.revoked", "session.ended"):
                ended[event["data"][kind]] = seq
            elif action == "case.transitioned" and kind in event["actor"]:
                moved[event["actor"][kind]] = seq
    return moved, ended
