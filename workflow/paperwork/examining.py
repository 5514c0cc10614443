"""The examination of a whole direction: its cases that can be examined, and how each clause that people judge stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from workflow import access, case_facts, editions, permissions, set_aside
from workflow.actors import Actor
from workflow.case_reader import CaseReader
from workflow.case_record import CaseRecord
from workflow.errors import NotFound
from workflow.tables import CASES

PAGE = 100


@dataclass(frozen=True, slots=True)
class ExaminationRow:
    """A case, by clause how it stands, and how many clauses people have still to judge before it goes on to review."""

    ref: str
    title: str
    state: str
    version: int
    clauses: Mapping[str, str]
    unjudged: int


@dataclass(frozen=True, slots=True)
class ExaminationPage:
    """The clauses of a direction that people judge, a page of its cases, and the key of the next page if there is one."""

    clauses: tuple[str, ...]
    cases: tuple[ExaminationRow, ...]
    next: int | None


def load_page(
    session: Session, actor: Actor, call: str, code: str, *, now: datetime, after: int = 0
) -> ExaminationPage:
    """A page of a direction's cases that can be examined, oldest first, of those an actor sees as staff.

    Raises NotFound, NotAllowed.
    """
    definition = editions.load_newest(session, call).get(code)
    if definition is None:
        raise NotFound(f"there is no direction {code!r} in {call}")
    permissions.require("know-inside", actor.roles_in(call), "what people judged is read by")
    direction = definition.direction
    states = permissions.list_states("examine-case", direction.lifecycle)
    query = select(CASES, *access.relation_columns(actor)).where(access.visible(actor), access.may_know_state(actor))
    query = query.where(CASES.c.call == call, CASES.c.direction == code, CASES.c.state.in_(states), CASES.c.id > after)
    rows = session.execute(query.order_by(CASES.c.id).limit(PAGE + 1)).all()
    reader = CaseReader(session, rows[:PAGE])
    titles = {row.ref: row.title for row in rows}

    def build(case: CaseRecord) -> ExaminationRow:
        facts = case_facts.gather_facts(reader, case, ("examined",), {}, now)
        stands = {rule: rule.stands(facts).status for rule in case.definition.direction.for_people}
        unjudged = sum(status == "waiting" for rule, status in stands.items() if rule.is_examined)
        clauses = {rule.id: status for rule, status in stands.items()}
        return ExaminationRow(case.ref, titles[case.ref], case.state, case.version, clauses, unjudged)

    lines = set_aside.keep_sound(session, "cases", reader.cases, build, lambda case: case.ref)
    last = rows[PAGE - 1].id if len(rows) > PAGE else None
    return ExaminationPage(tuple(rule.id for rule in direction.for_people), tuple(lines), last)
