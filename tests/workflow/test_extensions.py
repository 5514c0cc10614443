"""More time for one case: audited, counted from what it has by now, and never for what is over."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from states.refusal import Refusal
from tests.world import ADA, AGENCY, CORA, ELI, INTERNAL, MICROSECOND, World, at, done, refused
from workflow.actors import SYSTEM
from workflow.commands import ExtendDeadline
from workflow.outcomes import Result

NOVEMBER = at("2022-11-10 09:00")
DAY = timedelta(days=1)


def extended(world: World, ref: str, until: date | datetime, **differing: object) -> Result | Refusal:
    known: dict[str, object] = {"actor": CORA, "received_at": NOVEMBER, "deadline": "internal", "reason": "a flood"}
    return world.one(ExtendDeadline(ref=ref, confirmed=True, until=until, **(known | differing)))  # type: ignore[arg-type]


def test_a_date_gives_a_case_time_until_the_end_of_that_day_there(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    outcome = done(extended(world, ref, date(2022, 12, 27)))

    assert (outcome.action, outcome.version, outcome.state, outcome.due_at) == (
        "case.extended",
        2,
        "draft",
        at("2022-12-28 00:00"),
    )
    assert world.entries(ref)[-1].data == {
        "deadline": {
            "name": "internal",
            "from": "2022-12-25T16:00:00.000000Z",
            "to": "2022-12-27T16:00:00.000000Z",
        },
        "reason": "a flood",
        "after": {"state": "draft", "home": 1, "counterpart": 0, "partner": "AR"},
    }
    assert world.sweep(at("2022-12-28 00:00") - MICROSECOND) == 0
    assert world.sweep(at("2022-12-28 00:00")) == 1


def test_an_instant_told_in_another_zone_is_sealed_as_the_instant_it_is(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    there = datetime(2022, 12, 27, 9, 30, 0, 7, tzinfo=timezone(timedelta(hours=8)))

    outcome = done(extended(world, ref, there))

    data = world.entries(ref)[-1].data
    assert outcome.due_at == there
    assert data["deadline"] == {
        "name": "internal",
        "from": "2022-12-25T16:00:00.000000Z",
        "to": "2022-12-27T01:30:00.000007Z",
    }
    assert world.case(ref).due_at == there.astimezone(UTC)


def test_a_case_may_be_given_time_twice_and_each_extension_starts_from_the_one_before(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    extended(world, ref, INTERNAL + DAY)

    again = refused(extended(world, ref, INTERNAL + DAY))
    shorter = refused(extended(world, ref, INTERNAL + DAY - MICROSECOND))
    longer = done(extended(world, ref, INTERNAL + 2 * DAY))

    said = "an extension must lie ahead, and after 2022-12-26 23:59 (Asia/Shanghai)"
    assert {one.problem for one in (again, shorter)} == {said}
    assert longer.due_at == INTERNAL + 2 * DAY


def test_an_extension_of_a_deadline_still_to_come_counts_once_the_case_stands_under_it(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    kept = done(extended(world, ref, AGENCY + DAY, deadline="agency"))
    submitted = done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))

    assert (kept.due_at, submitted.due_at) == (INTERNAL, AGENCY + DAY)


def test_an_extension_that_makes_no_sense_is_refused_and_what_is_wrong_pointed_at(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({"deadline": "nonsense"}, "no-such-definition", "/deadline"),
        ({"reason": " "}, "misfit", "/reason"),
        ({"until": INTERNAL}, "misfit", "/until"),
        ({"until": NOVEMBER - DAY}, "misfit", "/until"),
        ({"until": date(2500, 1, 1)}, "misfit", "/until"),
        ({"until": date(1969, 12, 31)}, "misfit", "/until"),
    ]

    found = [refused(extended(world, ref, **({"until": INTERNAL + DAY} | differing))) for differing, _, _ in wrong]

    assert [(one.code, one.missing[0].pointer) for one in found] == [(code, pointer) for _, code, pointer in wrong]
    assert {(one.case, one.version) for one in found} == {(ref, 1)}
    assert world.case(ref).due_at == INTERNAL


def test_only_a_coordinator_gives_more_time(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    outcomes = [refused(extended(world, ref, INTERNAL + DAY, actor=actor)) for actor in (ADA, ELI, SYSTEM)]

    assert {(one.code, one.roles) for one in outcomes} == {("not-yours-to-make", ("coordinator",))}
    assert world.case(ref).version == 1


def test_time_given_too_late_does_not_bring_a_lapsed_case_back_by_itself(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    outcome = done(extended(world, ref, INTERNAL + 9 * DAY, received_at=INTERNAL))

    assert (outcome.state, outcome.due_at) == ("lapsed", None)
    assert [name for name, _, _ in world.trail(ref)] == ["case.opened", "lapse", "case.extended"]
    assert (
        done(world.transition(ref, "reopen", actor=CORA, now=INTERNAL, reason="a flood")).due_at == INTERNAL + 9 * DAY
    )
