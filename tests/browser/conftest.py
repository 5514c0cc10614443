"""A demonstration that is being served, and browsers in which people are signed in.

Without a browser these tests are not collected, which is said once; `make browser` gets one. On CI they always are.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from sqlmodel import Session

from api.csrf import COOKIE
from cli import demonstration
from simulation import participants
from tests.browser import chromium
from tests.browser.scenes import Scenes
from tests.conftest import given, turn
from tests.crash.processes import Server
from workflow import migrations
from workflow.actors import SYSTEM
from workflow.clock import SystemClock
from workflow.credentials import sessions
from workflow.identity import links, people
from workflow.store.database import Database

_CASES = 60
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PATIENCE = 15_000  # milliseconds
with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
_TOLD = ("409 (", "422 (")
"""What a page that tells why not is answered with, which the browser notes as an error."""


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave these tests out where there is no browser, but never on CI."""
    is_ours = collection_path.suffix == ".py" and collection_path.name.startswith("test_")
    if not is_ours or chromium.found() or os.environ.get("CI") == "true":
        return None
    return True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In `make test` a day is lived with scripts or without, by turns; the other way with `make check`."""
    for item in items:
        way = bool(turn(item))
        if given(item).get("scripts", way) != way:
            item.add_marker(pytest.mark.thorough)


@dataclass
class Visitor:
    """Somebody in a browser: their page, and everything about it that went wrong without being seen."""

    page: Page
    site: str
    wrong: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note errors of the page, and requests to anybody else."""
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("request", self._asked)

    def goes(self, path: str) -> Page:
        """Go to a page."""
        answer = self.page.goto(f"{self.site}{path}")
        assert answer is not None and answer.status < 400, f"{path}: {answer and answer.status}"
        return self.page

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not any(status in said.text for status in _TOLD):
            self.wrong.append(said.text)

    def _asked(self, asked: Request) -> None:
        if urlsplit(asked.url).netloc != urlsplit(self.site).netloc:
            self.wrong.append(asked.url)


@dataclass
class Stage:
    """The service at work over a demonstration, and a browser."""

    database: Database
    scenes: Scenes
    server: Server
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def site(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server.port}"

    def link(self, who: str) -> str:
        """A link that signs somebody in: a role of the troupe, or a person's id."""
        with self.database.writing() as session:
            return links.issue(session, _person(session, who), actor=SYSTEM, now=SystemClock().now())

    def session(self, who: str) -> str:
        """The secret of somebody who just signed in: a role of the troupe, or a person's id."""
        with self.database.writing() as session:
            now = SystemClock().now()
            return sessions.begin(session, _person(session, who), method="link", agent="", actor=SYSTEM, now=now)

    def visitor(
        self,
        who: str | None,
        *,
        scripts: bool = True,
        scheme: str = "light",
        language: str = "en-GB",
        width: int = 1440,
    ) -> Visitor:
        """Somebody signed in, in a browser of their own that speaks their language."""
        context = self.browser.new_context(
            java_script_enabled=scripts,
            color_scheme=scheme,  # type: ignore[arg-type]  # light or dark, as a test says it
            locale=language,
            viewport={"width": width, "height": 900 if width > 500 else 844},
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        visitor = Visitor(context.new_page(), self.site)
        if who is not None:
            place = (
                f"https://127.0.0.1:{self.server.port}"  # where a browser lets a cookie be set that is kept for https
            )
            context.add_cookies([{"name": COOKIE, "value": self.session(who), "url": place, "secure": True}])
        visitor.watch()
        return visitor


def _person(session: Session, who: str) -> str:
    return who if who.startswith("per_") else people.load_person(session, participants.make_address(who)).id


@contextmanager
def demonstration_served(cases: int = _CASES) -> Iterator[Stage]:
    """A demonstration, served, and a browser to look at it with."""
    with tempfile.TemporaryDirectory() as kept, sync_playwright() as driver:
        folder = Path(kept)
        url = f"sqlite:///{folder / 'accord.db'}"
        database = Database(url)
        migrations.upgrade(database)
        demonstration.fill(database, cases, seed=1, now=SystemClock().now())
        scenes = Scenes(database, SystemClock().now())
        environment = {"ACCORD_DATABASE_URL": url, "ACCORD_DOCUMENTS": str(folder / "documents")}
        server = Server([], environment, folder / "server.log")
        browser = driver.chromium.launch(executable_path=chromium.found(), args=_FLAGS)
        try:
            yield Stage(database, scenes, server.ready(), browser)
        finally:
            browser.close()
            server.kill()
            database.close()


@pytest.fixture(scope="package")
def served() -> Iterator[Stage]:
    """The demonstration, served for all tests of this folder, and the browser.

    It ends with them, because the browser's driver keeps an event loop in this thread, where other tests run their own.
    """
    with demonstration_served() as stage:
        yield stage


@pytest.fixture
def stage(served: Stage) -> Iterator[Stage]:
    """The same for one test, whose browsers are closed after it."""
    yield served
    for context in served.contexts:
        context.close()
    served.contexts.clear()
