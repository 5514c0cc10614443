"""The schema through time: made from nothing, brought on once, and never touched by a service it is too new for."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.engine import URL, make_url

from tests import postgresql
from tests.conftest import KINDS
from tests.workflow.forgery import forge
from tests.world import World, at
from workflow import migrations
from workflow.errors import SchemaMismatch, Unavailable
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.tables import HEAD
from workflow.tables.base import Table
from workflow.upkeep import health

NOVEMBER = at("2022-11-10 09:00")


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """The address of a database in which nothing has been made yet."""
    if request.param == "sqlite":
        yield make_url(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        fresh = postgresql.created()
        yield fresh
        postgresql.dropped(fresh)


def opened(url: URL, settings: Settings | None = None) -> Database:
    return Database(url.render_as_string(hide_password=False), settings)


def bring_to(database: Database, step: str) -> None:
    """Bring a database to an older step than this version's."""
    with migrations.connected(database) as connection, connection.begin():
        command.upgrade(migrations.configured(connection), step)


ACCOUNTS = {
    "per_1": "Ada.Lin@Example.org",
    "per_2": "ada.lin@example.org",
    "per_3": "ÉMILIE@x.test",
    "per_4": "e\u0301milie@x.test",
    "per_5": "ada@münchen.example",
    "per_6": "ada@xn--mnchen-3ya.example",
    "per_7": "not an address",
    "per_8": None,
}


def test_accounts_that_come_to_share_an_address_are_named_and_nothing_is_changed_until_one_gives_it_up(
    empty: URL,
) -> None:
    database = opened(empty)
    bring_to(database, "2026_11_21_seals")
    forge(
        empty,
        *(
            f"INSERT INTO people (id, name, email, created_at) VALUES "
            f"('{one}', 'Ada', {'NULL' if email is None else repr(email)}, '2022-11-10 01:00:00.000000')"
            for one, email in ACCOUNTS.items()
        ),
    )

    with pytest.raises(SchemaMismatch) as caught:
        migrations.upgrade(database)
    with pytest.raises(SchemaMismatch, match="there is no person 'per_8' with an e-mail address"):
        migrations.upgrade(database, without_address=["per_2", "per_8"])
    with migrations.connected(database) as connection:
        untouched = "folded" not in {one["name"] for one in inspect(connection).get_columns("people")}
        step = MigrationContext.configure(connection).get_current_revision()
    migrations.upgrade(database, without_address=["per_2", "per_4", "per_6"])

    said = str(caught.value)
    pairs = (("per_1", "per_2"), ("per_3", "per_4"), ("per_5", "per_6"))
    assert all(f"{one} ({ACCOUNTS[one]}) and {other} ({ACCOUNTS[other]})" in said for one, other in pairs)
    assert ("per_7" in said, untouched, step) == (False, True, "2026_11_21_seals")
    with database.reading() as session:
        found = {row.id: (row.email, row.folded) for row in session.execute(text("SELECT * FROM people"))}
    assert found == {
        "per_1": ("Ada.Lin@Example.org", "ada.lin@example.org"),
        "per_3": ("ÉMILIE@x.test", "émilie@x.test"),
        "per_5": ("ada@münchen.example", "ada@xn--mnchen-3ya.example"),
        "per_7": ("not an address", "not an address"),
        **dict.fromkeys(("per_2", "per_4", "per_6", "per_8"), (None, None)),
    }
    database.close()


def test_an_empty_database_is_refused_and_told_what_to_run(empty: URL) -> None:
    database = opened(empty)

    with pytest.raises(SchemaMismatch) as caught:
        migrations.require_current(database)

    said = f"the database {database.name} is empty, this service needs {migrations.head()}: run `accord migrate`"
    if database.is_sqlite:
        said = f"there is no database file {database.url.database}: run `accord migrate` to make it, or say with"
    assert str(caught.value).startswith(said)
    database.close()


def test_a_database_is_made_from_nothing_and_is_then_current(empty: URL) -> None:
    database = opened(empty, Settings(origin="awards.example.org/trail"))

    migrations.upgrade(database)

    migrations.require_current(database)
    with database.reading() as session:
        head = session.execute(select(HEAD)).one()
        found = set(inspect(session.connection()).get_table_names())
    assert tuple(head) == (1, "awards.example.org/trail", 0, b"")
    assert found == {*Table.metadata.tables, "alembic_version"}
    database.close()


def test_bringing_a_database_on_twice_is_bringing_it_on_once(url: URL) -> None:
    database = opened(url)
    ref = World(database).opened(now=NOVEMBER)
    before = World(database).entries(ref)

    migrations.upgrade(database)
    migrations.upgrade(database)

    assert World(database).entries(ref) == before
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
        assert session.execute(text("SELECT count(*) FROM head")).scalar_one() == 1
    database.close()


def test_the_steps_come_to_exactly_the_tables_that_the_service_declares(url: URL) -> None:
    database = opened(url)

    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        differences = compare_metadata(context, Table.metadata)

    assert differences == []
    database.close()


def test_every_constraint_and_index_has_the_name_the_tables_give_it(url: URL) -> None:
    database = opened(url)

    with database.reading() as session:
        look = inspect(session.connection())
        found, declared = {}, {}
        for name, table in Table.metadata.tables.items():
            made = [look.get_pk_constraint(name)["name"], *(one["name"] for one in look.get_foreign_keys(name))]
            made += [one["name"] for one in look.get_unique_constraints(name)]
            indexes = [one["name"] for one in look.get_indexes(name) if not one.get("duplicates_constraint")]
            found[name] = sorted(map(str, [*made, *indexes]))
            declared[name] = sorted(
                [str(one.name) for one in table.constraints] + [str(one.name) for one in table.indexes]
            )

    assert found == declared
    database.close()


def test_every_guard_stands_after_the_steps(url: URL) -> None:
    database = opened(url)

    with database.reading() as session:
        checks = health.run_checks(session, now=NOVEMBER)
        query = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
            "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'",
        }[url.get_backend_name()]
        standing = set(session.execute(text(query)).scalars())

    assert checks["guards"] == "ok"
    assert standing >= health.GUARDS
    database.close()


def test_a_database_of_a_newer_version_is_left_alone_and_says_so(url: URL) -> None:
    forge(url, "UPDATE alembic_version SET version_num = '2099_01_01_wings'")
    database = opened(url)

    said = f"the database {database.name} was made by a newer version (step 2099_01_01_wings): update this service"
    for attempt in (migrations.require_current, migrations.upgrade):
        with pytest.raises(SchemaMismatch) as caught:
            attempt(database)
        assert str(caught.value) == said
    with database.reading() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "2099_01_01_wings"
    database.close()


def test_a_database_left_at_an_older_step_is_refused_and_then_brought_on(empty: URL) -> None:
    database = opened(empty)
    first = "2026_11_21_registry"
    bring_to(database, first)

    with pytest.raises(
        SchemaMismatch, match=f"is at step {first}, this service needs {migrations.head()}: run `accord migrate`"
    ):
        migrations.require_current(database)
    migrations.upgrade(database)

    migrations.require_current(database)
    with database.reading() as session:
        assert health.run_checks(session, now=NOVEMBER)["guards"] == "ok"
    database.close()


def test_two_processes_that_bring_a_database_on_at_the_same_moment_both_succeed(empty: URL) -> None:
    program = (
        "import sys; from workflow import migrations; from workflow.store.database import Database;"
        "sys.stdin.readline(); migrations.upgrade(Database(sys.argv[1]))"
    )
    started = [sys.executable, "-c", program, empty.render_as_string(hide_password=False)]
    processes = [subprocess.Popen(started, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]

    for process in processes:
        assert process.stdin is not None
        process.stdin.write("now\n")
        process.stdin.flush()
    ends = [(process.communicate(timeout=60)[1], process.returncode) for process in processes]

    assert ends == [("", 0)] * 3
    database = opened(empty)
    migrations.require_current(database)
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM head")).scalar_one() == 1
    database.close()


@pytest.mark.parametrize(
    "address",
    ["postgresql://nobody@localhost:1/nowhere", "sqlite:////proc/nowhere/accord.db"],
)
def test_a_database_that_cannot_be_reached_is_named(address: str) -> None:
    with pytest.raises(Unavailable, match="nowhere"):
        migrations.upgrade(Database(address, Settings(lock_wait=0.5)))
