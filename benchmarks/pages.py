"""Milliseconds in which the console's pages are answered with 100,000 cases, beside a page on which there is nothing.

What is asked for is 100 ms for the queue, the list under any filter, and a case; the ratio says what the cases cost.
"""

import itertools
import logging
import statistics
import time
from collections.abc import Iterator

from fastapi.testclient import TestClient

from api import app as application
from api import csrf
from benchmarks import report
from benchmarks.fixtures import OPENED, build_fixtures, open_cases
from tests.world import CALL, filing
from workflow import cases
from workflow.actors import SYSTEM, Actor
from workflow.clock import VirtualClock
from workflow.commands import Command, MakeTransition, OpenCase, PutFiling, Said
from workflow.credentials import sessions
from workflow.identity import people
from workflow.outcomes import Result
from workflow.overview import queries
from workflow.store.database import Database
from workflow.writer import Writer

SITE = "https://accord.test"
EMPTY = "/prove"
ANEW = "queue anew"  # when something happened since it was last looked at, so that nothing counted before holds
PAGES = {
    "queue": "/",
    ANEW: "/",
    "list": "/cases",
    "state": "/cases?state=submitted",
    "direction": f"/cases?call={CALL}&direction=2.4",
    "partner": "/cases?partner=AR",
    "words": "/cases?text=protein",
    "nowhere": "/cases?text=no+such+words",
    "needs me": "/cases?needs=me",
    "case": "/cases/{ref}",
}
CHUNK = 5_000


def main() -> None:
    """Measure, and print a row for each page and database."""
    logging.disable(logging.WARNING)
    parser = report.arguments(__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=15, help="how often each page is asked for in a round")
    given = parser.parse_args()
    rows: list[report.Row] = []
    with build_fixtures(given.databases, lambda database: _furnished(database, given.cases)) as made:
        for kind, ground in made.items():
            with ground.copy() as url, open_cases(url) as database:
                rows += _measured(kind, database, given.rounds, given.asked)
    report.show(rows, as_json=given.json)


def _measured(kind: str, database: Database, rounds: int, asked: int) -> Iterator[report.Row]:
    with database.reading() as session:
        cora = people.load_person(session, "cora@accord.example")
        [case], _ = queries.list_cases(session, SYSTEM, queries.Search(state="submitted"), limit=1)
    with database.writing() as session:
        secret = sessions.begin(session, cora.id, method="link", agent="", actor=cora, now=OPENED, fresh_at=OPENED)
    clock = VirtualClock(OPENED)
    taken: dict[str, list[float]] = {}
    app = application.create(database, clock, Writer(database, clock))
    with TestClient(app, base_url=SITE) as client:
        client.cookies.set(csrf.COOKIE, secret, domain="accord.test", path="/")
        for _, (name, path) in itertools.product(range(rounds), {"empty": EMPTY, **PAGES}.items()):
            for _ in range(asked):
                if name == ANEW:
                    _happening(database)
                begun = time.perf_counter()
                answer = client.get(path.format(ref=case.ref))
                taken.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
                assert answer.status_code == 200, f"{path}: {answer.status_code}"
    empty = statistics.median(taken.pop("empty"))
    for name, times in taken.items():
        middle, worst = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        yield {"database": kind, "page": name, "ms": middle, "p95 ms": worst, "of an empty page": middle / empty}


def _happening(database: Database) -> None:
    with database.writing() as session:
        people.add(session, "Ada", actor=SYSTEM, now=OPENED)


def _furnished(database: Database, count: int) -> None:
    """So many cases, half of them submitted, half of those filed by both sides; and somebody who coordinates."""
    with database.writing() as session:
        cora = people.add(session, "Cora", email="cora@accord.example", actor=SYSTEM, now=OPENED)
        people.grant(session, cora, "coordinator", actor=SYSTEM, now=OPENED)
        actor = people.load_person(session, cora)
    for first in range(0, count, CHUNK):
        refs = _done(database, [_opening(actor, place) for place in range(first, min(first + CHUNK, count))])
        submitted = [ref for place, ref in enumerate(refs) if place % 2]
        both = [ref for place, ref in enumerate(submitted) if place % 2]
        said = Said(actor=actor, received_at=OPENED, request=None)
        _done(database, [MakeTransition(**said, ref=ref, transition="submit") for ref in submitted])
        _done(database, [PutFiling(**said, ref=ref, side="counterpart", content=filing(), submit=True) for ref in both])


def _opening(actor: Actor, place: int) -> OpenCase:
    content = filing(title=f"Gentle extraction of pea protein, part {place}")
    return OpenCase(actor=actor, received_at=OPENED, call=CALL, direction="2.4", content=content)


def _done(database: Database, commands: list[Command]) -> list[str]:
    with database.writing() as session:
        receipts = cases.apply(session, commands, now=OPENED)
    done = [receipt.case for receipt in receipts if isinstance(receipt, Result)]
    assert len(done) == len(commands), "every case is well filled in"
    return done


if __name__ == "__main__":
    main()
