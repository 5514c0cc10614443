"""Messages: a reminder once and only the nearest, news of every transition exactly once, whoever does the work and
how often.
"""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from states.refusal import Refusal
from tests.undone import undone
from tests.world import ADA, AGENCY, CORA, DIEGO, ELI, INTERNAL, MICROSECOND, World, answering, at, filing
from workflow.notifications import outbox
from workflow.outcomes import Result
from workflow.tables import CASES, OUTBOX

NOVEMBER = at("2022-11-10 09:00")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def remind(world: World, now: object) -> int:
    with world.database.writing() as session:
        return outbox.remind(session, now=now)  # type: ignore[arg-type]


def follow(world: World) -> int:
    with world.database.writing() as session:
        return outbox.project_events(session, now=NOVEMBER)


def messages(world: World, kind: str) -> list[tuple[Any, ...]]:
    columns = (CASES.c.ref, OUTBOX.c.audience, OUTBOX.c.about, OUTBOX.c.due_at)
    with world.database.reading() as session:
        query = select(*columns).join_from(OUTBOX, CASES, OUTBOX.c.case_id == CASES.c.id)
        return [tuple(row) for row in session.execute(query.where(OUTBOX.c.kind == kind).order_by(OUTBOX.c.id))]


# Reminders -------------------------------------------------------------------------------------------------------------


def test_a_draft_is_reminded_seven_days_and_one_day_before_its_deadline_once_each(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    queued = [
        remind(world, now)
        for now in (
            INTERNAL - 7 * DAY - MICROSECOND,
            INTERNAL - 7 * DAY,
            INTERNAL - 7 * DAY,
            INTERNAL - 3 * DAY,
            INTERNAL - DAY - MICROSECOND,
            INTERNAL - DAY,
            INTERNAL - HOUR,
            INTERNAL,
            INTERNAL + DAY,
        )
    ]

    assert queued == [0, 1, 0, 0, 0, 1, 0, 0, 0]
    assert messages(world, "reminder") == [(ref, "applicant", "7d", INTERNAL), (ref, "applicant", "1d", INTERNAL)]


def test_of_two_reminders_that_have_both_come_only_the_nearer_is_sent(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    queued = [remind(world, INTERNAL - HOUR), remind(world, INTERNAL - HOUR)]

    assert queued == [1, 0]
    assert messages(world, "reminder") == [(ref, "applicant", "1d", INTERNAL)]


def test_nobody_is_reminded_who_no_longer_stands_under_the_deadline(world: World) -> None:
    gone, submitted, overdue = (world.opened(now=NOVEMBER) for _ in range(3))
    world.transition(gone, "withdraw", actor=ADA, now=NOVEMBER, reason="said")
    world.transition(submitted, "submit", actor=ADA, now=NOVEMBER)

    queued = remind(world, INTERNAL - HOUR)

    assert queued == 1
    assert [message[0] for message in messages(world, "reminder")] == [overdue]


def test_each_state_has_its_own_spans(world: World) -> None:
    submitted, returned = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    for ref in (submitted, returned):
        world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    world.transition(returned, "return", actor=CORA, now=NOVEMBER, reason="said")

    queued = [remind(world, AGENCY - 7 * DAY), remind(world, AGENCY - 3 * DAY), remind(world, AGENCY - DAY)]

    assert queued == [0, 2, 2]
    assert messages(world, "reminder") == [
        (submitted, "applicant", "3d", AGENCY),
        (returned, "applicant", "3d", AGENCY),
        (submitted, "applicant", "1d", AGENCY),
        (returned, "applicant", "1d", AGENCY),
    ]


def test_a_case_that_was_given_more_time_is_reminded_again_before_the_new_instant(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    later = INTERNAL + 2 * DAY
    remind(world, INTERNAL - DAY)
    world.extend(ref, "internal", later, now=INTERNAL - HOUR)

    queued = [remind(world, INTERNAL - HOUR), remind(world, later - DAY)]

    assert queued == [1, 1]
    assert messages(world, "reminder") == [
        (ref, "applicant", "1d", INTERNAL),
        (ref, "applicant", "7d", later),
        (ref, "applicant", "1d", later),
    ]


def test_every_case_of_a_large_call_is_reminded(world: World) -> None:
    world.opened(now=NOVEMBER)
    world.opened(filing(area="Hydrogen energy"), direction="2.3", now=NOVEMBER)
    world.opened(filing(area="Climate change and biodiversity"), direction="1.4", topic="CCB-1", now=NOVEMBER)

    assert remind(world, INTERNAL - DAY) == 3
    assert len(messages(world, "reminder")) == 3


# News ------------------------------------------------------------------------------------------------------------------


def test_those_whom_a_move_concerns_are_told_of_it_and_nobody_of_the_rest(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    world.transition(ref, "return", actor=CORA, now=NOVEMBER, reason="said")
    world.amend(ref, {"title": "Second"}, now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    world.file(ref, answering(title="Second"), now=NOVEMBER)
    world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER)
    world.transition(ref, "review", actor=CORA, now=NOVEMBER, score=70)
    world.award(ref, now=NOVEMBER)
    refused = world.transition(ref, "revoke", actor=ADA, now=NOVEMBER, reason="said")

    followed = [follow(world), follow(world)]

    assert isinstance(refused, Refusal)
    assert followed == [world.events(), 0]
    assert messages(world, "moved") == [
        (ref, "applicant", "return", None),
        (ref, "applicant", "award", None),
        (ref, "partner", "award", None),
    ]


def test_what_the_system_did_is_told_like_what_people_did(world: World) -> None:
    draft, submitted = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    world.transition(submitted, "submit", actor=ADA, now=NOVEMBER)
    world.sweep(AGENCY)

    follow(world)

    assert messages(world, "moved") == [
        (draft, "applicant", "lapse", None),
        (submitted, "applicant", "invalidate", None),
        (submitted, "coordinator", "invalidate", None),
    ]


def test_following_goes_on_from_where_it_stopped(world: World) -> None:
    first, second = world.ready(2, now=NOVEMBER)
    world.award(first, now=NOVEMBER)
    counted = [follow(world)]
    world.transition(second, "decline", actor=ELI, now=NOVEMBER, reason="said")
    counted.append(follow(world))

    assert counted == [world.events() - 1, 1]
    assert [message[2] for message in messages(world, "moved")] == ["award", "award", "decline"]


@pytest.mark.parametrize("kind", ["moved", "reminder"])
def test_two_that_work_at_the_same_moment_send_nothing_twice_and_leave_nothing_out(world: World, kind: str) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(20)]
    if kind == "moved":
        for ref in refs:
            world.transition(ref, "withdraw" if ref == refs[0] else "submit", actor=ADA, now=NOVEMBER, reason="said")
            outcome = world.transition(ref, "return", actor=CORA, now=NOVEMBER, reason="said")
            assert isinstance(outcome, Result) == (ref != refs[0])
    together, counted = Barrier(4), []

    def work() -> None:
        together.wait()
        counted.append(follow(world) if kind == "moved" else remind(world, INTERNAL - DAY))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    told = [message[0] for message in messages(world, kind)]
    assert len(counted) == 4
    assert sorted(told) == (refs[1:] if kind == "moved" else refs)
    if kind == "moved":
        assert sum(counted) == world.events()


def test_a_message_undone_with_its_transaction_is_made_by_the_next_one(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    world.award(ref, now=NOVEMBER)

    with undone(world.database) as session:
        outbox.project_events(session, now=NOVEMBER)

    assert messages(world, "moved") == []
    assert follow(world) == world.events()
    assert len(messages(world, "moved")) == 2
