"""Published calls: each edition is kept whole in the database, and a case is judged for ever by the one it pins."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from sqlalchemy import func, insert, select
from sqlmodel import Session

from states import deadlines
from states.call import Call, Direction
from states.machine import Engine
from workflow import trail
from workflow.actors import Actor
from workflow.errors import ChangedEdition, NoSuchThing
from workflow.tables import DEADLINES, EDITIONS, LINES


class Pinned:
    """An edition ready for use: the call, and the machine of each of its directions."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.directions: Mapping[str, Direction] = {direction.code: direction for direction in call.directions}

    @cached_property
    def engines(self) -> Mapping[str, Engine]:
        """The machine of each direction; directions with the same lifecycle share one."""
        shared: dict[str, Engine] = {}
        return {
            code: shared.setdefault(direction.lifecycle.model_dump_json(), Engine(direction.lifecycle))
            for code, direction in self.directions.items()
        }


def publish(session: Session, call: Call, *, actor: Actor, now: datetime) -> bool:
    """Make a call's edition available, with its deadlines and quota lines; False if it already is.

    Raises ChangedEdition when this edition was published with another text.
    """
    body = call.model_dump_json(by_alias=True)
    digest = trail.digest(body)
    known = session.execute(
        select(EDITIONS.c.digest).where(EDITIONS.c.call == call.code, EDITIONS.c.number == call.edition)
    ).scalar()
    if known == digest:
        return False
    if known is not None:
        raise ChangedEdition(f"edition {call.edition} of {call.code} was already published with another text")
    connection = session.connection()
    row = {"call": call.code, "number": call.edition, "digest": digest, "body": body, "published_at": now}
    connection.execute(insert(EDITIONS), [row])
    if not session.execute(select(func.count()).where(DEADLINES.c.call == call.code)).scalar_one():
        _open_books(session, call)
    about = {"edition": call.edition, "digest": digest, "redated_by": call.redated_by}
    trail.record(session, "call.published", about, call=call.code, actor=actor, now=now)
    return True


def pinned(session: Session, code: str, number: int | None = None) -> Pinned:
    """An edition of a call, the newest if no number is given. Raises NoSuchThing."""
    known: dict[tuple[str, int], Pinned] = session.info.setdefault("editions", {})
    if number is not None and (code, number) in known:
        return known[code, number]
    query = select(EDITIONS.c.number, EDITIONS.c.body).where(EDITIONS.c.call == code).order_by(EDITIONS.c.number.desc()).limit(1)
    row = session.execute(query.where(EDITIONS.c.number == number) if number is not None else query).first()
    if row is None:
        raise NoSuchThing(f"there is no call {code!r}")
    if (code, row.number) not in known:
        known[code, row.number] = Pinned(Call.model_validate_json(row.body))
    return known[code, row.number]


def codes(session: Session) -> list[str]:
    """The codes of every published call."""
    return list(session.execute(select(EDITIONS.c.call).distinct().order_by(EDITIONS.c.call)).scalars())


def _open_books(session: Session, call: Call) -> None:
    connection = session.connection()
    instants = deadlines.instants(call)
    connection.execute(
        insert(DEADLINES), [{"call": call.code, "name": name, "at": at, "first_at": at} for name, at in instants.items()]
    )
    lines = {name: quota for direction in call.directions for name, quota in direction.quotas().items()}
    connection.execute(
        insert(LINES),
        [
            {"call": call.code, "line": name, "cases_limit": quota.cases, "funds_limit": quota.funds}
            | {"cases_held": 0, "funds_held": 0, "numbered": 0}
            for name, quota in lines.items()
        ],
    )
