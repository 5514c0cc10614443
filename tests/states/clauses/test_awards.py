"""The clauses of the two awards, and of the support for events."""

from dataclasses import replace

import pytest

from states.facts import Judgement
from states.machine import LifecycleMachine, decide
from states.refusal import Decision
from tests.states.clauses.judging import Outcome, cited, found, full, outcome, told
from tests.states.definitions import bundled, direction
from tests.world import STATE_AWARD, ZHONGGUANCUN, party

NOMINATORS = {
    ZHONGGUANCUN: 10,  # four kinds of persons, three of public bodies, three of others
    STATE_AWARD: 4,
}


@pytest.mark.clause("ZGC-02")
@pytest.mark.parametrize(
    ("standards", "expected"),
    [
        *((["A"], "met"), (["B"], "met"), (["C"], "met"), (["A", "B", "C"], "met"), (["D", "C"], "met")),
        *((["D"], "refused"), ([], "left out"), (None, "left out")),
    ],
)
def test_a_candidate_meets_one_of_three_standards_at_least(standards: list[str] | None, expected: Outcome) -> None:
    if standards == []:
        assert found("ZGC-02")[2].judge(told(*found("ZGC-02")[:2], {"standards": []}, None)).status == "not-met"
    else:
        assert outcome("ZGC-02", {"standards": standards}) == expected


@pytest.mark.clause("ZGC-03")
def test_another_calling_than_the_three_named_is_not_shut_out() -> None:
    assert outcome("ZGC-03", {"candidate_role": "Foreign scientist"}) == "met"
    assert outcome("ZGC-03", {"candidate_role": "Translator of science"}) == "flagged"
    assert outcome("ZGC-03", {"candidate_role": None}) == "left out"


@pytest.mark.clause("ZGC-04")
def test_the_candidates_partner_is_registered_in_beijing() -> None:
    firm = party("Institute of Physics", "research-institution", "CN")
    assert outcome("ZGC-04", {"cooperative_partner": firm | {"registered_in": "Beijing"}}) == "met"
    assert outcome("ZGC-04", {"cooperative_partner": firm | {"registered_in": "Tianjin"}}) == "refused"
    assert outcome("ZGC-04", {"cooperative_partner": firm}) == "refused"
    assert outcome("ZGC-04", {"cooperative_partner": None}) == "left out"


_OFFICE = party("Beijing Municipal Health Commission", "government", "CN")
_SOCIETY = party("Society of Engineers", "association", "CN")
_SCHOOL, _LAB = (
    party("Jiangbei University", "university", "CN"),
    party("Institute of Ice", "research-institution", "CN"),
)
_PERSON = party("Wang Min", "person", "CN")
FITTING = {
    "State Preeminent Science and Technology Award winner": _PERSON,
    "Academician of the Chinese Academy of Sciences": _PERSON,
    "Academician of the Chinese Academy of Engineering": _PERSON,
    "Zhongguancun Outstanding Contribution Award winner": _PERSON,
    "Department of the Beijing Municipal Government": _OFFICE,
    "Organisation directly under the Beijing Municipal Government": _LAB,
    "District government of Beijing": _OFFICE,
    "Institute": _LAB,
    "Industrial association": _SOCIETY,
    "Other organisation entitled to nominate": _SOCIETY,
    "Ministry": _OFFICE,
    "Research institution": _LAB,
    "University": _SCHOOL,
    "Provincial government": party("People's Government of Guangdong Province", "government", "CN"),
}
"""A nominator of each class."""


@pytest.mark.clause("ZGC-05", "IST-05")
@pytest.mark.parametrize(("clause", "call"), [("ZGC-05", ZHONGGUANCUN), ("IST-05", STATE_AWARD)])
def test_only_the_listed_kinds_of_nominators_put_somebody_forward(clause: str, call: str) -> None:
    kinds = direction("award", call).fields["nominator_class"].options
    assert len(kinds) == NOMINATORS[call]
    told_ = [outcome(clause, {"nominator_class": kind, "nominator": FITTING[kind]}) for kind in kinds]
    assert told_ == ["met"] * len(kinds)
    assert outcome(clause, {"nominator_class": "The candidate"}) == "refused"
    assert outcome(clause, {"nominator_class": None}) == "left out"


@pytest.mark.clause("ZGC-05", "IST-05")
@pytest.mark.parametrize(
    ("clause", "kind", "nominator"),
    [
        ("ZGC-05", "Academician of the Chinese Academy of Sciences", party("Acme", "enterprise", "CN")),
        ("ZGC-05", "State Preeminent Science and Technology Award winner", _SCHOOL),
        ("ZGC-05", "District government of Beijing", party("Jane Doe", "person", "US")),
        ("ZGC-05", "District government of Beijing", party("City Hall", "government", "US")),
        ("ZGC-05", "District government of Beijing", _OFFICE | {"name": "Pudong, Shanghai"}),
        ("ZGC-05", "Department of the Beijing Municipal Government", _OFFICE | {"name": "A", "division": "CN-TJ"}),
        ("ZGC-05", "Industrial association", _PERSON),
        ("ZGC-05", "Other organisation entitled to nominate", _PERSON),
        ("ZGC-05", "Institute", party("Acme", "enterprise", "CN")),
        ("ZGC-05", "Academician of the Chinese Academy of Sciences", party("FALK, Ingrid", "person", "SE")),
        ("IST-05", "University", party("MIT", "university", "US")),
        ("IST-05", "University", _LAB),
        ("IST-05", "Ministry", _PERSON),
        ("IST-05", "Ministry", party("Ministry of Science", "government", "FR")),
        ("IST-05", "Research institution", party("Institut Pasteur", "research-institution", "FR")),
        ("IST-05", "Provincial government", party("Government of Bavaria", "government", "DE")),
        ("IST-05", "Provincial government", party("Acme", "enterprise", "CN")),
    ],
)
def test_the_class_of_a_nominator_fits_who_they_are(clause: str, kind: str, nominator: dict[str, str]) -> None:
    assert outcome(clause, {"nominator_class": kind, "nominator": nominator}) == "refused"


@pytest.mark.clause("ZGC-05-evidence", "IST-05-evidence")
@pytest.mark.parametrize("clause", ["ZGC-05-evidence", "IST-05-evidence"])
def test_what_entitles_the_nominator_is_asked_for_and_its_lack_only_shown(clause: str) -> None:
    assert outcome(clause) == "flagged"
    assert outcome(clause, {"nominator_evidence": "Elected in 2011, division of chemistry."}) == "met"


@pytest.mark.clause("ZGC-01", "IST-02")
@pytest.mark.parametrize(("clause", "more"), [("ZGC-01", {}), ("IST-02", {"candidate_kind": "Foreign person"})])
def test_the_award_goes_to_foreign_persons(clause: str, more: dict[str, str]) -> None:
    def told_(kind: str, country: str) -> Outcome:
        return outcome(clause, {"candidate": party("Ingrid Falk", kind, country)} | more)

    assert (told_("person", "SE"), told_("person", "CN"), told_("university", "SE")) == ("met", "refused", "refused")
    assert {told_("person", country) for country in ("HK", "MO", "TW")} == {"waiting"}


@pytest.mark.clause("IST-02")
@pytest.mark.parametrize(
    ("kind", "candidate", "expected"),
    [
        ("Foreign organisation", party("Max Planck Society", "research-institution", "DE"), "met"),
        ("Foreign organisation", party("Institute of Ice", "research-institution", "CN"), "refused"),
        ("Foreign organisation", party("Paulo Dias", "person", "BR"), "refused"),
        ("International organisation", party("CERN", "international-organisation", "CH"), "met"),
        ("International organisation", party("Bamboo Organisation", "international-organisation", "CN"), "met"),
        ("International organisation", party("MIT", "university", "US"), "refused"),
        ("Foreign person", party("CERN", "international-organisation", "CH"), "refused"),
        ("Chinese person", party("Paulo Dias", "person", "BR"), "refused"),
        (None, party("Paulo Dias", "person", "BR"), "left out"),
    ],
)
def test_what_the_candidate_is_said_to_be_fits_who_it_is(
    kind: str | None, candidate: dict[str, str], expected: Outcome
) -> None:
    assert outcome("IST-02", {"candidate_kind": kind, "candidate": candidate}) == expected


@pytest.mark.clause("ZGC-06", "IST-07")
@pytest.mark.parametrize("call", [ZHONGGUANCUN, STATE_AWARD])
def test_the_panel_gives_its_opinion_before_the_committee_alone_decides(call: str) -> None:
    transitions = direction("award", call).lifecycle.transitions
    assert (transitions["review"].source, transitions["review"].to, transitions["review"].by) == (
        ("partner-confirmed",),
        "reviewed",
        ("coordinator",),
    )
    assert (transitions["award"].source, transitions["award"].by) == (("reviewed", "reserved"), ("committee",))
    last = {ZHONGGUANCUN: "award", STATE_AWARD: "approve"}[call]
    assert {name for name, transition in transitions.items() if transition.to == "awarded"} == {last}


@pytest.mark.clause("ZGC-07", "IST-04")
@pytest.mark.parametrize(("clause", "call"), [("ZGC-07", ZHONGGUANCUN), ("IST-04", STATE_AWARD)])
def test_ten_are_honoured_in_a_year_and_the_eleventh_is_refused_with_the_clause(clause: str, call: str) -> None:
    one = direction("award", call)
    judgements = {rule.id: Judgement("met") for rule in one.for_people}
    facts = replace(told(bundled()[call], one, {}, None), judgements=judgements)
    assert (one.quota.cases, one.quota.qualifier) == (10, "no-more-than")
    assert cited(one, "reviewed", "award", replace(facts, room=full(one, "award").room)) == {clause}
    made = decide(
        LifecycleMachine(one.lifecycle), one, "reviewed", "award", roles=frozenset({"committee"}), facts=facts
    )
    assert made == Decision("award", "reviewed", one.lifecycle.transitions["award"].to)


@pytest.mark.clause("IST-03", "IST-06")
def test_the_state_award_has_no_grades_and_no_money() -> None:
    [one] = bundled()[STATE_AWARD].directions
    assert (one.topics, one.quota.funds, one.lifecycle.transitions["award"].asks) == ((), None, ())


@pytest.mark.clause("IST-09")
def test_the_ceremony_is_a_move_of_its_own_that_no_deadline_hurries() -> None:
    lifecycle = direction("award", STATE_AWARD).lifecycle
    confer = lifecycle.transitions["confer"]
    assert (confer.source, confer.to) == (("awarded",), "conferred")
    assert (lifecycle.states["awarded"].deadline, lifecycle.states["awarded"].final) == (None, True)


@pytest.mark.clause("BAST-06")
def test_an_institution_asks_for_support_of_an_event_and_a_single_person_does_not() -> None:
    kinds = ("university", "association", "enterprise", "international-organisation", "government")
    assert [outcome("BAST-06", {"organisation": party("Host", kind, "CN")}) for kind in kinds] == ["met"] * 5
    assert outcome("BAST-06", {"organisation": party("Host", "person", "CN")}) == "refused"
    assert outcome("BAST-06", {"organisation": None}) == "waiting"


@pytest.mark.clause("BAST-08")
def test_an_event_may_be_held_online() -> None:
    assert [outcome("BAST-08", {"form": form}) for form in ("On site", "Online", "Both")] == ["met"] * 3
    assert outcome("BAST-08", {"form": None}) == "left out"


@pytest.mark.clause("BAST-09")
def test_what_serves_the_belt_and_road_is_a_flag() -> None:
    assert outcome("BAST-09") == "met"
    assert outcome("BAST-09", {"belt_and_road": None}) == "waiting"


@pytest.mark.clause("BAST-07")
def test_sixty_events_are_supported_without_money_and_the_next_is_refused() -> None:
    [one] = bundled()["bast-events-2025"].directions
    assert (one.quota.cases, one.quota.qualifier, one.quota.funds) == (60, "about", None)
    assert cited(one, "reviewed", "support", full(one, "events")) >= {"BAST-07"}


@pytest.mark.clause("BAST-06-other")
@pytest.mark.parametrize(
    "name",
    [
        *(
            "Beijing Association for Science and Technology",
            "BAST",
            "bast",
            "北京市科学技术协会",
            "北京市科协",
            "ＢＡＳＴ",
        ),
        *(
            "Beijing Association for Science & Technology",
            "Beijing Association of Science and Technology",
            "BAST (Beijing)",
        ),
        *("BAST 北京市科协", "北京市科学技术协会（BAST）", "北京科学技术协会", "北京市 科协"),
        *("BAST – Beijing Association for Science and Technology", "Association for Science and Technology, Beijing"),
        *(
            "Association for Science & Technology (Beijing)",
            "The Beijing Municipal Association for Science and Technology",
        ),
    ],
)
def test_the_association_does_not_support_its_own_events(name: str) -> None:
    assert outcome("BAST-06-other", {"organisation": party(name, "association", "CN")}) == "refused"
    assert outcome("BAST-06-other", {"organisation": party(f"{name} Friends", "association", "CN")}) == "met"


@pytest.mark.clause("BAST-06-other")
@pytest.mark.parametrize(
    "name",
    [
        *(
            "Tianjin Association for Science and Technology",
            "China Association for Science and Technology",
            "天津市科协",
        ),
        *("BAST Technology", "Haidian Association for Science and Technology, Beijing", "中国科协"),
        *("Baltic Academy of Science and Technology", "Beijing University of Science and Technology"),
    ],
)
def test_another_institution_is_another(name: str) -> None:
    assert outcome("BAST-06-other", {"organisation": party(name, "association", "CN")}) == "met"


@pytest.mark.clause("BAST-06-international")
def test_that_nobody_from_abroad_takes_part_is_shown() -> None:
    abroad = party("ISPRS", "international-organisation", "CH")
    assert outcome("BAST-06-international", {"participants": None, "international_organisation": None}) == "flagged"
    assert outcome("BAST-06-international", {"international_organisation": abroad}) == "met"
    assert outcome("BAST-06-international", {"participants": [party("EUSEA", "association", "BE")]}) == "met"


@pytest.mark.clause("BAST-days", "BAST-ahead")
@pytest.mark.parametrize(
    ("clause", "days", "expected"),
    [
        ("BAST-days", ("2025-09-10", "2025-09-10"), "met"),
        ("BAST-days", ("2025-09-10", "2025-09-09"), "refused"),
        ("BAST-days", ("2025-09-10", "2020-09-12"), "refused"),
        ("BAST-ahead", ("2022-12-01", "2022-12-02"), "met"),
        ("BAST-ahead", ("2022-11-30", "2022-12-02"), "refused"),
        ("BAST-ahead", ("2020-09-10", "2020-09-12"), "refused"),
    ],
)
def test_an_event_ends_after_it_begins_and_lies_ahead(clause: str, days: tuple[str, str], expected: Outcome) -> None:
    assert outcome(clause, {"starts_on": days[0], "ends_on": days[1]}) == expected
