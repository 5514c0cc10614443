"""The trail as lines: sealed events as they were hashed, or a table that a spreadsheet can open without harm."""

import csv as table
from collections.abc import Iterable, Iterator
from io import StringIO

from workflow import canonical
from workflow.history import Entry
from workflow.outcomes import instant

_COLUMNS = ("event", "case", "number", "action", "actor", "effective_at", "recorded_at", "data", "leaf")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0")


def jsonl(entries: Iterable[Entry]) -> Iterator[str]:
    """One sealed event a line: hash a line behind a zero byte and it is the event's leaf."""
    for entry in entries:
        yield f"{entry.body}\n"


def csv(entries: Iterable[Entry]) -> Iterator[str]:
    """One event a row. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    yield _row(_COLUMNS)
    for entry in entries:
        at, recorded = instant(entry.effective_at), instant(entry.recorded_at)
        data = canonical.dumps(entry.data).decode()
        about = (entry.seq, entry.case, entry.number, entry.action, entry.actor)
        yield _row((*about, at, recorded, data, entry.leaf))


def _row(cells: Iterable[object]) -> str:
    line = StringIO()
    table.writer(line, lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return line.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
