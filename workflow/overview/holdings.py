"""What quota lines hold, as far as somebody may know it.

Two kinds of cases are not counted: those that a conflict of interest keeps from somebody, and those whose state is not
told to them yet, such as a recommended award. From a total that held them one could tell them by subtraction.
"""

from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlmodel import Session

from workflow import access, redaction, set_aside
from workflow.actors import Actor
from workflow.lines import QuotaLine
from workflow.tables import CASES, LINES, RESERVATIONS


def load_lines(session: Session, actor: Actor, call: str) -> list[QuotaLine]:
    """The quota lines of a call by name, with what the cases hold of which the actor may know.

    A line that cannot be read is left out.
    """
    kept = _kept_from(session, actor, call)
    found = []
    query = select(LINES).where(LINES.c.call == call).order_by(LINES.c.line)
    for row in set_aside.read_rows(session, query, "lines", _name_line):
        line = QuotaLine(*row)
        hidden = kept.get(line.line, (0, 0))
        if hidden is None:
            continue
        cases, funds = hidden
        line.cases_held -= cases
        line.funds_held -= funds
        found.append(line)
    return found


def _name_line(row: Row[*tuple[Any, ...]]) -> str:
    return f"{row[0]!s} {set_aside.name_value(row[1])}"


def _kept_from(session: Session, actor: Actor, call: str) -> dict[str, tuple[int, int] | None]:
    """By line, how many cases hold how much of it of which the actor may not know; None if that cannot be read."""
    recused = and_(CASES.c.id.in_(access.select_recused_from(actor)), ~access.visible(actor))
    hidden = select(CASES.c.id).where(or_(recused, ~redaction.knows_of_place(session, actor)), CASES.c.call == call)
    query = select(RESERVATIONS.c.line, func.count(), func.sum(RESERVATIONS.c.funds))
    query = query.where(RESERVATIONS.c.call == call, RESERVATIONS.c.case_id.in_(hidden)).group_by(RESERVATIONS.c.line)
    return {
        row[0]: (int(row[1]), int(row[2])) if set_aside.is_readable(row) else None for row in session.execute(query)
    }
