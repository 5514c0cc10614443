"""What every command shares: the database it works on, and how it speaks to a person or a program."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, NoReturn

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from states import calendar
from states.errors import StatesError
from states.numbers import Bounds, NotAWholeNumber, read_whole_number
from states.refusal import Refusal
from states.written import explain_unfit_search
from workflow import migrations
from workflow.errors import AccordError
from workflow.outcomes import format_instant
from workflow.settings import Settings
from workflow.store.database import Database

OUT = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
ERR = Console(stderr=True, highlight=False)
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
As = Annotated[str, typer.Option("--as", help="Who acts: a person's id or e-mail address.", show_default=False)]
Url = Annotated[str | None, typer.Option("--database", help="The database, instead of ACCORD_DATABASE_URL.")]


def number_option(least: int | None = None, most: int | None = None, *, help: str) -> Any:  # noqa: A002  # typer's word
    """An option that takes a whole number within bounds, read as the console's forms read one."""
    bounds = f" {least:,} to {most:,}" if least is not None and most is not None else ""
    return typer.Option(parser=_number_parser(least, most), metavar=f"<int{bounds}>", help=help)


def year_argument(least: int, most: int, *, help: str) -> Any:  # noqa: A002  # typer's word
    """An argument that takes a year within bounds, read in the same way."""
    return typer.Argument(parser=_number_parser(least, most), metavar=f"<year {least} to {most}>", help=help)


def search_option(*, help: str, name: str | None = None) -> Any:  # noqa: A002  # typer's word
    """An option that takes what a list is searched for, refused as the API and the console refuse it."""
    names = () if name is None else (name,)
    return typer.Option(*names, parser=_parse_search, metavar="<text>", help=help)


def _parse_search(written: str) -> str:
    if (problem := explain_unfit_search(written)) is not None:
        raise typer.BadParameter(problem)
    return written


def _number_parser(least: int | None, most: int | None) -> Callable[[str], int]:
    def parse_number(written: str) -> int:
        try:
            return read_whole_number(str(written), Bounds(least, most))
        except NotAWholeNumber as error:
            raise typer.BadParameter(str(error)) from error

    return parse_number


@contextmanager
def database(url: str | None = None) -> Iterator[Database]:
    """The database of the settings (or another), of this version's schema. Raises AccordError."""
    settings = Settings.read()
    opened = Database(url or settings.database_url, settings)
    try:
        migrations.require_current(opened)
        yield opened
    finally:
        opened.close()


@contextmanager
def report_errors() -> Iterator[None]:
    """Turn every foreseen error into one sentence on standard error and exit code 1."""
    try:
        yield
    except (AccordError, StatesError) as error:
        fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(1) from None


def counted(number: int, noun: str) -> str:
    """So many of something, in words: 1 case, 1,200 cases."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def fail(problem: str) -> NoReturn:
    """Say what is wrong, and exit with 1."""
    ERR.print(f"accord: {problem}", markup=False, soft_wrap=True)
    raise typer.Exit(1)


def refuse(refusal: Refusal) -> NoReturn:
    """Show a refusal whole, and exit with 1."""
    ERR.print(f"refused ({refusal.code}): {refusal.problem}", markup=False, soft_wrap=True)
    for lack in refusal.missing:
        said = f": {lack.requirement}" if lack.requirement else ""
        clause = f" [clause {lack.clause}{said}]" if lack.clause else ""
        ERR.print(f"  - {lack.problem}{clause}", markup=False, soft_wrap=True)
    if refusal.allowed:
        ERR.print(f"  transitions from here: {', '.join(refusal.allowed)}", markup=False)
    if refusal.remedies:
        ERR.print(f"  what would help: {', '.join(refusal.remedies)}", markup=False)
    raise typer.Exit(1)


def show_json(value: Any) -> None:
    """Print a value as JSON."""
    sys.stdout.write(
        orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_PASSTHROUGH_DATETIME, default=_plain).decode()
        + "\n"
    )


def show_line(value: Any) -> None:
    """Print a value as one line of JSON."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_DATETIME, default=_plain).decode() + "\n")


def show_table(columns: list[str], lines: list[list[Any]], title: str | None = None) -> None:
    """Print a table; numbers stand to the right."""
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for place, column in enumerate(columns):
        right = all(isinstance(line[place], int) for line in lines) and lines
        table.add_column(column, justify="right" if right else "left", overflow="fold")
    for line in lines:
        table.add_row(
            *(f"{cell:,}" if isinstance(cell, int) else str(cell if cell is not None else "") for cell in line)
        )
    OUT.print(table)


def local(at: datetime | None, zone: str = "Asia/Shanghai") -> str:
    """An instant as people there read it."""
    return "" if at is None else calendar.on_clock(at, zone).strftime("%Y-%m-%d %H:%M")


def ending(due: datetime | None, zone: str = "Asia/Shanghai") -> str:
    """The last minute that is in time for a due instant, as people there read it, with the zone it is read in."""
    return "" if due is None else calendar.format_last_minute(due, zone)


@contextmanager
def progress(label: str) -> Iterator[Any]:
    """A progress bar on standard error; call what it gives with (done, total[, label])."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=ERR, transient=True) as bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, total: int, saying: str | None = None) -> None:
            bar.update(task, completed=done, total=total, description=saying or label)

        yield advance


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(type(value).__name__)
