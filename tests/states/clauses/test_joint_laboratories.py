"""Direction 1.1, joint laboratories with Europe: the instant, the name and the number at the border of every clause."""

from datetime import date
from typing import Any

import pytest

from tests import filings
from tests.filings import HERE, THERE
from tests.states.clauses.judging import Outcome, found, outcome
from tests.world import paper, party

FIGURES = filings.good("1.1")["indicators"]


@pytest.mark.clause("1.1-a")
def test_the_partner_is_one_of_five_countries() -> None:
    five = {
        partner: outcome("1.1-a", {"counterpart_organisation": party(THERE, "university", partner)}, partner=partner)
        for partner in ("GB", "FR", "IT", "ES", "BE")
    }
    assert five == dict.fromkeys(five, "met")
    german = party(THERE, "university", "DE")
    assert outcome("1.1-a", {"counterpart_organisation": german}) == "refused"
    assert outcome("1.1-a", {"organisation": german}) == "refused"
    assert [outcome("1.1-a", partner=partner) for partner in ("DE", "EU", "UK", "gb", None)] == [
        *["refused"] * 4,
        "waiting",
    ]


@pytest.mark.clause("1.1-b")
@pytest.mark.parametrize(
    ("partner", "title", "expected"),
    [
        ("GB", "China–UK Soil Science Joint Laboratory", "met"),
        ("GB", "china + uk + soil science + joint laboratory", "met"),
        ("IT", "China Italy Soil  Science Joint  Laboratory", "met"),
        ("GB", "中国+英国+Soil science+联合实验室", "met"),
        ("GB", "China + GBR + Soil science + Joint Laboratory", "met"),
        ("GB", "China + United Kingdom + Soil science + Joint Laboratory", "met"),
        ("GB", "China–UK Aerospace Joint Laboratory", "refused"),
        ("IT", "China-UK Soil Science Joint Laboratory", "refused"),
        ("GB", "UK–China Soil Science Joint Laboratory", "refused"),
        ("GB", "China–UK Joint Laboratory", "refused"),
        ("GB", "China–UK Soil Science Laboratory", "refused"),
        ("GB", "China–Ukraine Soil Science Joint Laboratory", "refused"),
        ("GB", "The China–UK Soil Science Joint Laboratory", "refused"),
        ("GB", None, "left out"),
    ],
)
def test_the_title_is_built_of_china_the_country_the_field_and_joint_laboratory(
    partner: str, title: str | None, expected: Outcome
) -> None:
    assert outcome("1.1-b", {"title": title}, partner=partner) == expected


@pytest.mark.clause("1.1-c")
@pytest.mark.parametrize(
    ("founded", "expected"),
    [
        ("2012-06-01", "met"),
        ("2021-12-31", "met"),
        ("2022-01-01", "refused"),
        ("2022-01-02", "refused"),
        (None, "left out"),
    ],
)
def test_the_laboratory_existed_before_the_first_day_of_2022(founded: str | None, expected: Outcome) -> None:
    assert outcome("1.1-c", {"laboratory_founded": founded}) == expected


@pytest.mark.clause("1.1-d")
@pytest.mark.parametrize(
    ("agreement", "expected"),
    [
        (paper("2021-12-31", HERE, THERE, reference="JL-1"), "met"),
        (paper("2022-01-01", HERE, THERE, reference="JL-1"), "refused"),
        (paper("2021-12-31", THERE, f" {HERE.upper()} ", "A ministry", reference="JL-1"), "met"),
        (paper("2021-12-31", HERE, reference="JL-1"), "refused"),
        (paper("2021-12-31", THERE, "A ministry", reference="JL-1"), "refused"),
        (None, "left out"),
    ],
)
def test_both_hosts_signed_the_laboratory_agreement_before_the_first_day_of_2022(
    agreement: dict[str, Any] | None, expected: Outcome
) -> None:
    assert outcome("1.1-d", {"laboratory_agreement": agreement}) == expected


@pytest.mark.clause("1.1-d")
@pytest.mark.parametrize(
    ("participant", "expected"),
    [
        (party("MIT", "university", "US"), "refused"),
        (party("HKU", "university", "HK"), "refused"),
        (party("Werk", "enterprise", "DE"), "refused"),
        (party("Third Institute", "research-institution", "CN"), "refused"),
        (party("Nobody", "international-organisation", ""), "refused"),
        (party("University of Elsewhere", "university", "GB"), "met"),
    ],
)
def test_only_who_stands_for_the_partner_signs_for_the_partners_side(
    participant: dict[str, Any], expected: Outcome
) -> None:
    agreement = paper("2021-12-31", HERE, participant["name"], reference="JL-1")
    told = {"laboratory_agreement": agreement, "participants": [participant]}

    assert outcome("1.1-d", told) == expected


@pytest.mark.clause("1.1-d", "1.1-f")
@pytest.mark.parametrize("clause", ["1.1-d", "1.1-f"])
@pytest.mark.parametrize(
    "name",
    [
        *(f"The {HERE}", "Inst. of Applied Research", "INSTITUTE FOR APPLIED RESEARCH", f"{HERE}, Beijing"),
        *("IAR", f"{HERE} Co., Ltd."),
    ],
)
def test_a_signatory_is_known_by_what_tells_it_from_others(clause: str, name: str) -> None:
    agreement = paper("2021-12-31", name, THERE, reference="JL-1")
    assert outcome(clause, {"laboratory_agreement": agreement}) == "met"


@pytest.mark.clause("1.1-d")
@pytest.mark.parametrize(
    "name", ["Institute of Research", f"Friends of the {HERE}", f"{HERE} and {THERE} Club", "Institute"]
)
def test_who_only_bears_a_part_of_the_name_has_not_signed(name: str) -> None:
    agreement = paper("2021-12-31", name, THERE, reference="JL-1")
    assert outcome("1.1-d", {"laboratory_agreement": agreement}) == "refused"


@pytest.mark.clause("1.1-h")
@pytest.mark.parametrize(
    ("signatories", "expected"),
    [
        *(
            ([name], "refused")
            for name in ("Wen Qiao", "Prof. Wen Qiao", "Qiao Wen", "QIAO, Wen", "Wen Qiao, PhD", "Wén Qiáo", "乔文")
        ),
        (["Wen Qiao, Institute of Applied Research"], "refused"),
        (["Director Wen Qiao of the Institute of Applied Research"], "refused"),
        (["The Institute of Applied Research", "Prof. Wen Qiao"], "refused"),
        (["Institute of Applied Research & Wen Qiao"], "refused"),
        (["Research Council Abroad", "Wen Qiao"], "met"),
        (["Research Council Abroad and Wen Qiao"], "met"),
        (["Prof. Wen Li"], "met"),
    ],
)
def test_the_leader_does_not_write_the_letter_in_any_spelling(signatories: list[str], expected: Outcome) -> None:
    assert outcome("1.1-h", {"support_letter": paper("2022-05-04", *signatories)}) == expected


@pytest.mark.clause("1.1-e")
def test_a_laboratory_agreement_carries_one_application_and_is_told_by_its_reference() -> None:
    assert outcome("1.1-e") == "met"
    assert outcome("1.1-e", rival="IG23-1.1-004") == "refused"
    assert outcome("1.1-e", {"laboratory_agreement": paper("2021-12-31", HERE, THERE)}) == "refused"
    assert outcome("1.1-e", {"laboratory_agreement": None}) == "left out"


@pytest.mark.clause("1.1-f")
@pytest.mark.parametrize(
    ("differing", "expected"),
    [
        ({}, "met"),
        ({"organisation": party("Elsewhere", "university", "CN")}, "met"),
        ({"participants": [party("Third Institute", "research-institution", "CN")]}, "met"),
        ({"counterpart_organisation": party("Nobody", "university", "GB")}, "met"),
        (
            {
                "organisation": party("Elsewhere", "university", "CN"),
                "counterpart_organisation": party("Nobody", "university", "GB"),
            },
            "refused",
        ),
        ({"laboratory_agreement": None}, "left out"),
    ],
)
def test_somebody_who_takes_part_has_signed_the_laboratory_agreement(
    differing: dict[str, Any], expected: Outcome
) -> None:
    signed_here = paper("2021-12-31", HERE, THERE, "Third Institute", reference="JL-1")
    assert outcome("1.1-f", {"laboratory_agreement": signed_here} | differing) == expected


@pytest.mark.clause("1.1-h", "1.1-l")
@pytest.mark.parametrize(("clause", "field"), [("1.1-h", "support_letter"), ("1.1-l", "project_agreement")])
def test_the_other_two_papers_are_signed_by_the_day_of_judging(clause: str, field: str) -> None:
    on = date(2022, 12, 20)
    ahead, today = paper("2022-12-21", HERE, THERE), paper("2022-12-20", HERE, THERE)
    assert outcome(clause, {field: today}, on=on) == "met"
    assert outcome(clause, {field: ahead}, on=on) == "refused"
    assert outcome(clause, {field: None}) == "left out"


@pytest.mark.clause("1.1-h", "1.1-l")
def test_the_letter_comes_from_whoever_backs_the_laboratory_and_the_agreement_from_both_partners() -> None:
    by_ministry = paper("2022-05-04", "Ministry Abroad")
    assert outcome("1.1-h", {"support_letter": by_ministry}) == "met"
    assert outcome("1.1-l", {"project_agreement": by_ministry}) == "refused"


@pytest.mark.clause("1.1-i", "1.1-k")
@pytest.mark.parametrize(
    ("clause", "field"), [("1.1-i", "research_task"), ("1.1-i", "building_task"), ("1.1-k", "cooperation_plan")]
)
def test_both_tasks_and_the_plan_are_told(clause: str, field: str) -> None:
    assert outcome(clause) == "met"
    assert outcome(clause, {field: None}) == "left out"
    assert outcome(clause, {field: " \n"}) == "left out"


@pytest.mark.clause("1.1-j")
@pytest.mark.parametrize(
    ("figure", "enough"),
    [("patents_granted", 4), ("exchange_events", 3), ("attendees_per_event", 51), ("young_scholars", 6)],
)
def test_each_figure_promised_is_strictly_more_than_the_guidelines(figure: str, enough: int) -> None:
    assert outcome("1.1-j", {"indicators": FIGURES | {figure: enough}}) == "met"
    assert outcome("1.1-j", {"indicators": FIGURES | {figure: enough - 1}}) == "refused"
    left_out = {name: number for name, number in FIGURES.items() if name != figure}
    assert outcome("1.1-j", {"indicators": left_out}) == "refused"


@pytest.mark.clause("1.1-j")
def test_basic_research_needs_no_patents_but_all_the_rest() -> None:
    none, few = FIGURES | {"patents_granted": 0}, FIGURES | {"patents_granted": 0, "young_scholars": 5}
    assert outcome("1.1-j", {"indicators": none, "basic_research": True}) == "met"
    assert outcome("1.1-j", {"indicators": none, "basic_research": False}) == "refused"
    assert outcome("1.1-j", {"indicators": few, "basic_research": True}) == "refused"
    assert outcome("1.1-j", {"indicators": None}) == "left out"


@pytest.mark.clause("1.1-quota")
def test_ten_laboratories_share_thirty_million() -> None:
    quota = found("1.1-quota")[1].quota
    assert (quota.cases, quota.qualifier, quota.funds) == (10, "exact", 30_000_000)
