"""Cases a second that a sweep overtakes, beside a bare write of the same rows by the database itself, which decides nothing.

The bare write is one UPDATE of the cases and one INSERT ... SELECT of their events for each batch, with a constant body and
hash of the size that real ones have; the tables, indexes, triggers, batches and commits are the same.
"""

import hashlib
import statistics
import time
from itertools import product

from sqlalchemy import func, insert, literal, select, update

from benchmarks import report
from benchmarks.fixtures import DIRECTION, OPENED, build_fixtures, open_cases
from cli.service import Stillness
from scheduler.sweep import sweep
from tests.world import CALL, INTERNAL
from workflow import case_counters, cases, editions
from workflow.actors import SYSTEM
from workflow.clock import SystemClock
from workflow.commands import FireTimeouts
from workflow.store import bulk
from workflow.store.database import Database
from workflow.tables import CASES, EVENTS
from workflow.tables.cases import Case
from workflow.writer import Writer

NAMES = tuple(column.name for column in CASES.columns if column.name != "id")
BLANK: dict[str, object] = {name: field.default for name, field in Case.model_fields.items()}
CHUNK = 5_000
Span = tuple[float, float]


def main() -> None:
    """Measure, and print a row for each database."""
    still = Stillness()
    parser = report.arguments(__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="how many are due")
    given = parser.parse_args()
    rates: dict[tuple[str, str], list[float]] = {}
    with build_fixtures(given.databases, lambda database: _draft(database, given.cases)) as made:
        still.start()  # as a server does once it has started
        for _, (kind, ground), (name, work) in product(range(given.rounds), made.items(), WORKS.items()):
            with ground.copy() as url, open_cases(url) as database:
                begun, ended = work(database, given.cases)
            rates.setdefault((kind, name), []).append(given.cases / (ended - begun))
    still.stop()
    report.show([_row(kind, rates[kind, "swept"], rates[kind, "bare"]) for kind in made], as_json=given.json)


def _row(kind: str, swept: list[float], bare: list[float]) -> report.Row:
    ratios = [one / other for one, other in zip(swept, bare, strict=True)]
    return {
        "database": kind,
        "swept/s": round(statistics.median(swept)),
        "bare/s": round(statistics.median(bare)),
        "ratio": round(statistics.median(ratios), 3),
    }


def _swept(database: Database, count: int) -> Span:
    """The sweep as a scheduler runs it, through the writer's thread."""
    with database.reading() as session:
        editions.load_pinned(session, CALL, 1)  # a service that runs has read the call long ago
    writer = Writer(database, SystemClock())
    writer.start()
    begun = time.perf_counter()
    swept = sweep(writer, database.settings.sweep_batch)
    ended = time.perf_counter()
    writer.stop()
    with database.reading() as session:
        left = session.execute(select(func.count()).where(CASES.c.state == "draft")).scalar_one()
    if swept != count or left:
        raise RuntimeError(f"{count} cases were due, {swept} were swept, {left} are left")
    return begun, ended


def _written(database: Database, count: int) -> Span:
    """The same rows, written by the database from constants."""
    with database.reading() as session:
        sample = session.execute(select(EVENTS).where(EVENTS.c.action == "case.transitioned")).one()
        first = session.execute(select(func.min(CASES.c.id)).where(CASES.c.state == "draft")).scalar_one()
        base = session.execute(select(func.max(EVENTS.c.seq))).scalar_one() + 1 - first
    batch, now = database.settings.sweep_batch, SystemClock().now()
    begun = time.perf_counter()
    for lowest in range(first, first + count, batch):
        these = CASES.c.id.between(lowest, lowest + batch - 1)
        changed = {"state": "lapsed", "version": CASES.c.version + 1, "head": sample.leaf, "entered_at": CASES.c.due_at}
        changed |= {"deadline": None, "due_at": None}
        event = {
            "seq": CASES.c.id + base,
            "case_id": CASES.c.id,
            "number": CASES.c.version + 1,
            "call": CASES.c.call,
            "action": literal(sample.action),
            "actor": literal(sample.actor),
            "effective_at": CASES.c.due_at,
            "recorded_at": literal(now, EVENTS.c.recorded_at.type),
            "leaf": literal(sample.leaf),
            "body": literal(sample.body),
        }
        with database.writing() as session:
            connection = session.connection()
            connection.execute(
                insert(EVENTS).from_select(list(event), select(*event.values()).where(these).order_by(CASES.c.id))
            )
            connection.execute(update(CASES).where(these).values(changed))
    return begun, time.perf_counter()


def _draft(database: Database, count: int) -> None:
    """Drafts that are due, after one that has lapsed already and shows what its event looks like."""
    lapsing = FireTimeouts(actor=SYSTEM, received_at=INTERNAL, limit=1)
    with database.writing() as session:
        bulk.insert_rows(session.connection(), CASES, NAMES, [_draft_row(0)])
        cases.apply(session, [lapsing], now=SystemClock().now())
    for lowest in range(1, count + 1, CHUNK):
        fresh = [_draft_row(number) for number in range(lowest, min(lowest + CHUNK, count + 1))]
        with database.writing() as session:
            bulk.insert_rows(session.connection(), CASES, NAMES, fresh)
    with database.writing() as session:
        case_counters.rebuild(session.connection(), CALL)


def _draft_row(number: int) -> bulk.Row:
    """A draft that has been opened and was due at the internal deadline."""
    case = BLANK | {
        "ref": f"IG23-{DIRECTION}-{number:06}",
        "kind": "application",
        "call": CALL,
        "edition": 1,
        "direction": DIRECTION,
        "partner": "AR",
        "title": "Gentle extraction of pea protein",
        "owner": "per_ada",
        "state": "draft",
        "version": 1,
        "head": hashlib.sha256(number.to_bytes(8, "big")).digest(),
        "opened_at": OPENED,
        "entered_at": OPENED,
        "deadline": "internal",
        "due_at": INTERNAL,
        "home": 1,
    }
    return tuple(case[name] for name in NAMES)


WORKS = {"swept": _swept, "bare": _written}

if __name__ == "__main__":
    main()
