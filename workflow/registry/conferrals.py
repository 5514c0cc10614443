"""Conferred awards in the register of laureates: a case enters it when its award is conferred, and leaves it with the award.

What is to be written waits among the transaction's pending changes, so that a dry run leaves nothing behind.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from states import countries
from states.lifecycle import Lifecycle
from workflow.case_record import CaseRecord
from workflow.errors import Unavailable
from workflow.registry import entries, laureates
from workflow.tables import LAUREATES

_SHORTENED = 500


@dataclass(frozen=True, slots=True)
class ConferralEntry:
    """A change of the register that a transition brings: its action and what the event tells; columns, unless removed."""

    id: str
    action: str
    match_key: str
    told: Mapping[str, object]
    columns: Mapping[str, object]


def is_conferred(lifecycle: Lifecycle, state: str) -> bool:
    """Whether a case in this state has been handed its award: a transition that records a conferral leads there."""
    return any(
        transition.records == "conferral" and transition.to == state for transition in lifecycle.transitions.values()
    )


def enter_case(
    connection: Connection,
    case: CaseRecord,
    content: Mapping[str, object],
    given: Mapping[str, object],
    pending: Iterable[ConferralEntry],
) -> ConferralEntry | None:
    """What a conferral puts into the register; None for a case whose filing names nobody.

    The entry that was recorded by hand for the same award becomes the case's own; where another case has it, or will have it by
    the `pending` changes of the transaction, it stays that case's.
    """
    columns = _build_columns(case, content, given)
    if columns is None or any(entry.match_key == columns["match_key"] for entry in pending):
        return None
    before = connection.execute(select(LAUREATES).where(LAUREATES.c.match_key == columns["match_key"])).first()
    if before is None:
        columns = {"id": laureates.draw_id(), "other_name": None, "source": None} | columns
        told: dict[str, object] = {"laureate": entries.seal_entry(columns)}
        return ConferralEntry(str(columns["id"]), "laureate.recorded", str(columns["match_key"]), told, columns)
    if before.case_ref is not None:
        return None
    fresh = {name: value for name, value in columns.items() if before._mapping[name] != value}
    was = {name: before._mapping[name] for name in fresh}
    told = {"laureate": before.id, "from": entries.seal_entry(was), "to": entries.seal_entry(fresh)}
    return ConferralEntry(before.id, "laureate.corrected", before.match_key, told, fresh)


def remove_case(connection: Connection, case: CaseRecord, given: Mapping[str, object]) -> ConferralEntry | None:
    """What an award that is taken back takes out of the register; None for a case that is not in it."""
    found = connection.execute(select(LAUREATES).where(LAUREATES.c.case_ref == case.ref)).first()
    if found is None:
        return None
    told = {"laureate": found.id, "reason": given.get("reason"), "case": case.ref}
    return ConferralEntry(found.id, "laureate.removed", found.match_key, told, {})


def write_entries(connection: Connection, entries: Iterable[ConferralEntry]) -> None:
    """Write the changes. Raises Unavailable if somebody else changed the same entry at the same moment."""
    try:
        for entry in entries:
            if entry.action == "laureate.recorded":
                connection.execute(insert(LAUREATES).values(dict(entry.columns)))
            elif entry.action == "laureate.corrected":
                connection.execute(update(LAUREATES).where(LAUREATES.c.id == entry.id).values(dict(entry.columns)))
            else:
                connection.execute(delete(LAUREATES).where(LAUREATES.c.id == entry.id))
    except IntegrityError as error:
        raise Unavailable("the register of laureates was changed by someone else at the same moment") from error


def _build_columns(
    case: CaseRecord, content: Mapping[str, object], given: Mapping[str, object]
) -> dict[str, object] | None:
    call, day = case.definition.call, given.get("conferred_on")
    field = next((rule.field for rule in case.definition.direction.rules if rule.kind == "candidate"), "candidate")
    candidate = content.get(field)
    name = candidate.get("name") if isinstance(candidate, Mapping) else None
    if not isinstance(candidate, Mapping) or not isinstance(name, str) or not isinstance(day, str):
        return None
    country = candidate.get("country")
    columns: dict[str, object] = {
        "kind": "person" if candidate.get("type") == "person" else "organisation",
        "name": name.strip()[:_SHORTENED],
        "country": country if isinstance(country, str) and countries.is_country(country) else "",
        "programme": call.programme,
        "award_year": call.award_year if call.award_year is not None else int(day[:4]),
        "ceremony": day,
        "case_ref": case.ref,
    }
    return columns | laureates.derive_keys(columns)
