"""Who sees which case is said twice, once for one case and once in SQL, and both say the same: on ten thousand pairs."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.engine import URL
from sqlmodel import Session

from tests.world import BAST, CALL, ZHONGGUANCUN, at
from workflow import access, case_counters, permissions
from workflow.actors import Actor, RoleGrant
from workflow.store.database import Database
from workflow.tables import ASSIGNMENTS, CASES, CONFLICTS, RELATIONS

NOVEMBER = at("2022-11-10 09:00")
CALLS, PARTNERS, STATES = (CALL, ZHONGGUANCUN, BAST), ("AR", "IT", None), ("draft", "submitted", "reviewed", "awarded")
ROLES = (
    "applicant",
    "authority",
    "coordinator",
    "reviewer",
    "committee",
    "auditor",
    "administrator",
    "system",
    "partner",  # of old: it gives nothing
)
ACTORS, MANY = 50, 200


@dataclass
class Drawn:
    """A case as `access` looks at it; whom it is barred to, and its reviewers and partners, are counted up note by note."""

    id: int
    call: str
    partner: str | None
    owner: str
    state: str
    barred: frozenset[str]
    reviewers: frozenset[str]
    partners: frozenset[str]


@pytest.mark.thorough
def test_what_sql_finds_is_what_can_be_seen_case_by_case(url: URL) -> None:
    dice, database = random.Random(29), Database(url.render_as_string(hide_password=False))
    actors = [_actor(dice, number) for number in range(ACTORS)]
    with database.writing() as session:
        cases = [_case(dice, session, number, [actor.id for actor in actors]) for number in range(1, MANY + 1)]
        for call in CALLS:
            case_counters.rebuild(session.connection(), call)
    with database.reading() as session:
        found = {actor.id: _ids(session, access.visible(actor)) for actor in actors}
        knowing = {actor.id: _ids(session, access.may_know_state(actor)) for actor in actors}
        counted = {actor.id: _counted(session, actor) for actor in actors}
        tied = [row for actor in actors for row in _rows(session, actor)]
    database.close()

    expected = {actor.id: {case.id for case in cases if access.can_see(actor, case)} for actor in actors}
    roles = {(actor.id, case.id): access.roles(actor, case) for actor in actors for case in cases}

    assert found == expected
    assert knowing == {
        actor.id: {case.id for case in cases if permissions.permits("know-state", roles[actor.id, case.id])}
        for actor in actors
    }
    assert counted == {
        actor.id: Counter(
            (case.call, case.state, case.id in knowing[actor.id]) for case in cases if case.id in expected[actor.id]
        )
        for actor in actors
    }
    assert tied == list(roles.items())
    assert len(roles) == 10_000
    seen = sum(map(len, expected.values()))
    assert 0.2 < seen / len(roles) < 0.8, "neither all of them nor none"


def _ids(session: Session, which: ColumnElement[bool]) -> set[int]:
    return {number for (number,) in session.execute(select(CASES.c.id).where(which))}


def _counted(session: Session, actor: Actor) -> Counter[tuple[str, str, bool]]:
    """How many cases of each call and state an actor sees, and whether the state is no secret to them."""
    seen = case_counters.select_visible(session, actor)
    alike = seen.c.call, seen.c.state, seen.c.knows
    found = session.execute(select(*alike, func.sum(seen.c.cases)).group_by(*alike))
    return Counter({(call, state, bool(knows)): int(cases) for call, state, knows, cases in found if cases})


def _rows(session: Session, actor: Actor) -> Iterator[tuple[tuple[str, int], frozenset[str]]]:
    for row in session.execute(select(CASES, *access.relation_columns(actor)).order_by(CASES.c.id)):
        yield (actor.id, row.id), access.roles(actor, row)


def _actor(dice: random.Random, number: int) -> Actor:
    grants = []
    for _ in range(dice.choice((0, 1, 1, 2, 3))):
        role = dice.choice(ROLES if dice.random() < 0.9 else ROLES[:4])
        partner = dice.choice(PARTNERS) if role in ("authority", "partner") else None
        grants.append(RoleGrant(role, dice.choice((None, *CALLS)), partner))
    return Actor(f"per_{number}", "", tuple(grants))


def _case(dice: random.Random, session: Session, number: int, people: list[str]) -> Drawn:
    columns: dict[str, Any] = {
        "call": dice.choice(CALLS),
        "partner": dice.choice(PARTNERS),
        "state": dice.choice(STATES),
    }
    columns |= {"id": number, "owner": dice.choice(people)}
    fixed = {
        "ref": f"X-{number:03}",
        "kind": "application",
        "edition": 1,
        "direction": "2.4",
        "title": "",
        "version": 1,
    }
    times = {"head": b"", "opened_at": NOVEMBER, "entered_at": NOVEMBER}
    connection = session.connection()
    connection.execute(insert(CASES).values(columns | fixed | times))
    asked: dict[object, str] = {}
    barring: dict[object, str] = {}
    related: dict[object, str] = {}
    for place in range(dice.randrange(60)):
        person, key = dice.choice(people), {"case_id": number, "number": place + 2}
        if dice.random() < 0.2:
            related[person] = dice.choice(("added", "added", "removed"))
            about = {"person": person, "role": "partner", "status": related[person]}
            connection.execute(insert(RELATIONS).values(key | about))
        elif dice.random() < 0.5:
            asked[person] = dice.choice(("invited", "accepted", "declined", "removed"))
            assigned = {"reviewer": person, "status": asked[person], "automatic": False}
            connection.execute(insert(ASSIGNMENTS).values(key | assigned))
        else:
            ground = dice.choice(("family", "employer"))
            barring[person, ground] = dice.choice(("suspected", "declared", "confirmed", "dismissed"))
            about = {"person": person, "ground": ground, "status": barring[person, ground]}
            connection.execute(insert(CONFLICTS).values(key | about))
    barred = frozenset(one[0] for one in _standing(barring, "declared", "confirmed") if isinstance(one, tuple))
    reviewers = frozenset(str(one) for one in _standing(asked, "invited", "accepted"))
    partners = frozenset(str(one) for one in _standing(related, "added"))
    return Drawn(**columns, barred=barred, reviewers=reviewers, partners=partners)


def _standing(latest: Mapping[object, str], *statuses: str) -> list[object]:
    return [key for key, status in latest.items() if status in statuses]
