"""Whether the deadline of a case that waits for its counterpart is the partner's own, or the agency's that stands in for it."""

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session

from workflow import editions
from workflow.overview.queries import CaseSummary
from workflow.tables import PARTNER_DEADLINES
from workflow.tables.base import Unreadable

Label = Literal["partner", "stand-in"]


def label_deadlines(session: Session, cases: Iterable[CaseSummary]) -> dict[str, Label]:
    """By reference, of the cases that wait for their counterpart, whose deadline theirs is.

    It is the partner's own where that is known and the case is due then; while it is unknown ours stands in, by default.
    """
    waiting = [case for case in cases if case.partner is not None and _is_waiting(session, case)]
    known = PARTNER_DEADLINES.c
    query = select(known.call, known.direction, known.partner, known.at)
    found = session.execute(query.where(known.call.in_({case.call for case in waiting})))
    own = {(row.call, row.direction, row.partner): row.at for row in found}
    labels: dict[str, Label] = {}
    for case in waiting:
        at = own.get((case.call, case.direction, case.partner))
        if isinstance(at, Unreadable):
            continue
        if at is None:
            labels[case.ref] = "stand-in"
        elif at == case.due_at:
            labels[case.ref] = "partner"
    return labels


def _is_waiting(session: Session, case: CaseSummary) -> bool:
    definition = editions.load_newest(session, case.call).get(case.direction)
    return definition is not None and case.state in definition.engine.lifecycle.waiting_for_counterpart
