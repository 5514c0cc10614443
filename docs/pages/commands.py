"""docs/commands.md: every `accord` command and what it takes, as the command line itself declares it."""

from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperCommand, TyperGroup

import cli
from cli.app import app
from docs.pages.markdown import code, page, table

_ROOT = Path(cli.__file__).parents[1]


def text() -> str:
    """The page."""
    top = typer.main.get_command(app)
    assert isinstance(top, TyperGroup), "accord is a group of commands"
    return page(
        "# Commands",
        "`accord` is on the path of the virtual environment: `.venv/bin/accord` after `make setup`, "
        "`.venv-run/bin/accord` after `make run`. Every command takes `--help`. The exit code is 0 when it is done, 1 "
        "when it is refused, broken or impossible now (such as a port in use), 2 when it is not understood, and 3 when "
        "the service could not start.",
        *(_section(group, names) for group, names in commands(top)),
    )


def commands(
    group: TyperGroup, names: tuple[str, ...] = ("accord",)
) -> Iterator[tuple[TyperCommand | TyperGroup, tuple[str, ...]]]:
    """Every command below a group, groups too, in the order in which help lists them."""
    for name, command in group.commands.items():
        assert isinstance(command, TyperCommand | TyperGroup), "the command line is made of typer's commands"
        yield command, (*names, name)
        if isinstance(command, TyperGroup):
            yield from commands(command, (*names, name))


def _section(command: TyperCommand | TyperGroup, names: tuple[str, ...]) -> str:
    title = " ".join(names)
    said = " ".join((command.help or "").split())
    if isinstance(command, TyperGroup):
        return page(f"## {title}", said).strip()
    context = typer.Context(command, info_name=title)
    usage = " ".join([title, *command.collect_usage_pieces(context)])
    taken = [record for param in command.params if (record := param.get_help_record(context)) is not None]
    lines = [(code(_own(written)), _own(meaning)) for written, meaning in taken]
    level = "##" if len(names) == 2 else "###"
    return page(
        f"{level} {title}", said, f"```\n{usage}\n```", table(["", ""], lines) if lines else "It takes nothing."
    ).strip()


def _own(said: str) -> str:
    """A path of this installation is not part of what a command promises."""
    return said.replace(f"{_ROOT}/", "")
