"""A whole call in virtual time, through the same commands and the same sweep that serve people."""

from cli.simulation import season
from tests.world import CALL, at
from workflow import calls, tallies
from workflow.actors import SYSTEM
from workflow.database import Database


def test_a_season_of_three_hundred_applications_goes_as_meant_and_holds_no_more_than_the_quotas(
    database: Database,
) -> None:
    course = season.run(database, CALL, cases=300, seed=7)

    with database.reading() as session:
        tally = tallies.tally(session, CALL, actor=SYSTEM)
        positions = calls.positions(session, CALL)
    assert course.surprises == []
    assert (tally.total.received, tally.total.funds_limit) == (247, 496_000_000)
    assert all(one.cases_held <= one.cases_limit for one in positions)
    assert sum(count.awarded for count in tally.directions.values()) == tally.total.awarded > 0
    assert {code for code, count in tally.directions.items() if count.unilateral} <= {
        code for code in tally.directions if code >= "1.6"
    }


def test_a_season_stopped_midway_leaves_cases_standing_under_deadlines_ahead(database: Database) -> None:
    noon = at("2022-12-20 12:00")

    season.run(database, CALL, cases=80, seed=3, until=noon)

    with database.reading() as session:
        tally = tallies.tally(session, CALL, actor=SYSTEM)
    assert (tally.total.lapsed, tally.total.awarded) == (0, 0)
    assert tally.total.received > 0
