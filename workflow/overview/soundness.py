"""Which cases can be read and judged, and which of those that an actor sees cannot."""

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from workflow import access, case_record, guards, set_aside
from workflow.actors import Actor
from workflow.case_reader import CaseReader
from workflow.case_record import CaseRecord
from workflow.tables import CASES

_CARETAKERS = frozenset({"coordinator", "administrator", "auditor"})


def list_set_aside(session: Session, actor: Actor) -> list[str]:
    """The cases that cannot be read or judged, of those that an actor sees who could have them repaired."""
    if actor.roles.isdisjoint(_CARETAKERS):
        return []
    marked = {one.key for one in set_aside.marked(session) if one.subject == "cases"}
    refs = marked | list_reported(session)
    seen = select(CASES.c.ref).where(CASES.c.ref.in_(sorted(refs)), access.visible(actor)).order_by(CASES.c.ref)
    return list(session.execute(seen).scalars()) if refs else []


def list_reported(session: Session) -> set[str]:
    """The cases that this process met of late and that still cannot be read or judged."""
    found = {key for subject, key in set_aside.reported(session) if subject == "cases"}
    for ref in [ref for ref in found if is_sound(session, CASES.c.ref == ref)]:
        set_aside.forget(session, "cases", ref)
        found.discard(ref)
    return found


def _reader(session: Session, case: CaseRecord) -> CaseReader:
    reader = CaseReader(session, [])
    reader.take([case])
    return reader


def is_sound(session: Session, where: ColumnElement[bool]) -> bool:
    """Whether a case can be read, and judged by its deadline."""
    row = session.execute(select(*case_record.COLUMNS).where(where)).first()
    if row is None:
        return True
    try:
        case = case_record.build_record(session, list(row))
        if case.due_at is not None:
            guards.evaluate_timeout(_reader(session, case), case, case.due_at)
    except Exception as error:
        if not set_aside.is_fault_of_row(error):
            raise
        return False
    return True
