"""The application in process, with tokens for everybody and a clock that stands still."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.api import institute
from tests.api.provider import Provider
from tests.api.serving import served
from tests.conftest import Filling, Templates
from tests.world import CALL, at
from workflow.actors import SYSTEM
from workflow.clock import VirtualClock
from workflow.identity import people
from workflow.store.database import Database

NOVEMBER = at("2022-11-10 09:00")
ROLES = {
    "ada": ("applicant", None),
    "bo": ("applicant", None),
    "cora": ("coordinator", None),
    "diego": ("authority", "AR"),
    "eli": ("committee", None),
    "audrey": ("auditor", None),
    "adam": ("administrator", None),
}


@dataclass(frozen=True)
class Everybody:
    """Those who use the API: the secret of each one's token, and each one's id."""

    secrets: dict[str, str]
    ids: dict[str, str]


@dataclass
class Web:
    """The API as several people use it."""

    client: TestClient
    clock: VirtualClock
    secrets: dict[str, str]
    ids: dict[str, str]
    database: Database

    def __call__(self, who: str | None, method: str, path: str, **more: Any) -> Response:
        """Send a request as someone."""
        headers = dict(more.pop("headers", {}))
        if who is not None:
            headers["Authorization"] = f"Bearer {self.secrets[who]}"
        return self.client.request(method, path, headers=headers, **more)


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
def filling(request: pytest.FixtureRequest) -> Filling | None:
    """Everybody who uses the API, for the tests in which they do."""
    return everybody if "web" in request.fixturenames else None


def everybody(database: Database) -> Everybody:
    """Add people with every role, each with a token."""
    known = Everybody({}, {})
    with database.writing() as session:
        for name, (role, partner) in ROLES.items():
            person = people.add(session, name, email=f"{name}@accord.example", actor=SYSTEM, now=NOVEMBER)
            call = CALL if partner else None
            people.grant(session, person, role, call=call, partner=partner, actor=SYSTEM, now=NOVEMBER)
            _, known.secrets[name] = people.issue(session, person, name="tests", actor=SYSTEM, now=NOVEMBER)
            known.ids[name] = person
    return known


@pytest.fixture
def web(database: Database, templates: Templates) -> Iterator[Web]:
    """The application over a fresh database."""
    known: Everybody = templates[database.url.get_backend_name(), everybody].told
    clock = VirtualClock(NOVEMBER)
    with served(database, clock) as app, TestClient(app, raise_server_exceptions=False) as client:
        yield Web(client, clock, dict(known.secrets), dict(known.ids), database)
