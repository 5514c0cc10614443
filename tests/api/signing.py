"""A browser that signs in by address and password, and the second factor of whoever has one."""

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response
from sqlalchemy import insert

from api.csrf import COOKIE
from tests.api.conftest import NOVEMBER, Web
from tests.workflow.signed_in import PASSWORD, WEAK
from workflow.actors import Actor
from workflow.credentials import factors
from workflow.store.database import Database
from workflow.tables import CREDENTIALS

CORA = "cora@accord.example"
_HERE = {"Sec-Fetch-Site": "same-origin", "User-Agent": "a browser"}


@dataclass
class Browser:
    """One browser: what it sends comes from a page of ours, and it keeps its cookie."""

    web: Web
    secret: str | None = None

    def __call__(self, method: str, path: str, **more: Any) -> Response:
        """Send a request."""
        headers = _HERE | ({"Cookie": f"{COOKIE}={self.secret}"} if self.secret else {})
        headers |= dict(more.pop("headers", {}))
        answer = self.web(None, method, path, headers=headers, **more)
        if COOKIE in answer.cookies:
            self.secret = answer.cookies[COOKIE]
        return answer

    def sign_in(self, email: str = CORA, password: str = PASSWORD, **more: str) -> Response:
        """Sign in by address and password."""
        return self("POST", "/v1/sessions", json={"email": email, "password": password} | more)


@pytest.fixture
def browser(web: Web, database: Database) -> Browser:
    """A browser in which nobody is signed in; all but Bo and Diego have passwords."""
    with database.writing() as session:
        rows = [
            {"person": person, "hash": WEAK.hash(PASSWORD), "changed_at": NOVEMBER}
            for name, person in web.ids.items()
            if name not in ("bo", "diego")
        ]
        session.connection().execute(insert(CREDENTIALS), rows)
    return Browser(web)


def enrol(database: Database, person: str) -> None:
    """A second factor, set up just now."""
    actor = Actor(person, "somebody", session="ses_1", fresh_at=NOVEMBER)
    with database.writing() as session:
        uri = factors.enrol(session, actor=actor, now=NOVEMBER)
        factors.confirm(session, shown(uri, NOVEMBER), actor=actor, now=NOVEMBER)


def code(uri: str, web: Web) -> str:
    """What the telephone that read this in shows now."""
    return shown(uri, web.clock.now())


def shown(uri: str, when: datetime) -> str:
    """The same, at an instant."""
    [shared] = parse_qs(urlsplit(uri).query)["secret"]
    return factors.code(base64.b32decode(shared), factors.step_of(when))
