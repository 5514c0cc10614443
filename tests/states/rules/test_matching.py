"""Matching funds: judged by what is awarded, whole or per enterprise."""

from typing import Any

import pytest

from states.facts import Facts
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
        ([(0, 0)], 900_000, "not-met"),  # nobody puts in anything
        ([(0, 0), (0, 0)], 900_000, "not-met"),
        ([(0, 0), (100_000, 100_000)], 900_000, "met"),
        ([(900_000, 900_000)], 900_000, "met"),
        ([(900_001, 900_001)], 900_000, "not-met"),  # more than is asked for
        ([(50_000_000, 50_000_000)], 900_000, "not-met"),
        ([(450_000, 450_000), (450_001, 450_001)], 900_000, "not-met"),
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


@pytest.mark.parametrize(
    ("lead", "units", "place"),
    [
        ({"subsidy": 50_000_000, "own_funds": 50_000_000}, [], "organisation/subsidy"),
        ({"subsidy": 0, "own_funds": 0}, [], "organisation/subsidy"),  # it alone gets all of the subsidy
        ({"subsidy": 250_000, "own_funds": 250_000}, [], "organisation/subsidy"),
        ({"subsidy": 250_000, "own_funds": 250_000}, [(250_001, 250_001)], "participants/0/subsidy"),
        ({"subsidy": 250_000, "own_funds": 250_000}, [(250_000, 249_999)], "participants/0/own_funds"),
        ({"subsidy": 250_000, "own_funds": 250_000}, [(250_000, 250_000)], ""),
        ({"type": "university"}, [(0, 0)], "participants/0/own_funds"),
        ({"type": "university"}, [(1_000, 1_000), (600_000, 600_000)], "participants/1/subsidy"),
    ],
)
def test_shares_that_do_not_fit_the_whole_are_refused_at_their_place(
    lead: dict[str, Any], units: list[tuple[int, int]], place: str
) -> None:
    one = rule("matching", own="own_funds", base="budget", per_unit=True)
    firms = [FIRM | {"subsidy": gets, "own_funds": own} for gets, own in units]
    home = {"organisation": FIRM | lead, "participants": firms, "budget": 500_000, "own_funds": 0}

    verdict = one.stands(Facts(home=home))

    assert (verdict.status, verdict.place) == ("not-met" if place else "met", place)


def test_where_an_enterprise_states_no_share_the_whole_is_matched() -> None:
    one = rule("matching", own="own_funds", base="budget", per_unit=True)
    home = {"organisation": FIRM, "participants": [FIRM | {"subsidy": 1, "own_funds": 1}], "budget": 900_000}
    assert judged(one, home | {"own_funds": 900_000})[0] == "met"
    assert judged(one, home | {"own_funds": 899_999})[0] == "not-met"
