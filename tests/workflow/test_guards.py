"""What the database itself refuses: over the service's own connection nothing that was sealed can be changed."""

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.world import World, at
from workflow.errors import AccordError
from workflow.store.database import Database

NOVEMBER = at("2022-11-10 09:00")
_COLUMNS = "seq, case_id, number, call, action, actor, effective_at, recorded_at, request, leaf, body"
_COPIED = (
    "call, action, actor, effective_at, recorded_at, request, leaf, body FROM events WHERE case_id IS NOT NULL LIMIT 1"
)
_AS_FIRST = f"({_COLUMNS}) SELECT 1, NULL, NULL, {_COPIED}"
_AS_GAP = f"({_COLUMNS}) SELECT (SELECT max(seq) + 2 FROM events), NULL, NULL, {_COPIED}"
_AS_AGAIN = f"({_COLUMNS}) SELECT (SELECT max(seq) + 1 FROM events), case_id, number, {_COPIED}"
ON_SQLITE = (
    "UPDATE events SET body = '{}' WHERE seq = 3",
    "UPDATE OR REPLACE events SET seq = 1 WHERE seq = 2",
    "DELETE FROM events",
    "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)",
    f"INSERT OR REPLACE INTO events {_AS_FIRST}",
    f"REPLACE INTO events {_AS_AGAIN}",
    f"INSERT INTO events {_AS_FIRST} ON CONFLICT (seq) DO UPDATE SET body = '{{}}'",
    f"INSERT INTO events {_AS_GAP}",
    "INSERT INTO events (seq, action, actor, effective_at, recorded_at, leaf, body) VALUES (-5, 'a', 'b', 'c', 'd', 'e', 'f')",
    "DROP TRIGGER events_unchanged",
    "DROP TRIGGER IF EXISTS events_gapless",
    "DROP TABLE events",
    "ALTER TABLE events RENAME TO forgotten",
    "ALTER TABLE events ADD COLUMN more TEXT",
    "PRAGMA writable_schema = ON",
    "PRAGMA recursive_triggers = OFF",
    "DELETE FROM sqlite_master WHERE type = 'trigger'",
    "ATTACH DATABASE ':memory:' AS elsewhere",
    "UPDATE head SET size = size - 1",
    "UPDATE head SET one = 2",
    "DELETE FROM head",
    "INSERT INTO head (one, origin, size, nodes) VALUES (2, 'another', 0, '')",
    "REPLACE INTO head (one, origin, size, nodes) VALUES (1, 'another', 0, '')",
    "UPDATE editions SET body = '{}'",
    "DELETE FROM editions",
    "REPLACE INTO editions SELECT call, number, digest, '{}', published_at FROM editions",
)
ON_POSTGRESQL = (
    "UPDATE events SET body = '{}' WHERE seq = 3",
    "DELETE FROM events",
    "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)",
    "TRUNCATE events",
    "TRUNCATE events CASCADE",
    f"INSERT INTO events {_AS_FIRST}",
    f"INSERT INTO events {_AS_FIRST} ON CONFLICT (seq) DO UPDATE SET body = '{{}}'",
    f"INSERT INTO events {_AS_GAP}",
    f"INSERT INTO events {_AS_AGAIN}",
    "INSERT INTO events (seq, action, actor, effective_at, recorded_at, leaf, body)"
    " VALUES (-5, 'a', 'b', now(), now(), '', '')",
    "SET LOCAL session_replication_role = replica; DELETE FROM events",
    "SET LOCAL session_replication_role = replica; UPDATE events SET actor = 'somebody'",
    "SET LOCAL session_replication_role = replica; TRUNCATE events",
    "MERGE INTO events e USING (SELECT 1) s ON e.seq = 1 WHEN MATCHED THEN DELETE",
    "UPDATE head SET size = size - 1",
    "UPDATE head SET one = 2",
    "DELETE FROM head",
    "TRUNCATE head",
    "UPDATE editions SET body = '{}'",
    "DELETE FROM editions",
    "TRUNCATE editions",
)
_KEPT = (
    f"SELECT {_COLUMNS} FROM events ORDER BY seq",
    "SELECT one, origin, size, nodes FROM head",
    "SELECT call, number, digest, body FROM editions ORDER BY call, number",
)


def kept(database: Database) -> list[list[object]]:
    """Everything that nobody may change, and the guards over it."""
    guards = {
        "sqlite": "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name",
        "postgresql": "SELECT tgname, tgenabled, tgrelid FROM pg_trigger ORDER BY tgname",
    }
    with database.reading() as session:
        queries = (*_KEPT, guards["sqlite" if database.is_sqlite else "postgresql"])
        return [[tuple(row) for row in session.execute(text(query))] for query in queries]


def test_no_statement_over_the_services_own_connection_changes_what_was_sealed(world: World) -> None:
    world.ready(2, now=NOVEMBER)
    before, succeeded = kept(world.database), []

    for statement in ON_SQLITE if world.database.is_sqlite else ON_POSTGRESQL:
        try:
            with world.database.writing() as session:
                for part in statement.split("; "):
                    session.execute(text(part))
                succeeded.append(statement)
        except (DBAPIError, AccordError):
            continue

    assert kept(world.database) == before
    assert succeeded == []
