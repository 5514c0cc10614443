"""One suite, both databases. Every database a test was given is checked afterwards: its invariants, and its whole trail."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from states import loader
from tests import dialects, postgresql
from tests.world import World, at
from workflow import editions, invariants, migrations, verify
from workflow.actors import SYSTEM
from workflow.database import Database

KINDS = ("sqlite", "postgresql")
dialects.share()


@pytest.fixture(scope="session")
def templates() -> Iterator[dict[str, URL]]:
    """A prepared database of each kind (schema, bundled calls), to be copied for each test."""
    prepared: dict[str, URL] = {}
    yield prepared
    if "postgresql" in prepared:
        postgresql.dropped(prepared["postgresql"])


@pytest.fixture(params=KINDS)
def url(
    request: pytest.FixtureRequest, templates: dict[str, URL], tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> Iterator[URL]:
    """The address of a fresh database in which the bundled calls are published."""
    kind: str = request.param
    if kind not in templates:
        templates[kind] = _prepared(kind, tmp_path_factory)
    template = templates[kind]
    if kind == "sqlite":
        shutil.copy(str(template.database), tmp_path / "accord.db")
        yield make_url(f"sqlite:///{tmp_path / 'accord.db'}")
    else:
        fresh = postgresql.created(template.database)
        yield fresh
        postgresql.dropped(fresh)


@pytest.fixture
def database(url: URL) -> Iterator[Database]:
    """The same, opened; afterwards nothing in it may break a promise."""
    opened = Database(url.render_as_string(hide_password=False))
    try:
        yield opened
        with opened.reading() as session:
            assert invariants.broken(session) == {}
            assert verify.trail(session).evidence == ()
    finally:
        opened.close()


@pytest.fixture
def world(database: Database) -> World:
    """The same, with people in it."""
    return World(database)


def _prepared(kind: str, factory: pytest.TempPathFactory) -> URL:
    file = factory.mktemp("template") / "accord.db"
    url = make_url(f"sqlite:///{file}") if kind == "sqlite" else postgresql.created()
    database = Database(url.render_as_string(hide_password=False))
    migrations.upgrade(database)
    with database.writing() as session:
        for call in loader.calls().values():
            editions.publish(session, call, actor=SYSTEM, now=at("2022-11-01 00:00"))
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    database.close()
    return url
