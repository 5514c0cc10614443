"""One suite, both databases. Every database a test was given is checked afterwards: its invariants, and its whole trail."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from pwdlib import PasswordHash
from sqlalchemy.engine import URL, make_url
from xdist.scheduler import LoadScopeScheduling

from states import loader
from tests import dialects, postgresql, renewal
from tests.panel import Panel
from tests.workflow.signed_in import WEAK
from tests.world import World, at
from workflow import editions, migrations
from workflow.actors import SYSTEM
from workflow.auditing import verify
from workflow.credentials.hashing import HASHING
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.upkeep import invariants

KINDS = ("sqlite", "postgresql")
dialects.share()
_HERE = Path(__file__).parent


Filling = Callable[[Database], Any]
"""What puts something into a database that many tests begin with, and tells what they want to know of it."""


@dataclass(frozen=True)
class Template:
    """A prepared database (schema, bundled calls, a filling), to be copied for each test; and what its filling told."""

    url: URL
    told: Any


Templates = dict[tuple[str, Filling | None], Template]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In `make test` each test takes one kind of database by turns; the other comes with `make check`.

    At the edges it comes with `make soak`, for kinds differ further in. A test that says itself on which kinds it runs always
    runs on them. Servers that are killed, raced and replaced come with `make check` on either kind.
    """
    for item in items:
        if item.path.is_relative_to(_HERE / "crash"):
            item.add_marker(pytest.mark.thorough)
        kind = _kind(item)
        if kind is not None and kind != KINDS[turn(item)]:
            is_edge = any(item.path.is_relative_to(_HERE / edge) for edge in ("api", "cli"))
            item.add_marker(pytest.mark.soak if is_edge else pytest.mark.thorough)


def turn(item: pytest.Item) -> int:
    """Which of two ways a test goes in `make test`: 0 or 1, always the same for its name and its file of data."""
    file = given(item).get("file")
    data = file.stem if isinstance(file, Path) else ""
    name = f"{item.path.name}::{item.name.partition('[')[0]}{data}"
    return crc32(name.encode()) % 2


class _ByPlace(LoadScopeScheduling):  # type: ignore[misc]  # xdist says nothing of its types
    """Each worker takes a file at a time, and one of them everything that needs a browser, so that only one is started."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/browser" if nodeid.startswith("tests/browser/") else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """How the tests are shared out among workers."""
    return _ByPlace(config, log)


def pytest_collection_finish() -> None:
    """Look for garbage only among what the tests make, and not so often: what was imported and collected stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def given(item: pytest.Item) -> Mapping[str, object]:
    """What a test was given, by name, of all that it can be given in turn."""
    return item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}


def _kind(item: pytest.Item) -> str | None:
    """The kind of database that a test was given by a fixture."""
    known = given(item)
    is_said = any("url" in mark.args[0] for mark in item.iter_markers("parametrize"))
    found = [str(known[name]) for name in ("url", "empty") if name in known and not is_said]
    return found[0] if found else None


@pytest.fixture(scope="session")
def templates() -> Iterator[Templates]:
    """Those that were made so far."""
    prepared: Templates = {}
    yield prepared
    for (kind, _), template in prepared.items():
        if kind == "postgresql":
            postgresql.dropped(template.url)


@pytest.fixture(scope="session")
def copies() -> Iterator[dict[URL, renewal.Copy]]:
    """Those of templates on PostgreSQL, each renewed for one test after the other."""
    made: dict[URL, renewal.Copy] = {}
    yield made
    for copy in made.values():
        copy.close()


@pytest.fixture
def filling() -> Filling | None:
    """Nothing but the calls; a folder of tests may say otherwise."""
    return None


@pytest.fixture(params=KINDS)
def url(
    request: pytest.FixtureRequest,
    templates: Templates,
    copies: dict[URL, renewal.Copy],
    filling: Filling | None,
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
) -> Iterator[URL]:
    """The address of a fresh database in which the bundled calls are published."""
    kind: str = request.param
    if (kind, filling) not in templates:
        templates[kind, filling] = _prepared(kind, filling, tmp_path_factory)
    template = templates[kind, filling].url
    if kind == "sqlite":
        shutil.copy(str(template.database), tmp_path / "accord.db")
        yield make_url(f"sqlite:///{tmp_path / 'accord.db'}")
    else:
        if template not in copies:
            copies[template] = renewal.made(template)
        yield copies[template].renewed()


@pytest.fixture(scope="session", autouse=True)
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test makes keys where a service does; one that is about keys says which."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACCORD_KEYS", str(tmp_path_factory.mktemp("keys") / "accord.keys"))
        yield


@pytest.fixture
def database(url: URL) -> Iterator[Database]:
    """The same, opened; afterwards nothing in it may break a promise."""
    yield from checked(url)


def checked(url: URL, settings: Settings | None = None) -> Iterator[Database]:
    """A database, opened; when it is given back, nothing in it may break a promise."""
    opened = Database(url.render_as_string(hide_password=False), settings or _settings(_environment()))
    try:
        yield opened
        with opened.reading() as session:
            assert invariants.find_broken(session) == {}
            assert verify.verify_trail(session).evidence == ()
    finally:
        opened.close()


def _environment() -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value) for name, value in os.environ.items() if name.startswith("ACCORD_")))


@cache
def _settings(_: tuple[tuple[str, str], ...]) -> Settings:
    """Those of an environment: to read them takes as long as many a test."""
    return Settings()


@pytest.fixture
def world(database: Database) -> World:
    """The same, with people in it."""
    return World(database)


@pytest.fixture
def panel(world: World) -> Panel:
    """The same, with a panel that reviews."""
    return Panel(world)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed in no time, for tests of what comes before and after a hash."""
    monkeypatch.setattr(HASHING, "argon2", PasswordHash((WEAK,)))
    monkeypatch.setattr(HASHING, "dummy", WEAK.hash("nothing anybody chose"))


def _prepared(kind: str, filling: Filling | None, factory: pytest.TempPathFactory) -> Template:
    file = factory.mktemp("template") / "accord.db"
    url = make_url(f"sqlite:///{file}") if kind == "sqlite" else postgresql.created()
    database = Database(url.render_as_string(hide_password=False))
    migrations.upgrade(database)
    with database.writing() as session:
        for call in loader.calls().values():
            editions.publish(session, call, actor=SYSTEM, now=at("2022-11-01 00:00"))
    told = filling(database) if filling is not None else None
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    database.close()
    return Template(url, told)
