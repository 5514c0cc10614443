"""What the guideline asks of the two sides: that both file, alike, about evenly, with whom it wants to see on each."""

from typing import Any

import pytest

from states.facts import Facts
from states.machine import LifecycleMachine, decide
from states.refusal import Decision
from tests import filings
from tests.filings import FIRM, HERE, THERE
from tests.states.clauses.judging import Outcome, cited, found, outcome, told
from tests.world import party

BOTH = ("1.6-d", "1.7-j", "1.8-g", "1.9-a", "2.0-a", "2.1-b", "2.2-b", "2.3-b", "2.4-b", "2.5-b")
SCHOOL, WORKS = party(HERE, "university", "CN"), party(FIRM, "enterprise", "CN")


@pytest.mark.clause("1.6-d", "1.7-j", "1.8-g", "1.9-a", "2.0-a", "2.1-b", "2.2-b", "2.3-b", "2.4-b", "2.5-b")
@pytest.mark.parametrize("clause", BOTH)
def test_both_sides_file_or_the_agency_deadline_invalidates_what_one_filed(clause: str) -> None:
    call, direction, rule = found(clause)
    alone, both = told(call, direction, {}, None), told(call, direction, {}, {})
    late_paper = told(call, direction, {}, None, received_in_time=True)
    timeout = direction.lifecycle.states["submitted"].deadline

    assert [rule.stands(one).status for one in (alone, both, late_paper)] == ["waiting", "met", "met"]
    assert clause in cited(direction, "submitted", "confirm", alone)
    assert cited(direction, "submitted", "confirm", both) == set()
    assert timeout is not None
    assert (timeout.at, timeout.then) == ("agency", ("invalidate", "escalate"))
    assert _invalidated(clause, alone)
    assert not _invalidated(clause, both)
    assert not _invalidated(clause, late_paper)


def _invalidated(clause: str, facts: Facts) -> bool:
    """Whether the system may make the deadline's first transition."""
    direction = found(clause)[1]
    made = decide(
        LifecycleMachine(direction.lifecycle),
        direction,
        "submitted",
        "invalidate",
        roles=frozenset({"system"}),
        facts=facts,
    )
    return isinstance(made, Decision)


@pytest.mark.clause("1.7-k", "2.4-c")
@pytest.mark.parametrize(
    ("clause", "field"),
    [
        *(("1.7-k", name) for name in ("title", "content", "work_plan", "results")),
        *(("2.4-c", name) for name in ("leader", "title", "content", "work_plan", "results")),
    ],
)
def test_the_two_filings_say_the_same_in_what_the_clause_names(clause: str, field: str) -> None:
    assert outcome(clause, {}, {}) == "met"
    assert outcome(clause, {}, {field: "Something else"}) == "refused"
    assert outcome(clause, {}, {field: None}) == "refused"
    assert outcome(clause, {}, {field: "Something else"}, same=frozenset({field})) == "met"
    assert outcome(clause) == "waiting"


@pytest.mark.clause("1.7-k", "2.4-c")
def test_participants_are_compared_in_2_4_and_leader_and_period_in_neither_where_not_named() -> None:
    assert outcome("2.4-c", {}, {"participants": [SCHOOL]}) == "refused"
    assert outcome("2.4-c", {}, {"months": 25}) == "met"
    assert outcome("1.7-k", {}, {"leader": "Somebody else"}) == "met"


@pytest.mark.clause("1.6-g", "1.7-f")
@pytest.mark.parametrize("clause", ["1.6-g", "1.7-f"])
@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        *((900_000, 900_000, "met"), (900_000, 1_350_000, "met"), (1_350_000, 900_000, "met")),
        *((900_000, 1_350_001, "refused"), (1_350_001, 900_000, "refused"), (1, 0, "refused")),
        *((None, 900_000, "left out"), (900_000, None, "left out")),
    ],
)
def test_neither_side_puts_in_over_half_as_much_again(
    clause: str, ours: int | None, theirs: int | None, expected: Outcome
) -> None:
    assert outcome(clause, {"contribution": ours}, {"contribution": theirs}) == expected


@pytest.mark.clause("1.6-a")
def test_a_chinese_and_a_finnish_unit_take_part() -> None:
    swede = party(THERE, "enterprise", "SE")
    assert outcome("1.6-a", {}, {}) == "met"
    assert outcome("1.6-a", {"counterpart_organisation": swede}) == "refused"
    assert outcome("1.6-a", {}, {"organisation": swede}) == "refused"
    assert outcome("1.6-a", {}, {"organisation": swede, "participants": [party("Oy", "enterprise", "FI")]}) == "met"
    assert outcome("1.6-a", {"organisation": SCHOOL | {"country": "FI"}, "participants": []}) == "refused"
    assert outcome("1.6-a", {"counterpart_organisation": None}) == "waiting"


@pytest.mark.clause("1.6-b", "1.9-b", "1.9-c", "2.1-a")
@pytest.mark.parametrize(
    ("clause", "field", "kind", "expected"),
    [
        ("1.6-b", "counterpart_organisation", "enterprise", "met"),
        ("1.6-b", "counterpart_organisation", "university", "refused"),
        ("1.9-b", "organisation", "university", "met"),
        ("1.9-b", "organisation", "research-institution", "met"),
        ("1.9-b", "organisation", "hospital", "refused"),
        ("1.9-b", "organisation", "enterprise", "refused"),
        ("1.9-c", "organisation", "enterprise", "refused"),
        ("1.9-c", "organisation", "university", "met"),
        ("2.1-a", "organisation", "enterprise", "met"),
        ("2.1-a", "organisation", "research-institution", "refused"),
    ],
)
def test_who_leads_is_of_the_type_that_may(clause: str, field: str, kind: str, expected: Outcome) -> None:
    lead = filings.good(found(clause)[1].code)[field]
    assert outcome(clause, {field: lead | {"type": kind}}) == expected
    assert outcome(clause, {field: None}) == "waiting"


@pytest.mark.clause("1.6-b")
def test_the_finnish_filing_says_who_leads_there_once_it_is_in() -> None:
    assert outcome("1.6-b", {}, {"organisation": party(THERE, "university", "FI")}) == "refused"


@pytest.mark.clause("1.9-c")
def test_an_enterprise_may_take_part_where_it_may_not_lead() -> None:
    assert outcome("1.9-c", {"participants": [WORKS]}) == "met"


@pytest.mark.clause("1.7-b", "1.8-c")
@pytest.mark.parametrize(
    ("clause", "home", "counterpart", "expected"),
    [
        ("1.7-b", {}, {}, "met"),
        ("1.7-b", {"participants": []}, None, "refused"),
        ("1.7-b", {}, {"participants": []}, "refused"),
        ("1.7-b", {}, None, "waiting"),
        ("1.8-c", {}, {}, "met"),
        ("1.8-c", {"participants": []}, None, "refused"),
        ("1.8-c", {"organisation": WORKS}, None, "refused"),
        ("1.8-c", {}, {"participants": []}, "refused"),
        ("1.8-c", {}, {"organisation": party("Werk", "enterprise", "DE")}, "refused"),
        ("1.8-c", {"organisation": SCHOOL}, {}, "met"),
        ("1.8-c", {}, None, "waiting"),
    ],
)
def test_each_side_has_what_the_consortium_needs(
    clause: str, home: dict[str, Any], counterpart: dict[str, Any] | None, expected: Outcome
) -> None:
    assert outcome(clause, home, counterpart) == expected


@pytest.mark.clause("1.6-e", "1.7-a", "1.7-e", "2.4-e")
@pytest.mark.parametrize(
    ("clause", "home", "counterpart", "expected"),
    [
        *(("1.6-e", {}, None, "met"), ("1.6-e", {"participants": []}, None, "flagged")),
        *(("1.7-a", {}, None, "met"), ("1.7-a", {"organisation": WORKS, "participants": []}, None, "flagged")),
        *(("1.7-e", {}, {}, "met"), ("1.7-e", {}, None, "waiting")),
        ("1.7-e", {"organisation": WORKS}, None, "flagged"),
        *(("2.4-e", {}, None, "met"), ("2.4-e", {"participants": []}, None, "flagged")),
    ],
)
def test_what_is_only_encouraged_is_a_flag_and_refuses_nothing(
    clause: str, home: dict[str, Any], counterpart: dict[str, Any] | None, expected: Outcome
) -> None:
    assert outcome(clause, home, counterpart) == expected


@pytest.mark.clause("1.6-f", "1.7-c")
@pytest.mark.parametrize("clause", ["1.6-f", "1.7-c"])
def test_an_enterprise_must_match_what_the_government_gives(clause: str) -> None:
    assert outcome(clause, {"budget": 500_000, "own_funds": 500_000}) == "met"
    assert outcome(clause, {"budget": 500_000, "own_funds": 499_999}) == "refused"
    assert outcome(clause, {"own_funds": 0, "participants": []}) == "not-applicable"
    assert outcome(clause, {"own_funds": None}) == "left out"


@pytest.mark.clause("1.8-d")
def test_in_germanys_direction_matching_is_asked_for_in_principle() -> None:
    short = {"budget": 500_000, "own_funds": 499_999}
    assert outcome("1.8-d", short | {"own_funds": 500_000}) == "met"
    assert outcome("1.8-d", short) == "refused"
    assert outcome("1.8-d", short, waived=frozenset({"1.8-d"})) == "waived"
    assert outcome("1.8-d", {"own_funds": None}) == "left out"
