"""Laureates of earlier years from a table (CSV): all of its lines, or none if one of them is wrong."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from io import StringIO

from sqlalchemy import select
from sqlmodel import Session

from workflow import notes, trail
from workflow.actors import Actor
from workflow.errors import InvalidRequest
from workflow.lists import Columns
from workflow.registry import entries, laureates
from workflow.registry.laureates import LaureateDetails
from workflow.store import bulk
from workflow.tables import LAUREATES

COLUMNS = tuple(one.name for one in fields(LaureateDetails))
NEEDED = ("kind", "name", "programme", "award_year")
MOST_LINES = 10_000
_YEAR = re.compile(r"[0-9]{4}")
_ITS_OWN = "'"  # before what a spreadsheet would take for a formula, as our own tables have it


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong in a line of the table: the line's number in the file, from 1, and the column."""

    line: int
    column: str
    problem: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or a dry run would do: how many it records, how many are there already, what is wrong."""

    recorded: int
    unchanged: int
    faults: tuple[LineFault, ...]


def import_laureates(
    session: Session, table: str, *, actor: Actor, now: datetime, dry_run: bool = False, request: str | None = None
) -> Imported:
    """Record the lines of a table that are not in the register yet; nothing at all if a line is wrong, or in a dry run.

    Raises NotAllowed, and InvalidRequest for a table without the columns that are needed or with too many lines.
    """
    entries.require_keeper(actor)
    faults: list[LineFault] = []
    fresh: dict[object, dict[str, object]] = {}
    known = set(session.execute(select(LAUREATES.c.match_key)).scalars())
    unchanged = 0
    for line, cells in _read_lines(table, faults):
        try:
            columns = laureates.build_columns(session, _read_about(cells), now=now)
        except InvalidRequest as error:
            faults.append(LineFault(line, (error.pointer or "/").lstrip("/"), str(error)))
            continue
        if columns["match_key"] in known or columns["match_key"] in fresh:
            unchanged += 1
        else:
            fresh[columns["match_key"]] = {"id": laureates.draw_id(), "case_ref": None, **columns}
    if faults or dry_run:
        return Imported(0 if faults else len(fresh), unchanged, tuple(faults))
    _insert_all(session, list(fresh.values()))
    drafts = [
        trail.PendingEvent("laureate.recorded", actor, now, {"laureate": entries.seal_entry(columns)}, request)
        for columns in fresh.values()
    ]
    trail.seal(session, drafts, now=now)
    return Imported(len(fresh), unchanged, ())


def _insert_all(session: Session, fresh: Sequence[Columns]) -> None:
    """Insert entries in a few statements. Raises InvalidRequest if somebody else recorded one of them meanwhile."""
    connection, names = session.connection(), notes.columns(LAUREATES)
    entries = [tuple(columns[name] for name in names) for columns in fresh]
    bulk.insert_rows(connection, LAUREATES, names, entries, unless_there=True)
    mine = bulk.is_among(connection, LAUREATES.c.id, [str(columns["id"]) for columns in fresh])
    inserted = set(session.execute(select(LAUREATES.c.id).where(mine)).scalars())
    for columns in fresh:
        if columns["id"] not in inserted:
            raise InvalidRequest(f"{columns['name']} was recorded at the same moment; import the table again")


def _read_lines(table: str, faults: list[LineFault]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The lines that are not empty, each by the columns of the heading, with the number of the line it ends on."""
    reader = csv.reader(StringIO(table.removeprefix("\ufeff"), newline=""), strict=True)
    heading: list[str] | None = None
    count = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if heading is None:
                heading = _read_heading(cells)
                continue
            count += 1
            if count > MOST_LINES:
                raise InvalidRequest(f"a table has at most {MOST_LINES:,} lines")
            if len(cells) > len(heading):
                said = f"the line has {len(cells)} cells, and the heading {len(heading)}"
                faults.append(LineFault(reader.line_num, heading[-1], said))
                continue
            yield reader.line_num, dict(zip(heading, cells, strict=False))
    except csv.Error as error:
        faults.append(LineFault(reader.line_num, heading[0] if heading else "", f"the line cannot be read: {error}"))
    if heading is None:
        raise InvalidRequest(f"the table is empty; its first line names the columns: {', '.join(COLUMNS)}")


def _read_heading(cells: list[str]) -> list[str]:
    heading = [cell.strip() for cell in cells]
    for name in heading:
        if name not in COLUMNS or heading.count(name) > 1:
            problem = "is there twice" if name in COLUMNS else "is none"
            raise InvalidRequest(f"the column “{name}” {problem}; there are: {', '.join(COLUMNS)}")
    lacking = [name for name in NEEDED if name not in heading]
    if lacking:
        raise InvalidRequest(f"the table lacks the columns: {', '.join(lacking)}")
    return heading


def _read_about(cells: Mapping[str, str]) -> LaureateDetails:
    given = {name: _plain(cell) for name, cell in cells.items()}
    year = given.get("award_year") or ""
    if not _YEAR.fullmatch(year):
        raise InvalidRequest(f"the award year “{year}” is not a year such as 1995", "/award_year")
    return LaureateDetails(
        kind=given.get("kind") or "",
        name=given.get("name") or "",
        programme=given.get("programme") or "",
        award_year=int(year),
        other_name=given.get("other_name"),
        country=given.get("country"),
        ceremony=given.get("ceremony"),
        source=given.get("source"),
    )


def _plain(cell: str) -> str | None:
    said = cell.strip()
    return (said[1:] if said[:1] == _ITS_OWN and said[1:2] in ("=", "+", "-", "@") else said) or None
