"""The service at an institution that has an identity provider, and how a test looks at it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Table, func, select

from api.middleware import Envelope
from api.oidc import providers
from tests.api import serving
from tests.api.browser import Browser
from tests.api.provider import CLIENT, SECRET, Provider
from tests.world import at
from workflow.actors import SYSTEM, Actor
from workflow.auditing import history
from workflow.clock import VirtualClock
from workflow.credentials import oidc_flows, sessions
from workflow.identity import identities, people
from workflow.identity.identities import Identity
from workflow.settings import Settings
from workflow.store.database import Database

NOVEMBER = at("2022-11-10 09:00")
NOW = int(NOVEMBER.timestamp())
_TOLD = {401: oidc_flows.FAILED, 503: "the identity provider cannot be asked now"}


@dataclass
class House:
    """The service with an identity provider, and a few who have accounts there."""

    app: Envelope
    database: Database
    clock: VirtualClock
    provider: Provider
    settings: Settings
    ids: dict[str, str]

    def lies(self, **lies: Any) -> None:
        """Let the provider behave, but for what is told."""
        self.provider.told(**({"now": self.clock.now()} | lies))

    def browser(self, who: str | None = None, *, fresh_at: datetime | None = None) -> Browser:
        """A browser in which perhaps somebody is signed in, and has proved it perhaps a while ago."""
        browser = Browser(self.app)
        if who is not None:
            with self.database.writing() as session:
                now, actor = self.clock.now(), Actor(self.ids[who], who)
                browser.keep(
                    sessions.begin(session, actor.id, method="link", agent="", actor=actor, now=now, fresh_at=fresh_at)
                )
        return browser

    def linked(self, who: str, subject: str = "subject-1", issuer: str | None = None) -> Identity:
        """Let somebody be linked with an identity."""
        identity = Identity(issuer or self.provider.issuer, subject)
        with self.database.writing() as session:
            identities.link(session, identity, actor=Actor(self.ids[who], who), now=self.clock.now())
        return identity

    def after(self, **lies: Any) -> Browser:
        """A browser, after the provider was told to do something."""
        self.lies(**lies)
        return self.browser()

    def signed_in_as(self, told: Mapping[str, dict[str, Any]]) -> dict[str, str | None]:
        """As whom a browser is signed in, or how it is refused, where the provider does each of these things."""
        found: dict[str, str | None] = {}
        for name, lies in told.items():
            cast(FastAPI, self.app.app).state.provider = providers.configured(self.settings)
            self.lies(**lies)
            browser = self.browser()
            back = browser.sign_in()
            found[name] = browser.me() if back.status_code == 303 else refusal(back)
        return found

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        with self.database.reading() as session:
            found: int = session.execute(select(func.count()).select_from(table)).scalar_one()
        return found

    def said(self, action: str) -> list[tuple[str, dict[str, Any]]]:
        """The events of an action: who did it, and what it says."""
        with self.database.reading() as session:
            found, _ = history.list_events(session, SYSTEM, history.Filter(action=action), limit=50)
        return [(entry.actor, dict(entry.data)) for entry in found]


@contextmanager
def opened(database: Database, provider: Provider, **settings: Any) -> Iterator[House]:
    """The service in front of the provider, with two people in it."""
    known: dict[str, Any] = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    known |= {"site": "https://accord.test"} | settings
    served = Database(database.url.render_as_string(hide_password=False), Settings(**known))
    clock, ids = VirtualClock(NOVEMBER), {}
    with database.writing() as session:
        for name, role in (("ada", "applicant"), ("cora", "coordinator")):
            ids[name] = people.add(session, name, email=f"{name}@accord.example", actor=SYSTEM, now=NOVEMBER)
            people.grant(session, ids[name], role, actor=SYSTEM, now=NOVEMBER)
    with serving.served(served, clock) as app:
        house = House(app, database, clock, provider, served.settings, ids)
        house.lies()
        with Browser(app).here:
            yield house


def refusal(answer: Response) -> str:
    """How a sign-in was refused, if it was in one of the two ways that tell nothing."""
    assert answer.status_code in _TOLD and "set-cookie" not in answer.headers, answer.text
    assert answer.json()["detail"] == _TOLD[answer.status_code]
    return f"{answer.status_code} and nothing told"


def is_refused(answer: Response) -> None:
    """The answer to everything that is wrong with a return."""
    assert refusal(answer) == "401 and nothing told"


def is_unavailable(answer: Response) -> None:
    """The answer to everything that is wrong with a provider."""
    assert refusal(answer) == "503 and nothing told"


def is_signed_in(answer: Response, page: str = "/") -> None:
    """The answer to a good return, which leads to a page."""
    assert (answer.status_code, answer.headers["location"]) == (303, page)
