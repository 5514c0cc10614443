"""Attempts that fail: how long the next one has to wait, who else it stops, and when it is forgotten."""

import threading
from datetime import datetime, timedelta

import pytest

from tests.world import MICROSECOND, World, at
from workflow.credentials import login_throttle
from workflow.errors import Throttled
from workflow.store.database import Database

NOON = at("2022-11-10 12:00")
ACCOUNT, OFFICE = login_throttle.account("cora@accord.example"), login_throttle.address("203.0.113.7")


def test_five_may_fail_at_once_and_after_that_each_waits_twice_as_long_up_to_a_quarter_of_an_hour(world: World) -> None:
    now, waited = NOON, []
    for _ in range(18):
        _begun(world.database, now)
        wait = _waiting(world.database, now)
        now += timedelta(seconds=wait)
        waited.append(wait)

    assert waited == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]


def test_the_wait_is_over_at_its_instant_and_not_a_microsecond_before(world: World) -> None:
    for _ in range(5):
        _begun(world.database, NOON)
    end = NOON + timedelta(seconds=1)

    with pytest.raises(Throttled) as caught:
        _begun(world.database, end - MICROSECOND)

    assert caught.value.retry_after == 1
    _begun(world.database, end)


def test_asking_while_one_has_to_wait_makes_the_wait_no_longer(world: World) -> None:
    for _ in range(5):
        _begun(world.database, NOON)
    for _ in range(50):
        with pytest.raises(Throttled):
            _begun(world.database, NOON)

    _begun(world.database, NOON + timedelta(seconds=1))


@pytest.mark.parametrize(("before", "wait"), [(MICROSECOND, 2), (timedelta(), 0)])
def test_a_day_without_any_forgets_them(world: World, before: timedelta, wait: int) -> None:
    for _ in range(5):
        _begun(world.database, NOON)
    tomorrow = NOON + login_throttle.FORGOTTEN - before

    _begun(world.database, tomorrow)

    assert _waiting(world.database, tomorrow) == wait


def test_success_forgets_the_account_and_takes_back_only_itself_from_the_address(world: World) -> None:
    for number in range(5):
        _begun(world.database, NOON, login_throttle.account(f"guess-{number}@accord.example"), OFFICE)
    later = NOON + timedelta(seconds=1)
    _begun(world.database, later, ACCOUNT, OFFICE)
    with world.database.writing() as session:
        login_throttle.succeeded(session, of=[ACCOUNT], beside=[OFFICE], now=later)

    free = _waiting(world.database, later, ACCOUNT), _waiting(world.database, later, OFFICE)
    _begun(world.database, later, ACCOUNT, OFFICE)

    assert free == (0, 0)
    assert (_waiting(world.database, later, ACCOUNT), _waiting(world.database, later, OFFICE)) == (0, 2)


def test_guesses_at_one_account_stop_nobody_else_elsewhere(world: World) -> None:
    for _ in range(5):
        _begun(world.database, NOON, ACCOUNT, OFFICE)

    with pytest.raises(Throttled):
        _begun(world.database, NOON, ACCOUNT, login_throttle.address("198.51.100.1"))
    with pytest.raises(Throttled):
        _begun(world.database, NOON, login_throttle.account("bo@accord.example"), OFFICE)
    _begun(world.database, NOON, login_throttle.account("bo@accord.example"), login_throttle.address("198.51.100.1"))


def test_a_crowd_that_tries_at_once_gets_no_more_attempts_than_one_after_another(world: World) -> None:
    passed: list[bool] = []
    start = threading.Barrier(16)

    def one() -> None:
        start.wait()
        try:
            _begun(world.database, NOON)
        except Throttled:
            passed.append(False)
        else:
            passed.append(True)

    crowd = [threading.Thread(target=one) for _ in range(16)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()

    assert sorted(passed) == [False] * 11 + [True] * 5


def test_an_account_is_one_however_its_address_is_typed_and_none_can_be_read_from_its_key() -> None:
    assert login_throttle.account(" Cora@Accord.example ") == ACCOUNT
    assert "cora" not in ACCOUNT


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("203.0.113.7", "address:203.0.113.7"),
        ("::ffff:203.0.113.7", "address:203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "address:2001:db8:1:2::/64"),
        ("testclient", "address:testclient"),
        ("x" * 300, "address:" + "x" * 100),
    ],
)
def test_an_address_is_what_one_subscriber_has(host: str, key: str) -> None:
    assert login_throttle.address(host) == key


def _begun(database: Database, now: datetime, *keys: str) -> None:
    with database.writing() as session:
        login_throttle.begin(session, keys or (ACCOUNT,), now=now)


def _waiting(database: Database, now: datetime, key: str = ACCOUNT) -> int:
    """How long the next attempt would have to wait; it is not made."""
    with database.writing() as session:
        nested = session.begin_nested()
        try:
            login_throttle.begin(session, [key], now=now)
        except Throttled as error:
            return error.retry_after
        finally:
            nested.rollback()
    return 0
