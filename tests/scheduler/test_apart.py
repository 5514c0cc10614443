"""What waits for somebody else's machine is done apart: no deadline waits with it."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.engine import URL

from tests import postbox
from tests.postbox import Postbox
from tests.scheduler.test_alarm import NOVEMBER, PATIENCE, running
from tests.world import CALL, World
from workflow.actors import SYSTEM
from workflow.clock import SystemClock
from workflow.identity import people
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.tables import OUTBOX


@pytest.fixture
def server() -> Iterator[Postbox]:
    """A mail server."""
    with postbox.opened() as box:
        yield box


@pytest.fixture
def mailed(url: URL, server: Postbox) -> Iterator[World]:
    """A world with that mail server, a member of the committee, and a letter for them that waits."""
    settings = Settings(
        settle=0.0, sweep_interval=3600, smtp_host="127.0.0.1", smtp_port=server.port, smtp_tls="none", smtp_patience=60
    )
    database = Database(url.render_as_string(hide_password=False), settings)
    row = {"key": "1", "kind": "release-failed", "audience": "committee", "about": f"{CALL} 2.4"}
    with database.writing() as session:
        eli = people.add(session, "Eli", email="eli@accord.example", actor=SYSTEM, now=NOVEMBER)
        people.grant(session, eli, "committee", actor=SYSTEM, now=NOVEMBER)
        session.connection().execute(insert(OUTBOX).values(row | {"created_at": NOVEMBER}))
    yield World(database)
    database.close()


def test_the_runner_hands_over_the_letters_that_wait(mailed: World, server: Postbox) -> None:
    with running(mailed.database, SystemClock()):
        until = time.monotonic() + PATIENCE
        while _sent_at(mailed) is None and time.monotonic() < until:
            time.sleep(0.02)

    assert server.addressed == ["eli@accord.example"]
    assert _sent_at(mailed) is not None


def test_a_deadline_is_enforced_while_a_slow_server_holds_a_letter_up(mailed: World, server: Postbox) -> None:
    server.slowly = 4.5
    ref = mailed.opened(now=NOVEMBER)
    mailed.extend(ref, "internal", datetime.now(UTC) + timedelta(seconds=1.5), now=NOVEMBER)

    with running(mailed.database, SystemClock()) as (_, sweeper):
        rang = sweeper.overtook.wait(timeout=PATIENCE)
        taken = list(server.taken)

    assert (rang, taken, server.connections) == (True, [], 1)
    assert mailed.case(ref).state == "lapsed"


def _sent_at(world: World) -> datetime | None:
    with world.database.reading() as session:
        found: datetime | None = session.execute(select(OUTBOX.c.sent_at)).scalar_one()
        return found
