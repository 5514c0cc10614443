"""Matching funds: judged by what is awarded, whole or per enterprise."""

from typing import Any

import pytest

from tests.states.rules.judging import FIRM, SCHOOL, judged, rule


@pytest.mark.clause("1.6-f", "1.7-c", "1.8-d")
@pytest.mark.parametrize(
    ("own", "given", "status"),
    [
        (900_000, {}, "met"),
        (899_999, {}, "not-met"),
        (900_000, {"amount": 900_000}, "met"),
        (900_000, {"amount": 900_001}, "not-met"),
        (900_000, {"amount": 2_000_000}, "not-met"),
        (500_000, {"amount": 500_000}, "met"),  # less was awarded than asked for
        (None, {"amount": 1}, "waiting"),
    ],
)
def test_matching_is_measured_by_the_award_once_there_is_one(
    own: int | None, given: dict[str, Any], status: str
) -> None:
    one = rule("matching", own="own_funds", base="budget")
    home = {"organisation": FIRM, "budget": 900_000} | ({} if own is None else {"own_funds": own})
    assert judged(one, home, given=given)[0] == status


@pytest.mark.parametrize(
    ("shares", "amount", "status"),
    [
        ([(100_000, 100_000)], 900_000, "met"),
        ([(100_000, 99_999)], 900_000, "not-met"),
        ([(100_000, 200_000)], 1_800_000, "met"),  # twice as much was awarded
        ([(100_000, 199_999)], 1_800_000, "not-met"),
        ([(100_000, 50_000)], 450_000, "met"),
        ([(100_000, 100_000), (50_000, 49_999)], 900_000, "not-met"),
        ([(0, 0)], 900_000, "met"),
    ],
)
def test_each_enterprise_matches_its_own_share(shares: list[tuple[int, int]], amount: int, status: str) -> None:
    one = rule("matching", own="own_funds", base="budget", per_unit=True)
    units = [
        FIRM | {"name": f"Firm {number}", "subsidy": gets, "own_funds": own}
        for number, (gets, own) in enumerate(shares)
    ]
    home = {"organisation": SCHOOL, "participants": units, "budget": 900_000, "own_funds": 0}
    assert judged(one, home, given={"amount": amount})[0] == status


def test_where_an_enterprise_states_no_share_the_whole_is_matched() -> None:
    one = rule("matching", own="own_funds", base="budget", per_unit=True)
    home = {"organisation": FIRM, "participants": [FIRM | {"subsidy": 1, "own_funds": 1}], "budget": 900_000}
    assert judged(one, home | {"own_funds": 900_000})[0] == "met"
    assert judged(one, home | {"own_funds": 899_999})[0] == "not-met"
