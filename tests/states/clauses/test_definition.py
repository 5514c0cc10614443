"""What no rule of a case upholds but the call as it is written down: places and money, dates, codes, topics."""

import pytest

from states.deadlines import compute_deadlines
from states.rules import BothFile, Partner, Period
from tests.states.clauses.judging import cited, found, full
from tests.states.definitions import RESEARCH, bundled, direction
from tests.world import AGENCY, INTERNAL

MILLION = 1_000_000


@pytest.mark.clause(
    *("1.1-quota", "1.2-quota", "1.3-quota", "1.5-quota", "1.6-quota", "1.7-quota", "1.8-quota", "1.9-quota"),
    *("2.0-quota", "2.1-quota", "2.2-quota", "2.3-quota", "2.4-quota", "2.5-quota"),
)
@pytest.mark.parametrize(
    ("code", "cases", "qualifier", "millions"),
    [
        *(
            ("1.1", 10, "exact", 30),
            ("1.2", 10, "exact", 20),
            ("1.3", 20, "no-more-than", 60),
            ("1.5", 10, "about", 30),
        ),
        *(("1.6", 15, "no-more-than", 60), ("1.7", 4, "about", 10), ("1.8", 5, "exact", 20), ("1.9", 10, "exact", 20)),
        *(("2.0", 6, "exact", 6), ("2.1", 2, "exact", 15), ("2.2", 15, "exact", 30), ("2.3", 1, "exact", 3)),
        *(("2.4", 4, "exact", 2), ("2.5", 20, "no-more-than", 60)),
    ],
)
def test_a_direction_has_its_places_and_its_money_and_no_award_goes_beyond(
    code: str, cases: int, qualifier: str, millions: int
) -> None:
    one = direction(code)
    assert (one.quota.cases, one.quota.qualifier, one.quota.funds) == (cases, qualifier, millions * MILLION)
    assert found(f"{code}-quota")[1] is one
    assert f"{code}-quota" in cited(one, "reviewed", "award", full(one, code))


@pytest.mark.clause("1.4-a", "1.4-b")
@pytest.mark.parametrize(
    ("line", "cases", "least", "millions"),
    [
        *(("FAB", 2, None, 70), ("FAB-1", 1, None, None), ("FAB-2", 1, None, None)),
        *(("CCB", 4, None, 60), ("CCB-1", 3, 2, 30), ("CCB-2", 1, None, 30)),
    ],
)
def test_each_topic_of_the_flagship_has_its_own_places_and_money(
    line: str, cases: int, least: int | None, millions: int | None
) -> None:
    one = direction("1.4")
    quota = one.quotas()[f"1.4/{line}"]
    assert (quota.cases, quota.least) == (cases, least)
    assert quota.funds == (None if millions is None else millions * MILLION)
    clause = "1.4-a" if line.startswith("FAB") else "1.4-b"
    assert clause in cited(one, "reviewed", "award", full(one, f"1.4/{line}"))


@pytest.mark.clause("P-01", "P-02")
def test_both_deadlines_end_with_their_day_in_shanghai() -> None:
    call = bundled()[RESEARCH]
    at = compute_deadlines(call)
    assert (at["internal"], at["agency"]) == (INTERNAL, AGENCY)
    assert (call.deadlines["internal"].clause, call.deadlines["agency"].clause) == ("P-01", "P-02")
    timed = [one.lifecycle.states for one in call.directions]
    drafts = [states["draft"].deadline for states in timed]
    sent = [states["submitted"].deadline for states in timed]
    assert {one.at for one in drafts if one} == {"internal"}
    assert {one.at for one in sent if one} == {"agency"}


@pytest.mark.clause("P-05", "P-06")
def test_a_call_is_a_batch_of_its_programme_and_nobody_applies_without_a_partner() -> None:
    call = bundled()[RESEARCH]
    assert (call.programme, call.code) == ("intergovernmental", "intergovernmental-2023-1")
    for one in call.directions:
        assert [rule.partners for rule in one.rules if isinstance(rule, Partner)] == [one.partners] != [()]


@pytest.mark.clause("P-08")
def test_a_direction_without_a_period_of_its_own_has_the_general_two_to_three_years() -> None:
    periods = {
        one.code: [rule for rule in one.rules if isinstance(rule, Period)] for one in bundled()[RESEARCH].directions
    }
    general = {code: rule for code, rules in periods.items() for rule in rules if rule.id.endswith("P-08")}
    alone = {code: rule for code, rule in general.items() if len(periods[code]) == 1}
    assert set(alone) == {"1.2", "1.3", "1.4", "1.5"}
    assert {(rule.least, rule.most, rule.strength) for rule in alone.values()} == {(24, 36, "in-principle")}
    beside = general.keys() - alone.keys()
    assert beside == {"1.6", "1.7", "2.0", "2.1", "2.2", "2.3", "2.5"}
    assert {(general[code].least, general[code].strength, general[code].basis) for code in beside} == {
        (24, "encouraged", "default")
    }


def test_in_ten_directions_both_sides_file_and_in_five_nothing_is_said_of_it() -> None:
    both = {one.code for one in bundled()[RESEARCH].directions if any(isinstance(rule, BothFile) for rule in one.rules)}
    assert both == {"1.6", "1.7", "1.8", "1.9", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5"}
