"""What quota lines hold, as far as somebody may know it.

Of the cases that a conflict of interest keeps from them nothing is counted: from a total that held them, who sees all the
other cases could tell by subtraction what they hold.
"""

from sqlalchemy import func, select
from sqlmodel import Session

from workflow import access
from workflow.actors import Actor
from workflow.lines import QuotaLine
from workflow.tables import CASES, LINES, RESERVATIONS


def load_lines(session: Session, actor: Actor, call: str) -> list[QuotaLine]:
    """The quota lines of a call by name, with what the cases hold that are not kept from the actor."""
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
    """By line, how many cases hold how much of it that the actor may not see for a conflict of interest."""
    hidden = select(CASES.c.id).where(CASES.c.id.in_(access.select_recused_from(actor)), ~access.visible(actor))
    query = select(RESERVATIONS.c.line, func.count(), func.sum(RESERVATIONS.c.funds))
    query = query.where(RESERVATIONS.c.call == call, RESERVATIONS.c.case_id.in_(hidden)).group_by(RESERVATIONS.c.line)
    return {line: (int(cases), int(funds)) for line, cases, funds in session.execute(query)}
