"""What lists may be narrowed to: the calls that are published and what stands in them. Anything else is refused by name."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import Session

from workflow import editions, set_aside
from workflow.addresses import fold_address, show
from workflow.editions import Definition
from workflow.errors import InvalidRequest
from workflow.tables import COUNTS, PEOPLE

_SHOWN = 60  # of the values there are


@dataclass(slots=True)
class Known:
    """The values of each filter, in the order in which they are told."""

    call: list[str]
    direction: dict[str, None] = field(default_factory=dict)
    topic: dict[str, None] = field(default_factory=dict)
    state: dict[str, None] = field(default_factory=dict)
    partner: dict[str, None] = field(default_factory=dict)
    transition: dict[str, None] = field(default_factory=dict)
    deadline: dict[str, None] = field(default_factory=dict)


def load_known(session: Session, call: str | None = None) -> Known:
    """What there is in a call, or in all that are published; states of earlier editions too, if cases stand in them."""
    codes = list(editions.list_codes(session))
    known = Known(codes)
    for definition in _frames(session, codes if call is None else [call]):
        direction, lifecycle = definition.direction, definition.engine.lifecycle
        known.direction[direction.code] = None
        known.topic |= dict.fromkeys(topic.code for topic in direction.topics)
        known.partner |= dict.fromkeys(direction.partners)
        known.state |= dict.fromkeys(lifecycle.states)
        known.transition |= dict.fromkeys(lifecycle.transitions)
        known.deadline |= dict.fromkeys(definition.call.deadlines)
    counted = session.execute(select(COUNTS.c.state).where(COUNTS.c.state != "").distinct()).scalars().all()
    known.state |= dict.fromkeys(state for state in counted if set_aside.is_readable([state]))
    return known


def check_filters(session: Session, given: Mapping[str, str | tuple[str, ...] | None]) -> None:
    """Raises InvalidRequest, pointing at the filter, for a call, direction, state, partner, transition or deadline that is
    not there.
    """
    said = {name: (value,) if isinstance(value, str) else value for name, value in given.items() if value is not None}
    if not said:
        return
    call = next(iter(said.get("call", ())), None)
    check_value("call", call, editions.list_codes(session))
    known = load_known(session, call)
    for name, values in said.items():
        for value in values:
            check_value(name, value, getattr(known, name))


def check_value(name: str, value: str | None, known: Collection[str]) -> None:
    """Raises InvalidRequest for a value that is none of those there are."""
    if value is None or value in known:
        return
    there = [*known][:_SHOWN]
    more = ", …" if len(known) > len(there) else ""
    raise InvalidRequest(
        f"there is no {name} “{show(value)}”; there are: {', '.join(there) or 'none'}{more}", f"/{name}"
    )


def find_person(session: Session, name: str, who: str) -> str:
    """The id of the one person whom a filter names, by id or by e-mail address. Raises InvalidRequest, pointing at
    the filter.
    """
    query = select(PEOPLE.c.id).where((PEOPLE.c.id == who) | (PEOPLE.c.folded == fold_address(who)))
    found: str | None = session.execute(query).scalar()
    if found is None:
        raise InvalidRequest(
            f"“{show(who)}” is nobody here: {name} is a person's id, such as per_1f2e3d4c5b6a7988, or their e-mail address",
            f"/{name}",
        )
    return found


def _frames(session: Session, codes: Collection[str]) -> Iterator[Definition]:
    for code in codes:
        yield from editions.load_newest(session, code).values()
