"""What a deadline will do to a case as it now stands, by the very decision that the deadline will meet."""

from datetime import datetime

from sqlmodel import Session

from workflow import access, guards, redaction
from workflow.actors import Actor
from workflow.case_reader import CaseReader
from workflow.overview import queries


def foretell_state(session: Session, actor: Actor, ref: str, *, now: datetime) -> str | None:
    """The state to which its deadline will bring a case; None where none is ahead, or where that is not for the actor to know.

    Raises NotFound.
    """
    reader = CaseReader(session, [queries.load_visible_row(session, actor, ref)])
    [standing] = reader.cases
    guards.fast_forward(reader, standing, now)
    view = redaction.build_redactor(access.roles(actor, standing), standing.definition.engine.lifecycle)
    if standing.due_at is None or view.is_veiled(standing.state):
        return None
    decision, _ = guards.evaluate_timeout(reader, standing, standing.due_at)
    return view.state(decision.target)
