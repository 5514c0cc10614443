"""Many rows in one statement: what went in comes out, on either database, whatever stands in it."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from tests.undone import undone
from tests.world import MICROSECOND, World, at
from workflow.store import bulk
from workflow.store.compiled_query import CompiledQuery
from workflow.store.database import Database
from workflow.tables import CASES, EXTENSIONS, GRANTS, HEARTBEATS, LINES, OUTBOX, PEOPLE, REVISIONS

NOON = at("2022-11-10 12:00")
WORDS = (
    "",
    "'; DROP TABLE events; --",
    'quotes " and \\ backslashes {curly} (round) %s %(p0)b ? :name $1',
    "中文 ü 🜚 \u2028",
    '{"a":[1,"NULL",null]}',
    "NULL",
    "line\nbreak\ttab",
)
_COLUMNS = ("key", "kind", "case_id", "audience", "about", "due_at", "created_at", "sent_at")


def messages(texts: tuple[str, ...]) -> list[bulk.Row]:
    return [(f"{place}:{text}", "news", None, "applicant", text, None, NOON, None) for place, text in enumerate(texts)]


def test_rows_come_back_as_they_were_put_whatever_they_say(database: Database) -> None:
    with database.writing() as session:
        bulk.insert_rows(session.connection(), OUTBOX, _COLUMNS, messages(WORDS))

    with database.reading() as session:
        query = select(*[OUTBOX.c[name] for name in _COLUMNS]).order_by(OUTBOX.c.id)
        assert [tuple(row) for row in session.execute(query)] == messages(WORDS)


def test_so_many_rows_that_they_are_streamed_come_back_the_same(database: Database) -> None:
    texts = tuple(f"{number}{word}" for number in range(100) for word in WORDS)
    with database.writing() as session:
        bulk.insert_rows(session.connection(), OUTBOX, _COLUMNS, iter(messages(texts)))

    with database.reading() as session:
        query = select(*[OUTBOX.c[name] for name in _COLUMNS]).order_by(OUTBOX.c.id)
        assert [tuple(row) for row in session.execute(query)] == messages(texts)


def test_a_row_that_does_not_fit_is_told_alike_among_few_and_among_many(database: Database) -> None:
    for many in (1, 1000):
        twice = [(f"runner {number // 2}", NOON, 0) for number in range(2 * many)]
        with pytest.raises(IntegrityError), database.writing() as session:
            bulk.insert_rows(session.connection(), HEARTBEATS, ("name", "at", "swept"), twice)

    with database.reading() as session:
        assert session.execute(select(HEARTBEATS.c.name)).all() == []


def test_rows_the_same_in_every_column_are_as_many_as_were_given(database: Database) -> None:
    grant = ("per_1", "reviewer", None, None)
    with database.writing() as session:
        bulk.insert_rows(
            session.connection(), PEOPLE, ("id", "name", "email", "created_at"), [("per_1", "Ada", None, NOON)]
        )
        for many in (1, 2, 200):
            bulk.insert_rows(session.connection(), GRANTS, ("person", "role", "call", "partner"), [grant] * many)

        found = session.execute(select(*(GRANTS.c[name] for name in ("person", "role", "call", "partner")))).all()
    assert [tuple(row) for row in found] == [grant] * 203


def test_nothing_to_add_or_change_is_nothing_done(database: Database) -> None:
    with database.writing() as session:
        bulk.insert_rows(session.connection(), OUTBOX, _COLUMNS, [])

        assert bulk.update_rows(session.connection(), LINES, ("call", "line"), ("numbered",), []) == 0


def test_a_row_that_is_there_is_passed_over_only_if_that_was_asked(database: Database) -> None:
    with database.writing() as session:
        connection = session.connection()
        bulk.insert_rows(connection, HEARTBEATS, ("name", "at", "swept"), [("one", NOON, 1)])
        again = [("one", NOON, 9), ("two", NOON, 2), ("two", NOON, 3)]
        bulk.insert_rows(connection, HEARTBEATS, ("name", "at", "swept"), again, unless_there=True)

        found = session.execute(select(HEARTBEATS.c.name, HEARTBEATS.c.swept).order_by(HEARTBEATS.c.name)).all()
        assert [tuple(row) for row in found] == [("one", 1), ("two", 2)]
        with pytest.raises(IntegrityError), session.begin_nested():
            bulk.insert_rows(connection, HEARTBEATS, ("name", "at", "swept"), [("one", NOON, 1)])


def test_many_thousand_rows_go_in_at_once_and_are_found_by_as_many_keys(database: Database) -> None:
    names = [f"runner {number:05}" for number in range(12_000)]
    with database.writing() as session:
        connection = session.connection()
        bulk.insert_rows(connection, HEARTBEATS, ("name", "at", "swept"), [(name, NOON, 0) for name in names])
        changed = bulk.update_rows(
            connection, HEARTBEATS, ("name",), ("swept",), [(number, name) for number, name in enumerate(names)]
        )

        query = select(HEARTBEATS.c.name).where(bulk.is_among(connection, HEARTBEATS.c.name, [*names[::2], "nobody"]))
        found = session.execute(query.order_by(HEARTBEATS.c.name)).scalars().all()
        total = session.execute(select(HEARTBEATS.c.swept).where(HEARTBEATS.c.name == names[-1])).scalar_one()
    assert (changed, found, total) == (12_000, names[::2], 11_999)


def test_among_no_values_there_is_nothing(database: Database) -> None:
    with database.reading() as session:
        connection = session.connection()
        for column, values in ((LINES.c.line, []), (LINES.c.numbered, []), (LINES.c.line, ["nothing", ""])):
            assert session.execute(select(LINES.c.line).where(bulk.is_among(connection, column, values))).all() == []
        assert (
            len(session.execute(select(LINES.c.line).where(bulk.is_among(connection, LINES.c.numbered, [0]))).all())
            > 17
        )


def test_a_change_counts_only_the_rows_it_found(world: World) -> None:
    refs = [world.opened(now=NOON) for _ in range(3)]
    with undone(world.database) as session:
        ids = session.execute(select(CASES.c.id).order_by(CASES.c.id)).scalars().all()
        fresh = [("gone", ids[0], 1), ("gone", ids[1], 2), ("gone", 999, 1)]

        assert bulk.update_rows(session.connection(), CASES, ("id", "version"), ("state",), fresh) == 1
        states = session.execute(select(CASES.c.state).order_by(CASES.c.id)).scalars().all()
        assert states == ["gone", "draft", "draft"]

    assert {world.case(ref).state for ref in refs} == {"draft"}


def test_empty_values_bytes_and_flags_are_kept_apart(world: World) -> None:
    world.opened(now=NOON)
    with undone(world.database) as session:
        connection = session.connection()
        [case] = session.execute(select(CASES.c.id)).scalars()
        bulk.insert_rows(
            connection,
            REVISIONS,
            ("case_id", "side", "number", "body", "salt", "digest"),
            [(case, "home", 2, "", b"", ""), (case, "home", 3, "{}", b"\x00\xff'", "d")],
        )
        values = [(True, None, b"\x00\x01", case)]
        bulk.update_rows(connection, CASES, ("id",), ("extended", "due_at", "head"), values)

        found = session.execute(select(REVISIONS.c.body, REVISIONS.c.salt).where(REVISIONS.c.number > 1)).all()
        assert sorted(tuple(row) for row in found) == [("", b""), ("{}", b"\x00\xff'")]
        row = session.execute(select(CASES.c.extended, CASES.c.due_at, CASES.c.head)).one()
        assert tuple(row) == (True, None, b"\x00\x01")


def test_an_instant_is_the_same_instant_however_it_goes_in_and_comes_out(database: Database) -> None:
    nepal = timezone(timedelta(hours=5, minutes=45))
    instants = [
        at("1970-01-02 08:00"),
        datetime(2022, 11, 10, 9, 30, tzinfo=nepal),
        NOON,
        NOON + MICROSECOND,
        at("2199-12-30 23:59:59.999999"),
    ]
    by_statement = CompiledQuery(lambda _: select(HEARTBEATS.c.name, HEARTBEATS.c.at).order_by(HEARTBEATS.c.name))
    with database.writing() as session:
        connection = session.connection()
        for place, instant in enumerate(instants):
            bulk.insert_rows(connection, HEARTBEATS, ("name", "at", "swept"), [(f"{place} by rows", instant, 0)])
            connection.execute(insert(HEARTBEATS).values(name=f"{place} plainly", at=instant, swept=0))
        equal = [
            session.execute(select(HEARTBEATS.c.name).where(HEARTBEATS.c.at == instant).order_by(HEARTBEATS.c.name))
            for instant in instants
        ]

        assert [found.scalars().all() for found in equal] == [[f"{n} by rows", f"{n} plainly"] for n in range(5)]
        found = [(moment, moment.utcoffset()) for _, moment in by_statement.rows(connection)]
        assert found == [(instant, timedelta()) for instant in instants for _ in range(2)]


def test_instants_are_ordered_as_time_goes_not_as_they_are_spelled(database: Database) -> None:
    instants = [NOON + timedelta(microseconds=step) for step in (0, 1, 10, 999_999, 1_000_000, 86_400_000_000)]
    with database.writing() as session:
        fresh = [(str(place), instant, 0) for place, instant in enumerate(instants)]
        bulk.insert_rows(session.connection(), HEARTBEATS, ("name", "at", "swept"), fresh[::-1])

        found = session.execute(select(HEARTBEATS.c.name).order_by(HEARTBEATS.c.at)).scalars().all()
        before = session.execute(select(HEARTBEATS.c.name).where(HEARTBEATS.c.at < instants[2])).scalars().all()
    assert found == ["0", "1", "2", "3", "4", "5"]
    assert sorted(before) == ["0", "1"]


def test_a_prepared_statement_gives_the_same_every_time_with_other_values(world: World) -> None:
    refs = [world.opened(now=NOON) for _ in range(4)]
    statement = CompiledQuery(
        lambda among: (
            select(CASES.c.ref, CASES.c.due_at, CASES.c.topic).where(among(CASES.c.ref, "refs")).order_by(CASES.c.id)
        )
    )
    due = world.case(refs[0]).due_at

    with world.database.reading() as session:
        found = [
            [tuple(row) for row in statement.rows(session.connection(), refs=wanted)]
            for wanted in (refs[:2], [], [*refs[2:], "IG23-2.4-999"], refs[:2])
        ]

    one, two, three, four = [(ref, due, None) for ref in refs]
    assert found == [[one, two], [], [three, four], [one, two]]


def test_tables_of_another_shape_take_rows_the_same_way(world: World) -> None:
    ref = world.opened(now=NOON)
    with undone(world.database) as session:
        connection = session.connection()
        [case] = session.execute(select(CASES.c.id).where(CASES.c.ref == ref)).scalars()
        bulk.insert_rows(connection, EXTENSIONS, ("case_id", "deadline", "at"), [(case, "agency", NOON)])
        bulk.insert_rows(connection, PEOPLE, ("id", "name", "email", "created_at"), [("per_1", "Ada", None, NOON)])

        assert session.execute(select(EXTENSIONS.c.at)).scalar_one() == NOON
        assert session.execute(select(PEOPLE.c.email)).scalar_one() is None
