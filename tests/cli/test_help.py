"""Every command explains itself."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from cli.app import app
from tests.cli.conftest import Operator


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


EVERY = sorted(commands(typer.main.get_command(app)))


def test_the_commands_are_those_that_the_design_names() -> None:
    assert {path[0] for path in EVERY if path} == {
        "serve",
        "schedule",
        "migrate",
        "demo",
        "simulate",
        "doctor",
        "programme",
        "case",
        "decide",
        "review",
        "people",
        "audit",
        "registry",
        "mail",
        "keys",
    }  # fmt: skip
    assert len(EVERY) > 25


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_every_command_says_what_it_does_and_exits_with_nothing_wrong(accord: Operator, path: tuple[str, ...]) -> None:
    result = accord(*path, "--help")

    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    about = result.stdout.split("\n\n")[1].strip()
    assert about[0].isupper() or about.startswith(("`", "'"))
    assert about.endswith((".", "…")), about


@pytest.mark.parametrize(
    "path", [path for path in EVERY if path in {(), ("case",), ("people",), ("audit",), ("programme",)}]
)
def test_a_group_without_a_command_lists_what_there_is(accord: Operator, path: tuple[str, ...]) -> None:
    result = accord(*path)

    assert "Commands:" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["case", "nonsense"], "No such command 'nonsense'"),
        (["case", "list", "--nonsense"], "No such option"),
        (["case", "transition"], "Missing argument"),
        (["audit", "list", "--limit", "0"], "--limit"),
    ],
)
def test_what_is_not_understood_exits_with_two(accord: Operator, arguments: list[str], said: str) -> None:
    result = accord(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")
    assert said in result.stderr


def test_help_is_there_without_waiting_for_the_web_the_timers_or_the_solver() -> None:
    asking = "import atexit, sys; atexit.register(lambda: print(*sys.modules)); from cli.app import main; main()"

    told = subprocess.run([sys.executable, "-c", asking, "--help"], capture_output=True, text=True, check=True).stdout

    usage, _, modules = told.rstrip().rpartition("\n")
    assert usage.startswith("Usage: ")
    loaded = {name.partition(".")[0] for name in modules.split()}
    assert {"cli", "workflow", "sqlalchemy"} <= loaded
    assert loaded.isdisjoint({"fastapi", "starlette", "uvicorn", "api", "apscheduler", "scheduler", "ortools"})
