"""How the cases of a call stand against its places and money: those that an actor may see, counted by where they stand.

What is hidden of a case is hidden of its count: states are told as they are shown, and what is not to be known of a due
instant is left out.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select
from sqlmodel import Session

from states import stages
from workflow import case_counters, editions, redaction, set_aside
from workflow.actors import Actor
from workflow.case_counters import NEVER
from workflow.tables import CASES


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
    """Every case of a call that an actor may see, in groups. Raises NotFound for no such call."""
    definitions = editions.load_newest(session, call)
    seen = case_counters.select_visible(session, actor)
    by = [seen.c[name] for name in ("direction", "topic", "state", "due_at", "sides", "knows")]
    figures = func.sum(seen.c.cases).label("cases"), func.sum(seen.c.funds).label("funds")
    query = select(*by, *figures).where(seen.c.call == call).group_by(*by)
    cases: Counter[tuple[str, str | None, str, datetime | None, bool]] = Counter()
    funds = cases.copy()
    for row in filter(set_aside.is_readable, session.execute(query)):
        if row.direction not in definitions or row.state not in definitions[row.direction].engine.lifecycle.states:
            continue  # the case is set aside wherever it is listed; it is counted nowhere until it is repaired
        view = redaction.Redactor(definitions[row.direction].engine.lifecycle, bool(row.knows), knows_inside=False)
        due_at = None if row.due_at == NEVER or view.is_veiled(row.state) else row.due_at
        key = row.direction, row.topic or None, view.state(row.state), due_at, row.sides == "one"
        cases[key] += int(row.cases)
        funds[key] += int(row.funds)
    return [Group(*key, number, funds[key]) for key, number in cases.items() if number]


def asked(session: Session, actor: Actor, call: str) -> dict[str, int]:
    """By direction, the money asked for by the cases that compete for its places, of those that an actor may see."""
    seen = case_counters.select_visible(session, actor)
    query = select(seen.c.direction, func.sum(seen.c.asked)).where(seen.c.call == call, _competing(session, call, seen))
    found = filter(set_aside.is_readable, session.execute(query.group_by(seen.c.direction)))
    return {direction: int(yuan) for direction, yuan in found if yuan}


def one_sided() -> ColumnElement[bool]:
    """That a case's counterpart has neither submitted its filing here nor, as far as is known, filed with its own authority.

    The same as `sides.sides_of` says of one case.
    """
    return and_(CASES.c.counterpart_filed == 0, CASES.c.counterpart_at.is_(None))


def _competing(session: Session, call: str, seen: Subquery) -> ColumnElement[bool]:
    alike: dict[tuple[str, ...], list[str]] = {}
    for code, definition in editions.load_newest(session, call).items():
        lifecycle = definition.engine.lifecycle
        alike.setdefault(stages.from_place(lifecycle, stages.is_contested(lifecycle)), []).append(code)
    return or_(*(and_(seen.c.direction.in_(codes), seen.c.state.in_(states)) for states, codes in alike.items()))


def total(found: Iterable[Group]) -> int:
    """How many cases some groups are."""
    return sum(group.cases for group in found)
