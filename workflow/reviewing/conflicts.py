"""Conflicts of interest: declared by the person, or suspected and then confirmed or dismissed by a coordinator.

Each stands on a ground, and of each person and ground the latest note counts. Whom one keeps from a case no longer reviews it.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from states.refusal import Refusal
from states.text import is_blank
from workflow import access, filings, notes, permissions, transitions
from workflow.actors import Actor
from workflow.case_record import CaseRecord
from workflow.commands import DeclareConflict, OnCase, SettleConflict, SuspectConflict
from workflow.errors import NotFound
from workflow.identity import people
from workflow.outcomes import Result
from workflow.overview import queries
from workflow.pool import conflict_detection, reviewers
from workflow.pool.parties import read_parties
from workflow.reviewing import assignments
from workflow.tables import CONFLICTS, DOCUMENTS, PEOPLE, RELATIONS
from workflow.unit_of_work import UnitOfWork

_REASON = "conflict of interest"


@dataclass(frozen=True, slots=True)
class Conflict:
    """How a conflict of interest of a person stands on a ground: suspected, declared, confirmed or dismissed."""

    person: str
    name: str
    ground: str
    status: str
    reason: str | None
    number: int


# Declaring and settling ------------------------------------------------------------------------------------------------


def declare_conflict(uow: UnitOfWork, case: CaseRecord, command: DeclareConflict) -> Result | Refusal:
    """Note what somebody says of themselves; it counts at once."""
    roles = access.roles(command.actor, case)
    if refusal := permissions.check_permission("declare-conflict", roles, "a conflict of interest is declared by"):
        return refusal
    if refusal := _unfit(command.ground, command.reason):
        return refusal
    return _noted(uow, case, command.actor.id, "declared", command.ground, command.reason, command)


def suspect_conflict(uow: UnitOfWork, case: CaseRecord, command: SuspectConflict) -> Result | Refusal:
    """Note a suspicion; until it is settled the person is not assigned to the case."""
    if refusal := _not_theirs(case, command):
        return refusal
    reason = command.reason or conflict_detection.FOUND.get(command.ground, "")
    if refusal := _unfit(command.ground, reason) or _unknown(uow, command.person):
        return refusal
    if (status := _status(uow, case, command.person, command.ground)) not in (None, "dismissed"):
        return transitions.refuse_value("/ground", f"this conflict of interest is {status} already")
    return _noted(uow, case, command.person, "suspected", command.ground, reason, command)


def settle_conflict(uow: UnitOfWork, case: CaseRecord, command: SettleConflict) -> Result | Refusal:
    """Confirm a conflict or dismiss it, also one that was only found and not noted yet. Nobody settles their own."""
    if refusal := _not_theirs(case, command):
        return refusal
    if command.person == command.actor.id:
        return Refusal("not-yours-to-make", "a conflict of interest is settled by: another coordinator")
    if refusal := _unfit(command.ground, command.reason) or _unknown(uow, command.person):
        return refusal
    status = _status(uow, case, command.person, command.ground)
    fresh = "confirmed" if command.confirmed else "dismissed"
    if status == fresh:
        return transitions.refuse_value("/confirmed", f"this conflict of interest is {status} already")
    if status is None and not command.confirmed and not _is_found(uow, case, command):
        return transitions.refuse_value("/ground", "there is no such conflict of interest to dismiss")
    return _noted(uow, case, command.person, fresh, command.ground, command.reason, command)


def _not_theirs(case: CaseRecord, command: OnCase) -> Refusal | None:
    return permissions.check_permission("settle-conflict", access.roles(command.actor, case), "this is decided by")


def _unfit(ground: str, reason: str) -> Refusal | None:
    if ground not in conflict_detection.GROUNDS:
        return transitions.refuse_value(
            "/ground", f"there is no ground {ground!r}; there are: {', '.join(conflict_detection.GROUNDS)}"
        )
    return (
        None
        if not is_blank(reason)
        else transitions.refuse_value("/reason", "a conflict of interest asks for a reason")
    )


def _unknown(uow: UnitOfWork, person: str) -> Refusal | None:
    try:
        known = people.load_person(uow.session, person).id == person
    except NotFound:
        known = False
    return None if known else transitions.refuse_value("/person", f"there is no person {person!r}")


def _status(uow: UnitOfWork, case: CaseRecord, person: str, ground: str) -> str | None:
    note = notes.find_conflicts(uow.notes(CONFLICTS, case)).get((person, ground))
    return None if note is None else str(note["status"])


def _is_found(uow: UnitOfWork, case: CaseRecord, command: SettleConflict) -> bool:
    reviewer = uow.reviewer(command.person)
    return reviewer is not None and command.ground in uow.grounds(case, reviewer)


def _noted(
    uow: UnitOfWork, case: CaseRecord, person: str, status: str, ground: str, reason: str, command: OnCase
) -> Result:
    """Write the note, after one that takes the case from a reviewer whom it keeps away."""
    if status in access.BARRING and assignments.is_standing(uow, case, person) in access.ASSIGNED:
        assignments.remove_assignments(uow, case, person, command, _REASON)
    note = {"person": person, "status": status, "ground": ground, "reason": reason}
    action = "case.conflict-settled" if isinstance(command, SettleConflict) else f"case.conflict-{status}"
    receipt = transitions.record_note(uow, case, CONFLICTS, action, note, command)
    standing = notes.find_conflicts(uow.notes(CONFLICTS, case))
    case.barred = frozenset(who for (who, _), one in standing.items() if one["status"] in access.BARRING)
    return receipt


# Reading ---------------------------------------------------------------------------------------------------------------


def list_conflicts(session: Session, actor: Actor, ref: str) -> list[Conflict]:
    """How the conflicts of interest in a case stand. Raises NotFound, NotAllowed."""
    row = queries.load_visible_row(session, actor, ref)
    permissions.require("read-conflicts", access.roles(actor, row), "conflicts of interest are told to")
    latest = notes.find_conflicts(notes.load_notes(session.connection(), CONFLICTS, [row.id]).get(row.id, ()))
    involved = {person for person, _ in latest}
    names = dict(session.execute(select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(involved))).all())
    columns = ("person", "ground", "status", "reason", "number")
    return [
        Conflict(name=names.get(person, ""), **{name: note[name] for name in columns})  # type: ignore[arg-type]  # its own columns
        for (person, _), note in latest.items()
    ]


def find_new_conflicts(session: Session, actor: Actor, ref: str) -> list[tuple[str, str]]:
    """Every conflict that can be found between a case and the pool and is not noted yet: (person, ground), in order.

    Raises NotFound, NotAllowed.
    """
    row = queries.load_visible_row(session, actor, ref)
    permissions.require("look-for-conflicts", access.roles(actor, row), "conflicts of interest are looked for by")
    connection = session.connection()
    able = reviewers.list_active(session, row.call)
    known = conflict_detection.load_known(session, able, row.call)
    filed = [
        filings.load_revision(connection, row.id, "home", row.home),
        filings.load_revision(connection, row.id, "counterpart", row.counterpart),
    ]
    relations, documents = (
        notes.load_notes(connection, one, [row.id]).get(row.id, ()) for one in (RELATIONS, DOCUMENTS)
    )
    acting = (row.owner, *notes.list_partners(relations))
    parties = read_parties(row.id, filed, partner=row.partner, acting=acting, documents=documents)
    noted = notes.find_conflicts(notes.load_notes(connection, CONFLICTS, [row.id]).get(row.id, ()))
    found = (
        (person, ground) for person, names in conflict_detection.find_grounds(parties, able, known) for ground in names
    )
    return [one for one in found if one not in noted]
