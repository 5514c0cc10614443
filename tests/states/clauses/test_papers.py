"""The agreements, forms and promises that an application of the other directions stands on."""

from datetime import date
from typing import Any

import pytest

from tests.filings import HERE, THERE
from tests.states.clauses.judging import DAY, Outcome, outcome
from tests.world import paper


@pytest.mark.clause("1.6-h", "1.7-g", "1.8-e", "2.4-d")
@pytest.mark.parametrize(
    ("clause", "field"),
    [
        ("1.6-h", "property_agreement"),
        ("1.7-g", "property_agreement"),
        ("1.8-e", "cooperation_agreement"),
        ("2.4-d", "cooperation_agreement"),
    ],
)
@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (paper("2022-12-01", HERE, THERE), "met"),
        (paper("2022-12-02", HERE, THERE), "refused"),
        (paper("2022-12-01", HERE), "refused"),
        (paper("2022-12-01", THERE), "refused"),
        (paper("2022-12-01", "somebody else"), "refused"),
        (None, "left out"),
    ],
)
def test_an_agreement_is_signed_by_both_and_not_after_the_day_on_which_it_is_judged(
    clause: str, field: str, declared: dict[str, Any] | None, expected: Outcome
) -> None:
    assert date(2022, 12, 1) == DAY
    assert outcome(clause, {field: declared}) == expected


@pytest.mark.clause("1.8-e")
@pytest.mark.parametrize(
    ("until", "expected"), [("2022-11-30", "refused"), ("2022-12-01", "met"), ("2022-12-02", "met"), (None, "met")]
)
def test_in_germanys_direction_the_paper_has_not_run_out(until: str | None, expected: Outcome) -> None:
    signed = paper("2022-01-01", HERE, THERE) | ({"valid_until": until} if until else {})
    assert outcome("1.8-e", {"cooperation_agreement": signed}) == expected


@pytest.mark.clause("1.7-g", "2.4-d")
@pytest.mark.parametrize(("clause", "field"), [("1.7-g", "property_agreement"), ("2.4-d", "cooperation_agreement")])
def test_elsewhere_nothing_is_said_of_how_long_a_paper_is_good(clause: str, field: str) -> None:
    assert outcome(clause, {field: paper("2022-01-01", HERE, THERE, valid_until="2022-11-30")}) == "met"


@pytest.mark.clause("1.6-k", "1.8-b")
@pytest.mark.parametrize(("clause", "flag"), [("1.6-k", "bilateral_form"), ("1.8-b", "covers_all_contents")])
def test_what_must_be_so_is_said_to_be_so(clause: str, flag: str) -> None:
    assert outcome(clause, {flag: True}, {}) == "met"
    assert outcome(clause, {flag: False}) == "refused"
    assert outcome(clause, {flag: None}) == "left out"


@pytest.mark.clause("1.8-b", "1.8-f")
@pytest.mark.parametrize(("clause", "field"), [("1.8-b", "detailed_field"), ("1.8-f", "division")])
def test_the_detailed_field_and_the_division_are_told(clause: str, field: str) -> None:
    assert outcome(clause, {field: "So and so"}) == "met"
    assert outcome(clause, {field: None}) == outcome(clause, {field: "  "}) == "left out"


@pytest.mark.clause("1.6-j", "1.7-i")
@pytest.mark.parametrize("clause", ["1.6-j", "1.7-i"])
def test_visits_of_staff_are_encouraged_and_nobody_asks_where_nothing_is_said_of_them(clause: str) -> None:
    assert outcome(clause, {"exchange_plan": "Two visits."}) == "met"
    assert outcome(clause, {"exchange_plan": None}) == "waiting"
