"""The trail as an auditor looks through it: one event with what it changed, and what two instants of a case differ in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from states.call import Direction
from states.facts import Side
from workflow import access, canonical, editions, filings, lists, merkle, permissions
from workflow.actors import SYSTEM, Actor
from workflow.auditing import history
from workflow.auditing.history import CaseAt, Entry, Filter
from workflow.errors import NotFound
from workflow.tables import CASES, EVENTS, PEOPLE

_MANY = 50  # people of one name
_BOOKKEEPING = ("home", "counterpart")  # told by what was filed


@dataclass(frozen=True, slots=True)
class Change:
    """Something that says another thing than before; None where it said or says nothing."""

    name: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class FiledSide:
    """What an event, or the time between two instants, changed in the filing of a side."""

    side: Side
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class EventDetail:
    """An event with whatever its sealed body says beside: through what it came, what it changed, what it is chained to.

    `is_sound` says whether its bytes still have the hash they were sealed with.
    """

    entry: Entry
    behalf: str | None
    token: str | None
    session: str | None
    request: str | None
    previous: str | None
    is_sound: bool
    changes: tuple[Change, ...]
    filed: FiledSide | None


def load_event(session: Session, actor: Actor, seq: int) -> EventDetail:
    """One event whole. Raises NotAllowed, and NotFound for one that is not there or not for this actor."""
    page, _ = history.list_events(session, actor, Filter(), limit=1, after=seq - 1)
    if not page or page[0].seq != seq:
        raise NotFound(f"there is no event {seq}")
    [entry] = page
    body: Any = canonical.loads(entry.body)
    by, case = body["actor"], body.get("case", {})
    return EventDetail(
        entry=entry,
        behalf=by.get("behalf"),
        token=by.get("token"),
        session=by.get("session"),
        request=body.get("request"),
        previous=case.get("prev"),
        is_sound=merkle.leaf(entry.body.encode()).hex() == entry.leaf,
        changes=_changes(_before(session, entry), _after(entry.data), but=_BOOKKEEPING),
        filed=_filed(session, entry),
    )


def compare_instants(first: CaseAt, second: CaseAt) -> tuple[tuple[Change, ...], list[FiledSide]]:
    """What a case's two instants differ in: how it stood, and what either side had filed."""
    names = ("state", "version", "amount", "score", "rank")
    stood = _changes(*({name: getattr(then, name) for name in names} for then in (first, second)))
    sides: tuple[tuple[Side, Any, Any], ...] = (
        ("home", first.home, second.home),
        ("counterpart", first.counterpart or {}, second.counterpart or {}),
    )
    filed = [FiledSide(side, _changes(before, after)) for side, before, after in sides]
    return stood, [one for one in filed if one.changes]


def reads_all(session: Session, actor: Actor) -> bool:
    """Whether there is nothing in the trail that is kept from an actor: no other call, no conflict of interest."""
    everywhere = [granted.role for granted in actor.grants if granted.call is None]
    if not permissions.permits("read-trail", everywhere):
        return False
    return session.execute(access.select_recused_from(actor).limit(1)).first() is None


def find_people(session: Session, text: str) -> list[str]:
    """Whom a text names, by id: a person's own, else everybody whose name or address holds it, up to fifty."""
    if text in (SYSTEM.id, SYSTEM.name):
        return [SYSTEM.id]
    query = select(PEOPLE.c.id).where(
        or_(PEOPLE.c.id == text, *lists.match_text(session, text, PEOPLE.c.name, PEOPLE.c.email))
    )
    return list(session.execute(query.order_by(PEOPLE.c.id).limit(_MANY)).scalars())


def list_directions(session: Session, refs: Collection[str]) -> dict[str, Direction]:
    """By reference, in which direction cases run, as they were laid down when they were opened."""
    columns = CASES.c.ref, CASES.c.call, CASES.c.edition, CASES.c.direction
    found = session.execute(select(*columns).where(CASES.c.ref.in_(sorted(refs))))
    return {row.ref: editions.load_pinned(session, row.call, row.edition)[row.direction].direction for row in found}


def _before(session: Session, entry: Entry) -> Mapping[str, object]:
    """How the case of an event stood after the one before it."""
    if entry.case is None or entry.number is None:
        return {}
    of_case = select(EVENTS.c.body).join_from(EVENTS, CASES, EVENTS.c.case_id == CASES.c.id)
    body = session.execute(of_case.where(CASES.c.ref == entry.case, EVENTS.c.number == entry.number - 1)).scalar()
    former: Any = canonical.loads(body) if body is not None else {"data": {}}
    return _after(former["data"])


def _after(data: Mapping[str, Any]) -> Mapping[str, object]:
    found: Mapping[str, object] = data.get("after", {})
    return found


def _filed(session: Session, entry: Entry) -> FiledSide | None:
    filing: Any = entry.data.get("filing")
    if filing is None or entry.case is None:
        return None
    case = session.execute(select(CASES.c.id).where(CASES.c.ref == entry.case)).scalar_one()
    side, number, connection = filing["side"], filing["number"], session.connection()
    before, after = (filings.load_revision(connection, case, side, one) or {} for one in (number - 1, number))
    return FiledSide(side, _changes(before, after))


def _changes(
    before: Mapping[str, object], after: Mapping[str, object], *, but: Iterable[str] = ()
) -> tuple[Change, ...]:
    names = [name for name in dict.fromkeys((*before, *after)) if name not in but]
    said = (Change(name, before.get(name), after.get(name)) for name in names)
    return tuple(change for change in said if change.before != change.after)
