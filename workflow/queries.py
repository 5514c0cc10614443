"""Reading cases: what an actor may see, as lists and one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, tuple_
from sqlmodel import Session

from states import machine
from states.call import Direction
from states.facts import Facts, Room
from states.refusal import Decision, Refusal
from workflow import access, editions, filings, masks, notes, ranking, searches
from workflow.actors import Actor
from workflow.errors import NoSuchThing
from workflow.notes import Note
from workflow.ranking import Drafted
from workflow.searches import Search as Search
from workflow.tables import ASSIGNMENTS, CASES, DEADLINES, EXTENSIONS, LINES, RECEIPTS, REVIEWS, SAMENESSES, WAIVERS

Content = Mapping[str, object]
PAGE = 200


@dataclass(frozen=True, slots=True)
class Summary:
    """A case in a list."""

    ref: str
    kind: str
    call: str
    direction: str
    topic: str | None
    partner: str | None
    title: str
    owner: str
    state: str
    version: int
    opened_at: datetime
    entered_at: datetime | None
    deadline: str | None
    due_at: datetime | None
    counterpart_at: datetime | None
    stale: bool
    amount: int | None
    score: int | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """How a rule stands for a case: met, not-met, waived, waiting, not-applicable or information; and what was looked at."""

    id: str
    strength: str
    text: str
    status: str
    looked_at: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A case with everything filed on it."""

    case: Summary
    edition: int
    home: Content
    counterpart: Content | None
    rules: list[Judged]
    waivers: list[Note]
    receipts: list[Note]
    decision: Drafted | None


@dataclass(frozen=True, slots=True)
class Possible:
    """A move from the present state: allowed, or why not."""

    move: str
    label: str
    to: str
    asks: tuple[str, ...]
    allowed: bool
    refusal: Refusal | None


_SUMMARY = tuple(CASES.c[name] for name in Summary.__slots__)


def cases(
    session: Session, actor: Actor, search: Search, *, limit: int, after: int | None = None
) -> tuple[list[Summary], int | None]:
    """A page of the cases an actor may see, newest first, and the key of the next page if there is one."""
    query = _listed(actor).where(access.visible(actor), *searches.narrowed(session, actor, search))
    if search.needs_me:
        query = query.where(searches.waiting_for(session, actor))
    if after is not None:
        query = query.where(CASES.c.id < after)
    found = session.execute(query.order_by(CASES.c.id.desc()).limit(min(limit, PAGE) + 1)).all()
    page = found[: min(limit, PAGE)]
    return [_summary(session, actor, row) for row in page], page[-1].id if len(found) > len(page) else None


def whole(session: Session, actor: Actor, search: Search, *, after: int = 0) -> tuple[list[Whole], int | None]:
    """A page of the cases an actor may see, each whole, oldest first, and the key of the next page if there is one."""
    query = select(CASES, *access.ties(actor)).where(access.visible(actor), CASES.c.id > after)
    query = query.where(*searches.narrowed(session, actor, search))
    found = session.execute(query.order_by(CASES.c.id).limit(PAGE)).all()
    return [_whole(session, actor, row) for row in found], found[-1].id if len(found) == PAGE else None


def due(
    session: Session, actor: Actor, *, limit: int, after: tuple[datetime, int] | None = None
) -> tuple[list[Summary], tuple[datetime, int] | None]:
    """The cases an actor may see that have a deadline ahead of them, the next to fall due first."""
    query = _listed(actor).where(access.visible(actor), CASES.c.due_at.is_not(None), masks.may_know_due(session, actor))
    if after is not None:
        query = query.where(tuple_(CASES.c.due_at, CASES.c.id) > after)
    found = session.execute(query.order_by(CASES.c.due_at, CASES.c.id).limit(min(limit, PAGE) + 1)).all()
    page = found[: min(limit, PAGE)]
    last = (page[-1].due_at, page[-1].id) if len(found) > len(page) else None
    return [_summary(session, actor, row) for row in page], last


def case(session: Session, actor: Actor, ref: str) -> Whole:
    """A case whole. Raises NoSuchThing when it does not exist or is not visible."""
    return _whole(session, actor, found(session, actor, ref))


def _whole(session: Session, actor: Actor, row: Row[*tuple[Any, ...]]) -> Whole:
    direction = editions.pinned(session, row.call, row.edition)[row.direction].direction
    facts = _facts(session, row, {}, ())
    return Whole(
        case=_summary(session, actor, row),
        edition=row.edition,
        home=facts.home,
        counterpart=facts.counterpart,
        rules=judged(direction, facts),
        waivers=notes.found(session.connection(), WAIVERS, [row.id]).get(row.id, []),
        receipts=notes.found(session.connection(), RECEIPTS, [row.id]).get(row.id, []),
        decision=ranking.told(session.connection(), actor, row, direction.lifecycle),
    )


def moves(session: Session, actor: Actor, ref: str) -> list[Possible]:
    """Every move from the case's present state, judged for this actor. What a move asks for is taken as given."""
    row = found(session, actor, ref)
    frame = editions.pinned(session, row.call, row.edition)[row.direction]
    room = _room(session, row, frame.direction)
    roles = access.roles(actor, row)
    view = masks.view(roles, frame.engine.lifecycle)
    possible = []
    for name, move in frame.engine.moves_from[view.state(row.state)].items():
        if move.by == ("system",):
            continue
        facts = _facts(session, row, {ask: _ANYTHING[ask] for ask in move.asks}, room)
        decision = machine.decide(frame.engine, frame.direction, row.state, name, roles=roles, facts=facts)
        refusal = (
            None if isinstance(decision, Decision) else view.refusal(decision.about(case=ref, version=row.version))
        )
        possible.append(Possible(name, move.label, move.to, move.asks, refusal is None, refusal))
    return possible


def found(session: Session, actor: Actor, ref: str) -> Row[*tuple[Any, ...]]:
    """The row of a case an actor may see. Raises NoSuchThing."""
    query = select(CASES, *access.ties(actor)).where(CASES.c.ref == ref, access.visible(actor))
    row = session.execute(query).first()
    if row is None:
        raise NoSuchThing(f"there is no case {ref}")
    return row


def judged(direction: Direction, facts: Facts) -> list[Judged]:
    """Every rule of a direction as it stands for these facts."""
    verdicts = ((rule, rule.stands(facts)) for rule in direction.rules)
    return [Judged(rule.id, rule.strength, rule.text, verdict.status, verdict.looked_at) for rule, verdict in verdicts]


_ANYTHING: dict[str, object] = {"reason": "-", "amount": 1, "rank": 1, "score": 0, "conferred_on": "2000-01-01"}


def _facts(session: Session, row: Row[*tuple[Any, ...]], given: Content, room: tuple[Room, ...]) -> Facts:
    connection = session.connection()
    home = filings.revision(connection, row.id, "home", row.home) or {}
    counterpart = filings.revision(connection, row.id, "counterpart", row.counterpart) if row.counterpart else None
    direction = editions.pinned(session, row.call, row.edition)[row.direction].direction
    waivers = notes.found(connection, WAIVERS, [row.id]).get(row.id, ())
    return Facts(
        partner=row.partner,
        home=home,
        counterpart=counterpart,
        given=given,
        room=room,
        topic=row.topic,
        waived=notes.waived(waivers),
        same=notes.same(samenesses(session, row), row.home, row.counterpart),
        stale=row.stale,
        received_in_time=_received_in_time(session, row, direction),
        rival=_rival(session, row, direction),
        reviews=_reviews(session, row),
    )


def _reviews(session: Session, row: Row[*tuple[Any, ...]]) -> int | None:
    connection = session.connection()
    assigned = notes.found(connection, ASSIGNMENTS, [row.id]).get(row.id, ())
    reviews = notes.found(connection, REVIEWS, [row.id]).get(row.id, ()) if assigned else ()
    return len(notes.counted(assigned, reviews)) if assigned else None


def samenesses(session: Session, row: Row[*tuple[Any, ...]]) -> Sequence[Note]:
    """What was found on a case about texts that mean the same."""
    return notes.found(session.connection(), SAMENESSES, [row.id]).get(row.id, ())


def _received_in_time(session: Session, row: Row[*tuple[Any, ...]], direction: Direction) -> bool:
    if row.counterpart_at is None or direction.both_file_by is None:
        return False
    named = {"call": row.call, "name": direction.both_file_by}
    until: datetime = session.execute(select(DEADLINES.c.at).filter_by(**named)).scalar_one()
    own = {"case_id": row.id, "deadline": direction.both_file_by}
    later: datetime | None = session.execute(select(EXTENSIONS.c.at).filter_by(**own)).scalar()
    received: datetime = row.counterpart_at
    return received < max(until, later or until)


def _rival(session: Session, row: Row[*tuple[Any, ...]], direction: Direction) -> str | None:
    if row.agreement is None:
        return None
    same = CASES.c.call == row.call, CASES.c.agreement == row.agreement, CASES.c.id != row.id
    others = select(CASES.c.ref).where(*same, CASES.c.state.in_(direction.lifecycle.living))
    taken: str | None = session.execute(others.order_by(CASES.c.ref).limit(1)).scalar()
    return taken


def _room(session: Session, row: Row[*tuple[Any, ...]], direction: Direction) -> tuple[Room, ...]:
    query = select(LINES).where(LINES.c.call == row.call, LINES.c.line.in_(direction.lines(row.topic)))
    return tuple(
        Room(
            line.line,
            line.cases_limit - line.cases_held,
            None if line.funds_limit is None else line.funds_limit - line.funds_held,
        )
        for line in session.execute(query.order_by(func.length(LINES.c.line), LINES.c.line))
    )


def view(session: Session, actor: Actor, row: Row[*tuple[Any, ...]]) -> masks.View:
    """How an actor sees the case of a row, which holds `access.ties` as well."""
    lifecycle = editions.pinned(session, row.call, row.edition)[row.direction].engine.lifecycle
    return masks.view(access.roles(actor, row), lifecycle)


def _listed(actor: Actor) -> Select[*tuple[Any, ...]]:
    return select(CASES.c.id, *_SUMMARY, CASES.c.edition, *access.ties(actor))


def _summary(session: Session, actor: Actor, row: Row[*tuple[Any, ...]]) -> Summary:
    return Summary(**view(session, actor, row).columns({name: row._mapping[name] for name in Summary.__slots__}))
