"""The application in process, with tokens for everybody and a clock that stands still."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from api import app as application
from tests.api import institute
from tests.api.provider import Provider
from tests.world import CALL, at
from workflow import people
from workflow.actors import SYSTEM
from workflow.clock import VirtualClock
from workflow.database import Database
from workflow.settings import Settings
from workflow.writer import Writer

NOVEMBER = at("2022-11-10 09:00")
ROLES = {
    "ada": ("applicant", None),
    "bo": ("applicant", None),
    "cora": ("coordinator", None),
    "diego": ("partner", "AR"),
    "eli": ("committee", None),
    "audrey": ("auditor", None),
    "adam": ("administrator", None),
}


@cache
def assembled() -> FastAPI:
    """The routes, put together once for all tests: looking at each of them anew is what starting an application costs."""
    return application.assembled(Settings())


@dataclass
class Web:
    """The API as several people use it."""

    client: TestClient
    clock: VirtualClock
    secrets: dict[str, str]
    ids: dict[str, str]

    def __call__(self, who: str | None, method: str, path: str, **more: object) -> Response:
        """Send a request as someone."""
        headers = dict(more.pop("headers", {}))  # type: ignore[call-overload]
        if who is not None:
            headers["Authorization"] = f"Bearer {self.secrets[who]}"
        return self.client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """An identity provider, honest until it is told otherwise."""
    running = Provider()
    yield running
    running.end()


@pytest.fixture
def house(database: Database, provider: Provider) -> Iterator[institute.House]:
    """The service at an institution that has this provider."""
    with institute.opened(database, provider) as house:
        yield house


@pytest.fixture
def web(database: Database) -> Iterator[Web]:
    """The application over a fresh database."""
    clock = VirtualClock(NOVEMBER)
    secrets, ids = {}, {}
    with database.writing() as session:
        for name, (role, partner) in ROLES.items():
            ids[name] = people.add(session, name, email=f"{name}@accord.example", actor=SYSTEM, now=NOVEMBER)
            call = CALL if partner else None
            people.grant(session, ids[name], role, call=call, partner=partner, actor=SYSTEM, now=NOVEMBER)
            _, secrets[name] = people.issue(session, ids[name], name="tests", actor=SYSTEM, now=NOVEMBER)
    app = application.furnished(assembled(), database, clock, Writer(database, clock))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Web(client, clock, secrets, ids)
