"""Reading is the inverse of writing: for every instant, number and text, by every way in and every way out."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from tests.undone import undone
from tests.world import at
from workflow.store import bulk
from workflow.store.compiled_query import CompiledQuery
from workflow.store.database import Database
from workflow.tables import HEARTBEATS, OUTBOX

NOON = at("2022-11-10 12:00")
EVERY = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=OFFSETS)  # noqa: DTZ001
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
WHOLE = st.integers(-(2**63), 2**63 - 1)
_NAMES = ("key", "kind", "case_id", "audience", "about", "due_at", "created_at", "sent_at")
_READ = CompiledQuery(lambda _: select(OUTBOX.c.about, OUTBOX.c.due_at, OUTBOX.c.created_at).order_by(OUTBOX.c.id))
_SWEPT = CompiledQuery(lambda _: select(HEARTBEATS.c.at, HEARTBEATS.c.swept).order_by(HEARTBEATS.c.name))


@EVERY
@given(INSTANTS, TEXTS)
@example(datetime(1, 1, 1, tzinfo=UTC), "")
@example(datetime(9, 9, 9, tzinfo=UTC), "a year of one digit")
@example(datetime(999, 12, 31, 23, 59, 59, 999_999, UTC), "a year of three digits")
@example(datetime(1899, 12, 31, tzinfo=UTC), "NULL")
@example(datetime(2024, 2, 29, 23, 59, 59, 1, timezone(timedelta(hours=14))), "%s :name $1")
@example(datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC), "\u2028\U0001f71a")
def test_an_instant_and_a_text_read_back_as_they_were_written(database: Database, when: datetime, text: str) -> None:
    row = ("few", "news", None, "applicant", text, when, when, None)
    with undone(database) as session:
        connection = session.connection()
        connection.execute(delete(OUTBOX))
        bulk.insert_rows(connection, OUTBOX, _NAMES, [row])
        bulk.insert_rows(connection, OUTBOX, _NAMES, [(f"many {place}", *row[1:]) for place in range(101)])
        connection.execute(insert(OUTBOX).values(dict(zip(_NAMES, ("one", *row[1:]), strict=True))))
        bulk.update_rows(connection, OUTBOX, ("key",), ("due_at",), [(when, "few")])
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == "one").values(due_at=when))

        read = select(OUTBOX.c.about, OUTBOX.c.due_at, OUTBOX.c.created_at).order_by(OUTBOX.c.id)
        by_driver, by_library = _READ.rows(connection), connection.execute(read).all()
        assert {tuple(one) for one in by_driver} == {tuple(one) for one in by_library} == {(text, when, when)}
        found = connection.execute(select(OUTBOX.c.key).where(OUTBOX.c.due_at == when, OUTBOX.c.about == text)).all()
        assert len(found) == 103


@EVERY
@given(WHOLE, INSTANTS)
@example(2**63 - 1, NOON)
@example(-(2**63), NOON)
def test_a_whole_number_of_64_bits_reads_back_as_it_was_written(
    database: Database, number: int, when: datetime
) -> None:
    with undone(database) as session:
        connection = session.connection()
        connection.execute(delete(HEARTBEATS))
        bulk.insert_rows(connection, HEARTBEATS, ("name", "at", "swept"), [("a", when, number), ("b", when, number)])

        assert [tuple(one) for one in _SWEPT.rows(connection)] == [(when, number)] * 2
        assert [tuple(one) for one in connection.execute(select(HEARTBEATS.c.at, HEARTBEATS.c.swept))] == [
            (when, number)
        ] * 2


@EVERY
@given(st.lists(INSTANTS, min_size=2, max_size=8, unique_by=lambda when: when.astimezone(UTC)))
def test_instants_are_sorted_by_the_database_as_they_follow_each_other(
    database: Database, whens: list[datetime]
) -> None:
    with undone(database) as session:
        connection = session.connection()
        connection.execute(delete(HEARTBEATS))
        bulk.insert_rows(
            connection, HEARTBEATS, ("name", "at", "swept"), [(str(n), when, 0) for n, when in enumerate(whens)]
        )

        assert connection.execute(select(HEARTBEATS.c.at).order_by(HEARTBEATS.c.at)).scalars().all() == sorted(whens)
