"""Reading the trail: events in order, and a case as it stood at any instant."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, true
from sqlmodel import Session

from states.facts import Side
from workflow import access, canonical, filings, lists, permissions, set_aside, visibility
from workflow.actors import Actor
from workflow.errors import NotFound
from workflow.overview import queries
from workflow.redaction import Redactor
from workflow.store import bulk
from workflow.store.database import Database
from workflow.tables import CASES, EVENTS


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: `body` is the canonical text exactly as it was hashed, `leaf` its hash in hexadecimal.

    Both are empty for people outside where they hold, or may hold, what is hidden from them; `data` is what is left.
    """

    seq: int
    case: str | None
    number: int | None
    action: str
    actor: str
    effective_at: datetime
    recorded_at: datetime
    data: Mapping[str, object]
    leaf: str
    body: str


@dataclass(frozen=True, slots=True)
class CaseAt:
    """A case as it stood at an instant: its state, its version, and what either side had filed."""

    ref: str
    at: datetime
    state: str
    version: int
    amount: int | None
    score: int | None
    rank: int | None
    home: Mapping[str, object]
    counterpart: Mapping[str, object] | None
    event: int


@dataclass(frozen=True, slots=True)
class Filter:
    """What events to list; a field left None does not narrow. Instants bound `effective_at`, half-open."""

    actor: str | None = None
    action: str | None = None
    case: str | None = None
    call: str | None = None
    request: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    actors: Collection[str] | None = None
    transition: str | None = None
    direction: str | None = None
    deadline: str | None = None


_COUNTING = ("deadline.extended", "call.released")


def list_events(
    session: Session, actor: Actor, narrowed: Filter, *, limit: int, after: int = 0
) -> tuple[list[Entry], int | None]:
    """A page of the whole trail in order, and the key of the next page if there is one. Raises NotAllowed.

    Of a case from which a conflict of interest keeps the actor there is nothing in it, nor of what names or counts that case.
    """
    return _page(session, _readable(session, actor, narrowed), limit, after)


def load_preceding(
    session: Session, actor: Actor, narrowed: Filter, *, limit: int, before: int | None = None
) -> tuple[list[Entry], int | None]:
    """The same backwards: the last page before an event (None: the end), newest first, and the key of the page before it."""
    clauses = _readable(session, actor, narrowed)
    query = _sealed().where(*clauses, EVENTS.c.seq < before if before is not None else true())
    return _cut(session, session.execute(query.order_by(EVENTS.c.seq.desc()).limit(_most(limit) + 1)).all(), limit)


def load_bodies(database: Database, actor: Actor, narrowed: Filter) -> Iterator[Entry]:
    """Every event an actor may read, in order, a page at a time, so that the trail may be of any length. Raises NotAllowed."""
    after: int | None = 0
    while after is not None:
        with database.reading() as session:
            found, after = list_events(session, actor, narrowed, limit=lists.PAGE, after=after)
        yield from found


def list_case_events(
    session: Session, actor: Actor, ref: str, *, limit: int, after: int = 0
) -> tuple[list[Entry], int | None]:
    """A page of one case's events in order, as far as they are told to who asks. Raises NotFound for no visible case."""
    row = queries.load_visible_row(session, actor, ref)
    told = [EVENTS.c.case_id == row.id, visibility.known_events(access.roles(actor, row))]
    found, last = _page(session, told, limit, after)
    view = queries.load_redactor(session, actor, row)
    return [_masked(entry, view) for entry in found if view.tells(entry.data)], last


def list_by_others(session: Session, actor: Actor, after: int) -> Iterator[Entry]:
    """The events after one that somebody else or a deadline made on cases an actor may see, newest first, as far as told."""
    columns = (CASES.c[name] for name in ("ref", "edition", "direction", "partner", "owner", "state"))
    query = select(EVENTS, *columns, *access.relation_columns(actor)).join_from(
        EVENTS, CASES, EVENTS.c.case_id == CASES.c.id
    )
    query = query.where(EVENTS.c.seq > after, EVENTS.c.actor != actor.id, access.visible(actor))
    yield from _told(session, actor, session.execute(query.order_by(EVENTS.c.seq.desc())))


def list_following(session: Session, actor: Actor, after: int, *, limit: int) -> tuple[list[Entry], int]:
    """The events after one that an actor is told of, on cases they may see, in order; and up to which event that is."""
    reached = session.execute(
        select(func.coalesce(func.max(EVENTS.c.seq), after)).where(EVENTS.c.seq > after, EVENTS.c.seq <= after + limit)
    ).scalar_one()
    beside = [column for column in CASES.c if column.name not in EVENTS.c]
    query = select(EVENTS, *beside, *access.relation_columns(actor)).join_from(
        EVENTS, CASES, EVENTS.c.case_id == CASES.c.id
    )
    query = query.where(EVENTS.c.seq > after, EVENTS.c.seq <= reached, access.visible(actor)).order_by(EVENTS.c.seq)
    return list(_told(session, actor, session.execute(query))), reached


def load_case_at(session: Session, actor: Actor, ref: str, at: datetime) -> CaseAt:
    """The case as it stood at an instant, told from its events alone. Raises NotFound before it was opened."""
    row = queries.load_visible_row(session, actor, ref)
    told = visibility.known_events(access.roles(actor, row))
    query = select(EVENTS.c.seq, EVENTS.c.number, EVENTS.c.body).where(EVENTS.c.case_id == row.id, told)
    last = session.execute(query.where(EVENTS.c.effective_at <= at).order_by(EVENTS.c.number.desc()).limit(1)).first()
    if last is None:
        raise NotFound(f"the case {ref} was not open at {at.isoformat()}")
    after: Any = {"counterpart_filed": 0} | queries.load_redactor(session, actor, row).columns(_after(last.body))
    reads_saved = permissions.permits("read-saved-filing", access.roles(actor, row))
    return CaseAt(
        ref=ref,
        at=at,
        state=after["state"],
        version=last.number,
        amount=after.get("amount"),
        score=after.get("score"),
        rank=after.get("rank"),
        home=_filed(session, row.id, "home", after["home"]) or {},
        counterpart=_filed(
            session, row.id, "counterpart", after["counterpart" if reads_saved else "counterpart_filed"]
        ),
        event=last.seq,
    )


def count_events(session: Session) -> int:
    """How many events the trail holds."""
    found: int = session.execute(select(func.coalesce(func.max(EVENTS.c.seq), 0))).scalar_one()
    return found


def _told(session: Session, actor: Actor, found: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[Entry]:
    """Of events with the rows of their cases, those that an actor is told of, as far as they are told."""
    build = partial(_told_entry, session, actor)
    for entry in set_aside.keep_sound(session, "events", found, build, lambda row: row.seq):
        if entry is not None:
            yield entry


def _told_entry(session: Session, actor: Actor, row: Row[*tuple[Any, ...]]) -> Entry | None:
    view, entry = queries.load_redactor(session, actor, row), _entry(row)
    if visibility.may_know_event(access.roles(actor, row), entry.action) and view.tells(entry.data):
        return _masked(entry, view)
    return None


def _page(
    session: Session, clauses: list[ColumnElement[bool]], limit: int, after: int
) -> tuple[list[Entry], int | None]:
    query = _sealed().where(EVENTS.c.seq > after, *clauses).order_by(EVENTS.c.seq)
    return _cut(session, session.execute(query.limit(_most(limit) + 1)).all(), limit)


def _sealed() -> Select[*tuple[Any, ...]]:
    return select(EVENTS, CASES.c.ref).join_from(EVENTS, CASES, EVENTS.c.case_id == CASES.c.id, isouter=True)


def _cut(session: Session, found: Sequence[Row[*tuple[Any, ...]]], limit: int) -> tuple[list[Entry], int | None]:
    """One page of one event more than that, and the key of the next page if there is one."""
    page = found[: _most(limit)]
    return list(_entries(session, page)), page[-1].seq if len(found) > len(page) else None


def _entries(session: Session, found: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[Entry]:
    """The events of rows; one that cannot be read is set aside."""
    yield from set_aside.keep_sound(session, "events", found, _entry, lambda row: row.seq)


def _most(limit: int) -> int:
    return min(limit, lists.PAGE)


def _readable(session: Session, actor: Actor, narrowed: Filter) -> list[ColumnElement[bool]]:
    """What of the whole trail an actor may read, narrowed. Raises NotAllowed."""
    permissions.require("read-trail", actor.roles, "the whole trail can be read by")
    calls = [granted.call for granted in actor.grants if permissions.permits("read-trail", [granted.role])]
    clauses = [] if None in calls else [EVENTS.c.call.in_([call for call in calls if call is not None])]
    return [*clauses, *_withheld(session, actor), *_clauses(session.connection(), narrowed)]


def _withheld(session: Session, actor: Actor) -> Iterator[ColumnElement[bool]]:
    barred = session.execute(
        select(CASES.c.ref, CASES.c.call).where(CASES.c.id.in_(access.select_recused_from(actor)))
    ).all()
    if not barred:
        return
    yield or_(EVENTS.c.case_id.is_(None), EVENTS.c.case_id.not_in(access.select_recused_from(actor)))
    beside = EVENTS.c.case_id.is_(None)
    yield ~and_(beside, EVENTS.c.action.in_(_COUNTING), EVENTS.c.call.in_({row.call for row in barred}))
    for row in barred:
        yield ~and_(beside, EVENTS.c.body.contains(f'"case":"{row.ref}"', autoescape=True))


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    body = canonical.loads(row.body)
    assert isinstance(body, dict), "an event is always an object"
    return Entry(
        seq=row.seq,
        case=row.ref,
        number=row.number,
        action=row.action,
        actor=row.actor,
        effective_at=row.effective_at,
        recorded_at=row.recorded_at,
        data=body["data"],
        leaf=row.leaf.hex(),
        body=row.body,
    )


def _masked(entry: Entry, view: Redactor) -> Entry:
    shown = replace(entry, data=view.data(entry.data))
    return shown if view.proves(entry.data) else replace(shown, leaf="", body="")


def _names_deadline(connection: Connection, name: str) -> ColumnElement[bool]:
    """That an event moved this deadline, was made by it, or moved it along with another."""
    named = [bulk.member(connection, EVENTS.c.body, "data", *place) for place in (("deadline",), ("deadline", "name"))]
    along = bulk.member(connection, EVENTS.c.body, "data", "moved", name).is_not(None)
    return or_(*(one == name for one in named), and_(EVENTS.c.action == "deadline.extended", along))


def _clauses(connection: Connection, narrowed: Filter) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [
        EVENTS.c[name] == value
        for name in ("actor", "action", "call", "request")
        if (value := getattr(narrowed, name)) is not None
    ]
    if narrowed.actors is not None:
        clauses.append(EVENTS.c.actor.in_(sorted(narrowed.actors)))
    if narrowed.case is not None:
        clauses.append(EVENTS.c.case_id == select(CASES.c.id).where(CASES.c.ref == narrowed.case).scalar_subquery())
    if narrowed.transition is not None:
        clauses += [
            EVENTS.c.action == "case.transitioned",
            bulk.member(connection, EVENTS.c.body, "data", "transition") == narrowed.transition,
        ]
    if narrowed.direction is not None:
        beside = bulk.member(connection, EVENTS.c.body, "data", "direction") == narrowed.direction
        clauses.append(or_(CASES.c.direction == narrowed.direction, and_(EVENTS.c.case_id.is_(None), beside)))
    if narrowed.deadline is not None:
        clauses.append(_names_deadline(connection, narrowed.deadline))
    if narrowed.since is not None:
        clauses.append(EVENTS.c.effective_at >= narrowed.since)
    if narrowed.until is not None:
        clauses.append(EVENTS.c.effective_at < narrowed.until)
    return clauses


def _after(body: str) -> dict[str, Any]:
    event = canonical.loads(body)
    assert isinstance(event, dict), "an event is always an object"
    after: dict[str, Any] = event["data"]["after"]
    return after


def _filed(session: Session, case_id: int, side: Side, number: int) -> Mapping[str, object] | None:
    return filings.load_revision(session.connection(), case_id, side, number) if number else None
