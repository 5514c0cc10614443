"""The past, told from the events alone: a case as it stood at any instant, and the trail read page by page."""

from datetime import datetime, timedelta

import pytest

from states import loader
from tests.world import (
    ADA,
    AUDREY,
    BO,
    CALL,
    CORA,
    DIEGO,
    ELI,
    INTERNAL,
    MICROSECOND,
    REX,
    ZHONGGUANCUN,
    World,
    answering,
    at,
    filing,
)
from workflow.actors import SYSTEM, Actor, RoleGrant
from workflow.auditing import history
from workflow.errors import NotAllowed, NotFound

NOVEMBER = at("2022-11-10 09:00")
HOUR = timedelta(hours=1)


def then(world: World, ref: str, instant: datetime, actor: Actor = SYSTEM) -> history.CaseAt:
    with world.database.reading() as session:
        return history.load_case_at(session, actor, ref, instant)


def test_a_case_is_told_as_it_stood_at_every_instant_of_its_life(world: World) -> None:
    ref = world.opened({"title": "First"}, now=NOVEMBER)
    world.amend(ref, filing(), now=NOVEMBER + 1 * HOUR)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER + 2 * HOUR)
    world.file(ref, answering(content="Told otherwise."), now=NOVEMBER + 3 * HOUR)
    world.file(ref, answering(), now=NOVEMBER + 4 * HOUR)
    world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER + 5 * HOUR)
    world.transition(ref, "review", actor=CORA, now=NOVEMBER + 6 * HOUR, score=77)
    world.transition(ref, "reserve", actor=ELI, now=NOVEMBER + 7 * HOUR, rank=1)
    world.award(ref, 400_000, now=NOVEMBER + 8 * HOUR)
    world.transition(ref, "revoke", actor=ELI, now=NOVEMBER + 9 * HOUR, reason="said")

    whole, first = filing(), {"title": "First"}
    told, theirs = answering(content="Told otherwise."), answering()
    lived: list[tuple[object, ...]] = [
        ("draft", 1, None, None, None, first, None),
        ("draft", 2, None, None, None, whole, None),
        ("submitted", 3, None, None, None, whole, None),
        ("submitted", 4, None, None, None, whole, told),
        ("submitted", 5, None, None, None, whole, theirs),
        ("partner-confirmed", 6, None, None, None, whole, theirs),
        ("reviewed", 7, None, 77, None, whole, theirs),
        ("reserved", 8, None, 77, 1, whole, theirs),
        ("awarded", 9, 400_000, 77, 1, whole, theirs),
        ("revoked", 10, None, 77, 1, whole, theirs),
    ]
    first_event = world.entries(ref)[0].seq
    for hours, (state, version, amount, score, rank, home, counterpart) in enumerate(lived):
        begins = NOVEMBER + hours * HOUR
        for instant in (begins, begins + MICROSECOND, begins + HOUR - MICROSECOND):
            assert then(world, ref, instant) == history.CaseAt(
                ref=ref,
                at=instant,
                state=state,  # type: ignore[arg-type]
                version=version,  # type: ignore[arg-type]
                amount=amount,  # type: ignore[arg-type]
                score=score,  # type: ignore[arg-type]
                rank=rank,  # type: ignore[arg-type]
                home=home,  # type: ignore[arg-type]
                counterpart=counterpart,  # type: ignore[arg-type]
                event=first_event + hours,
            )


def test_before_it_was_opened_there_was_no_case(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    with pytest.raises(NotFound, match=f"the case {ref} was not open at"):
        then(world, ref, NOVEMBER - MICROSECOND)
    assert then(world, ref, NOVEMBER).state == "draft"


def test_a_lapse_recorded_days_later_counts_from_its_deadline(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.sweep(INTERNAL + timedelta(days=3))

    assert then(world, ref, INTERNAL - MICROSECOND).state == "draft"
    assert then(world, ref, INTERNAL).state == "lapsed"


def test_whoever_may_not_see_a_case_may_not_see_its_past(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER + HOUR)

    with pytest.raises(NotFound, match=f"there is no case {ref}"):
        then(world, ref, NOVEMBER, BO)
    with world.database.reading() as session, pytest.raises(NotFound):
        history.list_case_events(session, BO, ref, limit=10)


def test_a_case_is_told_by_its_own_events_page_by_page(world: World) -> None:
    ref, other = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    for number in range(4):
        for one in (ref, other):
            world.amend(one, {"title": f"Title {number}"}, now=NOVEMBER)

    found, after, pages = [], 0, 0
    with world.database.reading() as session:
        while after is not None:
            entries, after = history.list_case_events(session, ADA, ref, limit=2, after=after)  # type: ignore[assignment]
            found += entries
            pages += 1

    assert (pages, [entry.number for entry in found]) == (3, [1, 2, 3, 4, 5])
    assert {entry.case for entry in found} == {ref}
    assert [entry.action for entry in found] == ["case.opened"] + ["case.amended"] * 4


def test_the_whole_trail_is_read_in_order_and_narrowed_by_what_is_asked(world: World) -> None:
    one, two = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER + HOUR, actor=BO)
    world.transition(one, "submit", actor=ADA, now=NOVEMBER + 2 * HOUR)

    def found(**narrowed: object) -> list[tuple[str, str | None]]:
        with world.database.reading() as session:
            entries, _ = history.list_events(session, AUDREY, history.Filter(**narrowed), limit=50)  # type: ignore[arg-type]
        return [(entry.action, entry.case) for entry in entries]

    published, opened, again = ("call.published", None), ("case.opened", one), ("case.opened", two)
    submitted = ("case.transitioned", one)
    assert found() == [published] * len(loader.calls()) + [opened, again, submitted]
    assert found(actor=ADA.id) == [opened, submitted]
    assert found(action="case.opened") == [opened, again]
    assert found(case=two) == [again]
    assert found(case="IG23-2.4-999") == []
    assert found(call=CALL) == [published, opened, again, submitted]
    assert found(request="req_1") == []
    assert found(since=NOVEMBER, until=NOVEMBER + HOUR) == [opened]
    assert found(since=NOVEMBER + HOUR, until=NOVEMBER + 2 * HOUR + MICROSECOND) == [again, submitted]
    assert found(actor=ADA.id, action="case.opened", case=one, call=CALL) == [opened]


def test_the_whole_trail_is_not_read_by_applicants_partners_or_the_committee(world: World) -> None:
    for actor in (ADA, DIEGO, ELI, REX):
        with (
            world.database.reading() as session,
            pytest.raises(NotAllowed, match="auditor, administrator, coordinator"),
        ):
            history.list_events(session, actor, history.Filter(), limit=10)


def test_an_auditor_of_one_call_reads_of_that_call_alone(world: World) -> None:
    world.opened(now=NOVEMBER)
    limited = Actor("per_a", "Alba", (RoleGrant("auditor", ZHONGGUANCUN), RoleGrant("applicant")))

    with world.database.reading() as session:
        read, _ = history.list_events(session, limited, history.Filter(), limit=50)
        sought, _ = history.list_events(session, limited, history.Filter(call=CALL), limit=50)

    assert [entry.data["edition"] for entry in read] == [1]
    assert {entry.action for entry in read} == {"call.published"}
    assert sought == []
