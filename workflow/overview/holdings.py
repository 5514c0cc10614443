"""What quota lines hold, as far as somebody may know it.

Two kinds of cases are not counted: those that a conflict of interest keeps from somebody, and those whose state is not
told to them yet, such as a recommended award. From a total that held them one could tell them by subtraction.
"""

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session

from workflow import access, redaction
from workflow.actors import Actor
from workflow.lines import QuotaLine
from workflow.tables import CASES, LINES, RESERVATIONS


def load_lines(session: Session, actor: Actor, call: str) -> list[QuotaLine]:
    """The quota lines of a call by name, with what the cases hold of which the actor may know."""
    kept = _kept_from(session, actor, call)
    found = []
    for row in session.execute(select(LINES).where(LINES.c.call == call).order_by(LINES.c.line)):
        line = QuotaLine(*row)
        cases, funds = kept.get(line.line, (0, 0))
        line.cases_held -= cases
        line.funds_held -= funds
        found.append(line)
    return found


def _kept_from(session: Session, actor: Actor, call: str) -> dict[str, tuple[int, int]]:
    """By line, how many cases hold how much of it of which the actor may not know."""
    recused = and_(CASES.c.id.in_(access.select_recused_from(actor)), ~access.visible(actor))
    hidden = select(CASES.c.id).where(or_(recused, ~redaction.knows_of_place(session, actor)), CASES.c.call == call)
    query = select(RESERVATIONS.c.line, func.count(), func.sum(RESERVATIONS.c.funds))
    query = query.where(RESERVATIONS.c.call == call, RESERVATIONS.c.case_id.in_(hidden)).group_by(RESERVATIONS.c.line)
    return {line: (int(cases), int(funds)) for line, cases, funds in session.execute(query)}
