"""The clocks: the machine's, and the one that stands still."""

from datetime import UTC, datetime, timedelta, timezone

from tests.world import at
from workflow.clock import SystemClock, VirtualClock


def test_the_machines_clock_tells_aware_utc_and_moves_on() -> None:
    clock = SystemClock()

    before, first, second, after = datetime.now(UTC), clock.now(), clock.now(), datetime.now(UTC)

    assert first.tzinfo is UTC
    assert before <= first <= second <= after


def test_a_virtual_clock_stands_still_until_it_is_set_or_advanced() -> None:
    clock = VirtualClock(at("2022-12-25 09:00"))

    stood = [clock.now(), clock.now()]
    advanced = clock.advance(timedelta(hours=2))
    clock.set(at("2022-11-01 00:00"))

    assert stood == [at("2022-12-25 09:00")] * 2
    assert advanced == at("2022-12-25 11:00")
    assert clock.now() == at("2022-11-01 00:00")


def test_a_virtual_clock_told_in_another_zone_tells_the_same_instant_in_utc() -> None:
    there = datetime(2022, 12, 25, 9, 0, tzinfo=timezone(timedelta(hours=-3)))
    clock = VirtualClock(there)

    told = clock.now()
    clock.set(there + timedelta(days=1))

    assert (told, told.tzinfo) == (there, UTC)
    assert clock.now().tzinfo is UTC
