"""Rules on who takes part."""

import pytest

from tests.states.rules.judging import FIRM, LAB, SCHOOL, WAITING, judged, rule


def test_the_organisation_named_first_leads_and_is_of_a_listed_type() -> None:
    firms = rule("lead", types=["enterprise"])
    assert judged(firms, {"organisation": FIRM, "participants": [SCHOOL]}) == ("met", "Acme (enterprise) leads")
    assert judged(firms, {"organisation": SCHOOL, "participants": [FIRM]}) == ("not-met", "Jiangbei (university) leads")
    assert judged(firms) == ("waiting", "no home organisation is named")


def test_the_home_filing_speaks_for_the_counterpart_until_it_has_filed() -> None:
    abroad = rule("lead", side="counterpart", types=["research-institution"])
    home = {"organisation": FIRM, "counterpart_organisation": LAB}
    assert judged(abroad, home) == ("met", "Pampeano (research-institution) leads")
    assert judged(abroad, home, {"organisation": SCHOOL}) == ("not-met", "Jiangbei (university) leads")
    assert judged(abroad, home, {}) == ("waiting", "no counterpart organisation is named")
    assert judged(abroad, {"organisation": FIRM}) == ("waiting", "no counterpart organisation is named")


def test_a_consortium_has_each_type_on_each_side() -> None:
    each = rule("consortium", sides=["home"], each=[["enterprise"], ["university", "research-institution"]])
    assert judged(each, {"organisation": FIRM, "participants": [SCHOOL]}) == ("met", "each is there")
    assert judged(each, {"organisation": SCHOOL, "participants": [FIRM]}) == ("met", "each is there")
    assert judged(each, {"organisation": FIRM}) == ("not-met", "home: no university or research-institution")
    assert judged(each, {"organisation": {**FIRM, "type": "person"}}) == (
        "not-met",
        "home: no enterprise; home: no university or research-institution",
    )


def test_a_consortium_waits_for_the_counterparts_filing_but_not_to_say_what_is_lacking_at_home() -> None:
    both = rule("consortium", sides=["home", "counterpart"], each=[["enterprise"]])
    home = {"organisation": FIRM, "counterpart_organisation": LAB}
    assert judged(both, home) == (WAITING.status, WAITING.looked_at)
    assert judged(both, home, {"organisation": LAB}) == ("not-met", "counterpart: no enterprise")
    assert judged(both, home, {"organisation": LAB, "participants": [FIRM]}) == ("met", "each is there")
    assert judged(both, {"organisation": SCHOOL}) == ("not-met", "home: no enterprise")


def test_a_consortium_is_not_there_on_a_side_that_names_nobody() -> None:
    both = rule("consortium", sides=["home", "counterpart"], each=[["enterprise"]])
    home = {"organisation": FIRM, "counterpart_organisation": LAB}
    assert judged(both, home, {}) == ("waiting", "no organisation is named on this side: counterpart")
    assert judged(both, {}, {"organisation": FIRM}) == ("waiting", "no organisation is named on this side: home")


def test_a_lead_may_be_of_any_type_but_a_barred_one() -> None:
    no_firms = rule("lead", barred=["enterprise"])
    assert judged(no_firms, {"organisation": SCHOOL}) == ("met", "Jiangbei (university) leads")
    assert judged(no_firms, {"organisation": FIRM}) == ("not-met", "Acme (enterprise) leads")


@pytest.mark.parametrize("given", [{}, {"types": ["enterprise"], "barred": ["person"]}])
def test_a_rule_on_who_leads_names_either_types_or_barred_ones(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a lead rule names either types or barred types"):
        rule("lead", **given)


def test_both_sides_together_come_from_each_country() -> None:
    both = rule("together", countries=["CN", "AR"])
    home = {"organisation": FIRM, "counterpart_organisation": LAB}
    assert judged(both, home) == ("met", "each country takes part")
    assert judged(both, {"organisation": FIRM}) == ("waiting", "no counterpart organisation is named")
    assert judged(both, home | {"counterpart_organisation": SCHOOL}) == ("not-met", "nobody from AR")
    assert judged(both, home, {"organisation": LAB | {"country": "KR"}}) == ("not-met", "nobody from AR")
    assert judged(both, {"organisation": LAB, "counterpart_organisation": LAB}) == ("not-met", "nobody from CN")
    assert judged(both, home, {"organisation": LAB | {"country": "KR"}, "participants": [LAB]})[0] == "met"
