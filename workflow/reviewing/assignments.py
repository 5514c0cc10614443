"""Assignments: a coordinator invites someone of the pool to review a case, who accepts or steps back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from states.refusal import Refusal, Unmet
from states.text import is_blank
from workflow import access, notes, permissions, transitions, visibility
from workflow.actors import Actor
from workflow.case_record import CaseRecord
from workflow.commands import AnswerInvitation, AssignReviewer, OnCase, UnassignReviewer
from workflow.notes import Note
from workflow.outcomes import Result
from workflow.overview import queries
from workflow.pool import conflict_detection
from workflow.pool.reviewers import Listed
from workflow.tables import ASSIGNMENTS, CASES, CONFLICTS, PEOPLE, REVIEWS
from workflow.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class AssignmentEntry:
    """How a reviewer stands to a case; `reviewed` says that a review of theirs is there."""

    reviewer: str
    name: str
    status: str
    automatic: bool
    reason: str | None
    number: int
    reviewed: bool


@dataclass(frozen=True, slots=True)
class OwnAssignment:
    """A case that somebody is assigned to: when its state ends (UTC), and whether their review is there."""

    case: str
    title: str
    call: str
    direction: str
    state: str
    due_at: datetime | None
    version: int
    status: str
    reviewed: bool


# Assigning -------------------------------------------------------------------------------------------------------------


def assign_reviewer(uow: UnitOfWork, case: CaseRecord, command: AssignReviewer) -> Result | Refusal:
    """Invite the reviewer, or say everything that stands in the way."""
    if refusal := _not_now(uow, case, command):
        return refusal
    if case.definition.direction.review is None:
        return Refusal("not-editable", "nothing lays down how cases of this direction are reviewed")
    if command.beyond and is_blank(command.reason or ""):
        return transitions.refuse_value("/reason", "more cases than a reviewer takes at most ask for a reason")
    if missing := tuple(_missing(uow, case, command)):
        said = f"{command.reviewer} cannot be invited: {'; '.join(lack.problem for lack in missing)}"
        remedies = tuple(sorted({lack.remedy for lack in missing if lack.remedy}))
        return Refusal("needs-unmet", said, missing=missing, roles=("coordinator",), remedies=remedies)
    note = {"status": "invited", "automatic": command.automatic, "reason": command.reason}
    return _noted(uow, case, command.reviewer, note, "case.reviewer-assigned", command)


def answer_invitation(uow: UnitOfWork, case: CaseRecord, command: AnswerInvitation) -> Result | Refusal:
    """Accept the invitation, or step back from it, before or after accepting it."""
    is_theirs = permissions.permits("answer-invitation", access.roles(command.actor, case))
    if command.actor.id != command.reviewer or not is_theirs:
        said, able = "an invitation is answered by: the reviewer invited", permissions.list_holders("answer-invitation")
        return Refusal("not-yours-to-make", said, roles=able)
    if not permissions.is_allowed_in("answer-invitation", case.definition.engine.lifecycle, case.state):
        return _closed(case)
    status = is_standing(uow, case, command.reviewer)
    if command.accepts and status != "invited":
        return transitions.refuse_value("/accepts", "this invitation is accepted already")
    if not command.accepts and is_blank(command.reason or ""):
        return transitions.refuse_value("/reason", "stepping back asks for a reason")
    note = {"status": "accepted" if command.accepts else "declined", "reason": command.reason}
    return _noted(uow, case, command.reviewer, note, "case.reviewer-responded", command)


def unassign_reviewer(uow: UnitOfWork, case: CaseRecord, command: UnassignReviewer) -> Result | Refusal:
    """Take the case from a reviewer who is invited or has accepted."""
    if refusal := _not_now(uow, case, command):
        return refusal
    if is_blank(command.reason):
        return transitions.refuse_value("/reason", "taking a case from a reviewer asks for a reason")
    if is_standing(uow, case, command.reviewer) not in access.ASSIGNED:
        return transitions.refuse_value("/reviewer", f"{command.reviewer} is not assigned to this case")
    return remove_assignments(uow, case, command.reviewer, command, command.reason)


def remove_assignments(uow: UnitOfWork, case: CaseRecord, reviewer: str, command: OnCase, reason: str) -> Result:
    """Note that someone no longer reviews the case."""
    return _noted(uow, case, reviewer, {"status": "removed", "reason": reason}, "case.reviewer-unassigned", command)


def is_standing(uow: UnitOfWork, case: CaseRecord, reviewer: str) -> str | None:
    """How a reviewer stands to the case now; None if never assigned."""
    note = notes.find_assignments(uow.notes(ASSIGNMENTS, case)).get(reviewer)
    return None if note is None else str(note["status"])


def _not_now(uow: UnitOfWork, case: CaseRecord, command: OnCase) -> Refusal | None:
    roles = access.roles(command.actor, case)
    if refusal := permissions.check_permission("assign-reviewer", roles, "reviewers are assigned by"):
        return refusal
    return (
        None
        if permissions.is_allowed_in("assign-reviewer", case.definition.engine.lifecycle, case.state)
        else _closed(case)
    )


def _closed(case: CaseRecord) -> Refusal:
    return Refusal("not-editable", f"the reviewers cannot be changed while the case is {case.state}")


def _missing(uow: UnitOfWork, case: CaseRecord, command: AssignReviewer) -> Iterator[Unmet]:
    reviewer = uow.reviewer(command.reviewer)
    if reviewer is None or not reviewer.active or not reviewer.may_review(case.call):
        yield Unmet("not-in-pool", f"is not in the pool of reviewers for {case.call}", pointer="/reviewer")
        return
    if is_standing(uow, case, command.reviewer) in access.ASSIGNED:
        yield Unmet("assigned-already", "is assigned to this case already", pointer="/reviewer")
    if reviewer.load >= reviewer.most and not command.beyond:
        said = "has as many cases as they take at most"
        yield Unmet("no-more-cases", said, pointer="/reviewer", remedy="beyond")
    for ground, status in in_conflict(uow, case, reviewer).items():
        remedy = "settlement" if status == "suspected" else None
        said = f"has a conflict of interest that is {status}: {conflict_detection.FOUND.get(ground, ground)}"
        yield Unmet(f"conflict-{status}", f"{said} ({ground})", pointer="/reviewer", remedy=remedy)


def in_conflict(uow: UnitOfWork, case: CaseRecord, reviewer: Listed) -> dict[str, str]:
    """The conflicts of interest that keep a reviewer from the case, by ground: noted and not dismissed, or found just now."""
    noted = notes.find_conflicts(uow.notes(CONFLICTS, case))
    known = {ground: str(note["status"]) for (person, ground), note in noted.items() if person == reviewer.person}
    fresh = {ground: "suspected" for ground in uow.grounds(case, reviewer) if ground not in known}
    return {ground: status for ground, status in (known | fresh).items() if status != "dismissed"}


def _noted(uow: UnitOfWork, case: CaseRecord, reviewer: str, told: Note, action: str, command: OnCase) -> Result:
    before = is_standing(uow, case, reviewer) in access.ASSIGNED
    after = told["status"] in access.ASSIGNED
    note = {"reviewer": reviewer, "automatic": False, **told}
    receipt = transitions.record_note(uow, case, ASSIGNMENTS, action, note, command)
    uow.pending.loads[reviewer] += after - before
    case.reviewers = case.reviewers | {reviewer} if after else case.reviewers - {reviewer}
    return receipt


# Reading ---------------------------------------------------------------------------------------------------------------


def list_assignments(session: Session, actor: Actor, ref: str) -> list[AssignmentEntry]:
    """How every reviewer stands to a case, or for a reviewer how they do themselves. Raises NotFound, NotAllowed."""
    row = queries.load_visible_row(session, actor, ref)
    roles = access.roles(actor, row)
    permissions.require("read-reviewing", roles, "who reviews a case is told to")
    latest = notes.find_assignments(notes.load_notes(session.connection(), ASSIGNMENTS, [row.id]).get(row.id, ()))
    if not visibility.is_inside(roles):
        latest = {person: note for person, note in latest.items() if person == actor.id}
    names = dict(session.execute(select(PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.id.in_(list(latest)))).all())
    reviews = notes.load_notes(session.connection(), REVIEWS, [row.id]).get(row.id, ())
    written = {note["reviewer"] for note in reviews}
    return [_assigned(note, names.get(reviewer, ""), reviewer in written) for reviewer, note in latest.items()]


def _assigned(note: Note, name: str, reviewed: bool) -> AssignmentEntry:
    told = {column: note[column] for column in ("reviewer", "status", "automatic", "reason", "number")}
    return AssignmentEntry(**told, name=name, reviewed=reviewed)  # type: ignore[arg-type]  # the columns of the table


def list_mine(session: Session, actor: Actor) -> list[OwnAssignment]:
    """The cases that somebody is assigned to, the most urgent first."""
    theirs = access.select_reviewers().subquery("assigned")
    query = (
        select(CASES)
        .join_from(CASES, theirs, theirs.c.case_id == CASES.c.id)
        .where(theirs.c.person == actor.id, access.visible(actor))
        .order_by(CASES.c.due_at.is_(None), CASES.c.due_at, CASES.c.id)
    )
    rows = session.execute(query).all()
    connection, ids = session.connection(), [row.id for row in rows]
    latest = {
        number: notes.find_assignments(found)
        for number, found in notes.load_notes(connection, ASSIGNMENTS, ids).items()
    }
    written = {
        number
        for number, found in notes.load_notes(connection, REVIEWS, ids).items()
        for note in found
        if note["reviewer"] == actor.id
    }
    return [
        OwnAssignment(
            case=row.ref,
            title=row.title,
            call=row.call,
            direction=row.direction,
            state=row.state,
            due_at=row.due_at,
            version=row.version,
            status=str(latest[row.id][actor.id]["status"]),
            reviewed=row.id in written,
        )
        for row in rows
    ]
