"""What needs somebody now: the cases whose next step is theirs, as far as the rows of the database can tell.

A step is a move onward that is first of all theirs to make, when what it needs of others is there; filing, when their side is
to file; answering, reviewing and assigning, where reviewers are concerned. A case whose deadline passed and was handed to
people (its clock is stopped) is late. The rules themselves are judged when the case is opened, not for a whole list.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, Table, and_, exists, false, func, literal, or_, select
from sqlalchemy import case as when
from sqlmodel import Session

from states.call import Direction
from states.lifecycle import Lifecycle, Move
from workflow import access, demand, editions, masks, permissions, queries
from workflow.actors import Actor
from workflow.queries import Summary
from workflow.tables import ASSIGNMENTS, CASES, REVIEWS

MOST = 99


@dataclass(frozen=True, slots=True)
class Task:
    """A case that needs somebody: `step` is a move, or file, answer, give-review, assign, compare, or look (it is late)."""

    case: Summary
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


def tasks(session: Session, actor: Actor, *, limit: int = 50) -> list[Task]:
    """The cases that need an actor, the late ones first, then by when they fall due."""
    steps = _steps(session, actor)
    if not steps:
        return []
    is_late = _late(session, actor)
    step = when(*((condition, name) for name, condition in steps), (is_late, "look"), else_="")
    needing = or_(is_late, *(condition for _, condition in steps))
    columns = (CASES.c.id, *(CASES.c[name] for name in Summary.__slots__), CASES.c.edition, *access.ties(actor))
    query = select(*columns, step.label("step"), when((is_late, 1), else_=0).label("late"))
    query = query.where(access.visible(actor), needing)
    query = query.order_by(when((is_late, 0), else_=1), CASES.c.due_at.is_(None), CASES.c.due_at, CASES.c.id)
    return [_task(session, actor, row) for row in session.execute(query.limit(limit))]


def count(session: Session, actor: Actor) -> int:
    """How many cases need an actor, counted up to one beyond `MOST`."""
    steps = _steps(session, actor)
    if not steps:
        return 0
    needing = or_(_late(session, actor), *(condition for _, condition in steps))
    found = select(CASES.c.id).where(access.visible(actor), needing).limit(MOST + 1).subquery()
    counted: int = session.execute(select(func.count()).select_from(found)).scalar_one()
    return counted


def coming(session: Session, actor: Actor, *, since: datetime, until: datetime) -> list[Coming]:
    """What falls due between two instants of what an actor may see, the next first."""
    both = ~demand.one_sided()
    columns = (CASES.c.due_at, CASES.c.call, CASES.c.direction, CASES.c.deadline, CASES.c.state)
    query = select(*columns, both.label("both"), func.count().label("cases"))
    query = query.where(CASES.c.due_at >= since, CASES.c.due_at < until)
    query = query.where(access.visible(actor), masks.may_know_due(session, actor))
    rows = session.execute(query.group_by(*columns, both).order_by(CASES.c.due_at)).all()
    return [
        Coming(row.due_at, row.call, row.direction, row.deadline, row.state, bool(row.both), row.cases) for row in rows
    ]


def waiting(session: Session, actor: Actor) -> dict[str, int]:
    """How many of the cases that go on wait for whom, of those an actor may see; told to staff alone."""
    both = CASES.c.counterpart > 0
    query = select(CASES.c.call, CASES.c.state, both.label("both"), func.count().label("cases"))
    query = query.where(access.visible(actor), access.knowing_state(actor), CASES.c.state.in_(_going_on(session)))
    found: Counter[str] = Counter()
    for row in session.execute(query.group_by(CASES.c.call, CASES.c.state, both)):
        frame = next(iter(editions.newest(session, row.call).values()))
        found[_awaited(frame.direction.lifecycle, row.state, bool(row.both))] += row.cases
    return dict(found.most_common())


def _awaited(lifecycle: Lifecycle, state: str, both: bool) -> str:
    """Who makes the next step onward from a state."""
    if "counterpart" in lifecycle.states[state].open_to and not both:
        return "partner"
    if state in lifecycle.reviewed_in:
        return "reviewer"
    onward = (move for move in lifecycle.moves_from(state).values() if _is_onward(move))
    return next((move.by[0] for move in onward), "coordinator")


def _is_onward(move: Move) -> bool:
    """Whether a move leads on: people make it, and whoever makes it need not say why."""
    return move.by != ("system",) and "reason" not in move.asks


def _steps(session: Session, actor: Actor) -> list[tuple[str, ColumnElement[bool]]]:
    """Each step that can be an actor's, with the cases that it can be taken on."""
    found: dict[str, list[ColumnElement[bool]]] = {}
    for code in editions.codes(session):
        roles = actor.roles_in(code)
        for direction, codes in _alike(session, code):
            here = and_(CASES.c.call == code, CASES.c.direction.in_(codes)) if codes else CASES.c.call == code
            for state in direction.lifecycle.states:
                for step, condition in _from(direction, state, actor, roles):
                    found.setdefault(step, []).append(and_(here, CASES.c.state == state, condition))
    return [(step, or_(*conditions)) for step, conditions in found.items()]


def _alike(session: Session, call: str) -> list[tuple[Direction, list[str]]]:
    """The directions of a call that run the same lifecycle: one of them, and their codes; no codes where it is all of them."""
    alike: dict[tuple[int, int], tuple[Direction, list[str]]] = {}
    for code, frame in editions.newest(session, call).items():
        quorum = frame.direction.review.quorum if frame.direction.review is not None else 0
        alike.setdefault((id(frame.engine), quorum), (frame.direction, []))[1].append(code)
    found = list(alike.values())
    return found if len(found) > 1 else [(direction, []) for direction, _ in found]


def _from(
    direction: Direction, state: str, actor: Actor, roles: frozenset[str]
) -> Iterator[tuple[str, ColumnElement[bool]]]:
    lifecycle = direction.lifecycle
    quorum = direction.review.quorum if direction.review is not None else 0
    reviewed = state in lifecycle.reviewed_in
    if "reviewer" in roles and reviewed:
        yield "answer", CASES.c.id.in_(_mine(actor, "invited"))
        yield "give-review", and_(CASES.c.id.in_(_mine(actor, "accepted")), ~_reviewed_by(actor))
    if "partner" in roles and "counterpart" in lifecycle.states[state].open_to:
        yield "file", and_(_theirs(actor), CASES.c.counterpart == 0)
    if "coordinator" in roles and reviewed:
        yield "assign", ~_has(ASSIGNMENTS)
    if "coordinator" in roles and permissions.is_time("compare-filings", lifecycle, state):
        yield "compare", CASES.c.stale.is_(True)
    for name, move in lifecycle.moves_from(state).items():
        if move.by[0] in roles and _is_onward(move):
            yield name, and_(_related(actor, move.by[0]), *(_there(need, quorum) for need in move.needs))


def _related(actor: Actor, role: str) -> ColumnElement[bool]:
    """What a case must be to an actor for a role to count: their own, their partner's, or any that they see."""
    if role == "applicant":
        return CASES.c.owner == actor.id
    return _theirs(actor) if role == "partner" else CASES.c.id.is_not(None)


def _theirs(actor: Actor) -> ColumnElement[bool]:
    partners = [granted.partner for granted in actor.grants if granted.role == "partner"]
    named = [CASES.c.partner == partner for partner in partners if partner is not None]
    return or_(false(), *named, *([CASES.c.partner.is_(None)] if None in partners else []))


def _there(need: str, quorum: int) -> ColumnElement[bool]:
    """Whether what a move needs of other people is there."""
    match need:
        case "counterpart-filed":
            return CASES.c.counterpart > 0
        case "filings-consistent":
            return CASES.c.stale.is_(False)
        case "counterpart-in-time":
            return CASES.c.counterpart_at.is_not(None)
        case "quorum-reached":
            counted = select(func.count(func.distinct(REVIEWS.c.reviewer))).where(REVIEWS.c.case_id == CASES.c.id)
            return and_(_has(ASSIGNMENTS), counted.scalar_subquery() >= quorum)
        case _:
            return CASES.c.id.is_not(None)


def _has(table: Table) -> ColumnElement[bool]:
    return exists(select(literal(1)).where(table.c.case_id == CASES.c.id))


def _mine(actor: Actor, status: str) -> Select[tuple[int]]:
    later = ASSIGNMENTS.alias("later_assignment")
    same = later.c.case_id == ASSIGNMENTS.c.case_id, later.c.reviewer == actor.id
    newer = exists(select(literal(1)).where(*same, later.c.number > ASSIGNMENTS.c.number))
    return select(ASSIGNMENTS.c.case_id).where(
        ASSIGNMENTS.c.reviewer == actor.id, ASSIGNMENTS.c.status == status, ~newer
    )


def _reviewed_by(actor: Actor) -> ColumnElement[bool]:
    mine = REVIEWS.c.case_id == CASES.c.id, REVIEWS.c.reviewer == actor.id
    return exists(select(literal(1)).where(*mine))


def _late(session: Session, actor: Actor) -> ColumnElement[bool]:
    """That a case's time ran out and people have to see to it, told to whoever coordinates it."""
    clauses: list[ColumnElement[bool]] = []
    for code in editions.codes(session):
        if "coordinator" not in actor.roles_in(code):
            continue
        lifecycle = next(iter(editions.newest(session, code).values())).engine.lifecycle
        timed = [name for name, state in lifecycle.states.items() if state.deadline is not None and not state.final]
        clauses.append(and_(CASES.c.call == code, CASES.c.state.in_(timed), CASES.c.due_at.is_(None)))
    return or_(false(), *clauses)


def _going_on(session: Session) -> list[str]:
    return sorted(
        {
            name
            for code in editions.codes(session)
            for frame in editions.newest(session, code).values()
            for name, state in frame.engine.lifecycle.states.items()
            if not state.final
        }
    )


def _task(session: Session, actor: Actor, row: Row[*tuple[object, ...]]) -> Task:
    return Task(queries.summary(session, actor, row), row.step, bool(row.late))
