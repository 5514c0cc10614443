"""Clients of a server that may be killed under them: a request whose answer was lost is sent again under its key."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self

from api.csrf import COOKIE
from tests.crash.processes import PATIENCE
from tests.world import CALL, filing


class Lost(Exception):
    """The connection broke before the answer was there: nobody knows whether the request was done."""


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def is_done(self) -> bool:
        """Whether what was asked was done."""
        return 200 <= self.status < 300


class Client:
    """One person's connection to one server, kept open between requests."""

    def __init__(self, port: int, secret: str | None = None, *, session: str | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._always = {"Content-Type": "application/json"}
        self.lost = 0
        if secret is not None:
            self._always["Authorization"] = f"Bearer {secret}"
        if session is not None:
            self._always |= {"Cookie": f"{COOKIE}={session}", "Sec-Fetch-Site": "same-origin"}

    def __call__(self, method: str, path: str, body: object = None, *, key: str | None = None) -> Answer:
        """Send a request and wait for its answer. Raises Lost."""
        self.send(method, path, body, key=key)
        return self.receive()

    def send(self, method: str, path: str, body: object = None, *, key: str | None = None) -> None:
        """Send a request; a key is also its `X-Request-ID`, by which its event is found. Raises Lost."""
        headers = dict(self._always)
        if key is not None:
            headers |= {"Idempotency-Key": key, "X-Request-ID": key}
        with self._lost():
            self._connection.request(method, path, None if body is None else json.dumps(body), headers)

    def receive(self) -> Answer:
        """The answer to what was sent. Raises Lost."""
        with self._lost():
            response = self._connection.getresponse()
            text = response.read()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, json.loads(text) if text else None)

    def transition(self, ref: str, transition: str, version: int, *, key: str | None = None, **given: object) -> Answer:
        """Ask for a transition."""
        return self(
            "POST", f"/v1/cases/{ref}/transitions", {"transition": transition, "version": version, **given}, key=key
        )

    def insist(self, method: str, path: str, body: object, key: str) -> Answer:
        """Send a request until it is answered, by this server or by the one that takes its place."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            try:
                answer = self(method, path, body, key=key)
            except Lost:
                self.lost += 1
                time.sleep(0.01)
                continue
            if answer.status != 503:
                return answer
            time.sleep(0.05)
        raise AssertionError(f"no answer to {key}")

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    @contextmanager
    def _lost(self) -> Iterator[None]:
        try:
            yield
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Lost from error


Step = tuple[str, str, dict[str, object]]
REASON: dict[str, object] = {"reason": "so that something happens"}
LIFE: tuple[Step, ...] = (
    ("POST", "/v1/cases", {"call": CALL, "direction": "2.4", "content": filing(months=12)}),
    ("PATCH", "/v1/cases/{ref}", {"content": {"months": 24}}),
    ("POST", "/v1/cases/{ref}/transitions", {"transition": "submit"}),
    *(
        ("POST", "/v1/cases/{ref}/transitions", {"transition": transition} | REASON)
        for transition in ("exclude", "reinstate") * 8
    ),
    ("POST", "/v1/cases/{ref}/transitions", {"transition": "withdraw"} | REASON),
)


@dataclass
class Load:
    """Clients that take case after case through a whole life, and remember what was acknowledged under which key."""

    port: int
    secret: str
    clients: int = 8
    acknowledged: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    lost: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._threads = together([partial(self._live, name) for name in range(self.clients)])
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        joined(self._threads)

    def wait_for(self, more: int) -> None:
        """Wait until so many more requests have been acknowledged."""
        wanted, give_up = len(self.acknowledged) + more, time.monotonic() + PATIENCE
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < give_up and not self.failures, self.failures
            time.sleep(0.002)

    def _live(self, name: int) -> None:
        client = Client(self.port, self.secret)
        try:
            count = 0
            while not self._stopping.is_set():
                count = self._take_through_life(client, name, count)
        except AssertionError as error:
            self.failures.append(str(error))
        finally:
            self.lost += client.lost
            client.close()

    def _take_through_life(self, client: Client, name: int, count: int) -> int:
        ref, version = "", 0
        for method, path, body in LIFE:
            if self._stopping.is_set():
                break
            count += 1
            key = f"client-{name}-{count}"
            answer = client.insist(method, path.format(ref=ref), body | ({"version": version} if version else {}), key)
            assert answer.is_done, f"{key}: {answer}"
            self.acknowledged[key] = answer.body["event"]
            ref, version = answer.body["case"], answer.body["version"]
        return count


def together(works: Sequence[Callable[[], object]]) -> list[threading.Thread]:
    """Run things at the same time."""
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    return threads


def joined(threads: list[threading.Thread]) -> None:
    """Wait until all of them have ended."""
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "a client did not end"


def answers(asks: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Send requests at the same instant; their answers in order."""
    start = threading.Barrier(len(asks))
    found: dict[int, Answer] = {}

    def ask(place: int) -> None:
        start.wait(PATIENCE)
        found[place] = asks[place]()

    joined(together([partial(ask, place) for place in range(len(asks))]))
    assert len(found) == len(asks), "a request was not answered"
    return [found[place] for place in range(len(asks))]
