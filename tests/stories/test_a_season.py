"""A whole call in virtual time, by the same commands and the same sweep that serve people; the same story on both databases."""

from collections import Counter

import pytest
from sqlalchemy import select

from simulation import call_run
from tests.world import CALL, at
from workflow import calls, canonical, editions
from workflow.actors import SYSTEM
from workflow.overview import tallies
from workflow.store.database import Database
from workflow.tables import ASSIGNMENTS, CASES, CONFLICTS, DECISIONS, DOCUMENTS, EVENTS, RECEIPTS, REVISIONS, SAMENESSES

ONE_SIDED_INVALID = {"1.6", "1.7", "1.8", "1.9", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5"}
Told = list[tuple[object, ...]]
ALL = 200
"""So many cases that lines fill, and that everything happens which can."""
ON_CASES = {
    "case.opened",
    "case.amended",
    "case.filed",
    "case.transitioned",
    "case.clause-judged",
    "case.extended",
    "case.waived",
    "case.filing-received",
    "case.compared",
    "case.reviewer-assigned",
    "case.reviewer-responded",
    "case.reviewer-unassigned",
    "case.conflict-declared",
    "case.conflict-suspected",
    "case.conflict-settled",
    "case.review-submitted",
    "case.decision-drafted",
    "case.document-attached",
    "case.document-detached",
    "case.erased",
}
ELSEWHERE = {"revoke", "reinstate", "reopen"}


@pytest.fixture(scope="module")
def told() -> dict[str, Told]:
    """What was told of the season of a test, on whichever database it was played first."""
    return {}


@pytest.mark.thorough
@pytest.mark.parametrize("url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
def test_a_season_fills_lines_and_exceeds_none(database: Database) -> None:
    course = call_run.run_call(database, CALL, cases=ALL, seed=2)

    with database.reading() as session:
        tally, positions = tallies.tally(session, CALL, actor=SYSTEM), calls.load_quota_usage(session, CALL)
        story = _story(database)
    assert course.surprises == []
    assert {"1.4", "1.7", "2.1", "2.3"} <= {one.line for one in positions if one.cases_held == one.cases_limit}
    assert [one.line for one in positions if one.cases_held > one.cases_limit] == []
    assert [one.line for one in positions if one.funds_limit and one.funds_held > one.funds_limit] == []
    assert all(count.funds <= count.funds_limit for count in tally.directions.values())
    assert sum(count.awarded for count in tally.directions.values()) == tally.total.awarded > 0
    assert tally.total.funds_limit == 496_000_000
    one_sided = {code for code, count in tally.directions.items() if count.unilateral}
    assert set() < one_sided <= ONE_SIDED_INVALID
    assert len(story) > 2_000
    _shows_whatever_people_can_do_with_an_application(database, story)


def test_a_season_stopped_midway_leaves_cases_standing_under_deadlines_ahead_and_is_the_same_on_either_database(
    database: Database, told: dict[str, Told]
) -> None:
    noon = at("2022-12-20 12:00")

    call_run.run_call(database, CALL, cases=80, seed=3, until=noon)

    with database.reading() as session:
        tally = tallies.tally(session, CALL, actor=SYSTEM)
    story = _story(database)
    assert (tally.total.lapsed, tally.total.awarded) == (0, 0)
    assert tally.total.received > 0
    assert told.setdefault("midway", story) == story


@pytest.mark.soak
def test_a_whole_season_is_the_same_on_either_database(database: Database, told: dict[str, Told]) -> None:
    call_run.run_call(database, CALL, cases=ALL, seed=2)

    story = _story(database)
    assert told.setdefault("whole", story) == story


def _shows_whatever_people_can_do_with_an_application(database: Database, story: Told) -> None:
    with database.reading() as session:
        transitions = editions.load_newest(session, CALL)["2.4"].engine.lifecycle.transitions.keys()
        actions = Counter(session.execute(select(EVENTS.c.action)).scalars())
        statuses = {
            table.name: set(session.execute(select(table.c.status)).scalars()) for table in (ASSIGNMENTS, CONFLICTS)
        }
        outcomes = set(session.execute(select(DECISIONS.c.outcome)).scalars())
        papers = {tuple(row) for row in session.execute(select(RECEIPTS.c.side, RECEIPTS.c.paper))}
        fields = set(session.execute(select(SAMENESSES.c.field)).scalars())
        attached = Counter(tuple(row) for row in session.execute(select(DOCUMENTS.c.media, DOCUMENTS.c.removed)))
        erasing = select(EVENTS.c.case_id).where(EVENTS.c.action == "case.erased")
        erased = set(session.execute(select(REVISIONS.c.body).where(REVISIONS.c.case_id.in_(erasing))).scalars())
    assert {action for action in actions if action.startswith("case.")} == ON_CASES
    assert actions["call.released"] >= 15
    assert actions["call.release-scheduled"] == 3
    assert set(attached) == {("text/plain", False), ("text/plain", True), ("paper", False)}
    assert erased == {"{}"}
    assert {told[4] for told in story} - {None} == transitions - ELSEWHERE
    assert statuses["assignments"] == {"invited", "accepted", "declined", "removed"}
    assert statuses["conflicts"] == {"declared", "suspected", "confirmed", "dismissed"}
    assert outcomes == {"award", "reserve", "decline"}
    assert papers == {("home", False), ("counterpart", False), ("counterpart", True)}
    assert fields == {"title", "*"}


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
            transition = (
                data.get("transition"),
                data.get("from"),
                data.get("to"),
                str(data.get("given")),
                str(data.get("deadline")),
            )
            found.append((*case, event["action"], event["effective_at"], *transition, str(data["after"])))
    return found
