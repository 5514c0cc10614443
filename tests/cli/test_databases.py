"""The database a command works on: made by `accord migrate`, and when it is not fit, said so in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from tests.cli.conftest import Operator
from tests.workflow.forgery import forge
from workflow import migrations

NEEDING = [
    ("case", "list"),
    ("audit", "list"),
    ("audit", "verify"),
    ("doctor",),
    ("people", "add", "Ada"),
    ("programme", "publish"),
    ("schedule",),
    ("serve",),
]


def test_migrate_makes_the_tables_and_does_nothing_when_they_are_there(
    accord: Operator, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCORD_DATABASE_URL", empty)

    results = [accord("migrate"), accord("migrate"), accord("migrate", "--database", empty)]

    name = make_url(empty).render_as_string(hide_password=True)
    said = {(one.exit_code, one.stdout, "".join(one.stderr.split())) for one in results}  # lines are folded anywhere
    assert said == {(0, "", f"{name}isat{migrations.head()}")}
    assert accord.json("case", "list") == []
    assert accord.done("audit", "verify").startswith("sound: 0 events")


@pytest.mark.parametrize("command", NEEDING, ids=" ".join)
def test_a_database_in_which_nothing_was_made_is_refused_with_what_to_run(
    accord: Operator, tmp_path: Path, command: tuple[str, ...]
) -> None:
    result = accord(*command)

    said = f"accord: there is no database file {tmp_path / 'nowhere.db'}: run `accord migrate` to make it, or say with"
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"{said} ACCORD_DATABASE_URL where the database is\n"
    assert not (tmp_path / "nowhere.db").exists()


def test_a_database_of_a_newer_version_is_refused_and_says_what_to_do(
    accord: Operator, url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCORD_DATABASE_URL", url.render_as_string(hide_password=False))
    forge(url, "UPDATE alembic_version SET version_num = '2099_01_01_wings'")

    results = [accord("case", "list"), accord("migrate"), accord("serve")]

    name = url.render_as_string(hide_password=True)
    said = f"accord: the database {name} was made by a newer version (step 2099_01_01_wings): update this service\n"
    assert {(one.exit_code, one.stdout, one.stderr) for one in results} == {(1, "", said)}


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("nonsense", "ACCORD_DATABASE_URL is not a database address such as sqlite:///accord.db"),
        ("mysql://root@localhost/accord", "mysql is not supported: use sqlite or postgresql"),
        ("sqlite:////proc/nowhere/accord.db", "cannot make the folder of /proc/nowhere/accord.db"),
        ("sqlite:////proc", "the database sqlite:////proc cannot be reached or changed"),
        (
            "postgresql://somebody:hush@localhost:1/nowhere",
            "the database postgresql://somebody:***@localhost:1/nowhere",
        ),
        ("postgresql://localhost:port/nowhere", ""),
        ("sqlite://", ""),
    ],
)
def test_a_database_that_cannot_be_worked_on_is_named_without_its_password(
    accord: Operator, monkeypatch: pytest.MonkeyPatch, address: str, problem: str
) -> None:
    monkeypatch.setenv("ACCORD_LOCK_WAIT", "0.5")
    by_option = [accord("doctor", "--database", address), accord("migrate", "--database", address)]
    monkeypatch.setenv("ACCORD_DATABASE_URL", address)
    results = [*by_option, accord("case", "list")]

    for result in results:
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(f"accord: {problem}")
        assert result.stderr.count("\n") == 1
        assert "hush" not in result.stderr


def test_a_setting_that_makes_no_sense_is_named_in_one_sentence(
    accord: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCORD_BATCH", "many")
    monkeypatch.setenv("ACCORD_PORT", "-1")

    results = [accord(*command) for command in (("case", "list"), ("migrate",), ("serve",), ("demo",), ("doctor",))]

    for result in results:
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith("accord: ")
        assert "ACCORD_BATCH: " in result.stderr
        assert "ACCORD_PORT: " in result.stderr


def test_more_than_one_worker_needs_postgresql(accord: Operator) -> None:
    accord.done("migrate")
    program = [sys.executable, "-c", "from cli.app import main; main()"]

    result = subprocess.run([*program, "serve", "--workers", "2"], capture_output=True, text=True, check=False)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("accord: SQLite is written by one process")


def test_a_scheduler_of_its_own_needs_postgresql(accord: Operator) -> None:
    accord.done("migrate")

    result = accord("schedule")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("accord: SQLite is written by one process: `accord serve` enforces its deadlines")
