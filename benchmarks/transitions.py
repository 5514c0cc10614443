"""Transitions a second over HTTP, beside an endpoint of the same application that takes the same request and does nothing."""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy.engine import URL

from benchmarks import report
from benchmarks.fixtures import DIRECTION, OPENED, build_fixtures, open_cases
from tests.world import CALL, CORA, filing
from workflow import cases
from workflow.actors import SYSTEM
from workflow.auditing import verify
from workflow.clock import SystemClock
from workflow.commands import MakeTransition, OpenCase
from workflow.identity import people
from workflow.outcomes import Result
from workflow.store.database import Database
from workflow.upkeep import invariants

CLIENTS = (32, 1)
PATHS = {"nothing": "/v1/nothing/{ref}/transitions", "transitions": "/v1/cases/{ref}/transitions"}
PATIENCE = 60.0
Figures = dict[str, float]


def main() -> None:
    """Measure, and print a row for each database and number of clients."""
    parser = report.arguments(__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each measurement lasts")
    parser.add_argument("--keys", action="store_true", help="let every request carry an Idempotency-Key")
    given = parser.parse_args()
    with build_fixtures(given.databases, _prepared) as made, ExitStack() as copies, ExitStack() as servers:
        urls = {kind: copies.enter_context(ground.copy()) for kind, ground in made.items()}
        asking = {}
        for kind, url in urls.items():
            refs, secret = _introduced(url)
            port = servers.enter_context(_served(url))
            asking[kind] = {"port": port, "refs": refs, "secret": secret, "keys": given.keys}
        turns = list(product(range(given.rounds), urls, CLIENTS, PATHS))
        lasting = {"seconds": given.seconds, "warming": given.seconds / 6}
        plan = [asking[kind] | lasting | {"clients": clients, "path": PATHS[what]} for _, kind, clients, what in turns]
        found: dict[tuple[str, int, str], list[Figures]] = {}
        for (_, kind, clients, what), figures in zip(turns, _loaded(plan), strict=True):
            found.setdefault((kind, clients, what), []).append(figures)
        servers.close()
        for url in urls.values():
            _require_sound(url)
    report.show([_row(kind, clients, found) for kind in urls for clients in CLIENTS], as_json=given.json)


def _row(kind: str, clients: int, found: dict[tuple[str, int, str], list[Figures]]) -> report.Row:
    nothing, transitions = found[kind, clients, "nothing"], found[kind, clients, "transitions"]
    ratios = [one["rate"] / other["rate"] for one, other in zip(transitions, nothing, strict=True)]
    return {
        "database": kind,
        "clients": clients,
        "nothing/s": round(_median(nothing, "rate")),
        "transitions/s": round(_median(transitions, "rate")),
        "ratio": round(statistics.median(ratios), 3),
        "p50 ms": round(_median(transitions, "p50"), 2),
        "p99 ms": round(_median(transitions, "p99"), 2),
        "nothing p99 ms": round(_median(nothing, "p99"), 2),
    }


def _median(rounds: list[Figures], name: str) -> float:
    return statistics.median(one[name] for one in rounds)


def _loaded(plan: list[dict[str, object]]) -> Iterator[Figures]:
    """What the load, in a process of its own, makes of each measurement in turn."""
    command = [sys.executable, "-m", "benchmarks.load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None, "both were asked for"
        try:
            process.stdin.write(json.dumps(plan))
            process.stdin.close()
            for line in process.stdout:
                yield json.loads(line)
        finally:
            process.terminate()


@contextmanager
def _served(url: URL) -> Iterator[int]:
    """A server over a database, as `accord serve` runs one; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    command = [sys.executable, "-m", "uvicorn", "--factory", "benchmarks.baseline_app:create", *options]
    address = url.render_as_string(hide_password=False)
    given = {"ACCORD_DATABASE_URL": address, "ACCORD_RATE": "0"}
    with subprocess.Popen(command, env=os.environ | given) as process:
        try:
            _await_answer(process, port)
            yield port
        finally:
            process.terminate()


def _await_answer(process: "subprocess.Popen[bytes]", port: int) -> None:
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and process.poll() is None:
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz").close()
        except URLError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server does not answer")


def _prepared(database: Database) -> None:
    """A case for each client, submitted and without a deadline, so that it can be excluded and reinstated for ever."""
    opening = OpenCase(actor=CORA, received_at=OPENED, call=CALL, direction=DIRECTION, content=filing())
    with database.writing() as session:
        receipts = cases.apply(session, [opening] * max(CLIENTS), now=OPENED)
    refs = [receipt.case for receipt in receipts if isinstance(receipt, Result)]
    for transition in ("submit", "exclude", "reinstate"):
        asked = [
            MakeTransition(actor=CORA, received_at=OPENED, ref=ref, transition=transition, given={"reason": "to begin"})
            for ref in refs
        ]
        with database.writing() as session:
            assert all(isinstance(outcome, Result) for outcome in cases.apply(session, asked, now=OPENED))


def _introduced(url: URL) -> tuple[list[str], str]:
    """The cases' references, and the secret of a coordinator's token."""
    now = SystemClock().now()
    with open_cases(url) as database, database.writing() as session:
        person = people.add(session, "Cora", actor=SYSTEM, now=now)
        people.grant(session, person, "coordinator", actor=SYSTEM, now=now)
        _, secret = people.issue(session, person, name="a benchmark", actor=SYSTEM, now=now)
    return [f"IG23-{DIRECTION}-{number:03}" for number in range(1, max(CLIENTS) + 1)], secret


def _require_sound(url: URL) -> None:
    """What was measured counts only if every transition was really made."""
    with open_cases(url) as database, database.reading() as session:
        evidence, broken = verify.verify_trail(session).evidence, invariants.find_broken(session)
    if evidence or broken:
        raise RuntimeError(f"the trail is not sound: {evidence} {broken}")


if __name__ == "__main__":
    main()
