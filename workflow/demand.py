"""How the cases of a call stand against its places and money: those that an actor may see, counted by where they stand.

What is hidden of a case is hidden of its count: states are told as they are shown, and what is not to be known of a due
instant is left out.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, BigInteger, ColumnElement, and_, cast, func, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session

from states import stages
from workflow import access, editions, masks
from workflow.actors import Actor
from workflow.tables import CASES, REVISIONS

_BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that stand alike: where, until when, and whether only the home side has filed; how many they are.

    `funds` is the money that their awards hold, in yuan.
    """

    direction: str
    topic: str | None
    state: str
    due_at: datetime | None
    one_sided: bool
    cases: int
    funds: int


def groups(session: Session, actor: Actor, call: str) -> list[Group]:
    """Every case of a call that an actor may see, in groups. Raises NoSuchThing for no such call."""
    frames = editions.newest(session, call)
    knows = access.knowing_state(actor)
    columns = (CASES.c.direction, CASES.c.topic, CASES.c.state, CASES.c.due_at, CASES.c.amount)
    seen = select(*columns, one_sided().label("one"), knows.label("knows"))
    rows = seen.where(CASES.c.call == call, access.visible(actor)).subquery()
    by = [rows.c[name] for name in ("direction", "topic", "state", "due_at", "one", "knows")]
    query = select(*by, func.count().label("cases"), func.sum(rows.c.amount).label("funds")).group_by(*by)
    cases: Counter[tuple[str, str | None, str, datetime | None, bool]] = Counter()
    funds = cases.copy()
    for row in session.execute(query):
        view = masks.View(frames[row.direction].engine.lifecycle, bool(row.knows), knows_inside=False)
        due_at = None if view.is_veiled(row.state) else row.due_at
        key = row.direction, row.topic, view.state(row.state), due_at, bool(row.one)
        cases[key] += row.cases
        funds[key] += int(row.funds or 0)
    return [Group(*key, number, funds[key]) for key, number in cases.items()]


def asked(session: Session, actor: Actor, call: str) -> dict[str, int]:
    """By direction, the money asked for by the cases that compete for its places, of those that an actor may see."""
    home = and_(REVISIONS.c.case_id == CASES.c.id, REVISIONS.c.side == "home", REVISIONS.c.number == CASES.c.home)
    query = select(CASES.c.direction, func.sum(_budget(session))).join_from(CASES, REVISIONS, home)
    query = query.where(CASES.c.call == call, _competing(session, call), access.visible(actor))
    return {direction: int(yuan or 0) for direction, yuan in session.execute(query.group_by(CASES.c.direction))}


def one_sided() -> ColumnElement[bool]:
    """That a case's counterpart has neither filed here nor, as far as is known, with its own authority."""
    return and_(CASES.c.counterpart == 0, CASES.c.counterpart_at.is_(None))


def _competing(session: Session, call: str) -> ColumnElement[bool]:
    alike: dict[tuple[str, ...], list[str]] = {}
    for code, frame in editions.newest(session, call).items():
        lifecycle = frame.engine.lifecycle
        alike.setdefault(stages.from_place(lifecycle, stages.contested(lifecycle)), []).append(code)
    return or_(*(and_(CASES.c.direction.in_(codes), CASES.c.state.in_(states)) for states, codes in alike.items()))


def _budget(session: Session) -> ColumnElement[int]:
    """The support that a home filing asks for, read from its text by the database itself."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    body = cast(REVISIONS.c.body, JSONB) if is_postgresql else type_coerce(REVISIONS.c.body, JSON)
    return cast(body[_BUDGET].as_string(), BigInteger)


def total(found: Iterable[Group]) -> int:
    """How many cases some groups are."""
    return sum(group.cases for group in found)
