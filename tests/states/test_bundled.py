"""The bundled programmes as they load: the numbers, codes, topics and clauses that their guidelines print."""

import pytest

from states import loader
from states.call import Call
from tests.states.definitions import AWARD, RESEARCH, bundled

ORDER = ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "1.9", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5"]
ONE_SIDED_INVALID = {"1.6", "1.7", "1.8", "1.9", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5"}


def test_the_bundled_programmes_and_calls_load() -> None:
    assert list(loader.programmes()) == [
        "bast-events",
        "intergovernmental",
        "international-cooperation",
        "zhongguancun",
    ]
    assert {code: call.programme for code, call in bundled().items()} == {
        "bast-events-2025": "bast-events",
        RESEARCH: "intergovernmental",
        "international-cooperation-2024": "international-cooperation",
        AWARD: "zhongguancun",
    }


@pytest.mark.clause("P-07")
def test_the_first_batch_of_2023_adds_up_to_what_its_guideline_announces() -> None:
    call = bundled()[RESEARCH]
    partners = {partner for direction in call.directions for partner in direction.partners}
    cases = sum(direction.quota.cases for direction in call.directions)
    funds = sum(direction.quota.funds or 0 for direction in call.directions)
    assert (len(call.directions), len(partners), cases, funds) == (15, 14, 138, 496_000_000)


def test_the_directions_stand_in_the_guidelines_order_with_two_point_nought_after_one_point_nine() -> None:
    call = bundled()[RESEARCH]
    assert [(one.ordinal, one.code) for one in call.directions] == list(enumerate(ORDER, start=1))
    assert [one.reference for one in call.directions] == [f"IG23-{code}" for code in ORDER]


def test_each_award_has_ten_places_a_year_at_most_and_no_money() -> None:
    for code in (AWARD, "international-cooperation-2024"):
        [direction] = bundled()[code].directions
        assert (direction.quota.cases, direction.quota.qualifier, direction.quota.funds) == (10, "no-more-than", None)


@pytest.mark.parametrize("code", [RESEARCH, AWARD, "international-cooperation-2024", "bast-events-2025"])
def test_a_call_comes_back_from_json_as_it_went(code: str) -> None:
    call = bundled()[code]
    assert Call.model_validate_json(call.model_dump_json(by_alias=True)) == call


@pytest.mark.clause("P-10")
def test_a_code_stays_a_string_through_json() -> None:
    there_and_back = Call.model_validate_json(bundled()[RESEARCH].model_dump_json(by_alias=True))
    assert [one.code for one in there_and_back.directions] == ORDER
    assert there_and_back.direction("2.0") == bundled()[RESEARCH].direction("2.0")
    assert there_and_back.direction("2") is None


def test_ten_directions_invalidate_what_only_one_side_filed_and_five_ask_the_coordinator() -> None:
    then = {}
    for direction in bundled()[RESEARCH].directions:
        deadline = direction.lifecycle.states["submitted"].deadline
        assert deadline is not None and deadline.at == "agency"
        then[direction.code] = deadline.then
    assert then == {code: ("invalidate", "escalate") if code in ONE_SIDED_INVALID else ("escalate",) for code in ORDER}


@pytest.mark.clause("P-09")
def test_only_direction_1_4_has_topics_and_they_hold_its_quota_in_lines() -> None:
    call = bundled()[RESEARCH]
    assert [one.code for one in call.directions if one.topics] == ["1.4"]
    flagship = call.direction("1.4")
    assert flagship is not None
    assert flagship.filed_topics() == ("FAB-1", "FAB-2", "CCB-1", "CCB-2")
    assert flagship.lines("CCB-1") == ("1.4", "1.4/CCB", "1.4/CCB-1")
    assert flagship.lines("FAB") == ("1.4", "1.4/FAB")
    assert flagship.lines(None) == ("1.4",)
    assert {line: (quota.cases, quota.funds) for line, quota in flagship.quotas().items()} == {
        "1.4": (6, 130_000_000),
        "1.4/FAB": (2, 70_000_000),
        "1.4/FAB-1": (1, None),
        "1.4/FAB-2": (1, None),
        "1.4/CCB": (4, 60_000_000),
        "1.4/CCB-1": (3, 30_000_000),
        "1.4/CCB-2": (1, 30_000_000),
    }


def test_every_clause_of_a_call_has_a_name_of_its_own() -> None:
    for call in bundled().values():
        names = [rule.id for rule in call.clauses] + [rule.id for one in call.directions for rule in one.rules]
        assert sorted(set(names)) == sorted(names)
