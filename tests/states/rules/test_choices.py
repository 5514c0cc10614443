"""Rules on what is chosen and told in a filing."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from states.facts import Facts, Judgement
from tests.states.rules.judging import judged, rule


def test_a_stated_clause_that_blocks_waits_for_people_and_any_other_is_only_shown() -> None:
    assert judged(rule("stated")) == ("waiting", "for people to judge")
    assert judged(rule("stated", strength="encouraged")) == ("information", "for people to judge")


@pytest.mark.parametrize("strength", ["must", "in-principle", "encouraged", "information", "ambiguous"])
@pytest.mark.parametrize(
    ("judgement", "expected"),
    [
        (Judgement("met"), ("met", "judged by people")),
        (Judgement("not-met"), ("not-met", "judged by people")),
        (
            Judgement("met", is_stale=True),
            ("waiting", "judged before the filing was changed; for people to judge again"),
        ),
    ],
)
def test_what_people_found_counts_until_the_words_it_was_found_on_change(
    strength: str, judgement: Judgement, expected: tuple[str, str]
) -> None:
    one = rule("stated", strength=strength)
    assert judged(one, judgements={one.id: judgement}) == expected


@pytest.mark.parametrize(
    ("when", "chosen", "status"),
    [
        ({"includes": "A"}, ["A"], "waiting"),
        ({"includes": "A"}, ["B", "A"], "waiting"),
        ({"includes": "A"}, ["B"], "not-applicable"),
        ({"includes": "A"}, ["AB"], "not-applicable"),
        ({"includes": "A"}, "A", "waiting"),
        ({"includes": "A"}, "AB", "not-applicable"),
        ({"among": ["A", "B"]}, "B", "waiting"),
        ({"among": ["A", "B"]}, "C", "not-applicable"),
    ],
)
def test_a_clause_concerns_only_the_cases_that_make_its_choice(
    when: dict[str, object], chosen: object, status: str
) -> None:
    one = rule("stated", when={"field": "standards"} | when)
    assert judged(one, {"standards": chosen})[0] == status
    assert judged(one, {}) == judged(one, {"standards": []}) == ("waiting", "standards is not filled in")


@pytest.mark.parametrize("when", [{}, {"includes": "A", "among": ["B"]}])
def test_a_condition_names_one_value_or_several(when: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="either a value that is included or those it is among"):
        rule("stated", when={"field": "standards"} | when)


def test_a_choice_is_one_of_the_list_unless_the_list_is_open() -> None:
    closed = rule("listed", field="area", options=["Wheat", "Rice"])
    assert judged(closed, {"area": "Rice"}) == ("met", "area: Rice")
    assert judged(closed, {"area": "rice"}) == ("not-met", "area: rice")
    assert judged(closed, {}) == ("waiting", "area is not filled in")
    assert judged(closed, {"area": ""}) == ("waiting", "area is not filled in")
    opened = rule("listed", field="area", options=["Wheat"], open=True)
    assert judged(opened, {"area": "Maize"}) == ("met", "area: Maize, which is not listed; the list is open")


@pytest.mark.parametrize(
    ("least", "most", "months", "status"),
    [
        (24, 24, 23, "not-met"),
        (24, 24, 24, "met"),
        (24, 24, 25, "not-met"),
        (24, 36, 23, "not-met"),
        (24, 36, 24, "met"),
        (24, 36, 36, "met"),
        (24, 36, 37, "not-met"),
        (1, 36, 0, "not-met"),
        (1, 36, 1, "met"),
    ],
)
def test_a_period_lies_within_its_bounds_both_included(least: int, most: int, months: int, status: str) -> None:
    assert judged(rule("period", least=least, most=most), {"months": months}) == (status, f"{months} months")


def test_a_period_not_filled_in_is_waited_for() -> None:
    assert judged(rule("period", most=36)) == ("waiting", "the period is not filled in")


def test_one_claimed_standard_is_enough_and_must_be_a_listed_one() -> None:
    one = rule("at-least-one", field="standards", options=["A", "B", "C"])
    assert judged(one, {"standards": ["B"]}) == ("met", "claimed: B")
    assert judged(one, {"standards": ["X", "C"]}) == ("met", "claimed: X, C")
    assert judged(one, {"standards": ["X"]}) == ("not-met", "claimed: X")
    assert judged(one, {"standards": []}) == ("not-met", "claimed: none")
    assert judged(one) == ("waiting", "standards is not filled in")


@pytest.mark.parametrize(
    ("upheld", "said"),
    [
        ("lifecycle", "kept by the lifecycle"),
        ("quota", "kept by the quota"),
        ("deadlines", "kept by the deadlines"),
        ("definition", "kept by this definition, which could not say otherwise"),
        ("nothing", "nothing here judges it"),
    ],
)
def test_a_stated_clause_says_what_upholds_it(upheld: str, said: str) -> None:
    assert judged(rule("stated", upheld=upheld)) == ("information", said)


def test_the_choice_is_the_one_that_belongs_to_the_topic() -> None:
    of = rule("of-topic", field="area", choices={"A1": "Wheat", "B1": "Rice"})
    assert judged(of, {"area": "Wheat"}, topic="A1") == ("met", "topic A1, area: Wheat")
    assert judged(of, {"area": "Rice"}, topic="A1") == ("not-met", "topic A1, area: Rice")
    assert judged(of, {}, topic="A1") == ("waiting", "area is not filled in")
    assert judged(of, {"area": "Rice"}, topic="C1") == ("not-applicable", "topic C1")
    assert judged(of, {"area": "Rice"}) == ("not-applicable", "topic None")


KOREAN = {"name": "Hangang Institute", "type": "university", "country": "KR"}
CHINESE = {"name": "Jiangbei", "type": "university", "country": "CN"}


def test_the_partner_is_one_of_those_named_and_each_sides_lead_stands_where_it_should() -> None:
    two = rule("partner", partners=["AR", "KR"])
    home = {"organisation": CHINESE, "counterpart_organisation": KOREAN}
    here, there = "Jiangbei leads from China (CN)", "Hangang Institute leads from Korea, Republic of (KR)"
    assert judged(two, home, partner="KR") == ("met", f"{here}; {there}")
    assert judged(two, home, partner="ZA") == ("not-met", "partner ZA")
    assert judged(two, home, partner="AR") == ("not-met", f"{there}, not from Argentina (AR)")
    swapped = {"organisation": KOREAN, "counterpart_organisation": CHINESE}
    assert judged(two, swapped, partner="KR") == (
        "not-met",
        f"{there}, not from China (CN); {here}, not from Korea, Republic of (KR)",
    )
    assert judged(two, home, {"organisation": CHINESE}, partner="KR")[0] == "not-met"
    assert judged(two, home, {"organisation": KOREAN}, partner="KR")[0] == "met"
    waiting = ("waiting", "no leading organisation is named on this side: home, counterpart")
    assert judged(two, {"participants": [CHINESE]}, partner="KR") == waiting
    assert judged(two) == ("waiting", "no partner is named")


TITLE = rule(
    "title",
    first=["China", "中国"],
    abbreviations={"GB": ["UK", "G.B.", "United Kingdom", "英国"], "FR": ["France", "法国"]},
    last=["Joint Laboratory", "联合实验室"],
    called={"Soil": ["土壤"], "Food and drink": ["Fare"], "Artificial intelligence": ["AI", "人工智能"]},
)


@pytest.mark.parametrize(
    ("title", "area", "partner", "status"),
    [
        ("China–UK Soil Joint Laboratory", "Soil", "GB", "met"),
        ("CHINA + UK + SOIL + JOINT LABORATORY", "Soil", "GB", "met"),
        ("  China  UK\nSoil  Joint Laboratory ", "Soil", "GB", "met"),
        ("“China + U.K. + Soil + Joint Laboratory”", "Soil", "GB", "not-met"),
        ("China-G.B.-Soil-Joint Laboratory", "Soil", "GB", "met"),
        ("China + United Kingdom + Soil + Joint Laboratory", "Soil", "GB", "met"),
        ("中国+英国+土壤+联合实验室", "Soil", "GB", "met"),
        ("中国英国土壤联合实验室", "Soil", "GB", "met"),
        ("中国+UK+土壤+Joint Laboratory", "Soil", "GB", "met"),
        ("China + UK + AI + Joint Laboratory", "Artificial intelligence", "GB", "met"),
        ("China + UK + Maintenance + Joint Laboratory", "Artificial intelligence", "GB", "not-met"),
        ("China + UK + Food + Joint Laboratory", "Food and drink", "GB", "met"),
        ("China + UK + Healthy drink + Joint Laboratory", "Food and drink", "GB", "met"),
        ("China + UK + Yoga + Joint Laboratory", "Yoga", "GB", "met"),
        ("China + UK + Ｓｏｉｌ + Joint Laboratory", "Soil", "GB", "met"),
        ("China-GxBx-Soil-Joint Laboratory", "Soil", "GB", "not-met"),
        ("China–UK Soil Joint Laboratory", "Soil", "FR", "not-met"),
        ("China–UK Soil Joint Laboratory", "Soil", "AR", "not-met"),
        ("China–UK Soil Joint Laboratory", "Soil", None, "met"),
        ("China–France Soil Joint Laboratory", "Soil", None, "met"),
        ("ChinaUK Soil Joint Laboratory", "Soil", "GB", "not-met"),
        ("China–UK Joint Laboratory", "Soil", "GB", "not-met"),
        ("China + UK + + Joint Laboratory", "Soil", "GB", "not-met"),
        ("China–UK Food Joint Laboratory", "Soil", "GB", "not-met"),
        ("China–UK Soil Joint Laboratory of Ours", "Soil", "GB", "not-met"),
        ("China–UK Soil Joint Laboratory", None, "GB", "not-met"),
    ],
)
def test_a_title_is_built_of_its_parts_in_their_order_in_either_language(
    title: str, area: str | None, partner: str | None, status: str
) -> None:
    found = judged(TITLE, {"title": title, "area": area}, partner=partner)
    assert found[0] == status, found
    assert found[1].startswith(f"title: {title}")


def test_a_title_that_is_built_otherwise_is_told_what_would_do() -> None:
    said = "China or 中国 + UK or G.B. or United Kingdom or 英国 + Soil or 土壤 + Joint Laboratory or 联合实验室"
    found = TITLE.judge(Facts("GB", {"title": "Soils", "area": "Soil"}))
    assert found.looked_at == "title: Soils"
    assert found.shortfall == f"Must be built of {said}; you entered “Soils”"


def test_either_wording_of_a_title_will_do() -> None:
    home = {"title": "土壤", "translated_title": "China UK Soil Joint Laboratory", "area": "Soil"}
    assert judged(TITLE, home, partner="GB") == ("met", "title: China UK Soil Joint Laboratory")


@pytest.mark.parametrize("title", ["", " ", None, 3])
def test_a_title_not_filled_in_is_waited_for(title: object) -> None:
    assert judged(TITLE, {"title": title}, partner="GB") == ("waiting", "title is not filled in")


def test_what_is_asked_for_is_given_when_each_field_says_something_and_each_flag_is_true() -> None:
    both = rule("given", fields=["plan", "agreed"])
    assert judged(both, {"plan": "So.", "agreed": True}) == ("met", "each is given")
    assert judged(both, {"plan": "So.", "agreed": False}) == ("not-met", "denied: agreed")
    assert judged(both, {"agreed": False}) == ("not-met", "denied: agreed")
    assert judged(both, {"plan": " \n", "agreed": True}) == ("waiting", "not filled in: plan")
    assert judged(both) == ("waiting", "not filled in: plan, agreed")


def test_what_both_sides_are_asked_for_is_given_by_both() -> None:
    both = rule("given", fields=["form"], sides=["home", "counterpart"])
    assert judged(both, {"form": True}) == ("waiting", "the counterpart has not filed")
    assert judged(both, {"form": True}, {"form": True}) == ("met", "each is given")
    assert judged(both, {"form": True}, {"form": False}) == ("not-met", "denied: counterpart: form")
    assert judged(both, {"form": False}, {"form": True}) == ("not-met", "denied: home: form")
    denied = Facts(home={"form": True}, counterpart={"form": False})
    assert both.judge(denied).place == ""  # nothing is to be changed in the home filing
    assert both.judge(replace(denied, home={"form": False})).place == "form"
    assert judged(both, {"form": True}, {}) == ("waiting", "not filled in: counterpart: form")


@pytest.mark.parametrize(
    ("day", "status"), [("2021-12-31", "met"), ("2022-01-01", "not-met"), ("2022-01-02", "not-met")]
)
def test_a_day_lies_strictly_before_the_given_one(day: str, status: str) -> None:
    assert judged(rule("before", field="founded", before="2022-01-01"), {"founded": day}) == (status, f"founded: {day}")


@pytest.mark.parametrize("day", [None, "", "2022-02-30", "soon", 2021])
def test_what_is_no_day_is_waited_for(day: object) -> None:
    waiting = ("waiting", "founded is not filled in")
    assert judged(rule("before", field="founded", before="2022-01-01"), {"founded": day}) == waiting
