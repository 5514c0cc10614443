"""The matrix: the cases of a direction that are with their reviewers, and how everybody of the pool stands to each."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from states.call import Direction
from states.facts import Side
from states.text import sort_key
from workflow import access, editions, filings, notes, permissions
from workflow.actors import Actor
from workflow.errors import NotFound
from workflow.overview import queries
from workflow.pool import conflict_detection, reviewers
from workflow.pool.contents import Content
from workflow.pool.parties import read_parties
from workflow.pool.reviewers import Listed
from workflow.tables import ASSIGNMENTS, CASES, CONFLICTS, DOCUMENTS, RELATIONS, REVIEWS

PAGE = 50
_SIDES: tuple[Side, Side] = ("home", "counterpart")
_COLUMNS = ("id", "ref", "direction", "edition", "title", "version", "state", "topic", "partner", "owner")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A case, what it is about, and its reviewers.

    `asked` says how each who was ever asked stands to it (invited, accepted, declined, removed), `reviewed` who gave a review,
    `against` by person and ground each conflict of interest: how it stands, or that it was only `found` and not noted yet.
    """

    ref: str
    title: str
    version: int
    state: str
    quorum: int
    areas: frozenset[str]
    asked: Mapping[str, str]
    reviewed: frozenset[str]
    against: Mapping[str, Mapping[str, str]]

    @property
    def standing(self) -> int:
        """How many review it or are invited to."""
        return sum(status in access.ASSIGNED for status in self.asked.values())

    @property
    def is_short(self) -> bool:
        """Whether there are fewer than are needed."""
        return self.standing < self.quorum

    def is_kept_from(self, person: str) -> bool:
        """Whether a conflict of interest, settled or not, stands between the case and somebody."""
        return any(status != "dismissed" for status in self.against.get(person, {}).values())

    def knows(self, reviewer: Listed) -> bool:
        """Whether a reviewer knows what the case is about."""
        return not self.areas.isdisjoint(map(conflict_detection.plain, reviewer.expertise))


@dataclass(frozen=True, slots=True)
class Matrix:
    """A page of cases, everybody who can be asked about them, and the key of the next page if there is one."""

    lines: list[MatrixRow]
    pool: list[Listed]
    following: int | None = None


def load_direction_matrix(session: Session, actor: Actor, call: str, code: str, *, after: int = 0) -> Matrix:
    """The cases of a direction that are with their reviewers, the first opened first. Raises NotFound, NotAllowed."""
    definition = editions.load_newest(session, call).get(code)
    if definition is None:
        raise NotFound(f"there is no direction {code!r} in {call}")
    permissions.require("read-conflicts", actor.roles_in(call), "who reviews which case is told to")
    rows = _rows(session, actor, call, definition.direction, after=after, most=PAGE + 1)
    page, pool = rows[:PAGE], list_able(session, actor, call)
    following = page[-1].id if len(rows) > PAGE else None
    return Matrix(list(build_rows(session, page, pool, call)), pool, following)


def load_case_matrix(session: Session, actor: Actor, ref: str) -> Matrix:
    """One case. Raises NotFound, and NotAllowed for whoever is not told of conflicts of interest in it."""
    row = queries.load_visible_row(session, actor, ref)
    permissions.require("read-conflicts", access.roles(actor, row), "conflicts of interest are told to")
    pool = list_able(session, actor, row.call)
    return Matrix(list(build_rows(session, [row], pool, row.call)), pool)


def list_waiting(session: Session, actor: Actor, call: str, direction: Direction) -> Sequence[Row[*tuple[Any, ...]]]:
    """The rows of a direction's cases that are with their reviewers, of those an actor may see as staff."""
    return _rows(session, actor, call, direction)


def list_able(session: Session, actor: Actor, call: str) -> list[Listed]:
    """Everybody who can be asked in a call, by name; their load counts only the cases that the actor may see as staff."""
    found = reviewers.list_active(session, call, access.may_know_state(actor))
    return sorted(found, key=lambda one: (sort_key(one.name), one.organisation, one.person))


def build_rows(
    session: Session, rows: Sequence[Row[*tuple[Any, ...]]], pool: Collection[Listed], call: str
) -> Iterator[MatrixRow]:
    """These cases, looked at with everybody of a pool."""
    connection, ids = session.connection(), [row.id for row in rows]
    filed = filings.load_newest(connection, rows)
    assigned = notes.load_notes(connection, ASSIGNMENTS, ids)
    conflicts = notes.load_notes(connection, CONFLICTS, ids)
    reviews = notes.load_notes(connection, REVIEWS, ids)
    relations, documents = (notes.load_notes(connection, table, ids) for table in (RELATIONS, DOCUMENTS))
    known = conflict_detection.load_known(session, pool, call)
    for row in rows:
        contents = [filed.get((row.ref, side)) for side in _SIDES]
        acting = (row.owner, *notes.list_partners(relations.get(row.id, ())))
        signed = documents.get(row.id, ())
        parties = read_parties(row.id, contents, partner=row.partner, acting=acting, documents=signed)
        against: dict[str, dict[str, str]] = {}
        for person, found in conflict_detection.find_grounds(parties, pool, known):
            if found:
                against[person] = dict.fromkeys(found, "found")
        for (person, ground), note in notes.find_conflicts(conflicts.get(row.id, ())).items():
            against.setdefault(person, {})[ground] = str(note["status"])
        direction = editions.load_pinned(session, call, row.edition)[row.direction].direction
        latest = notes.find_assignments(assigned.get(row.id, ()))
        yield MatrixRow(
            ref=row.ref,
            title=row.title,
            version=row.version,
            state=row.state,
            quorum=direction.review.quorum if direction.review is not None else 0,
            areas=frozenset(map(conflict_detection.plain, _areas(direction, row.topic, contents[0] or {}))),
            asked={person: str(note["status"]) for person, note in latest.items()},
            reviewed=frozenset(str(note["reviewer"]) for note in reviews.get(row.id, ())),
            against=against,
        )


def _rows(
    session: Session, actor: Actor, call: str, direction: Direction, *, after: int = 0, most: int | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    query = select(*(CASES.c[name] for name in _COLUMNS))
    query = query.where(CASES.c.call == call, CASES.c.direction == direction.code, CASES.c.id > after)
    query = query.where(CASES.c.state.in_(direction.lifecycle.reviewed_in), access.may_know_state(actor))
    return session.execute(query.order_by(CASES.c.id).limit(most)).all()


def _areas(direction: Direction, topic: str | None, home: Content) -> Iterator[str]:
    """What a case is about: its area, its direction by code and title, its topic."""
    area = home.get("area")
    yield from (area,) if isinstance(area, str) else ()
    yield from (direction.code, direction.title)
    found = direction.topic(topic) if topic is not None else None
    yield from (found.code, found.title) if found is not None else ()
