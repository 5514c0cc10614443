"""A stage on which time is real: calls that are open now, people with tokens, and processes that end with the test."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, func, select
from sqlalchemy.engine import URL

from tests.crash.clients import Client
from tests.crash.processes import PATIENCE, Process, Server
from tests.world import CALL, CORA, at, filing
from workflow import calls, canonical, cases
from workflow.actors import SYSTEM, Actor
from workflow.clock import SystemClock
from workflow.commands import MakeTransition, OpenCase
from workflow.identity import people
from workflow.outcomes import Result
from workflow.store.database import Database
from workflow.tables import CASES, EVENTS, HEAD, HEARTBEATS

NOVEMBER = at("2022-11-10 09:00")
_ROLES = {"cora": "coordinator", "eli": "committee", "adam": "administrator"}


@dataclass
class Stage:
    """A database in use, and the processes that work on it."""

    database: Database
    url: URL
    folder: Path
    secrets: dict[str, str] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)

    def serve(self, *arguments: str, **settings: object) -> Server:
        """Start `accord serve`, without waiting until it answers."""
        server = Server(list(arguments), self._environment(settings), self._log())
        self.processes.append(server)
        return server

    def again(self, server: Server) -> Server:
        """Start another server in the place of one that ended."""
        fresh = server.again()
        self.processes.append(fresh)
        return fresh

    def run(self, *arguments: str, **settings: object) -> Process:
        """Start another command of `accord`."""
        process = Process(list(arguments), self._environment(settings), self._log())
        self.processes.append(process)
        return process

    def client(self, server: Server, who: str = "cora") -> Client:
        """A connection of someone to a server."""
        client = Client(server.port, self.secrets[who])
        self.clients.append(client)
        return client

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Meanwhile nobody can write: SQLite's one lock is taken, or on PostgreSQL the lock of the trail's head."""
        with self.database.engine.connect() as connection:
            connection.execute(select(HEAD.c.size).with_for_update())
            yield
            connection.rollback()

    def stop(self) -> None:
        """End everything that was started."""
        for client in self.clients:
            client.close()
        for process in self.processes:
            process.kill()

    def extend(self, deadline: str) -> None:
        """Let a deadline of the call lie a year ahead."""
        until = SystemClock().now() + timedelta(days=365)
        with self.database.writing() as session:
            done = calls.extend_deadline(
                session, CALL, deadline, until, reason="a flood", actor=CORA, now=NOVEMBER, confirmed=True
            )
        assert isinstance(done, calls.DeadlineExtension), done

    def opened(self, count: int, content: dict[str, Any], direction: str = "2.4") -> list[str]:
        """Drafts of Cora's, opened when the call was; their references."""
        asked = OpenCase(
            actor=self.actors["cora"], received_at=NOVEMBER, call=CALL, direction=direction, content=content
        )
        found: list[str] = []
        for first in range(0, count, 1000):
            with self.database.writing() as session:
                receipts = cases.apply(session, [asked] * min(1000, count - first), now=NOVEMBER)
            found += [receipt.case for receipt in receipts if isinstance(receipt, Result)]
        assert len(found) == count
        return found

    def answer(self, query: Select[int]) -> int:
        """The number that a query returns."""
        with self.database.reading() as session:
            found: int = session.execute(query).scalar_one()
        return found

    def transitions(self) -> dict[str, list[tuple[str, str]]]:
        """Every transition of every case, in the order of the trail, with the instant it counts from."""
        query = select(EVENTS.c.body).where(EVENTS.c.action == "case.transitioned").order_by(EVENTS.c.seq)
        found: dict[str, list[tuple[str, str]]] = {}
        with self.database.reading() as session:
            for (body,) in session.execute(query):
                event: Any = canonical.loads(body)
                found.setdefault(event["case"]["ref"], []).append((event["data"]["transition"], event["effective_at"]))
        return found

    def wait_until_no_draft_is_left(self) -> None:
        """Wait until every case has been submitted or has lapsed."""
        query, give_up = select(func.count()).where(CASES.c.state == "draft"), time.monotonic() + 3 * PATIENCE
        while self.answer(query):
            assert time.monotonic() < give_up, [process.said for process in self.processes]
            time.sleep(0.02)

    def wait_for_schedulers(self, wanted: int) -> None:
        """Wait until so many schedulers have looked for due cases."""
        query, give_up = select(func.count()).select_from(HEARTBEATS), time.monotonic() + PATIENCE
        while self.answer(query) < wanted:
            alive = all(process.is_alive for process in self.processes)
            assert alive and time.monotonic() < give_up, [process.said for process in self.processes]
            time.sleep(0.02)

    def standing(self, count: int) -> list[str]:
        """Submitted cases at version 4 that no deadline will move: they can be excluded and reinstated for ever."""
        refs, cora = self.opened(count, filing()), self.actors["cora"]
        for ref in refs:
            steps = [
                MakeTransition(
                    actor=cora, received_at=NOVEMBER, ref=ref, transition=transition, given={"reason": "to begin with"}
                )
                for transition in ("submit", "exclude", "reinstate")
            ]
            with self.database.writing() as session:
                assert all(isinstance(one, Result) for one in cases.apply(session, steps, now=NOVEMBER))
        return refs

    def requested(self) -> list[tuple[str, int]]:
        """The request and the number of every event that came by a request with a key of ours."""
        query = select(EVENTS.c.request, EVENTS.c.seq).where(EVENTS.c.request.like("client-%"))
        with self.database.reading() as session:
            return [(request, seq) for request, seq in session.execute(query)]

    def _log(self) -> Path:
        self.folder.mkdir(exist_ok=True)
        return self.folder / f"process-{len(self.processes)}.log"

    def _environment(self, settings: dict[str, object]) -> dict[str, str]:
        given = {"database_url": self.url.render_as_string(hide_password=False), "pool": 5} | settings
        return {f"ACCORD_{name.upper()}": str(value) for name, value in given.items()}


@pytest.fixture
def stage(database: Database, url: URL, tmp_path: Path) -> Iterator[Stage]:
    """People with tokens, and a call whose deadlines but the first lie a year ahead."""
    stage = Stage(database, url, tmp_path / "processes")
    now = SystemClock().now()
    with database.writing() as session:
        for name, role in _ROLES.items():
            person = people.add(session, name, actor=SYSTEM, now=now)
            people.grant(session, person, role, actor=SYSTEM, now=now)
            _, stage.secrets[name] = people.issue(session, person, name="tests", actor=SYSTEM, now=now)
            stage.actors[name] = people.load_person(session, person)
    stage.extend("agency")
    yield stage
    stage.stop()
