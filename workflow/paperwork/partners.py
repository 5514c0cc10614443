"""Partners of a case: who acts for its other side in this one case and in no other.

Somebody becomes the partner by accepting an invitation to the case, or is made so by a coordinator; a coordinator may take it
from them. Each of these is a note that an event seals, and of each person the latest counts.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlmodel import Session

from states.refusal import Refusal
from states.text import is_blank
from workflow import access, notes, permissions, transitions
from workflow.actors import Actor
from workflow.case_record import CaseRecord
from workflow.commands import OnCase
from workflow.errors import NotFound
from workflow.identity import people
from workflow.outcomes import Result
from workflow.overview import queries
from workflow.partner_commands import AddPartner, JoinAsPartner, RemovePartner
from workflow.tables import EVENTS, PEOPLE, RELATIONS
from workflow.unit_of_work import UnitOfWork

ROLE, REMOVED = "partner", "removed"


@dataclass(frozen=True, slots=True)
class Partner:
    """Who is a partner of a case, since when and by whose doing; `invitation` is the one they accepted, if any."""

    person: str
    name: str
    since: datetime
    by: str
    invitation: str | None
    number: int


# Adding and removing ---------------------------------------------------------------------------------------------------


def join_as_partner(uow: UnitOfWork, case: CaseRecord, command: JoinAsPartner) -> Result | Refusal:
    """Make whoever accepted an invitation to the case its partner; again is no fault."""
    if refusal := _check_other_side(uow, case, command.actor.id):
        return refusal
    note = {"status": access.ADDED, "invitation": command.invitation}
    return _record(uow, case, command.actor.id, note, "case.partner-joined", command)


def add_partner(uow: UnitOfWork, case: CaseRecord, command: AddPartner) -> Result | Refusal:
    """Make somebody the partner of the case on a coordinator's word, with a reason."""
    roles = access.roles(command.actor, case)
    if refusal := permissions.check_permission("set-partner", roles, "a partner of a case is set by"):
        return refusal
    if not permissions.is_allowed_in("set-partner", case.definition.engine.lifecycle, case.state):
        return Refusal("not-editable", f"no partner is added while the case is {case.state}")
    if refusal := _check_reason(command.reason) or _check_other_side(uow, case, command.person):
        return refusal
    if command.person == command.actor.id:
        return transitions.refuse_value("/person", "nobody makes themselves the partner of a case")
    if not _is_known(uow, command.person):
        return transitions.refuse_value("/person", f"there is no person {command.person!r} whose account is open")
    if command.person in load_people(uow, case):
        return transitions.refuse_value("/person", f"{command.person} is a partner of this case already")
    note = {"status": access.ADDED, "reason": command.reason.strip()}
    return _record(uow, case, command.person, note, "case.partner-added", command)


def remove_partner(uow: UnitOfWork, case: CaseRecord, command: RemovePartner) -> Result | Refusal:
    """Take the case from a partner, with a reason; what they filed and confirmed stays."""
    if refusal := check_removing(access.roles(command.actor, case)):
        return refusal
    if refusal := _check_reason(command.reason):
        return refusal
    if command.person not in load_people(uow, case):
        return transitions.refuse_value("/person", f"{command.person} is not a partner of this case")
    note = {"status": REMOVED, "reason": command.reason.strip()}
    return _record(uow, case, command.person, note, "case.partner-removed", command)


def check_removing(roles: frozenset[str]) -> Refusal | None:
    """Why someone in these roles may not take a case from its partner, if they may not."""
    return permissions.check_permission("remove-partner", roles, "a case is taken from its partner by")


def load_people(uow: UnitOfWork, case: CaseRecord) -> list[str]:
    """The ids of the partners of a case, in the order in which they came."""
    return notes.list_partners(uow.notes(RELATIONS, case))


def _check_reason(reason: str) -> Refusal | None:
    if is_blank(reason):
        return transitions.refuse_value("/reason", "changing the partner of a case asks for a reason")
    return None


def _check_other_side(uow: UnitOfWork, case: CaseRecord, person: str) -> Refusal | None:
    """That nobody comes to answer for a case of their own."""
    if person != case.owner:
        return None
    said = "nobody answers for a case of their own: the other side has its own account"
    return transitions.refuse_value("/person", said)


def _is_known(uow: UnitOfWork, person: str) -> bool:
    try:
        return people.load_person(uow.session, person).id == person
    except NotFound:
        return False


def _record(uow: UnitOfWork, case: CaseRecord, person: str, told: notes.Note, action: str, command: OnCase) -> Result:
    note = {"person": person, "role": ROLE, "invitation": None, "reason": None, **told}
    case.partners = case.partners | {person} if _is_added(note) else case.partners - {person}
    return transitions.record_note(uow, case, RELATIONS, action, note, command)


def _is_added(note: notes.Note) -> bool:
    return note["status"] == access.ADDED


# Reading ---------------------------------------------------------------------------------------------------------------


def list_partners(session: Session, actor: Actor, ref: str) -> list[Partner]:
    """The partners of a case in the order in which they came. Raises NotFound, NotAllowed."""
    row = queries.load_visible_row(session, actor, ref)
    permissions.require("read-partners", access.roles(actor, row), "the partners of a case are told to")
    found = notes.load_notes(session.connection(), RELATIONS, [row.id]).get(row.id, ())
    latest = {str(note["person"]): note for note in found}
    standing = {note["number"]: note for note in latest.values() if _is_added(note)}
    event = and_(EVENTS.c.case_id == row.id, EVENTS.c.number.in_(list(standing)))
    query = select(EVENTS.c.number, EVENTS.c.actor, EVENTS.c.effective_at).where(event).order_by(EVENTS.c.number)
    events = session.execute(query).all()
    involved = [str(note["person"]) for note in standing.values()]
    names = dict(session.execute(select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(involved))).all())
    return [_partner(standing[one.number], names, one.actor, one.effective_at) for one in events]


def _partner(note: notes.Note, names: dict[str, str], by: str, since: datetime) -> Partner:
    person, number, invitation = str(note["person"]), note["number"], note["invitation"]
    assert isinstance(number, int), "a note is numbered"
    told = None if invitation is None else str(invitation)
    return Partner(person, names.get(person, ""), since, by, told, number)
