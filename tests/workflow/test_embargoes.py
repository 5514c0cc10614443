"""Embargoes: a release made when one ends, once, and as of its instant; or told as one that could not be made."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from scheduler.runner import Runner
from states.refusal import Refusal
from tests.workflow.committee import ENDS, NOVEMBER, draft, drafted, of_call, release, schedule, states
from tests.world import ADA, CALL, CORA, ELI, MICROSECOND, World, done, refused
from workflow import embargoes
from workflow.actors import Actor
from workflow.clock import VirtualClock
from workflow.commands import MakeTransition, ReleaseDecisions
from workflow.embargoes import Embargo
from workflow.errors import NotFound
from workflow.notifications import outbox
from workflow.outcomes import Answer, Result, format_instant
from workflow.tables import OUTBOX
from workflow.upkeep import heartbeats
from workflow.writer import Writer

DAY = timedelta(days=1)


# When an embargo ends --------------------------------------------------------------------------------------------------


def test_an_embargo_ends_at_its_instant_and_not_before_in_the_name_of_who_set_it(world: World, eve: Actor) -> None:
    refs = drafted(world)
    schedule(world, eve)

    world.sweep(ENDS - MICROSECOND)
    before = states(world, refs)
    world.sweep(ENDS)
    after = states(world, refs)
    world.sweep(ENDS + DAY)

    assert (before, after) == (["reviewed"] * 3, ["awarded", "reserved", "declined"])
    assert [world.trail(ref)[-1] for ref in refs] == [
        ("award", eve.id, ENDS),
        ("reserve", eve.id, ENDS),
        ("decline", eve.id, ENDS),
    ]
    assert of_call(world, "call.release-scheduled") == [
        (eve.id, NOVEMBER, {"direction": "2.4", "at": format_instant(ENDS)}),
    ]
    assert of_call(world, "call.released") == [(eve.id, ENDS, {"direction": "2.4", "cases": 3})]


def test_a_release_made_late_counts_from_the_instant(world: World, eve: Actor) -> None:
    refs = drafted(world)
    schedule(world, eve)

    world.sweep(ENDS + 3 * DAY)

    [entry] = [entry for entry in world.entries(refs[0]) if entry.data.get("transition") == "award"]
    assert (entry.effective_at, entry.recorded_at) == (ENDS, ENDS + 3 * DAY)


def test_what_comes_after_the_instant_finds_the_release_made_though_nobody_swept(world: World, eve: Actor) -> None:
    refs = drafted(world)
    schedule(world, eve)

    too_late = refused(draft(world, refs[0], "none", now=ENDS))
    left = done(world.transition(refs[1], "withdraw", actor=ADA, now=ENDS + DAY, reason="no staff"))

    assert (too_late.code, too_late.state) == ("not-from-this-state", "awarded")
    assert (left.source, left.state) == ("reserved", "withdrawn")
    assert world.trail(refs[0])[-1] == ("award", eve.id, ENDS)


def test_what_came_before_the_instant_is_judged_before_the_release_in_one_batch(world: World, eve: Actor) -> None:
    refs = drafted(world)
    schedule(world, eve)
    transition = MakeTransition(
        actor=ADA, received_at=ENDS - MICROSECOND, ref=refs[0], transition="withdraw", given={"reason": "no staff"}
    )

    answers = world.apply(transition, replace(transition, ref=refs[1], received_at=ENDS), now=ENDS)

    assert [done(answer).source for answer in answers] == ["partner-confirmed", "reserved"]  # as the applicant is told
    assert states(world, refs) == ["withdrawn", "withdrawn", "declined"]


def test_while_a_release_is_being_settled_its_direction_waits_a_moment(world: World, eve: Actor) -> None:
    refs = drafted(world)
    schedule(world, eve)
    transition = MakeTransition(
        actor=ADA, received_at=ENDS + MICROSECOND, ref=refs[0], transition="withdraw", given={"reason": "no staff"}
    )
    command = ReleaseDecisions(actor=ELI, received_at=ENDS + MICROSECOND, call=CALL, direction="2.4")

    answers = world.apply(transition, command, now=ENDS + MICROSECOND, settled=ENDS - MICROSECOND)

    assert [refused(answer).code for answer in answers] == ["settling", "settling"]
    assert states(world, refs) == ["reviewed"] * 3


def test_two_schedulers_at_once_make_a_release_once(world: World, eve: Actor) -> None:
    refs = drafted(world)
    schedule(world, eve)
    ready = Barrier(2)

    def sweep() -> None:
        ready.wait()
        world.sweep(ENDS + DAY)

    threads = [Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert states(world, refs) == ["awarded", "reserved", "declined"]
    assert len(of_call(world, "call.released")) == 1


def test_a_runner_wakes_for_the_instant_and_makes_the_release_through_the_writer(world: World, eve: Actor) -> None:
    refs = drafted(world)
    schedule(world, eve)
    with world.database.reading() as session:
        upcoming = heartbeats.next_due(session)
    clock = VirtualClock(ENDS - DAY)
    writer = Writer(world.database, clock)
    runner = Runner(world.database, clock, writer)
    writer.start()
    runner.start()
    try:
        assert runner.wait_for_pass(20.0)
        before = states(world, refs)
        clock.set(ENDS + world.database.settings.settle_margin)
        assert runner.wait_for_pass(20.0)
    finally:
        runner.stop()
        writer.stop()

    assert upcoming == ENDS
    assert (before, states(world, refs)) == (["reviewed"] * 3, ["awarded", "reserved", "declined"])
    assert world.trail(refs[0])[-1] == ("award", eve.id, ENDS)


def test_until_its_instant_a_release_can_be_moved_or_cancelled_and_then_no_longer(world: World, eve: Actor) -> None:
    refs = drafted(world)
    schedule(world, eve)
    moved = schedule(world, eve, ENDS + DAY, now=NOVEMBER + DAY)
    world.sweep(ENDS)
    with world.database.writing() as session:
        cancelled = embargoes.cancel(session, CALL, "2.4", actor=ELI, now=ENDS)
    world.sweep(ENDS + 2 * DAY)
    still = states(world, refs)
    with world.database.writing() as session, pytest.raises(NotFound):
        embargoes.cancel(session, CALL, "2.4", actor=ELI, now=ENDS)

    schedule(world, eve, ENDS + 4 * DAY, now=ENDS + 3 * DAY)
    late = schedule(world, eve, ENDS + 9 * DAY, now=ENDS + 4 * DAY)
    with world.database.writing() as session:
        also_late = embargoes.cancel(session, CALL, "2.4", actor=eve, now=ENDS + 5 * DAY)

    assert moved == cancelled == Embargo(CALL, "2.4", ENDS + DAY, eve.id)
    assert still == ["reviewed"] * 3
    assert [one.code for one in (late, also_late) if isinstance(one, Refusal)] == ["deadline-passed"] * 2
    assert of_call(world, "call.release-scheduled")[1][2] == {
        "direction": "2.4",
        "at": format_instant(ENDS + DAY),
        "from": format_instant(ENDS),
    }
    assert of_call(world, "call.release-cancelled") == [
        ("per_eli", ENDS, {"direction": "2.4", "at": format_instant(ENDS + DAY)})
    ]


def test_an_embargo_ends_ahead_is_the_committees_and_is_set_where_there_is_a_direction(
    world: World, eve: Actor
) -> None:
    not_ahead, not_hers = schedule(world, eve, NOVEMBER), schedule(world, CORA)
    with pytest.raises(NotFound):
        schedule(world, eve, direction="9.9")

    assert isinstance(not_ahead, Refusal)
    assert isinstance(not_hers, Refusal)
    assert [(lack.code, lack.pointer) for lack in not_ahead.missing] == [("misfit", "/at")]
    assert not_hers.code == "not-yours-to-make"
    with world.database.reading() as session:
        assert embargoes.load_embargo(session, CALL, "2.4") is None


def test_releasing_at_once_ends_the_embargo_and_a_later_one_may_follow(world: World, eve: Actor) -> None:
    refs = drafted(world)
    schedule(world, eve)
    release(world)
    with world.database.reading() as session:
        ended = embargoes.load_embargo(session, CALL, "2.4")
    [more] = world.ready(1, now=NOVEMBER + DAY)
    done(draft(world, more, "decline", reason="weak", now=NOVEMBER + DAY))

    world.sweep(ENDS)
    untouched = world.case(more).state
    schedule(world, eve, ENDS + 2 * DAY, now=ENDS + DAY)
    world.sweep(ENDS + 2 * DAY)

    assert ended is None
    assert (untouched, states(world, [*refs, more])) == ("reviewed", ["awarded", "reserved", "declined", "declined"])


# When it cannot be made ------------------------------------------------------------------------------------------------


def news(world: World) -> list[tuple[Any, ...]]:
    for _ in range(2):
        with world.database.writing() as session:
            outbox.project_events(session, now=ENDS + DAY)
    query = select(OUTBOX.c.kind, OUTBOX.c.audience, OUTBOX.c.about).where(OUTBOX.c.kind == "release-failed")
    with world.database.reading() as session:
        return [tuple(row) for row in session.execute(query.order_by(OUTBOX.c.id))]


def test_what_no_longer_fits_when_the_embargo_ends_is_left_and_those_who_decide_hear_of_it_once(
    world: World, eve: Actor
) -> None:
    refs = drafted(world)
    schedule(world, eve)
    others = world.ready(4, now=NOVEMBER)
    for ref in others:
        done(world.award(ref, 400_000, now=NOVEMBER))

    world.sweep(ENDS)
    world.sweep(ENDS + DAY)

    assert states(world, refs) == ["reviewed"] * 3
    [(actor, counts, said)] = of_call(world, "call.release-failed")
    assert (actor, counts, said["direction"], said["at"]) == (eve.id, ENDS, "2.4", format_instant(ENDS))
    assert [reason["case"] for reason in said["reasons"]] == [refs[0]]
    assert "2.4 China–Argentina joint research has no place left" in said["reasons"][0]["problem"]
    assert news(world) == [
        ("release-failed", "committee", f"{CALL} 2.4"),
        ("release-failed", "coordinator", f"{CALL} 2.4"),
    ]
    done(draft(world, refs[0], "none", now=ENDS + DAY))
    release(world, now=ENDS + DAY)
    assert states(world, refs) == ["reviewed", "reserved", "declined"]


def test_a_release_whose_setter_is_of_the_committee_no_longer_is_not_made(world: World) -> None:
    refs = drafted(world)
    schedule(world, ELI)  # whom the database does not know

    world.sweep(ENDS)

    assert states(world, refs) == ["reviewed"] * 3
    [(actor, _, said)] = of_call(world, "call.release-failed")
    assert (actor, said["reasons"]) == ("per_eli", [{"case": None, "problem": "this can be decided by: committee"}])


def test_a_release_of_nothing_is_told_as_one_that_could_not_be_made(world: World, eve: Actor) -> None:
    schedule(world, eve)

    world.sweep(ENDS)

    assert len(news(world)) == 2


def test_eight_at_once_withdraw_draft_and_sweep_around_the_instant_and_nothing_is_lost(
    world: World, eve: Actor
) -> None:
    refs = drafted(world)
    schedule(world, eve)
    ready = Barrier(8)
    answers: list[Answer] = []

    def sweep() -> None:
        ready.wait()
        world.sweep(ENDS + DAY)

    def withdraw(ref: str) -> None:
        ready.wait()
        answers.append(world.transition(ref, "withdraw", actor=ADA, now=ENDS + DAY, reason="no staff"))

    threads = [Thread(target=sweep) for _ in range(5)]
    threads += [Thread(target=withdraw, args=(ref,)) for ref in refs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(type(answer).__name__ for answer in answers) == ["Refusal", "Result", "Result"]
    assert {answer.source for answer in answers if isinstance(answer, Result)} == {"awarded", "reserved"}
    assert states(world, refs) == ["withdrawn", "withdrawn", "declined"]
    assert world.held() == {}
