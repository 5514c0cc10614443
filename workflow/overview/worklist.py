"""What lies on somebody's desk: the cases that need them now, what falls due, and whom the rest waits for."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, func, select, true, union
from sqlalchemy import case as when
from sqlmodel import Session

from states.lifecycle import Lifecycle
from workflow import access, case_counters, editions, set_aside
from workflow.actors import Actor
from workflow.overview import queries, worklist_rules
from workflow.overview.queries import CaseSummary
from workflow.overview.worklist_rules import WorklistRule
from workflow.tables import CASES

MOST = 99


@dataclass(frozen=True, slots=True)
class Task:
    """A case that needs somebody.

    `step` is a transition, or file, answer, give-review, assign, examine, compare, or look (it is late).
    """

    case: CaseSummary
    step: str
    late: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """How many cases fall due at one instant in one state, and the state their deadline would bring them to."""

    at: datetime
    call: str
    direction: str
    deadline: str | None
    state: str
    both_filed: bool
    cases: int


def list_tasks(session: Session, actor: Actor, put_off: Collection[int] = (), *, limit: int = 50) -> list[Task]:
    """The cases that need an actor, but for those put off: the late ones first, then by when they fall due."""
    found = worklist_rules.rules_for(session, actor)
    tasks: dict[str, Task] = {}
    for those, part in worklist_rules.parts(found):
        steps = [*those, *found] if those[0].step != worklist_rules.LATE else found
        here = and_(part, _here(put_off))
        for task in _taken(session, actor, here, steps, is_late=those[0].step == worklist_rules.LATE, limit=limit):
            tasks.setdefault(task.case.ref, task)
    return sorted(tasks.values(), key=_pressing)[:limit]


def _taken(
    session: Session,
    actor: Actor,
    part: ColumnElement[bool],
    steps: Sequence[WorklistRule],
    *,
    is_late: bool,
    limit: int,
) -> list[Task]:
    """Cases of a part, the next to fall due first, each with the first of the steps that it is time for."""
    step = when(*((turn.case, turn.step) for turn in steps))
    columns = (CASES.c.id, *(CASES.c[name] for name in queries.SHOWN), CASES.c.edition, *access.relation_columns(actor))
    query = select(*columns, step.label("step")).where(access.visible(actor), part)
    query = query.order_by(CASES.c.due_at.is_(None), CASES.c.due_at, CASES.c.id).limit(limit)
    found = session.execute(query)
    return list(
        set_aside.keep_sound(
            session,
            "cases",
            found,
            lambda row: Task(queries.build_summary(session, actor, row), row.step, is_late),
            lambda row: row.ref,
        )
    )


def _pressing(task: Task) -> tuple[bool, bool, datetime, str]:
    due = task.case.due_at
    return not task.late, due is None, due or datetime.max.replace(tzinfo=UTC), task.case.ref


def count_tasks(session: Session, actor: Actor, put_off: Collection[int] = ()) -> int:
    """How many cases need an actor, but for those put off, counted up to one beyond `MOST`."""
    seen = and_(access.visible(actor), _here(put_off))
    parts = worklist_rules.parts(worklist_rules.rules_for(session, actor))
    if not parts:
        return 0
    some = (select(CASES.c.id).where(seen, part).limit(MOST + 1).subquery() for _, part in parts)
    needing = union(*(select(one.c.id) for one in some)).subquery()
    counted: int = session.execute(select(func.count()).select_from(needing)).scalar_one()
    return min(counted, MOST + 1)


def _here(put_off: Collection[int]) -> ColumnElement[bool]:
    """That a case is none of these; said only where there are some, for an index leads to the others."""
    return CASES.c.id.not_in(put_off) if put_off else true()


def list_coming(session: Session, actor: Actor, since: datetime, until: datetime) -> list[Coming]:
    """What falls due between two instants of what an actor may see, the next first."""
    seen = case_counters.select_visible(session, actor)
    alike = [seen.c[name] for name in ("due_at", "call", "direction", "deadline", "state")]
    both_filed = seen.c.sides != "one"
    query = select(*alike, both_filed.label("both_filed"), func.sum(seen.c.cases).label("cases")).where(
        seen.c.state.in_(_going_on(session)), seen.c.knows_due, seen.c.due_at >= since, seen.c.due_at < until
    )
    found = session.execute(query.group_by(*alike, both_filed).order_by(*alike, both_filed))
    return [
        Coming(
            row.due_at, row.call, row.direction, row.deadline or None, row.state, bool(row.both_filed), int(row.cases)
        )
        for row in filter(set_aside.is_readable, found)
        if row.cases
    ]


def list_waiting(session: Session, actor: Actor) -> dict[str, int]:
    """How many of the cases that go on wait for whom, of those an actor may see; told to staff alone."""
    seen = case_counters.select_visible(session, actor)
    alike = seen.c.call, seen.c.state, seen.c.sides == "both"
    query = select(*alike, func.sum(seen.c.cases)).where(seen.c.state.in_(_going_on(session)), seen.c.knows)
    found: Counter[str] = Counter()
    for call, state, both, cases in filter(set_aside.is_readable, session.execute(query.group_by(*alike))):
        lifecycle = next(iter(editions.load_newest(session, call).values())).direction.lifecycle
        found[_awaited(lifecycle, state, bool(both))] += int(cases)
    return {who: cases for who, cases in found.most_common() if cases}


def _awaited(lifecycle: Lifecycle, state: str, both: bool) -> str:
    """Who makes the next step onward from a state."""
    if "counterpart" in lifecycle.states[state].open_to and not both:
        return "partner"
    if state in lifecycle.reviewed_in:
        return "reviewer"
    onward = (
        transition for transition in lifecycle.transitions_from(state).values() if worklist_rules.is_onward(transition)
    )
    return next((transition.by[0] for transition in onward), "coordinator")


def _going_on(session: Session) -> list[str]:
    return sorted(
        {
            name
            for code in editions.list_codes(session)
            for definition in editions.load_newest(session, code).values()
            for name, state in definition.engine.lifecycle.states.items()
            if not state.final
        }
    )
