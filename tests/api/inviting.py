"""What the stories of invitations over HTTP have in common: a case, and short ways to ask."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests import postbox
from tests.api.conftest import NOVEMBER, Web
from tests.api.serving import served
from tests.world import CALL, filing
from workflow.actors import SYSTEM
from workflow.credentials import sessions
from workflow.settings import Settings
from workflow.store.database import Database

PAZ = {"email": "paz@ministry.example", "role": "partner", "language": "zh"}
LIN = {"email": "lin@university.example", "role": "reviewer"}
HERE = {"Sec-Fetch-Site": "same-origin"}
ACCEPTANCE = "/v1/acceptances"


@pytest.fixture
def ref(web: Web) -> str:
    """A case that was submitted."""
    opened = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": filing()}).json()
    found: str = opened["case"]
    web("ada", "POST", f"/v1/cases/{found}/transitions", json={"transition": "submit", "version": 1})
    return found


def invite(web: Web, ref: str, who: str = "cora", **differing: str) -> Response:
    return web(who, "POST", f"/v1/cases/{ref}/invitations", json=PAZ | differing)


def secret(sent: Response) -> str:
    link: str = sent.json()["link"]
    return link.partition("/invite#")[2]


def accept(web: Web, given: str, cookie: str | None = None, headers: dict[str, str] = HERE, **more: str) -> Response:
    shown = headers | ({"Cookie": f"__Host-accord={cookie}"} if cookie else {})
    return web.client.post(ACCEPTANCE, json={"secret": given, **more}, headers=shown)


def visit(web: Web, database: Database, who: str) -> str:
    """The secret of a session of somebody who signed in."""
    with database.writing() as session:
        return sessions.begin(session, web.ids[who], method="link", agent="", actor=SYSTEM, now=NOVEMBER)


def held(accepted: Response) -> str:
    return accepted.headers["set-cookie"].partition("=")[2].partition(";")[0]


@contextmanager
def mailing(web: Web, database: Database) -> Iterator[Web]:
    """The same service, but with a mail server."""
    settings = Settings(smtp_host="127.0.0.1", smtp_port=postbox.free_port())
    opened = Database(database.url.render_as_string(hide_password=False), settings)
    with served(opened, web.clock) as app, TestClient(app, raise_server_exceptions=False) as client:
        yield Web(client, web.clock, web.secrets, web.ids, web.database)
