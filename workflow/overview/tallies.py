"""What a call has come to: for each direction how many cases got how far, and the money that the awards hold."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session

from workflow import access, canonical, editions, set_aside
from workflow.actors import Actor
from workflow.tables import CASES, EVENTS, LINES, RESERVATIONS


@dataclass(frozen=True, slots=True)
class Count:
    """The figures of a direction or of a call. Received and reviewed count what ever was, the others what is now.

    Money is in whole yuan: what awards hold, and what they may hold at most.
    """

    received: int = 0
    lapsed: int = 0
    unilateral: int = 0
    ineligible: int = 0
    reviewed: int = 0
    awarded: int = 0
    declined: int = 0
    funds: int = 0
    funds_limit: int = 0

    def plain(self) -> dict[str, int]:
        """The figures as JSON values, without the limit."""
        return {name: value for name, value in asdict(self).items() if name != "funds_limit"}


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of a call: by direction, in the call's order, and in all."""

    directions: dict[str, Count]
    total: Count

    def plain(self) -> dict[str, object]:
        """The tally as JSON values."""
        rows = [{"code": code} | count.plain() for code, count in self.directions.items()]
        return {"directions": rows, "total": self.total.plain()}


def tally(session: Session, call_code: str, *, actor: Actor) -> Tally:
    """Count the cases of a call that an actor may see, and the money they hold. Raises NotFound for no such call."""
    definitions = editions.load_newest(session, call_code)
    seen = and_(CASES.c.call == call_code, access.visible(actor))
    states = _states(session, seen)
    ever = _ever(session, call_code, seen)
    funds = _funds(session, call_code, seen)
    counts = {
        code: Count(
            received=ever[code, "submit"],
            lapsed=states[code, "lapsed"],
            unilateral=states[code, "unilateral"],
            ineligible=states[code, "ineligible"],
            reviewed=ever[code, "review"],
            awarded=states[code, "awarded"],
            declined=states[code, "declined"],
            funds=funds[code][0],
            funds_limit=funds[code][1],
        )
        for code in sorted(definitions, key=lambda code: definitions[code].direction.ordinal)
    }
    return Tally(counts, _sum(counts.values()))


def _states(session: Session, seen: ColumnElement[bool]) -> Counter[tuple[str, str]]:
    query = select(CASES.c.direction, CASES.c.state, func.count()).where(seen)
    rows = session.execute(query.group_by(CASES.c.direction, CASES.c.state))
    return Counter({(direction, state): number for direction, state, number in rows})


def _ever(session: Session, call: str, seen: ColumnElement[bool]) -> Counter[tuple[str, str]]:
    """How many cases of each direction a transition was ever made on, by direction and transition, as the trail tells it."""
    cases = session.execute(select(CASES.c.id, CASES.c.direction).where(seen))
    of = {case.id: case.direction for case in cases}
    query = select(EVENTS.c.case_id, EVENTS.c.body).where(EVENTS.c.call == call, EVENTS.c.action == "case.transitioned")
    events = session.execute(query.order_by(EVENTS.c.seq).execution_options(yield_per=2000))
    made = set(
        set_aside.keep_sound(
            session,
            "events",
            events,
            lambda row: (row.case_id, _transition(row.body)),
            lambda row: f"of case {row[0]!r}",
        )
    )
    return Counter((of[case], transition) for case, transition in made if case in of)


def _transition(body: str) -> str:
    event = canonical.loads(body)
    assert isinstance(event, dict), "an event is always an object"
    return str(event["data"]["transition"])


def _funds(session: Session, call: str, seen: ColumnElement[bool]) -> dict[str, tuple[int, int]]:
    """What is held of each line by the cases that are seen, and its limit."""
    query = select(RESERVATIONS.c.line, func.sum(RESERVATIONS.c.funds))
    query = query.join_from(RESERVATIONS, CASES, RESERVATIONS.c.case_id == CASES.c.id).where(seen)
    held = dict(session.execute(query.group_by(RESERVATIONS.c.line)).all())
    limits = select(LINES.c.line, LINES.c.funds_limit).where(LINES.c.call == call)
    found = filter(set_aside.is_readable, session.execute(limits))
    return {line: (int(held.get(line, 0)), limit or 0) for line, limit in found}


def _sum(counts: Iterable[Count]) -> Count:
    columns = [asdict(count) for count in counts]
    return Count(**{one.name: sum(column[one.name] for column in columns) for one in fields(Count)})
