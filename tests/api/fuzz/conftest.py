"""A demonstration with somebody of every role in it, served by a process of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from simulation import participants
from tests import postgresql
from tests.api.fuzz import runs
from tests.crash.processes import Process, Server
from workflow.actors import SYSTEM
from workflow.auditing import history
from workflow.clock import SystemClock
from workflow.identity import people
from workflow.store.database import Database

NAMES = (
    "applicant-001",
    "applicant-002",
    "partner-AR",
    "reviewer",
    "auditor",
    "committee",
    "coordinator",
    "admin",
)


@dataclass(frozen=True)
class Service:
    """A service under way, and who may ask it: each by name with a token, and what of theirs has to be left alone."""

    server: Server
    database: Database
    users: dict[str, str]
    kept: tuple[str, ...]
    folder: Path

    def fuzzed(self, *options: str, seed: int) -> runs.Run:
        """Ask it everything. Who asks first is another with each seed."""
        first = seed % len(self.users)
        order = [*self.users.items()][first:] + [*self.users.items()][:first]
        return runs.fuzz(self.server.port, runs.written(order, self.kept, self.folder), *options, seed=seed)

    def events(self) -> int:
        """How many events are sealed in it."""
        with self.database.reading() as session:
            return history.count_events(session)


@pytest.fixture
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """The demonstration on a database of the kind that is asked for."""
    url = _address(request.param, tmp_path)
    environment = _environment(url, tmp_path)
    made = Process(["demo", "--cases", "20"], environment, tmp_path / "demo.log")
    assert made.ended() == 0, made.said
    database = Database(url.render_as_string(hide_password=False))
    users, kept = _tokens(database)
    server = Server([], environment, tmp_path / "serve.log").ready()
    try:
        yield Service(server, database, users, kept, tmp_path)
    finally:
        server.kill()
        database.close()
        if not database.is_sqlite:
            postgresql.dropped(url)


def _address(kind: str, folder: Path) -> URL:
    return make_url(f"sqlite:///{folder / 'accord.db'}") if kind == "sqlite" else postgresql.created()


def _environment(url: URL, folder: Path) -> dict[str, str]:
    settings = {"database_url": url.render_as_string(hide_password=False), "documents": folder / "documents", "rate": 0}
    return {f"ACCORD_{name.upper()}": str(value) for name, value in settings.items()}


def _tokens(database: Database) -> tuple[dict[str, str], tuple[str, ...]]:
    secrets, kept = {}, []
    with database.writing() as session:
        for name in NAMES:
            person = people.load_person(session, participants.make_address(name))
            token, secrets[name] = people.issue(session, person.id, name="fuzz", actor=SYSTEM, now=SystemClock().now())
            kept += [token, person.id]
    return secrets, tuple(kept)
