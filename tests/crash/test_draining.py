"""A queue that is full, and a server that is asked to stop: nothing that was accepted is dropped, nothing is done twice."""

import signal
import socket
import time
from collections.abc import Callable
from functools import partial

import pytest

from tests.crash.clients import Answer, Client, Load, joined, together
from tests.crash.conftest import Stage
from tests.crash.processes import PATIENCE, Server

ENDED_BY_REQUEST = (0, -signal.SIGTERM)


def test_when_the_queue_is_full_the_rest_is_told_to_come_again_and_nothing_is_lost(stage: Stage) -> None:
    refs = stage.standing(6)
    server = stage.serve("--no-scheduler", queue=1, lock_wait=30).ready()
    clients = [stage.client(server) for _ in refs]
    first: dict[str, Answer] = {}

    def ask(client: Client, ref: str) -> None:
        first[ref] = client("POST", f"/v1/cases/{ref}/transitions", _exclude(), key=f"client-{ref}")

    with stage.locked():
        threads = together([partial(ask, client, ref) for client, ref in zip(clients, refs, strict=True)])
        _wait_until(lambda: len(first) >= len(refs) - 2)
        refused = list(first.values())
    joined(threads)
    again = {
        ref: clients[0].insist("POST", f"/v1/cases/{ref}/transitions", _exclude(), f"client-{ref}") for ref in refs
    }

    assert [(answer.status, answer.body["code"]) for answer in refused] == [(503, "unavailable")] * len(refused)
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
    assert sorted(stage.requested()) == [(f"client-{ref}", again[ref].body["event"]) for ref in refs]
    assert all(again[ref].body == answer.body for ref, answer in first.items() if answer.is_done)


def test_a_server_asked_to_stop_takes_nothing_new_answers_what_it_has_taken_and_ends(stage: Stage) -> None:
    refs = stage.standing(10)
    server = stage.serve(lock_wait=30).ready()
    clients = [stage.client(server) for _ in refs]

    with stage.locked():
        for client, ref in zip(clients, refs, strict=True):
            client.send("POST", f"/v1/cases/{ref}/transitions", _exclude(), key=f"client-{ref}")
        for _ in range(3):  # whoever is answered now knows that what was sent before has been read
            assert stage.client(server)("GET", "/healthz").status == 200
        server.terminate()
        _wait_until(lambda: not _takes_connections(server))
    answers = [client.receive() for client in clients]

    assert server.ended() in ENDED_BY_REQUEST
    assert [answer.status for answer in answers] == [201] * len(refs)
    acknowledged = [(f"client-{answer.body['case']}", answer.body["event"]) for answer in answers]
    assert sorted(stage.requested()) == sorted(acknowledged)


def test_a_server_that_is_replaced_under_load_loses_and_doubles_nothing(stage: Stage) -> None:
    stage.extend("internal")
    server = stage.serve().ready()

    with Load(server.port, stage.secrets["cora"]) as load:
        load.wait_for(more=60)
        server.terminate()
        ended = server.ended()
        stage.again(server).ready()
        load.wait_for(more=60)

    assert ended in ENDED_BY_REQUEST
    assert load.failures == []
    assert sorted(stage.requested()) == sorted(load.acknowledged.items())


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_scheduler_asked_to_stop_ends_well(stage: Stage) -> None:
    scheduler = stage.run("schedule")
    stage.wait_for_schedulers(1)

    scheduler.terminate()

    assert scheduler.ended() in ENDED_BY_REQUEST
    assert "Traceback" not in scheduler.said


def _exclude() -> dict[str, object]:
    return {"transition": "exclude", "version": 4, "reason": "so that something happens"}


def _takes_connections(server: Server) -> bool:
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE).close()
    except ConnectionRefusedError:
        return False
    return True


def _wait_until(true: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.01)
