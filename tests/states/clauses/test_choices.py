"""With whom, in which area, for how long: what every direction says, in a table each."""

import pytest

from tests import filings
from tests.states.clauses.judging import Outcome, outcome
from tests.states.definitions import bundled
from tests.world import CALL


@pytest.mark.clause(
    *("1.2-partners", "1.3-partners", "1.4-partners", "1.5-partners", "1.6-partners", "1.7-partners", "1.8-partners"),
    *("1.9-partners", "2.0-partners", "2.1-partners", "2.2-partners", "2.3-partners", "2.4-partners", "2.5-partners"),
)
@pytest.mark.parametrize(
    ("code", "partner", "another"),
    [
        *(("1.2", "IT", "ES"), ("1.3", "ES", "IT"), ("1.4", "EU", "DE"), ("1.5", "EU", "FR"), ("1.6", "FI", "EU")),
        *(("1.7", "AT", "DE"), ("1.8", "DE", "AT"), ("1.9", "IL", "KR"), ("2.0", "KR", "IL"), ("2.1", "KR", "ZA")),
        *(("2.2", "ZA", "AR"), ("2.3", "ZA", "RU"), ("2.4", "AR", "ZA"), ("2.5", "RU", "FI")),
    ],
)
def test_a_direction_is_for_its_own_partner(code: str, partner: str, another: str) -> None:
    clause = f"{code}-partners"
    assert outcome(clause) == outcome(clause, partner=partner) == "met"
    assert outcome(clause, partner=another) == "refused"
    assert outcome(clause, partner=None) == "waiting"


@pytest.mark.clause(
    *("1.2-area", "1.3-area", "1.4-area", "1.5-area", "1.6-area", "1.7-area", "1.8-area"),
    *("1.9-area", "2.0-area", "2.1-area", "2.2-area", "2.3-area", "2.4-area", "2.5-area"),
)
@pytest.mark.parametrize("code", [one.code for one in bundled()[CALL].directions if one.code != "1.1"])
def test_a_project_is_in_one_of_the_listed_areas_and_in_no_other(code: str) -> None:
    areas = filings.direction(code).areas
    counts = {
        "1.2": 5,
        "1.3": 6,
        "1.4": 2,
        "1.5": 2,
        "1.6": 4,
        "1.7": 3,
        "1.8": 1,
        "1.9": 2,
        "2.0": 6,
        "2.1": 2,
        "2.2": 5,
        "2.3": 1,
        "2.4": 4,
        "2.5": 10,
    }
    assert len(areas) == counts[code]
    assert [outcome(f"{code}-area", {"area": area}) for area in areas] == ["met"] * len(areas)
    assert outcome(f"{code}-area", {"area": f"{areas[0]}, and more"}) == ("met" if code == "1.5" else "refused")
    assert outcome(f"{code}-area", {"area": None}) == "left out"


@pytest.mark.clause("1.1-area")
def test_the_joint_laboratories_eleven_areas_are_examples_only() -> None:
    assert len(filings.direction("1.1").areas) == 11
    assert outcome("1.1-area", {"area": "Health"}) == outcome("1.1-area", {"area": "Beekeeping"}) == "met"
    assert outcome("1.1-area", {"area": ""}) == "left out"


@pytest.mark.clause("1.4-topic")
@pytest.mark.parametrize(
    ("topic", "area", "expected"),
    [
        ("FAB-1", "Food, agriculture and biotechnology", "met"),
        ("FAB-2", "Food, agriculture and biotechnology", "met"),
        ("CCB-1", "Climate change and biodiversity", "met"),
        ("CCB-2", "Climate change and biodiversity", "met"),
        ("FAB-1", "Climate change and biodiversity", "refused"),
        ("CCB-2", "Food, agriculture and biotechnology", "refused"),
        ("CCB-2", None, "left out"),
    ],
)
def test_a_topic_belongs_to_its_own_research_direction(topic: str, area: str | None, expected: Outcome) -> None:
    assert outcome("1.4-topic", {"area": area}, topic=topic) == expected


@pytest.mark.clause("1.3-a")
def test_materials_that_harm_the_environment_are_left_out() -> None:
    assert outcome("1.3-a", {"area": "Advanced materials", "materials_harmless": True}) == "met"
    assert outcome("1.3-a", {"area": "Advanced materials", "materials_harmless": False}) == "refused"
    assert outcome("1.3-a", {"area": "Advanced materials", "materials_harmless": None}) == "left out"
    for said in (None, False, True):
        assert outcome("1.3-a", {"area": "Smart cities", "materials_harmless": said}) == "not-applicable"


@pytest.mark.clause("1.1-g", "1.8-h", "1.9-d", "2.0-b", "2.1-c", "2.4-a", "2.5-a")
@pytest.mark.parametrize(
    ("clause", "least", "most"),
    [
        *(("1.1-g", 36, 36), ("1.8-h", 24, 36), ("1.9-d", 24, 24), ("2.4-a", 24, 24)),
        *(("2.0-b", 1, 36), ("2.1-c", 1, 36), ("2.5-a", 1, 24)),
    ],
)
def test_a_period_that_must_be_kept_is_refused_a_month_short_or_long_and_never_waived(
    clause: str, least: int, most: int
) -> None:
    waived = frozenset({clause})
    assert outcome(clause, {"months": least}) == outcome(clause, {"months": most}) == "met"
    for months in (least - 1, most + 1):
        assert outcome(clause, {"months": months}) == outcome(clause, {"months": months}, waived=waived) == "refused"
    assert outcome(clause, {"months": None}) == "left out"


@pytest.mark.clause("1.2-P-08", "1.3-P-08", "1.4-P-08", "1.5-P-08", "1.6-i", "1.7-h", "2.2-a", "2.3-a")
@pytest.mark.parametrize(
    ("clause", "least", "most"),
    [
        *(("1.2-P-08", 24, 36), ("1.3-P-08", 24, 36), ("1.4-P-08", 24, 36), ("1.5-P-08", 24, 36)),
        *(("1.6-i", 1, 36), ("1.7-h", 1, 36), ("2.2-a", 1, 24), ("2.3-a", 1, 24)),
    ],
)
def test_a_period_asked_for_in_principle_may_be_waived(clause: str, least: int, most: int) -> None:
    assert outcome(clause, {"months": least}) == outcome(clause, {"months": most}) == "met"
    for months in (least - 1, most + 1):
        assert outcome(clause, {"months": months}) == "refused"
        assert outcome(clause, {"months": months}, waived=frozenset({clause})) == "waived"
    assert outcome(clause, {"months": None}) == "left out"
