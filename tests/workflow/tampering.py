"""A trail with an event of every kind in it, and every way to tamper with one: each says at which event it is to be noticed."""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlmodel import Session

from tests.world import ADA, AGENCY, CORA, DIEGO, INTERNAL, World, answering, at
from workflow import calls, merkle
from workflow.actors import SYSTEM
from workflow.identity import people
from workflow.store.database import Database

NOVEMBER = at("2022-11-10 09:00")


def lived(url: URL) -> None:
    """Let a small world happen in a database, so that its trail holds an event of every kind."""
    with closing(Database(url.render_as_string(hide_password=False))) as database:
        world = World(database)
        with database.writing() as session:
            person = people.add(session, "Ada", actor=SYSTEM, now=NOVEMBER)
            people.grant(session, person, "applicant", actor=SYSTEM, now=NOVEMBER)
            people.issue(session, person, name="laptop", actor=SYSTEM, now=NOVEMBER)
        refs = world.ready(6, now=NOVEMBER)
        for ref in refs[:3]:
            world.award(ref, now=NOVEMBER)
        world.transition(refs[0], "withdraw", actor=ADA, now=NOVEMBER, reason="it is over")
        late, lapsed = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
        world.amend(late, {"title": "Another title"}, now=NOVEMBER)
        world.extend(late, "internal", INTERNAL + timedelta(days=1), now=NOVEMBER)
        with database.writing() as session:
            calls.extend_deadline(
                session,
                "intergovernmental-2023-1",
                "agency",
                AGENCY + timedelta(days=1),
                reason="a flood",
                actor=CORA,
                now=NOVEMBER,
                request="req_1",
                confirmed=True,
            )
        world.sweep(INTERNAL)
        world.transition(late, "submit", actor=ADA, now=INTERNAL)
        world.file(late, answering(), now=INTERNAL, actor=DIEGO)
        assert world.case(lapsed).state == "lapsed"


def events(session: Session) -> int:
    """How many events there are."""
    return int(session.execute(text("SELECT count(*) FROM events")).scalar_one())


def altered(session: Session, seq: int, **values: Any) -> None:
    """Put other values into the columns of an event."""
    names = ", ".join(f"{name} = :{name}" for name in values)
    session.execute(text(f"UPDATE events SET {names} WHERE seq = :seq"), {"seq": seq, **values})


def _flipped(session: Session, rng: Random) -> int | None:
    seq = rng.randint(1, events(session))
    body: str = session.execute(text("SELECT body FROM events WHERE seq = :seq"), {"seq": seq}).scalar_one()
    place = rng.randrange(len(body))
    other = rng.choice([one for one in 'abcxyz019"}' if one != body[place]])
    altered(session, seq, body=body[:place] + other + body[place + 1 :])
    return seq


def _rehashed(session: Session, rng: Random) -> int | None:
    """A body told anew with the leaf hash made to fit: only the chain and the head can tell."""
    seq = rng.randint(1, events(session))
    body: str = session.execute(text("SELECT body FROM events WHERE seq = :seq"), {"seq": seq}).scalar_one()
    told = body.replace("2022-", "2021-", 1)
    altered(session, seq, body=told, leaf=merkle.leaf(told.encode()))
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
    seq = rng.randint(1, events(session) - 1)
    session.execute(text("DELETE FROM events WHERE seq = :seq"), {"seq": seq})
    return seq + 1


def _swapped(session: Session, rng: Random) -> int | None:
    one, other = sorted(rng.sample(range(1, events(session) + 1), 2))
    session.execute(text("UPDATE events SET seq = -1 WHERE seq = :one"), {"one": one})
    session.execute(text("UPDATE events SET seq = :one WHERE seq = :other"), {"one": one, "other": other})
    session.execute(text("UPDATE events SET seq = :other WHERE seq = -1"), {"other": other})
    return one


def _exchanged(session: Session, rng: Random) -> int | None:
    """The bodies and hashes of two events in each other's place."""
    pair = rng.sample(range(1, events(session) + 1), 2)
    query = text("SELECT seq, body, leaf FROM events WHERE seq IN (:one, :other) ORDER BY seq")
    one, other = session.execute(query, {"one": pair[0], "other": pair[1]}).all()
    altered(session, one.seq, body=other.body, leaf=other.leaf)
    altered(session, other.seq, body=one.body, leaf=one.leaf)
    return int(one.seq)


def _inserted(session: Session, rng: Random) -> int | None:
    size = events(session)
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
    session.execute(text("DELETE FROM events WHERE seq > :left"), {"left": events(session) - rng.randint(1, 12)})
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
