"""The trail proves itself: clean it is sound, touched it is not, and the database does not let it be touched."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from tests.workflow.forgery import unguarded
from tests.workflow.walks import Walk
from tests.world import ADA, AGENCY, CORA, DIEGO, INTERNAL, World, at, filing
from workflow import calls, canonical, history, merkle, people, verify
from workflow.actors import SYSTEM
from workflow.database import Database
from workflow.errors import AccordError

NOVEMBER = at("2022-11-10 09:00")
PLACES = 8


def lived(url: URL) -> None:
    """Let a small world happen in a database, so that its trail holds an event of every kind."""
    database = Database(url.render_as_string(hide_password=False))
    world = World(database)
    with database.writing() as session:
        person = people.add(session, "Ada", actor=SYSTEM, now=NOVEMBER)
        people.grant(session, person, "applicant", actor=SYSTEM, now=NOVEMBER)
        people.issue(session, person, name="laptop", actor=SYSTEM, now=NOVEMBER)
    refs = world.ready(6, now=NOVEMBER)
    for ref in refs[:3]:
        world.award(ref, now=NOVEMBER)
    world.move(refs[0], "withdraw", actor=ADA, now=NOVEMBER, reason="it is over")
    late, lapsed = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    world.amend(late, {"title": "Another title"}, now=NOVEMBER)
    world.extend(late, "internal", INTERNAL + timedelta(days=1), now=NOVEMBER)
    with database.writing() as session:
        calls.extend(
            session,
            "intergovernmental-2023-1",
            "agency",
            AGENCY + timedelta(days=1),
            reason="a flood",
            actor=CORA,
            now=NOVEMBER,
            request="req_1",
        )
    world.sweep(INTERNAL)
    world.move(late, "submit", actor=ADA, now=INTERNAL)
    world.file(late, filing(), now=INTERNAL, actor=DIEGO)
    assert world.case(lapsed).state == "lapsed"
    database.close()


def proof(session: Session) -> verify.Proof:
    return verify.trail(session, most=1000)


def evidence(session: Session) -> list[int | str | None]:
    """The place of each piece of evidence; or what became of the verification, if it did not come to an end."""
    try:
        return [one.seq for one in proof(session).evidence]
    except Exception as error:
        return [repr(error)]


def test_after_a_long_walk_at_random_the_trail_is_sound_and_every_answer_was_told(world: World) -> None:
    walk = Walk(world, seed=7, start=NOVEMBER)
    walk.opened(15)
    for _ in range(150):
        walk.step()

    with world.database.reading() as session:
        found, size = verify.trail(session), history.size(session)

    assert (found.evidence, found.events) == ((), size)
    assert size > 200
    assert {type(one).__name__ for one in walk.told} == {"Receipt", "Refusal", "Swept"}


def test_the_root_of_the_proof_is_the_rfc_6962_root_over_the_stored_bodies(world: World) -> None:
    world.ready(2, now=NOVEMBER)

    with world.database.reading() as session:
        found = verify.trail(session)
        bodies = session.execute(text("SELECT body FROM events ORDER BY seq")).scalars().all()

    _, frontier = merkle.grown(0, b"", [merkle.leaf(body.encode()) for body in bodies])
    assert found.root == merkle.root(frontier).hex()


def test_each_event_says_what_it_seals_and_names_the_one_before(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.move(ref, "submit", actor=ADA, now=NOVEMBER + timedelta(hours=1))

    first, second = world.entries(ref)
    body = canonical.loads(second.body)

    assert body == {
        "v": 1,
        "log": "accord.local/trail",
        "seq": first.seq + 1,
        "action": "case.moved",
        "actor": {"id": ADA.id},
        "call": "intergovernmental-2023-1",
        "case": {"ref": ref, "number": 2, "prev": first.leaf},
        "effective_at": "2022-11-10T02:00:00.000000Z",
        "recorded_at": "2022-11-10T02:00:00.000000Z",
        "data": {
            "move": "submit",
            "from": "draft",
            "to": "submitted",
            "after": {"state": "submitted", "home": 1, "counterpart": 0, "partner": "AR"},
        },
    }
    assert (second.leaf, first.number, second.number) == (merkle.leaf(second.body.encode()).hex(), 1, 2)


def test_the_words_of_a_filing_are_not_in_the_trail(world: World) -> None:
    ref = world.opened(filing(title="Nobody reads this here", leader="Lin Qing"), now=NOVEMBER)

    bodies = "".join(entry.body for entry in world.entries(ref))

    assert "Nobody reads this here" not in bodies
    assert "Lin Qing" not in bodies


# Tampering -------------------------------------------------------------------------------------------------------------


def _size(session: Session) -> int:
    return int(session.execute(text("SELECT count(*) FROM events")).scalar_one())


def _flipped(session: Session, rng: Random) -> int | None:
    seq = rng.randint(1, _size(session))
    body: str = session.execute(text("SELECT body FROM events WHERE seq = :seq"), {"seq": seq}).scalar_one()
    place = rng.randrange(len(body))
    other = rng.choice([one for one in 'abcxyz019"}' if one != body[place]])
    _set(session, seq, body=body[:place] + other + body[place + 1 :])
    return seq


def _rehashed(session: Session, rng: Random) -> int | None:
    """A body told anew with the leaf hash made to fit: only the chain and the head can tell."""
    seq = rng.randint(1, _size(session))
    body: str = session.execute(text("SELECT body FROM events WHERE seq = :seq"), {"seq": seq}).scalar_one()
    told = body.replace("2022-", "2021-", 1)
    _set(session, seq, body=told, leaf=merkle.leaf(told.encode()))
    return None


def _projected(session: Session, rng: Random) -> int | None:
    column, value = rng.choice(
        [
            ("action", "'case.forged'"),
            ("actor", "'per_somebody'"),
            ("call", "'another-call'"),
            ("request", "'req_another'"),
            ("number", "coalesce(number, 0) + 1000"),
            ("case_id", "NULL"),
            ("effective_at", "'2022-11-09 00:00:00.000000+00:00'"),
            ("recorded_at", "'2023-11-09 00:00:00.000000+00:00'"),
            ("leaf", "(SELECT substr(nodes, 1, 32) FROM head)"),
        ]
    )
    seq = rng.choice(session.execute(text("SELECT seq FROM events WHERE case_id IS NOT NULL")).scalars().all())
    session.execute(text(f"UPDATE events SET {column} = {value} WHERE seq = :seq"), {"seq": seq})
    return int(seq)


def _dropped(session: Session, rng: Random) -> int | None:
    seq = rng.randint(1, _size(session) - 1)
    session.execute(text("DELETE FROM events WHERE seq = :seq"), {"seq": seq})
    return seq + 1


def _swapped(session: Session, rng: Random) -> int | None:
    one, other = sorted(rng.sample(range(1, _size(session) + 1), 2))
    session.execute(text("UPDATE events SET seq = -1 WHERE seq = :one"), {"one": one})
    session.execute(text("UPDATE events SET seq = :one WHERE seq = :other"), {"one": one, "other": other})
    session.execute(text("UPDATE events SET seq = :other WHERE seq = -1"), {"other": other})
    return one


def _exchanged(session: Session, rng: Random) -> int | None:
    """The bodies and hashes of two events in each other's place."""
    pair = rng.sample(range(1, _size(session) + 1), 2)
    query = text("SELECT seq, body, leaf FROM events WHERE seq IN (:one, :other) ORDER BY seq")
    one, other = session.execute(query, {"one": pair[0], "other": pair[1]}).all()
    _set(session, one.seq, body=other.body, leaf=other.leaf)
    _set(session, other.seq, body=one.body, leaf=one.leaf)
    return int(one.seq)


def _inserted(session: Session, rng: Random) -> int | None:
    size = _size(session)
    session.execute(
        text(
            "INSERT INTO events (seq, case_id, number, call, action, actor, effective_at, recorded_at, leaf, body)"
            " SELECT :next, NULL, NULL, call, action, actor, effective_at, recorded_at, leaf, body"
            " FROM events WHERE seq = :seq"
        ),
        {"next": size + 1, "seq": rng.randint(1, size)},
    )
    return size + 1


def _truncated(session: Session, rng: Random) -> int | None:
    session.execute(text("DELETE FROM events WHERE seq > :left"), {"left": _size(session) - rng.randint(1, 12)})
    return None


def _beheaded(session: Session, rng: Random) -> int | None:
    nodes: bytes = session.execute(text("SELECT nodes FROM head")).scalar_one()
    place = rng.randrange(len(nodes))
    flipped = nodes[:place] + bytes([nodes[place] ^ 1]) + nodes[place + 1 :]
    change = rng.choice(["size = size - 1", "size = size + 1", "size = 0", "nodes = :flipped", "nodes = :nothing"])
    session.execute(text(f"UPDATE head SET {change}").bindparams(**_used(change, flipped=flipped, nothing=b"")))
    return None


def _used(statement: str, **values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if f":{name}" in statement}


def _renamed(session: Session, rng: Random) -> int | None:
    session.execute(text("UPDATE head SET origin = :origin"), {"origin": f"another.log/{rng.randrange(99)}"})
    return 1


def _reworded(session: Session, rng: Random) -> int | None:
    keys = session.execute(text("SELECT case_id, side, number FROM revisions ORDER BY 1, 2, 3")).all()
    change = rng.choice(
        [
            "UPDATE revisions SET body = replace(body, 'i', 'y')",
            "UPDATE revisions SET body = body || ' '",
            "UPDATE revisions SET salt = (SELECT substr(nodes, 1, 16) FROM head)",
            "UPDATE revisions SET digest = 'abc' || substr(digest, 4)",
            "DELETE FROM revisions",
        ]
    )
    where = "WHERE case_id = :case_id AND side = :side AND number = :number"
    session.execute(text(f"{change} {where}"), dict(rng.choice(keys)._mapping))
    return None


def _restated(session: Session, rng: Random) -> int | None:
    ref = rng.choice(session.execute(text("SELECT ref FROM cases ORDER BY id")).scalars().all())
    change = rng.choice(
        [
            "state = 'conferred'",
            "version = version + 1",
            "head = (SELECT substr(nodes, 1, 32) FROM head)",
            "home = home + 1",
            "counterpart = counterpart + 1",
            "topic = 'FAB-1'",
            "partner = 'IT'",
            "amount = coalesce(amount, 0) + 1",
            "score = coalesce(score, 0) + 1",
            "rank = 1",
        ]
    )
    session.execute(text(f"UPDATE cases SET {change} WHERE ref = :ref"), {"ref": ref})
    return None


def _set(session: Session, seq: int, **values: Any) -> None:
    names = ", ".join(f"{name} = :{name}" for name in values)
    session.execute(text(f"UPDATE events SET {names} WHERE seq = :seq"), {"seq": seq, **values})


Tampering = Callable[[Session, Random], int | None]
TAMPERINGS: list[Tampering] = [
    _flipped,
    _rehashed,
    _projected,
    _dropped,
    _swapped,
    _exchanged,
    _inserted,
    _truncated,
    _beheaded,
    _renamed,
    _reworded,
    _restated,
]


def test_whatever_is_tampered_with_is_found_and_where_there_is_a_place_it_is_named(url: URL) -> None:
    lived(url)
    missed = []

    for tampering in TAMPERINGS:
        for seed in range(PLACES):
            with unguarded(url) as session:
                place = tampering(session, Random(f"{tampering.__name__} {seed}"))
                found = evidence(session)
            if not found or (place is not None and found[0] != place):
                missed.append((tampering.__name__, seed, place, found[:2]))

    assert missed == []


def test_there_is_no_false_alarm_on_a_trail_that_nobody_touched(url: URL) -> None:
    lived(url)

    with unguarded(url) as session:
        found, size = proof(session), _size(session)

    assert (found.evidence, found.events) == ((), size)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_any_one_byte_changed_in_an_event_is_found_in_that_event(url: URL) -> None:
    lived(url)
    missed = []

    with unguarded(url) as session:
        query = "SELECT seq, body FROM events WHERE action = 'case.filed' ORDER BY seq LIMIT 1"
        seq, body = session.execute(text(query)).one()
        for place in range(len(body)):
            _set(session, seq, body=body[:place] + ("~" if body[place] != "~" else "-") + body[place + 1 :])
            found = evidence(session)
            if found[:1] != [seq]:
                missed.append((body[max(0, place - 6) : place + 4], found[:1]))

    assert missed == []


def test_a_case_whose_row_contradicts_what_its_opening_sealed_is_found(url: URL) -> None:
    lived(url)
    missed = []

    for change in ("owner = 'per_thief'", "direction = '2.3'", "edition = edition + 1", "call = 'another'"):
        with unguarded(url) as session:
            session.execute(text(f"UPDATE cases SET {change} WHERE ref = 'IG23-2.4-002'"))
            if not any("IG23-2.4-002" in one.problem for one in proof(session).evidence):
                missed.append(change)

    assert missed == []


def test_the_problem_says_in_words_what_does_not_fit(url: URL) -> None:
    lived(url)

    with unguarded(url) as session:
        size = _size(session)
        session.execute(text("UPDATE cases SET state = 'awarded' WHERE ref = 'IG23-2.4-004'"))
        session.execute(text("DELETE FROM revisions WHERE side = 'counterpart' AND case_id = 5"))
        session.execute(text("UPDATE head SET size = size + 1"))
        found = proof(session)

    assert [(one.seq, one.problem) for one in found.evidence] == [
        (None, f"the head says {size + 1} events, there are {size}"),
        (None, "the case IG23-2.4-004: state: its row says 'awarded', its events 'reviewed'"),
        (None, "the case IG23-2.4-005: revision 1 of the counterpart filing is gone"),
    ]


def test_verifying_stops_at_as_much_evidence_as_was_asked_for(url: URL) -> None:
    lived(url)

    with unguarded(url) as session:
        session.execute(text("UPDATE events SET actor = 'per_nobody'"))
        few, all_of_it = verify.trail(session, most=3), proof(session)

    assert [one.seq for one in few.evidence] == [1, 2, 3]
    assert len(all_of_it.evidence) == all_of_it.events


# Attacks through the application's own connection ---------------------------------------------------------------------

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
