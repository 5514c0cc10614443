"""Notes: what is written beside a case without changing the case itself. Waivers, receipts, documents, reviews are notes.

A note is a row that one event writes and nothing changes: its key is the case and the number of that event in the case, and
the event seals its columns. Where a later note says something else about the same thing, the later one counts. Words that
must be erasable stand in a column `body` beside a `salt`; of those the event seals the salted hash, `digest`, alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from workflow import canonical, set_aside
from workflow.errors import SetAside
from workflow.outcomes import format_instant
from workflow.store.compiled_query import CompiledQuery

Note = Mapping[str, object]
Notes = Sequence[Note]
UNSEALED = frozenset({"case_id", "number", "body", "salt"})
_FOUND: dict[str, CompiledQuery] = {}


def load_notes(connection: Connection, table: Table, case_ids: Sequence[int]) -> dict[int, list[Note]]:
    """The notes of one kind on these cases, each case's in the order in which they were written."""
    statement = _FOUND.get(table.name)
    if statement is None:
        key = table.c.case_id, table.c.number
        statement = CompiledQuery(lambda among: select(table).where(among(table.c.case_id, "cases")).order_by(*key))
        _FOUND[table.name] = statement
    notes: dict[int, list[Note]] = {}
    names = columns(table)
    for row in statement.rows(connection, cases=list(case_ids)):
        note = dict(zip(names, row, strict=True))
        notes.setdefault(note["case_id"], []).append(note)
    return notes


def require_readable(table: Table, ref: str, found: Sequence[Note]) -> tuple[Note, ...]:
    """Notes on a case, as they were read. Raises SetAside if any of their values cannot be read."""
    for note in found:
        set_aside.check_row(table.name, f"{ref} {note.get('number')}", note.values())
    return tuple(found)


def read_list(note: Note, column: str) -> list[Any]:
    """The list that a column of a note holds as JSON. Raises SetAside if it holds none."""
    found = _read_json(note, column)
    if not isinstance(found, list):
        raise SetAside(f"note {note.get('number')} cannot be read: its {column} is no list")
    return found


def read_object(note: Note, column: str) -> dict[str, Any]:
    """The object that a column of a note holds as JSON. Raises SetAside if it holds none."""
    found = _read_json(note, column)
    if not isinstance(found, dict):
        raise SetAside(f"note {note.get('number')} cannot be read: its {column} is no object")
    return found


def columns(table: Table) -> tuple[str, ...]:
    """The names of a table's columns, in its order."""
    return tuple(column.name for column in table.columns)


def seal_note(table: Table, note: Note) -> dict[str, object]:
    """A note as its event seals it: which kind it is of, and its columns as JSON values."""
    told = {name: _plain(value) for name, value in note.items() if name not in UNSEALED}
    return {"of": table.name, **told}


def list_waived(waivers: Sequence[Note]) -> frozenset[str]:
    """The clauses set aside, of waivers in order."""
    granted = {note["clause"]: note["granted"] for note in waivers}
    return frozenset(str(clause) for clause, is_granted in granted.items() if is_granted)


def list_attached(documents: Sequence[Note]) -> list[Note]:
    """The documents that stand on a case: of each the latest note, unless it says that the document was removed."""
    latest = {note["id"]: note for note in documents}
    return [note for note in latest.values() if not note["removed"]]


def find_assignments(assignments: Sequence[Note]) -> dict[str, Note]:
    """How each reviewer who was ever assigned stands to the case: the latest note of each, in the order of the first."""
    return {str(note["reviewer"]): note for note in assignments}


def count_reviews(assignments: Sequence[Note], reviews: Sequence[Note]) -> dict[str, Note]:
    """The reviews that count: of each reviewer who has accepted and is not gone since, the latest."""
    accepted = {reviewer for reviewer, note in find_assignments(assignments).items() if note["status"] == "accepted"}
    return {str(note["reviewer"]): note for note in reviews if note["reviewer"] in accepted}


def list_partners(relations: Sequence[Note]) -> list[str]:
    """Who is a partner of the case: of each person the latest note counts."""
    latest = {str(note["person"]): note["status"] for note in relations if note["role"] == "partner"}
    return [person for person, status in latest.items() if status == "added"]


def find_conflicts(conflicts: Sequence[Note]) -> dict[tuple[str, str], Note]:
    """How the conflicts of interest in a case stand: of each person and ground the latest note."""
    return {(str(note["person"]), str(note["ground"])): note for note in conflicts}


def _plain(value: object) -> object:
    return format_instant(value) if isinstance(value, datetime) else value


def _read_json(note: Note, column: str) -> object:
    try:
        return canonical.loads(str(note[column]))
    except ValueError as error:
        raise SetAside(f"note {note.get('number')} cannot be read: its {column} is no JSON") from error
