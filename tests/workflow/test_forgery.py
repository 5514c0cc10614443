"""A trail that was tampered with past every guard: it is found, and where there is a place it is named."""

from itertools import product
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlmodel import Session

from tests.workflow import begun
from tests.workflow.begun import NOVEMBER
from tests.workflow.forgery import unguarded
from tests.workflow.tampering import TAMPERINGS, altered, events, lived
from tests.world import World, answering
from workflow.auditing import verify

PLACES = 8


def proof(session: Session) -> verify.Proof:
    return verify.verify_trail(session, most=1000)


def evidence(session: Session) -> list[int | str | None]:
    """The place of each piece of evidence; or what became of the verification, if it did not come to an end."""
    try:
        return [one.seq for one in proof(session).evidence]
    except Exception as error:
        return [repr(error)]


def test_whatever_is_tampered_with_is_found_and_where_there_is_a_place_it_is_named(url: URL) -> None:
    lived(url)
    missed = []

    with unguarded(url) as session:
        for tampering, seed in product(TAMPERINGS, range(PLACES)):
            with session.begin_nested() as savepoint:
                place = tampering(session, Random(f"{tampering.__name__} {seed}"))
                found = evidence(session)
                savepoint.rollback()
            if not found or (place is not None and found[0] != place):
                missed.append((tampering.__name__, seed, place, found[:2]))

    assert missed == []


def test_there_is_no_false_alarm_on_a_trail_that_nobody_touched(url: URL) -> None:
    lived(url)

    with unguarded(url) as session:
        found, size = proof(session), events(session)

    assert (found.evidence, found.events) == ((), size)


@pytest.mark.thorough
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_any_one_byte_changed_in_an_event_is_found_in_that_event(world: World, url: URL) -> None:
    ref = begun.submitted(world)
    world.file(ref, answering(), now=NOVEMBER)
    missed = []

    with unguarded(url) as session:
        query = "SELECT seq, body FROM events WHERE action = 'case.filed'"
        seq, body = session.execute(text(query)).one()
        for place in range(len(body)):
            altered(session, seq, body=body[:place] + ("~" if body[place] != "~" else "-") + body[place + 1 :])
            found = evidence(session)
            if found[:1] != [seq]:
                missed.append((body[max(0, place - 6) : place + 4], found[:1]))

    assert missed == []


def test_a_case_whose_row_contradicts_what_its_opening_sealed_is_found(url: URL) -> None:
    lived(url)
    missed = []

    for change in ("owner = 'per_thief'", "direction = '2.3'", "edition = edition + 1", "call = 'another'"):
        with unguarded(url) as session:
            session.execute(text(f"UPDATE cases SET {change} WHERE ref = 'IG23-2.4-002'"))
            if not any("IG23-2.4-002" in one.problem for one in proof(session).evidence):
                missed.append(change)

    assert missed == []


def test_the_problem_says_in_words_what_does_not_fit(url: URL) -> None:
    lived(url)

    with unguarded(url) as session:
        size = events(session)
        session.execute(text("UPDATE cases SET state = 'awarded' WHERE ref = 'IG23-2.4-004'"))
        session.execute(text("DELETE FROM revisions WHERE side = 'counterpart' AND case_id = 5"))
        session.execute(text("UPDATE head SET size = size + 1"))
        found = proof(session)

    assert [(one.seq, one.problem) for one in found.evidence] == [
        (None, f"the head says {size + 1} events, there are {size}"),
        (None, "the case IG23-2.4-004: state: its row says 'awarded', its events 'reviewed'"),
        (None, "the case IG23-2.4-005: revision 1 of the counterpart filing is gone"),
    ]


def test_verifying_stops_at_as_much_evidence_as_was_asked_for(url: URL) -> None:
    lived(url)

    with unguarded(url) as session:
        session.execute(text("UPDATE events SET actor = 'per_nobody'"))
        few, all_of_it = verify.verify_trail(session, most=3), proof(session)

    assert [one.seq for one in few.evidence] == [1, 2, 3]
    assert len(all_of_it.evidence) == all_of_it.events
