"""What is over goes after a while, at its instant and not before; what still counts, or is looked at, stays."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select

from tests.world import MICROSECOND, World, at
from workflow.actors import SYSTEM
from workflow.identity import people
from workflow.store.database import Database
from workflow.tables import ANSWERS, ATTEMPTS, FEEDS, FLOWS, LINKS, SESSIONS, SNOOZES
from workflow.upkeep import retention

NOON = at("2022-11-10 12:00")
WEEK, DAY, IDLE = timedelta(days=7), timedelta(days=1), timedelta(minutes=30)
OVER, LATER = NOON - WEEK, NOON + WEEK


def put(database: Database, table: Table, **row: Any) -> None:
    with database.writing() as session:
        session.connection().execute(insert(table).values(row))


def left(database: Database) -> dict[str, list[Any]]:
    """By table, the keys of what is there."""
    with database.reading() as session:
        return {
            table.name: sorted(session.execute(select(key)).scalars())
            for table, key in (
                (ANSWERS, ANSWERS.c.key),
                (ATTEMPTS, ATTEMPTS.c.key),
                (FLOWS, FLOWS.c.state),
                (LINKS, LINKS.c.id),
                (SESSIONS, SESSIONS.c.id),
                (FEEDS, FEEDS.c.id),
                (SNOOZES, SNOOZES.c.until),
            )
        }


def signed(database: Database, ada: str, name: str, **differing: datetime) -> None:
    times = {"created_at": OVER - DAY, "used_at": NOON, "fresh_at": OVER, "expires_at": LATER} | differing
    put(database, SESSIONS, digest=name, id=name, person=ada, method="link", agent="", **times)


def linked(database: Database, name: str, kind: str, **differing: datetime) -> None:
    times = {"created_at": OVER - DAY, "expires_at": LATER} | differing
    put(database, LINKS, digest=name, id=name, kind=kind, by="system", **times)


def test_what_is_over_goes_when_it_was_for_as_long_as_the_setting_says(world: World) -> None:
    database, soon = world.database, OVER + MICROSECOND
    with database.writing() as session:
        ada = people.add(session, "Ada", actor=SYSTEM, now=OVER)
    for number, when in enumerate((OVER, soon), 1):
        world.opened(now=OVER)
        put(database, SNOOZES, person=ada, case_id=number, version=1, until=when)
    for name, when in (("gone", OVER), ("kept", soon)):
        put(database, ANSWERS, actor=ada, key=name, fingerprint="f", body="{}", at=when)
        put(database, ATTEMPTS, key=name, failures=3, at=when - DAY)
        put(database, FLOWS, state=name, nonce="n", verifier="v", browser="b", expires_at=when)
        for end in ("expires_at", "used_at", "revoked_at"):
            linked(database, f"{name}-{end}", "sign-in", **{end: when})
        for end in ("expires_at", "ended_at"):
            signed(database, ada, f"{name}-{end}", **{end: when})
        signed(database, ada, f"{name}-idle", used_at=when - IDLE)
        for end in ("expires_at", "revoked_at"):
            times = {"created_at": OVER - DAY, "expires_at": LATER} | {end: when}
            put(database, FEEDS, id=f"{name}-{end}", person=ada, name="phone", digest=f"{name}-{end}", **times)
    linked(database, "invitation", "invitation", expires_at=OVER, used_at=OVER)
    put(database, ATTEMPTS, key="mail:1", failures=3, at=OVER - 2 * DAY)

    with database.writing() as session:
        most = retention.purge(session, now=NOON, kept=WEEK)
        again = retention.purge(session, now=NOON, kept=WEEK)

    assert (most, again) == (3, 0)
    assert left(database) == {
        "answers": ["kept"],
        "attempts": ["kept", "mail:1"],
        "flows": ["kept"],
        "links": ["invitation", "kept-expires_at", "kept-revoked_at", "kept-used_at"],
        "sessions": ["kept-ended_at", "kept-expires_at", "kept-idle"],
        "feeds": ["kept-expires_at", "kept-revoked_at"],
        "snoozes": [soon],
    }


def test_a_great_deal_goes_a_batch_at_a_time(world: World) -> None:
    database, rows = world.database, retention.BATCH + 1
    with database.writing() as session:
        row = {"actor": "per_ada", "fingerprint": "f", "body": "{}", "at": OVER}
        session.connection().execute(insert(ANSWERS), [row | {"key": f"k{one}"} for one in range(rows)])

    def purged() -> int:
        with database.writing() as session:
            return retention.purge(session, now=NOON, kept=WEEK)

    assert [purged(), purged(), purged()] == [retention.BATCH, 1, 0]
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(ANSWERS)).scalar_one() == 0
