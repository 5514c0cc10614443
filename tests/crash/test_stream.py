"""The trail as it grows, over a connection that breaks: taken up exactly where it was left, and in nobody's way at the end."""

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from tests.crash.conftest import Stage
from tests.crash.processes import Server
from workflow.auditing import history

_SOON = 5.0  # seconds, of the twenty a server would wait for its connections


def test_a_watcher_whose_server_is_killed_hears_everything_once_and_in_order(stage: Stage) -> None:
    [ref] = stage.standing(1)
    before = _length(stage)
    server = stage.serve().ready()
    with closing(_Watcher(stage, server, before)) as watcher:
        _moved(stage, server, ref, "exclude", 4)
        first = watcher.next()
    server.kill()
    server.ended()

    server = stage.again(server).ready()
    _moved(stage, server, ref, "reinstate", 5)
    _moved(stage, server, ref, "exclude", 6)
    with closing(_Watcher(stage, server, first["seq"])) as watcher:
        rest = [watcher.next(), watcher.next()]

    told = [first, *rest]
    assert [event["data"]["transition"] for event in told] == ["exclude", "reinstate", "exclude"]
    transitions = [event["seq"] for event in told]
    assert transitions == sorted(set(transitions)) and transitions[0] > before


def test_a_server_with_watchers_ends_when_it_is_told_to(stage: Stage) -> None:
    server = stage.serve().ready()
    watchers = [_Watcher(stage, server, None) for _ in range(3)]

    began = time.monotonic()
    server.terminate()
    server.ended()

    assert time.monotonic() - began < _SOON
    for watcher in watchers:
        watcher.close()


class _Watcher:
    """Somebody who watches the trail."""

    def __init__(self, stage: Stage, server: Server, after: int | None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        headers = {"Authorization": f"Bearer {stage.secrets['cora']}"}
        if after is not None:
            headers["Last-Event-ID"] = str(after)
        self._connection.request("GET", "/v1/stream", headers=headers)
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200
        self._lines = self._read()
        assert next(self._lines) == ": watching"

    def next(self) -> dict[str, Any]:
        """The next event."""
        told: dict[str, Any] = json.loads(next(line for line in self._lines if line.startswith("data: "))[6:])
        return told

    def close(self) -> None:
        """Watch no longer."""
        self._answer.close()
        self._connection.close()

    def _read(self) -> Iterator[str]:
        while line := self._answer.readline():
            yield line.decode().rstrip("\n")


def _moved(stage: Stage, server: Server, ref: str, transition: str, version: int) -> None:
    body = {"transition": transition, "version": version, "reason": "to and fro"}
    answer = stage.client(server)("POST", f"/v1/cases/{ref}/transitions", body)
    assert answer.is_done, answer


def _length(stage: Stage) -> int:
    with stage.database.reading() as session:
        return history.count_events(session)
