"""The comparison of the two filings, field by field, and what people find about differences that are only of words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from states import named_parties
from states.call import Direction
from states.refusal import Refusal
from states.rules import differences, is_translated
from workflow import access, case_facts, permissions, transitions
from workflow.actors import Actor
from workflow.case_reader import CaseReader
from workflow.case_record import CaseRecord
from workflow.commands import ConfirmComparison, ConfirmSameMeaning, OnCase
from workflow.outcomes import Result
from workflow.overview import queries
from workflow.tables import SAMENESSES
from workflow.unit_of_work import UnitOfWork

WHOLE = "*"


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """A field that must agree: what either side says, where it gives one also in translation, and how that stands.

    `status` is same, same-in-translation (by the translation that a side gives), differs, same-meaning (a named person found
    so), stale (found so, but of other texts than these), or waiting (the counterpart has not filed).
    """

    field: str
    label: str
    clause: str | None
    home: object
    counterpart: object
    home_translated: object
    counterpart_translated: object
    status: str


def confirm_same_meaning(uow: UnitOfWork, case: CaseRecord, command: ConfirmSameMeaning) -> Result | Refusal:
    """Note that a field's two texts mean the same, or that whom both sides name is the same; it counts for these two texts."""
    direction = case.definition.direction
    if refusal := check_comparing(case, access.roles(command.actor, case)):
        return refusal
    if command.field not in direction.compared and command.field not in direction.named:
        known = ", ".join((*direction.compared, *direction.named)) or "none"
        return transitions.refuse_value("/field", f"{command.field} need not agree; the fields that must: {known}")
    home, counterpart = uow.content(case, "home") or {}, case_facts.load_submitted(uow, case)
    if counterpart is None:
        return transitions.refuse_value("/field", "the counterpart has not filed")
    if command.field not in _list_differing(direction, home, counterpart):
        return transitions.refuse_value("/field", f"the two filings say the same in {command.field}")
    return _found(uow, case, command.field, command, command.reason)


def confirm_comparison(uow: UnitOfWork, case: CaseRecord, command: ConfirmComparison) -> Result | Refusal:
    """Note that the filings were compared again after one was mended; what still differs goes on blocking."""
    if refusal := check_comparing(case, access.roles(command.actor, case)):
        return refusal
    if not case.stale:
        return Refusal("not-editable", "no filing was mended since the two were compared")
    case.stale = False
    uow.pending.dirty.append(case)
    return _found(uow, case, WHOLE, command, command.reason)


def load_comparison(session: Session, actor: Actor, ref: str) -> list[ComparisonRow]:
    """The comparison of a case an actor may see. Raises NotFound."""
    reader = CaseReader(session, [queries.load_visible_row(session, actor, ref)])
    [case] = reader.cases
    home, counterpart = reader.content(case, "home") or {}, case_facts.load_submitted(reader, case)
    samenesses = reader.notes(SAMENESSES, case)
    same = case_facts.list_same_wordings(reader, case, samenesses, home, counterpart)
    return compare_fields(
        case.definition.direction, home, counterpart, same, {str(note["field"]) for note in samenesses}
    )


def list_open(found: Sequence[ComparisonRow]) -> list[ComparisonRow]:
    """Those of the lines that somebody has still to resolve: corrected in a filing, or found to mean the same."""
    return [line for line in found if line.status in ("differs", "stale")]


def compare_fields(
    direction: Direction,
    home: Mapping[str, object],
    counterpart: Mapping[str, object] | None,
    same: Collection[str],
    once: Collection[str],
) -> list[ComparisonRow]:
    """How each field that must agree stands, in the direction's order, and whether the counterpart is whom the home side named.

    `same` are the fields found to mean the same as they stand, `once` those that were ever found so.
    """
    found = []
    asked = direction.compared | dict.fromkeys(direction.named)
    differing = _list_differing(direction, home, counterpart) if counterpart is not None else []
    for field, clause in asked.items():
        if counterpart is None:
            status = "waiting"
        elif field not in differing:
            status = "same-in-translation" if is_translated(field, home, counterpart) else "same"
            status = "same" if field in direction.named else status
        else:
            status = "same-meaning" if field in same else "stale" if field in once else "differs"
        ours, ours_translated, theirs, theirs_translated = case_facts.read_compared_texts(
            direction, field, home, counterpart or {}
        )
        told = ours, theirs, ours_translated, theirs_translated
        found.append(ComparisonRow(field, direction.fields[field].label, clause, *told, status))
    return found


def _list_differing(direction: Direction, home: Mapping[str, object], counterpart: Mapping[str, object]) -> list[str]:
    return [
        *differences(direction.compared, home, counterpart),
        *named_parties.list_misnamed(direction, home, counterpart),
    ]


def check_comparing(case: CaseRecord, roles: frozenset[str]) -> Refusal | None:
    """Why someone in these roles may not say what comparing the filings came to, if they may not."""
    if refusal := permissions.check_permission("compare-filings", roles, "filings are compared by"):
        return refusal
    if not permissions.is_allowed_in("compare-filings", case.definition.engine.lifecycle, case.state):
        return Refusal("not-editable", f"filings are not compared any more while the case is {case.state}")
    return None


def _found(uow: UnitOfWork, case: CaseRecord, field: str, command: OnCase, reason: str | None) -> Result:
    note = {"field": field, "home": case.home, "counterpart": case.counterpart, "reason": reason}
    return transitions.record_note(uow, case, SAMENESSES, "case.compared", note, command)
