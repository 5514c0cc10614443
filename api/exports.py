"""Lists to take away: sealed events as they were hashed, and tables that a spreadsheet can open without harm.

In a workbook amounts, scores and ranks are numbers, and all else is text: direction 2.0 stays 2.0, nothing is a
formula.
"""

import csv as written
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO
from tempfile import TemporaryFile

from xlsxwriter import Workbook

from workflow import canonical
from workflow.auditing.history import Entry
from workflow.outcomes import format_instant
from workflow.overview.queries import CaseSummary

_COLUMNS = ("event", "case", "number", "action", "actor", "effective_at", "recorded_at", "data", "leaf")
_CASE = tuple(CaseSummary.__slots__)
_PIECE = 64 * 1024
_FORMULA = ("=", "+", "-", "@")
_BREAKS = ("\t", "\r", "\n", "\0")
_UNSEEN_FIRST = " \t\r\n\0\v\f\xa0\u200b\u2060\ufeff"


def jsonl(entries: Iterable[Entry]) -> Iterator[str]:
    """One sealed event a line: hash a line behind a zero byte and it is the event's leaf."""
    for entry in entries:
        yield f"{entry.body}\n"


def csv(entries: Iterable[Entry]) -> Iterator[str]:
    """One event a row. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    yield _row(_COLUMNS)
    for entry in entries:
        at, recorded = format_instant(entry.effective_at), format_instant(entry.recorded_at)
        data = canonical.dumps(entry.data).decode()
        about = (entry.seq, entry.case, entry.number, entry.action, entry.actor)
        yield _row((*about, at, recorded, data, entry.leaf))


def cases_csv(found: Iterable[CaseSummary], columns: Sequence[str] = _CASE) -> Iterator[str]:
    """One case a row, with these columns of it."""
    return table(columns, (_cells(case, columns) for case in found))


def cases_xlsx(found: Iterable[CaseSummary], columns: Sequence[str] = _CASE) -> Iterator[bytes]:
    """The same as a workbook, in pieces."""
    with TemporaryFile() as file:
        with Workbook(file, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("cases")
            sheet.freeze_panes(1, 0)
            for place, name in enumerate(columns):
                sheet.write_string(0, place, name)
            for row, case in enumerate(found, 1):
                for place, cell in enumerate(_cells(case, columns)):
                    if isinstance(cell, int) and not isinstance(cell, bool):
                        sheet.write_number(row, place, cell)
                    else:
                        sheet.write_string(row, place, "" if cell is None else str(cell))
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def table(columns: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Any table."""
    yield _row(columns)
    yield from map(_row, rows)


def _cells(case: CaseSummary, columns: Sequence[str]) -> list[object]:
    values = (getattr(case, name) for name in columns)
    return [format_instant(value) if isinstance(value, datetime) else value for value in values]


def _row(cells: Iterable[object]) -> str:
    line = StringIO()
    written.writer(line, lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return line.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet may take a text for a formula: by its first sign that is seen, full width or not."""
    seen = unicodedata.normalize("NFKC", cell).lstrip(_UNSEEN_FIRST)
    return cell.startswith(_BREAKS) or seen.startswith(_FORMULA)
