"""Whether everything relied on is in place: what is missing is said, and a scheduler that has stopped is noticed."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.engine import URL

from states import loader
from tests.undone import undone
from tests.workflow.forgery import unguarded
from tests.world import MICROSECOND, World, at
from workflow.store.database import Database
from workflow.upkeep import health, heartbeats

NOON = at("2022-11-10 12:00")


def checks(database: Database, now: object = NOON) -> dict[str, str]:
    with database.reading() as session:
        return health.run_checks(session, now=now)  # type: ignore[arg-type]


def test_all_is_well_where_everything_stands_and_a_scheduler_has_just_looked(database: Database) -> None:
    with database.writing() as session:
        heartbeats.beat(session, "scheduler:here:1", now=NOON, swept=0)

    assert checks(database) == {
        "database": "ok",
        "guards": "ok",
        "head": "ok",
        "scheduler": "ok",
        "keys": "ok",
        "editions": "ok",
        "rows": "ok",
    }


def test_a_scheduler_is_missed_once_it_has_not_looked_for_two_minutes(database: Database) -> None:
    never = checks(database)["scheduler"]
    with database.writing() as session:
        heartbeats.beat(session, "scheduler:here:1", now=NOON, swept=0)
    at_last = checks(database, NOON + health.STALE - MICROSECOND)["scheduler"]
    missed = checks(database, NOON + health.STALE)["scheduler"]

    assert never == "no scheduler has looked for due cases yet"
    assert at_last == "ok"
    assert missed == "no scheduler has looked for due cases since 2022-11-10T04:00:00+00:00"


def test_one_of_two_schedulers_is_enough_and_the_place_of_the_outbox_is_no_scheduler(database: Database) -> None:
    with database.writing() as session:
        heartbeats.beat(session, "outbox", now=NOON + timedelta(minutes=9), swept=5)
        heartbeats.beat(session, "scheduler:one:1", now=NOON, swept=2)
        heartbeats.beat(session, "scheduler:two:2", now=NOON + timedelta(minutes=3), swept=3)
        heartbeats.beat(session, "scheduler:two:2", now=NOON + timedelta(minutes=4), swept=4)

        last, swept = heartbeats.last(session), text("SELECT swept FROM heartbeats ORDER BY name")
        assert last == NOON + timedelta(minutes=4)
        assert session.execute(swept).scalars().all() == [5, 2, 7]
    assert checks(database, NOON + timedelta(minutes=5))["scheduler"] == "ok"


def test_the_next_due_instant_is_the_earliest_of_any_case(world: World) -> None:
    def upcoming() -> object:
        with world.database.reading() as session:
            return heartbeats.next_due(session)

    none_yet = upcoming()
    ref = world.opened(now=NOON)
    one = upcoming()
    world.ready(1, now=NOON)

    assert none_yet is None
    assert one == world.case(ref).due_at == upcoming()


def guards(url: URL) -> list[tuple[str, str]]:
    """The name and table of every guard that the steps put up."""
    query = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
    }[url.get_backend_name()]
    database = Database(url.render_as_string(hide_password=False))
    with database.reading() as session:
        found = [(row[0], row[1]) for row in session.execute(text(query))]
    database.close()
    return found


def test_a_guard_that_is_missing_or_asleep_is_named_whichever_it_is(url: URL) -> None:
    standing, unnoticed = guards(url), []

    if url.get_backend_name() == "sqlite":
        with unguarded(url) as session:
            found = health.run_checks(session, now=NOON)["guards"]
        unnoticed = [name for name, _ in standing if name not in found]
    else:
        for name, table in standing:
            for weakened in (f"DISABLE TRIGGER {name}", f"ENABLE TRIGGER {name}", f"ENABLE REPLICA TRIGGER {name}"):
                database = Database(url.render_as_string(hide_password=False))
                with undone(database) as session:
                    session.execute(text(f"ALTER TABLE {table} {weakened}"))
                    found = health.run_checks(session, now=NOON)["guards"]
                    if found != f"the database does not guard the trail: {name} missing":
                        unnoticed.append(weakened)
                database.close()

    assert len(standing) >= len(health.GUARDS)
    assert unnoticed == []


def test_a_head_that_does_not_count_the_events_is_noticed(url: URL) -> None:
    last = len(loader.calls())  # of the events that every database begins with
    changes = {
        "UPDATE head SET size = size - 1": f"the head says {last - 1} events, the newest is {last}",
        f"DELETE FROM events WHERE seq = {last}": f"the head says {last} events, the newest is {last - 1}",
        "DELETE FROM head": f"the head says None events, the newest is {last}",
    }
    found = {}

    for change in changes:
        with unguarded(url) as session:
            session.execute(text(change))
            found[change] = health.run_checks(session, now=NOON)["head"]

    assert found == changes
