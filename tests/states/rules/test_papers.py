"""Rules on papers, figures and money."""

from datetime import date

import pytest

from tests.states.rules.judging import FIRM, LAB, SCHOOL, judged, rule


def test_enterprises_match_what_the_government_gives() -> None:
    match = rule("matching", own="own_funds", base="budget")
    firm = {"organisation": FIRM, "budget": 1_000}
    assert judged(match, {"organisation": SCHOOL}) == ("not-applicable", "no enterprise on this side")
    assert judged(match, firm) == ("waiting", "the amounts are not filled in")
    assert judged(match, firm | {"own_funds": 999}) == ("not-met", "999 of their own against 1,000")
    assert judged(match, firm | {"own_funds": 1_000}) == ("met", "1,000 of their own against 1,000")
    assert judged(match, firm | {"own_funds": 1_001}) == ("met", "1,001 of their own against 1,000")
    joined = {"organisation": SCHOOL, "participants": [FIRM], "budget": 1_000, "own_funds": 0}
    assert judged(match, joined) == ("not-met", "0 of their own against 1,000")


SIGNED = {"signed_on": "2021-12-31", "signatories": ["Acme", "Pampeano"]}
HOME = {"organisation": FIRM, "counterpart_organisation": LAB}


@pytest.mark.parametrize(
    ("paper", "said"),
    [
        (SIGNED, ("met", "signed on 2021-12-31")),
        (SIGNED | {"signed_on": "2022-01-01"}, ("not-met", "signed on 2022-01-01, not before 2022-01-01")),
        (SIGNED | {"signatories": [" ACME", "pampeano", "a ministry"]}, ("met", "signed on 2021-12-31")),
        (SIGNED | {"signatories": ["Acme"]}, ("not-met", "not signed by Pampeano")),
        (SIGNED | {"signatories": ["Acme & Pampeano"]}, ("not-met", "not signed by Acme; not signed by Pampeano")),
        (None, ("waiting", "agreement is not declared")),
        ({"signatories": ["Acme"]}, ("waiting", "agreement is not declared")),
        (SIGNED | {"signed_on": "2021-02-30"}, ("waiting", "agreement is not declared")),
    ],
)
def test_a_paper_is_signed_before_its_day_and_by_whom_it_must_be(paper: object, said: tuple[str, str]) -> None:
    one = rule(
        "paper", field="agreement", signed_before="2022-01-01", signed_by=["organisation", "counterpart_organisation"]
    )
    assert judged(one, HOME | {"agreement": paper}) == said


def test_who_is_not_named_yet_is_not_missed_on_a_paper() -> None:
    one = rule("paper", field="agreement", signed_by=["organisation", "counterpart_organisation"])
    assert judged(one, {"organisation": FIRM, "agreement": SIGNED}) == ("met", "signed on 2021-12-31")


@pytest.mark.parametrize(
    ("on", "status"), [(None, "met"), (date(2021, 12, 30), "not-met"), (date(2021, 12, 31), "met")]
)
def test_no_paper_is_signed_after_the_day_on_which_it_is_judged(on: date | None, status: str) -> None:
    assert judged(rule("paper", field="agreement"), {"agreement": SIGNED}, on=on)[0] == status


@pytest.mark.parametrize(
    ("valid", "on", "said"),
    [
        (True, date(2022, 6, 30), ("met", "signed on 2021-12-31")),
        (True, date(2022, 7, 1), ("not-met", "valid until 2022-06-30 only")),
        (False, date(2022, 7, 1), ("met", "signed on 2021-12-31")),
        (True, None, ("met", "signed on 2021-12-31")),
    ],
)
def test_a_paper_that_must_be_valid_has_not_run_out(valid: bool, on: date | None, said: tuple[str, str]) -> None:
    one = rule("paper", field="agreement", valid=valid)
    assert judged(one, {"agreement": SIGNED | {"valid_until": "2022-06-30"}}, on=on) == said


def test_one_of_those_who_take_part_has_signed() -> None:
    one = rule("signatory", field="agreement")
    assert judged(one, HOME | {"agreement": SIGNED}) == ("met", "signed by Acme, Pampeano")
    assert judged(one, {"organisation": SCHOOL, "participants": [FIRM], "agreement": SIGNED}) == (
        "met",
        "signed by Acme",
    )
    nobody = ("not-met", "no one who takes part has signed it")
    assert judged(one, {"organisation": SCHOOL, "agreement": SIGNED}) == nobody
    assert judged(one, {"organisation": SCHOOL | {"name": ""}, "agreement": SIGNED | {"signatories": []}}) == nobody
    assert judged(one, HOME) == ("waiting", "agreement is not declared")


def test_an_agreement_is_told_by_its_reference_and_carries_one_living_case() -> None:
    one, referred = rule("one-per-agreement", field="agreement"), SIGNED | {"reference": "JL-7"}
    assert judged(one, {"agreement": referred}) == ("met", "JL-7")
    assert judged(one, {"agreement": referred}, rival="X-001") == ("not-met", "JL-7 is taken by another case")
    said = ("not-met", "agreement has no reference that tells it from another")
    assert judged(one, {"agreement": SIGNED}) == said
    assert judged(one) == ("waiting", "agreement is not declared")


FIGURES = rule(
    "indicators",
    field="figures",
    each=[
        {"name": "patents", "operator": "more-than", "value": 3, "text": "patents", "unless": "basic"},
        {"name": "papers", "operator": "at-least", "value": 2, "text": "papers"},
    ],
)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"figures": {"patents": 4, "papers": 2}}, ("met", "each is reached")),
        ({"figures": {"patents": 3, "papers": 2}}, ("not-met", "patents: 3, more than 3 needed")),
        ({"figures": {"patents": 4, "papers": 1}}, ("not-met", "papers: 1, at least 2 needed")),
        ({"figures": {"papers": 2}, "basic": True}, ("met", "each is reached")),
        ({"figures": {"papers": 2}, "basic": False}, ("not-met", "patents: 0, more than 3 needed")),
        ({"figures": {}, "basic": True}, ("not-met", "papers: 0, at least 2 needed")),
        ({}, ("waiting", "figures is not filled in")),
    ],
)
def test_each_figure_is_reached_as_its_operator_says(told: dict[str, object], said: tuple[str, str]) -> None:
    assert judged(FIGURES, told) == said
