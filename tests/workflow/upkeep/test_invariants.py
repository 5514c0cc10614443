"""Each promise of the database is broken once, by hand, and then reported by exactly its name."""

from sqlalchemy import text
from sqlalchemy.engine import URL

from tests.panel import Panel
from tests.workflow.forgery import unguarded
from tests.world import ADA, CALL, INTERNAL, World, at
from workflow import case_counters
from workflow.actors import SYSTEM
from workflow.identity import people
from workflow.store.database import Database
from workflow.upkeep import invariants

NOVEMBER = at("2022-11-10 09:00")
DRAFT, EXTENDED, AWARDED = (f"ref = 'IG23-2.4-00{number}'" for number in (1, 2, 3))
LATER = "'2023-06-01 00:00:00.000000+00:00'"
EARLIER = "'2022-06-01 00:00:00.000000+00:00'"
COUNTED = "cases are counted where they stand"
OF_DRAFT = f"(SELECT id FROM cases WHERE {DRAFT})"

BREAKS = {
    "a case stands at its last event": [
        f"UPDATE cases SET head = (SELECT substr(nodes, 1, 32) FROM head) WHERE {DRAFT}",
        f"UPDATE cases SET version = version + 1 WHERE {DRAFT}",
    ],
    "a case has no event beyond its version": [
        f"UPDATE events SET number = 0 WHERE number = 1 AND case_id = (SELECT id FROM cases WHERE {AWARDED})",
        f"UPDATE events SET number = 99 WHERE number = 1 AND case_id = (SELECT id FROM cases WHERE {AWARDED})",
    ],
    "the head counts every event": ["UPDATE head SET size = size + 1", "DELETE FROM events WHERE seq = 1"],
    "there is one head": [
        "DELETE FROM head",
        "INSERT INTO head (one, origin, size, nodes) SELECT 2, origin, size, nodes FROM head",
    ],
    "an event counts no later than it was recorded": [f"UPDATE events SET effective_at = {LATER} WHERE seq = 1"],
    "an event about a case is numbered in it": [
        "UPDATE events SET number = 1 WHERE seq = 1",
        f"UPDATE events SET number = NULL WHERE number = 1 AND case_id = (SELECT id FROM cases WHERE {AWARDED})",
    ],
    "a line holds what its cases reserve": [
        "UPDATE lines SET cases_held = cases_held + 1 WHERE line = '2.4'",
        "UPDATE lines SET funds_held = funds_held - 1 WHERE line = '2.4'",
    ],
    "a line holds no more than its limits": [
        "UPDATE lines SET cases_limit = 0 WHERE line = '2.4'",
        "UPDATE lines SET funds_limit = 499999 WHERE line = '2.4'",
    ],
    "a reservation belongs to a case that holds its amount": [
        f"UPDATE cases SET amount = amount + 1 WHERE {AWARDED}",
        f"UPDATE cases SET amount = NULL WHERE {AWARDED}",
    ],
    "a case that holds an amount has reserved it": [f"UPDATE cases SET amount = 5 WHERE {DRAFT}"],
    "a case is due no earlier than its call says": [f"UPDATE cases SET due_at = {EARLIER} WHERE {DRAFT}"],
    "a case due beside its call has an extension": [
        f"UPDATE cases SET due_at = {LATER} WHERE {DRAFT}",
        "DELETE FROM extensions",
    ],
    "an extended case is marked so": [f"UPDATE cases SET extended = {{no}} WHERE {EXTENDED}"],
    "a case's filings are all there": [
        f"DELETE FROM revisions WHERE side = 'counterpart' AND case_id = (SELECT id FROM cases WHERE {AWARDED})",
        f"UPDATE cases SET home = home + 1 WHERE {DRAFT}",
        f"UPDATE revisions SET side = 'counterpart' WHERE case_id = {OF_DRAFT}",
    ],
    "what a counterpart submitted is a revision of its filing": [
        "UPDATE cases SET counterpart_filed = counterpart + 1 WHERE state = 'awarded'",
        "UPDATE cases SET counterpart_filed_at = NULL WHERE state = 'awarded'",
        f"UPDATE cases SET counterpart_filed_at = opened_at WHERE {DRAFT}",
    ],
    "a case pins an edition that was published": [f"UPDATE cases SET edition = 9 WHERE {DRAFT}"],
    "a case is numbered within its direction": [
        "UPDATE lines SET numbered = numbered + 1 WHERE line = '2.4'",
        f"UPDATE cases SET direction = '2.5' WHERE {DRAFT}",
    ],
    "a review was given by someone who had accepted": [
        "UPDATE reviews SET reviewer = 'per_nobody'",
        "UPDATE assignments SET status = 'invited' WHERE status = 'accepted'",
    ],
    "nobody reviews a case in spite of a conflict of interest": ["UPDATE conflicts SET status = 'confirmed'"],
    COUNTED: [
        "UPDATE counts SET cases = cases + 1 WHERE state = 'draft' AND cases > 0",
        "UPDATE counts SET asked = asked - 1 WHERE state = 'draft' AND cases > 0",
        "DELETE FROM counts WHERE state = 'awarded'",
        f"UPDATE cases SET due_at = NULL WHERE {DRAFT}",
    ],
    "a grant names a call that exists": ["UPDATE grants SET call = 'another-call'"],
}


def lived(url: URL) -> None:
    """A draft, an extended draft, an awarded case, one with a review by somebody under suspicion, and somebody with a role."""
    database = Database(url.render_as_string(hide_password=False))
    world = World(database)
    world.opened(now=NOVEMBER)
    world.extend(world.opened(now=NOVEMBER), "internal", INTERNAL.replace(day=27), now=NOVEMBER)
    [ref] = world.ready(1, now=NOVEMBER)
    world.award(ref, 500_000, now=NOVEMBER)
    with database.writing() as session:
        person = people.add(session, "Ada", actor=SYSTEM, now=NOVEMBER)
        people.grant(session, person, "applicant", actor=SYSTEM, now=NOVEMBER, call=CALL)
    world.transition(world.opened(now=NOVEMBER), "withdraw", actor=ADA, now=NOVEMBER, reason="said")
    panel = Panel(world)
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    panel.accepted(ref, rosa)
    panel.score(ref, rosa, 80)
    panel.suspect(ref, rosa, "collaboration", reason="a book")
    database.close()


def test_every_invariant_is_broken_somewhere_in_this_file() -> None:
    assert list(BREAKS) == list(invariants.INVARIANTS)


def test_each_invariant_that_is_broken_is_reported_by_exactly_its_name(url: URL) -> None:
    lived(url)
    wrong = []

    for name, breaks in BREAKS.items():
        for statement in breaks:
            with unguarded(url) as session:
                no = "0" if url.get_backend_name() == "sqlite" else "false"
                session.execute(text(statement.format(no=no)))
                if name != COUNTED:
                    case_counters.rebuild(session.connection(), CALL)
                found = invariants.find_broken(session)
            if list(found) != [name]:
                wrong.append((name, statement, found))

    assert wrong == []


def test_the_rows_that_break_an_invariant_are_named_ten_at_most(url: URL) -> None:
    lived(url)

    with unguarded(url) as session:
        session.execute(text(f"UPDATE cases SET edition = 9 WHERE {DRAFT}"))
        one = invariants.find_broken(session)
        session.execute(text("UPDATE lines SET numbered = 77"))
        many = invariants.find_broken(session)

    assert one == {"a case pins an edition that was published": ["IG23-2.4-001"]}
    assert [len(rows) for rows in many.values()] == [1, 10]


def test_nothing_is_reported_of_a_database_that_nobody_touched(url: URL) -> None:
    lived(url)

    with unguarded(url) as session:
        assert invariants.find_broken(session) == {}
