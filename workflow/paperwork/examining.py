"""The examination of a whole direction: its cases that can be examined, and how each clause that people judge stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from workflow import access, editions, evidence, permissions, set_aside
from workflow.actors import Actor
from workflow.errors import NoSuchThing
from workflow.reading import Reader
from workflow.standing import Standing
from workflow.tables import CASES

PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A case, by clause how it stands, and how many clauses people have still to judge before it goes on to review."""

    ref: str
    title: str
    state: str
    version: int
    clauses: Mapping[str, str]
    unjudged: int


@dataclass(frozen=True, slots=True)
class Page:
    """The clauses of a direction that people judge, a page of its cases, and the key of the next page if there is one."""

    clauses: tuple[str, ...]
    cases: tuple[Line, ...]
    next: int | None


def load_page(session: Session, actor: Actor, call: str, code: str, *, now: datetime, after: int = 0) -> Page:
    """A page of a direction's cases that can be examined, oldest first, of those an actor sees as staff.

    Raises NoSuchThing, NotAllowed.
    """
    frame = editions.newest(session, call).get(code)
    if frame is None:
        raise NoSuchThing(f"there is no direction {code!r} in {call}")
    permissions.require("know-inside", actor.roles_in(call), "what people judged is read by")
    direction = frame.direction
    states = permissions.states("examine-case", direction.lifecycle)
    query = select(CASES, *access.ties(actor)).where(access.visible(actor), access.knowing_state(actor))
    query = query.where(CASES.c.call == call, CASES.c.direction == code, CASES.c.state.in_(states), CASES.c.id > after)
    rows = session.execute(query.order_by(CASES.c.id).limit(PAGE + 1)).all()
    reader = Reader(session, rows[:PAGE])
    titles = {row.ref: row.title for row in rows}

    def build(case: Standing) -> Line:
        facts = evidence.facts(reader, case, ("examined",), {}, now)
        stands = {rule: rule.stands(facts).status for rule in case.frame.direction.for_people}
        unjudged = sum(status == "waiting" for rule, status in stands.items() if rule.is_examined)
        clauses = {rule.id: status for rule, status in stands.items()}
        return Line(case.ref, titles[case.ref], case.state, case.version, clauses, unjudged)

    lines = set_aside.keep_sound(session, "cases", reader.cases, build, lambda case: case.ref)
    last = rows[PAGE - 1].id if len(rows) > PAGE else None
    return Page(tuple(rule.id for rule in direction.for_people), tuple(lines), last)
