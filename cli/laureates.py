"""`accord registry laureates`: the register of those who received an award."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.case_commands import change_as
from cli.terminal import (
    OUT,
    As,
    Json,
    counted,
    database,
    fail,
    number_option,
    report_errors,
    search_option,
    show_json,
    show_table,
    year_argument,
)
from workflow import lists
from workflow.actors import SYSTEM
from workflow.registry import laureate_import, laureates

app = typer.Typer(no_args_is_help=True, help="The register of laureates, by award year and country.")
_LARGEST = 10_000_000
_FIRST = laureates.FIRST_YEAR
Id = Annotated[str, typer.Argument(help="The id of an entry.")]
Kind = Annotated[str, typer.Argument(metavar="KIND", help=f"One of: {', '.join(laureates.KINDS)}.")]
Name = Annotated[str, typer.Argument(help="What the laureate is called.")]
Award = Annotated[str, typer.Argument(help="The award's code, such as international-cooperation.")]
Year = Annotated[int, year_argument(_FIRST, 2999, help="The year the award is for.")]
OtherName = Annotated[str | None, typer.Option(help="The name in the other language.")]
Country = Annotated[str | None, typer.Option(help="The country's code, such as AR; an organisation may have none.")]
Ceremony = Annotated[str | None, typer.Option(help="When it was handed over: 1996 or 1996-12-25.")]
Source = Annotated[str | None, typer.Option(help="Where this is known from.")]


@app.command("list")
def list_laureates(
    programme: Annotated[str | None, typer.Option(help="Only of this award.")] = None,
    year: Annotated[int | None, number_option(_FIRST, 2999, help="Only of this award year.")] = None,
    country: Annotated[str | None, typer.Option(help="Only of this country, such as AR.")] = None,
    text: Annotated[str | None, search_option(help="Only with this in a name.")] = None,
    limit: Annotated[int, number_option(1, lists.PAGE, help="At most so many.")] = 50,
    json: Json = False,
) -> None:
    """List laureates by award year, country and name."""
    search = laureates.LaureateSearch(programme, year, country, text)
    with report_errors(), database() as opened, opened.reading() as session:
        found, _ = laureates.list_laureates(session, SYSTEM, search, limit=limit)
    if json:
        show_json([asdict(one) for one in found])
        return
    lines = [[one.id, one.award_year, one.ceremony, one.country, one.kind, one.name, one.case] for one in found]
    show_table(["id", "award", "ceremony", "country", "kind", "name", "case"], lines)


@app.command("record")
def record_laureate(
    kind: Kind,
    name: Name,
    programme: Award,
    award_year: Year,
    who: As,
    other_name: OtherName = None,
    country: Country = None,
    ceremony: Ceremony = None,
    source: Source = None,
    json: Json = False,
) -> None:
    """Record a laureate of an earlier year; a conferral enters its case by itself."""
    about = laureates.LaureateDetails(kind, name, programme, award_year, other_name, country, ceremony, source)
    recorded = change_as(
        who, lambda session, actor, now: laureates.record_laureate(session, about, actor=actor, now=now)
    )
    _show_entry(recorded, json)


@app.command("correct")
def correct_laureate(
    laureate: Id,
    kind: Kind,
    name: Name,
    programme: Award,
    award_year: Year,
    who: As,
    other_name: OtherName = None,
    country: Country = None,
    ceremony: Ceremony = None,
    source: Source = None,
    json: Json = False,
) -> None:
    """Correct an entry: these values replace all that it had."""
    about = laureates.LaureateDetails(kind, name, programme, award_year, other_name, country, ceremony, source)
    corrected = change_as(
        who, lambda session, actor, now: laureates.correct_laureate(session, laureate, about, actor=actor, now=now)
    )
    _show_entry(corrected, json)


@app.command("remove")
def remove_laureate(laureate: Id, reason: Annotated[str, typer.Argument(help="Why.")], who: As) -> None:
    """Remove an entry that was recorded by hand; one that comes from a case leaves with its award."""
    change_as(
        who, lambda session, actor, now: laureates.remove_laureate(session, laureate, reason, actor=actor, now=now)
    )
    OUT.print(f"{laureate} removed", markup=False)


@app.command("import")
def import_laureates(
    file: Annotated[
        Path,
        typer.Argument(
            help=f"A table (CSV) with the columns {', '.join(laureate_import.COLUMNS)}.", exists=True, dir_okay=False
        ),
    ],
    who: As,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    json: Json = False,
) -> None:
    """Record the laureates of a table, all or none; entries that exist stay as they are."""
    table = _read_table(file)
    done = change_as(
        who,
        lambda session, actor, now: laureate_import.import_laureates(
            session, table, actor=actor, now=now, dry_run=dry_run
        ),
    )
    if json:
        show_json(asdict(done))
    elif not done.faults:
        would = "would record" if dry_run else "recorded"
        OUT.print(f"{would} {counted(done.recorded, 'laureate')}; {done.unchanged} there already", markup=False)
    else:
        show_table(["line", "column", "problem"], [[one.line, one.column, one.problem] for one in done.faults])
    if done.faults:
        fail(f"nothing was recorded: {counted(len(done.faults), 'fault')} in {file.name}")


def _show_entry(entry: laureates.Laureate, json: bool) -> None:
    show_json(asdict(entry)) if json else OUT.print(entry.id, markup=False)


def _read_table(file: Path) -> str:
    if file.stat().st_size > _LARGEST:
        fail(f"{file.name} is larger than {_LARGEST:,} bytes")
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError:
        fail(f"{file.name} is not written in UTF-8")
