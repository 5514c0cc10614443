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
    assert judged(both, home | {"counterpart_organisation": SCHOOL}) == ("not-met", "nobody from Argentina (AR)")
    assert judged(both, home, {"organisation": LAB | {"country": "KR"}}) == ("not-met", "nobody from Argentina (AR)")
    assert judged(both, {"organisation": LAB, "counterpart_organisation": LAB}) == ("not-met", "nobody from China (CN)")
    assert judged(both, home, {"organisation": LAB | {"country": "KR"}, "participants": [LAB]})[0] == "met"


PROJECT = {
    "side": "project",
    "named_in": "project_lead",
    "leads": {"Chinese side": "home", "Other side": "counterpart"},
}


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        (None, None, ("met", "Jiangbei (university) leads")),
        ("Chinese side", None, ("met", "Jiangbei (university) leads")),
        ("Other side", None, ("not-met", "Acme Sur (enterprise) leads")),
        (None, "Other side", ("not-met", "Acme Sur (enterprise) leads")),
        ("Other side", "Other side", ("not-met", "Acme Sur (enterprise) leads")),
        (
            "Chinese side",
            "Other side",
            ("not-met", "each side names another lead of the project: Chinese side and Other side"),
        ),
        ("Nobody", None, ("met", "Jiangbei (university) leads")),
        (["Other side"], 7, ("met", "Jiangbei (university) leads")),
    ],
)
def test_the_lead_of_the_project_is_on_the_side_that_the_filing_names_and_at_home_where_none_is_named(
    ours: object, theirs: object, said: tuple[str, str]
) -> None:
    one = rule("lead", types=["university"], of_country=True, **PROJECT)
    firm = {"name": "Acme Sur", "type": "enterprise", "country": "AR"}
    home = {"organisation": SCHOOL, "counterpart_organisation": firm, "project_lead": ours}
    counterpart = {"organisation": firm, "project_lead": theirs} if theirs else None
    assert judged(one, home, counterpart, partner="AR") == said


def test_a_lead_stands_in_the_country_of_its_side_where_that_is_asked_for() -> None:
    home = rule("lead", types=["university"], of_country=True)
    away = rule("lead", side="counterpart", types=["research-institution"], of_country=True)
    filing = {"organisation": SCHOOL, "counterpart_organisation": LAB}
    assert judged(home, filing, partner="AR") == ("met", "Jiangbei (university) leads")
    assert judged(away, filing, partner="AR") == ("met", "Pampeano (research-institution) leads")
    astray = "Pampeano leads from Argentina (AR), not from Finland (FI)"
    assert judged(away, filing, partner="FI") == ("not-met", astray)
    american = {"organisation": SCHOOL | {"country": "US"}}
    said = "Jiangbei leads from United States of America (US), not from China (CN)"
    assert judged(home, american, partner="AR") == ("not-met", said)


@pytest.mark.parametrize("given", [{"side": "project"}, {"named_in": "project_lead", "leads": {"A": "home"}}])
def test_who_leads_the_project_is_named_in_a_field(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="a rule on who leads the project, and no other, has named_in and leads"):
        rule("lead", types=["enterprise"], **given)


def test_a_consortium_may_ask_for_organisations_of_each_sides_own_country() -> None:
    both = rule("consortium", sides=["home", "counterpart"], each=[["enterprise"]], of_country=True)
    swiss, austrian = FIRM | {"country": "CH"}, FIRM | {"country": "AT"}
    here = {"organisation": FIRM, "counterpart_organisation": LAB}
    assert judged(both, here, {"organisation": austrian}, partner="AT") == ("met", "each is there")
    assert judged(both, here, {"organisation": swiss}, partner="AT") == (
        "not-met",
        "counterpart: enterprise from Austria (AT) is lacking",
    )
    astray = {"organisation": SCHOOL, "participants": [austrian], "counterpart_organisation": LAB}
    assert judged(both, astray, partner="AT") == ("not-met", "home: enterprise from China (CN) is lacking")
