"""The same season on both databases is the same story, event for event."""

import pytest
from sqlalchemy import select

from cli.simulation import season
from tests.world import CALL
from workflow import calls, canonical, tallies
from workflow.actors import SYSTEM
from workflow.database import Database
from workflow.tables import CASES, EVENTS

Told = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def told() -> dict[str, tuple[object, Told]]:
    """What was told on each kind of database."""
    return {}


def test_a_season_is_the_same_on_either_database(database: Database, told: dict[str, tuple[object, Told]]) -> None:
    course = season.run(database, CALL, cases=60, seed=11)

    with database.reading() as session:
        tally, positions = tallies.tally(session, CALL, actor=SYSTEM), calls.positions(session, CALL)
        story = _story(database)
    told["sqlite" if database.is_sqlite else "postgresql"] = tally.plain(), story

    assert course.surprises == []
    assert [one.line for one in positions if one.cases_held > one.cases_limit] == []
    assert [one.line for one in positions if one.funds_limit and one.funds_held > one.funds_limit] == []
    assert all(count.funds <= count.funds_limit for count in tally.directions.values())
    assert len(story) > 250
    for kind in told:
        assert told[kind] == (tally.plain(), story), kind


def _story(database: Database) -> Told:
    """Every event of every case, but for what is drawn anew each time: identities and salts."""
    found: Told = []
    with database.reading() as session:
        query = select(EVENTS.c.body).join(CASES, EVENTS.c.case_id == CASES.c.id).order_by(EVENTS.c.seq)
        for body in session.execute(query).scalars():
            event = canonical.loads(body)
            assert isinstance(event, dict)
            data = event["data"]
            case = event["case"]["ref"], event["case"]["number"]
            move = data.get("move"), data.get("from"), data.get("to"), str(data.get("given")), str(data.get("deadline"))
            found.append((*case, event["action"], event["effective_at"], *move, str(data["after"])))
    return found
