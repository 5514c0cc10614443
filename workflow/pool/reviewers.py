"""The pool of reviewers: who may be asked for an opinion, what they know, and how many cases they take at most.

What says something of a person (their organisation, country, expertise) can be taken out again; the trail seals its salted
hash.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select, true, tuple_, update
from sqlmodel import Session

from states import countries
from states.written import LONGEST_LINE
from workflow import access, canonical, editions, lists, permissions, salted, set_aside, trail
from workflow.actors import Actor
from workflow.errors import InvalidRequest, NotFound, SetAside
from workflow.store.compiled_query import CompiledQuery
from workflow.tables import CASES, GRANTS, PEOPLE, REVIEWERS

ROLE = "reviewer"
_MOST_CASES, _MOST_AREAS, _LONGEST_AREA = 1_000, 50, 200


@dataclass(frozen=True, slots=True)
class ReviewerProfile:
    """What is known of a reviewer: `expertise` a list of areas, `most` how many cases at once."""

    organisation: str
    country: str
    expertise: tuple[str, ...] = ()
    most: int = 20
    active: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """Someone in the pool: `calls` are those they may review in (None: all), `load` how many cases they have now."""

    person: str
    name: str
    orcid: str | None
    organisation: str
    country: str
    expertise: tuple[str, ...]
    most: int
    active: bool
    calls: tuple[str | None, ...]
    load: int = 0

    def may_review(self, call: str) -> bool:
        """Whether they hold the role of a reviewer in that call."""
        return None in self.calls or call in self.calls


_COLUMNS = (
    *(PEOPLE.c[name] for name in ("id", "name", "orcid")),
    *(REVIEWERS.c[name] for name in ("organisation", "country", "expertise", "most", "active")),
    GRANTS.c.id,
    GRANTS.c.call,
)
_EXPERTISE = [column.name for column in _COLUMNS].index("expertise")
_POOL = (
    select(*_COLUMNS)
    .join_from(REVIEWERS, PEOPLE, REVIEWERS.c.person == PEOPLE.c.id)
    .join(GRANTS, (GRANTS.c.person == PEOPLE.c.id) & (GRANTS.c.role == ROLE), isouter=True)
    .where(PEOPLE.c.disabled_at.is_(None))
)
_HELD = CompiledQuery(
    lambda among: (
        _POOL.where(among(REVIEWERS.c.person, "people"))
        .order_by(REVIEWERS.c.person, GRANTS.c.id)
        .with_for_update(of=REVIEWERS)
    )
)


def put_reviewer(
    session: Session, person: str, about: ReviewerProfile, *, actor: Actor, now: datetime, request: str | None = None
) -> Listed:
    """Put someone who holds the role into the pool, or let what is said of them there be this instead.

    Raises NotAllowed, NotFound, and InvalidRequest for somebody who is no reviewer and for what does not fit.
    """
    permissions.require("keep-pool", actor.roles, "this can be done by")
    if session.execute(select(PEOPLE.c.id).where(PEOPLE.c.id == person)).first() is None:
        raise NotFound(f"there is no person {person!r}")
    if session.execute(select(GRANTS.c.id).where(GRANTS.c.person == person, GRANTS.c.role == ROLE)).first() is None:
        raise InvalidRequest(f"{person} holds the role {ROLE} nowhere", "/person")
    columns = _fitting(about)
    known = session.execute(select(REVIEWERS.c.person).where(REVIEWERS.c.person == person).with_for_update()).first()
    salt = salted.salt()
    values = {"person": person, "salt": salt, **columns}
    change = insert(REVIEWERS) if known is None else update(REVIEWERS).where(REVIEWERS.c.person == person)
    session.connection().execute(change.values(values))
    said = canonical.dumps({name: columns[name] for name in ("organisation", "country", "expertise")}).decode()
    told = {"reviewer": person, "most": about.most, "active": about.active, "digest": salted.digest(salt, said)}
    trail.record(session, "reviewer.listed", told, actor=actor, now=now, request=request)
    [found] = list_pool(session, actor, of=person)[0]
    return found


def list_pool(
    session: Session,
    actor: Actor,
    *,
    limit: int = lists.PAGE,
    after: Sequence[object] | None = None,
    of: str | None = None,
) -> tuple[list[Listed], Sequence[object] | None]:
    """A page of the pool by name, and the key of the next page if there is one. Raises NotAllowed.

    A reviewer's load counts only the cases that whoever asks may see: who reviews the others is not told by a number.
    """
    permissions.require("read-pool", actor.roles, "this can be done by")
    most = min(limit, lists.PAGE)
    query = select(REVIEWERS.c.person, PEOPLE.c.sort_name).join_from(
        REVIEWERS, PEOPLE, REVIEWERS.c.person == PEOPLE.c.id
    )
    query = query.where(PEOPLE.c.disabled_at.is_(None), REVIEWERS.c.person == of if of is not None else true())
    if after is not None:
        query = query.where(tuple_(PEOPLE.c.sort_name, PEOPLE.c.id) > tuple_(*after))
    rows = session.execute(query.order_by(PEOPLE.c.sort_name, PEOPLE.c.id).limit(most + 1)).all()
    shown = [row.person for row in rows[:most]]
    among = _POOL.where(REVIEWERS.c.person.in_(shown)).order_by(PEOPLE.c.sort_name, PEOPLE.c.id, GRANTS.c.id)
    found = _listed(session, session.execute(among).all(), count_loads(session, shown, access.may_know_state(actor)))
    by = (PEOPLE.c.sort_name, REVIEWERS.c.person)
    return found, lists.find_next_key(rows[:most], by) if len(rows) > most else None


def load_locked(session: Session, people: Collection[str]) -> dict[str, Listed]:
    """Those of these people who are in the pool, with all they have to review, locked until the end."""
    found = _listed(
        session, _HELD.rows(session.connection(), people=sorted(people)), count_loads(session, people, true())
    )
    return {listed.person: listed for listed in found}


def list_active(session: Session, call: str, within: ColumnElement[bool] | None = None) -> list[Listed]:
    """Everybody who can be asked for an opinion in a call, with all they have to review (of the cases that fit a condition)."""
    found = _listed(
        session, session.execute(_POOL.where(REVIEWERS.c.active).order_by(PEOPLE.c.id, GRANTS.c.id)).all(), {}
    )
    able = [listed for listed in found if listed.may_review(call)]
    counted = count_loads(session, [listed.person for listed in able], true() if within is None else within)
    return [replace(listed, load=counted.get(listed.person, 0)) for listed in able]


def load_own(session: Session, actor: Actor) -> Listed | None:
    """Somebody's own entry in the pool, with the cases they have to review; None for who is not in it."""
    rows = session.execute(_POOL.where(REVIEWERS.c.person == actor.id).order_by(GRANTS.c.id)).all()
    return next(iter(_listed(session, rows, count_loads(session, [actor.id], access.visible(actor)))), None)


def list_unlisted(session: Session, actor: Actor, call: str) -> list[tuple[str, str]]:
    """Some who may review in a call and are not in the pool, by name: (address, name). Raises NotAllowed."""
    permissions.require("keep-pool", actor.roles_in(call), "this can be done by")
    query = select(PEOPLE.c.email, PEOPLE.c.name, PEOPLE.c.sort_name).join_from(
        GRANTS, PEOPLE, GRANTS.c.person == PEOPLE.c.id
    )
    query = query.where(GRANTS.c.role == ROLE, or_(GRANTS.c.call.is_(None), GRANTS.c.call == call))
    query = query.where(PEOPLE.c.email.is_not(None), PEOPLE.c.disabled_at.is_(None))
    query = query.where(GRANTS.c.person.not_in(select(REVIEWERS.c.person)))
    found = session.execute(query.distinct().order_by(PEOPLE.c.sort_name).limit(lists.PAGE))
    return [(row.email, row.name) for row in filter(set_aside.is_readable, found)]


def count_loads(session: Session, people: Collection[str], within: ColumnElement[bool]) -> dict[str, int]:
    """How many cases that have not ended each of these people is assigned to, of the cases that fit a condition."""
    standing = access.select_reviewers().subquery("assigned")
    query: Select[tuple[str, int]] = (
        select(standing.c.person, func.count())
        .join_from(standing, CASES, CASES.c.id == standing.c.case_id)
        .where(standing.c.person.in_(list(people)), CASES.c.state.not_in(_final(session)), within)
        .group_by(standing.c.person)
    )
    return {person: number for person, number in session.execute(query)}


def _final(session: Session) -> list[str]:
    lifecycles = (
        definition.engine.lifecycle
        for code in editions.list_codes(session)
        for definition in editions.load_newest(session, code).values()
    )
    return sorted({name for lifecycle in lifecycles for name, state in lifecycle.states.items() if state.final})


def _read(row: Row[*tuple[Any, ...]] | Sequence[Any]) -> tuple[Any, ...]:
    """A row of the pool with its expertise as a list. Raises SetAside for one that holds none."""
    try:
        areas = canonical.loads(row[_EXPERTISE])
    except ValueError as error:
        raise SetAside(f"reviewer {row[0]} cannot be read: the expertise is no JSON") from error
    if not isinstance(areas, list):
        raise SetAside(f"reviewer {row[0]} cannot be read: the expertise is no list")
    return (*row[:_EXPERTISE], areas, *row[_EXPERTISE + 1 :])


def _listed(
    session: Session, rows: Sequence[Row[*tuple[Any, ...]] | Sequence[Any]], counted: dict[str, int]
) -> list[Listed]:
    found: dict[str, Listed] = {}
    read = set_aside.keep_sound(session, "reviewers", rows, _read, lambda row: row[0])
    for person, name, orcid, organisation, country, areas, most, is_active, grant, call in read:
        calls = found[person].calls if person in found else ()
        calls = calls if grant is None else (*calls, call)
        about = (organisation, country, tuple(areas), most, bool(is_active))
        found[person] = Listed(person, name, orcid, *about, calls, counted.get(person, 0))
    return list(found.values())


def _fitting(about: ReviewerProfile) -> dict[str, object]:
    organisation = lists.check_name("an organisation", about.organisation, LONGEST_LINE, "/organisation")
    if not countries.is_country(about.country):
        raise InvalidRequest(f"there is no country {about.country} in ISO 3166-1", "/country")
    if len(about.expertise) > _MOST_AREAS:
        raise InvalidRequest(f"expertise is at most {_MOST_AREAS} areas", "/expertise")
    areas = [lists.check_name("an area of expertise", area, _LONGEST_AREA, "/expertise") for area in about.expertise]
    if not 0 < about.most <= _MOST_CASES:
        raise InvalidRequest(f"a reviewer takes between 1 and {_MOST_CASES:,} cases", "/most")
    expertise = canonical.dumps(areas).decode()
    columns: dict[str, object] = {"organisation": organisation, "country": about.country, "expertise": expertise}
    return columns | {"most": about.most, "active": about.active}
