"""What a transition needs: each lack is named, with its clause, its place and what would help."""

from dataclasses import replace

import pytest

from states.facts import Facts, Headroom
from states.needs import list_unmet_needs
from states.refusal import Decision, Refusal, Unmet
from tests.filings import answer, good
from tests.states.definitions import AWARD, direction
from tests.states.judged import HOME, THEIRS, judged, lacking, party


def test_a_refusal_names_every_unmet_need_at_once_with_its_clause() -> None:
    home = HOME | {"months": 30, "area": "Astronomy"}
    missing = (
        Unmet("counterpart-not-filed", "the counterpart has not filed with its own authority", "2.4-b"),
        Unmet(
            "rule-not-met",
            "Choose one of those listed; you entered “Astronomy”",
            "2.4-area",
            "/home/area",
            requirement="The project is in one of the four listed food-science areas.",
        ),
        Unmet(
            "rule-not-met",
            "Must be 24 months; you entered 30",
            "2.4-a",
            "/home/months",
            requirement="The project runs exactly two years.",
        ),
    )
    assert judged("2.4", "submitted", "confirm", "partner", home=home, counterpart=None) == Refusal(
        "needs-unmet",
        f"Confirm is not possible yet: {'; '.join(lack.problem for lack in missing)}",
        state="submitted",
        transition="confirm",
        missing=missing,
        roles=("partner", "authority", "coordinator"),
    )


def test_asked_values_and_needs_are_named_together() -> None:
    answer = judged("2.4", "reviewed", "award", "committee", counterpart=None, room=(Headroom("2.4", 0, 0),))
    assert lacking(answer) == [
        ("amount-missing", None, "/amount", None),
        ("counterpart-not-filed", "2.4-b", None, None),
        ("quota-full", "2.4-quota", None, None),
    ]


def test_a_filing_is_complete_when_every_required_field_is_filled_in() -> None:
    home = HOME | {"title": "", "leader": None, "participants": []}
    assert lacking(judged("2.4", "draft", "submit", "applicant", home=home)) == [
        ("field-empty", None, "/home/title", None),
        ("field-empty", None, "/home/leader", None),
    ]
    assert [pointer for _, _, pointer, _ in lacking(judged("2.4", "draft", "submit", "applicant", home={}))] == [
        f"/home/{name}" for name in HOME
    ]


def test_an_in_principle_clause_blocks_but_may_be_waived() -> None:
    european = party("Instituto Europeo", "university", "ES")
    home = HOME | {"area": direction("1.4").areas[0], "months": 23, "counterpart_organisation": european}
    assert lacking(judged("1.4", "draft", "submit", "applicant", counterpart=None, home=home)) == [
        ("rule-not-met", "1.4-P-08", "/home/months", "waiver")
    ]
    answer = judged("1.4", "draft", "submit", "applicant", counterpart=None, home=home)
    assert isinstance(answer, Refusal) and answer.remedies == ("waiver",)
    for months in (24, 36):
        assert (
            lacking(judged("1.4", "draft", "submit", "applicant", counterpart=None, home=home | {"months": months}))
            == []
        )
    assert lacking(judged("1.4", "draft", "submit", "applicant", counterpart=None, home=home | {"months": 37})) != []


def test_one_sided_means_that_the_counterpart_has_not_filed() -> None:
    assert judged("2.4", "submitted", "invalidate", "system", counterpart=None) == Decision(
        "invalidate", "submitted", "unilateral"
    )
    assert lacking(judged("2.4", "submitted", "invalidate", "system")) == [("counterpart-has-filed", None, None, None)]


def test_two_filings_that_differ_block_the_confirmation() -> None:
    differing = THEIRS | {"work_plan": "Three years.", "leader": "  wen   QIAO "}
    assert lacking(judged("2.4", "submitted", "confirm", "partner", counterpart=differing)) == [
        ("rule-not-met", "2.4-c", None, None)
    ]
    answer = judged("2.4", "submitted", "confirm", "partner", counterpart=differing)
    assert isinstance(answer, Refusal) and answer.missing[0].problem.endswith("they differ in: work_plan")


@pytest.mark.clause("1.6-g", "1.7-f", "1.7-b")
def test_what_blocks_must_have_its_answer_once_both_sides_have_filed() -> None:
    home, theirs = good("1.7"), answer("1.7")
    unsaid = {"contribution": None}
    assert lacking(judged("1.7", "draft", "submit", "applicant", home=home | unsaid, counterpart=None)) == [
        ("field-empty", "1.7-f", "/home/contribution", None)
    ]
    assert lacking(judged("1.7", "draft", "submit", "applicant", home=home, counterpart=None)) == []
    for ours, other in ((home | unsaid, theirs), (home, theirs | unsaid)):
        found = judged("1.7", "submitted", "confirm", "partner", home=ours, counterpart=other)
        assert lacking(found) == [("rule-unanswered", "1.7-f", None, "waiver")]
        again = judged("1.7", "returned", "submit", "applicant", home=home, counterpart=theirs | unsaid)
        assert lacking(again) == []
    nobody = theirs | {"organisation": None, "participants": None}
    found = judged("1.7", "submitted", "confirm", "partner", home=home, counterpart=nobody)
    assert lacking(found) == [("rule-unanswered", clause, None, None) for clause in ("1.7-partners", "1.7-b")]
    assert lacking(judged("1.7", "submitted", "confirm", "partner", home=home, counterpart=theirs)) == []


def test_an_in_principle_rule_without_an_answer_may_be_waived_like_one_that_is_broken() -> None:
    rule = direction("1.8").clause_of("1.8-d")
    assert rule is not None
    facts = Facts(home=good("1.8", own_funds=None), counterpart=answer("1.8"))
    assert rule.stands(facts).status == "waiting"
    assert rule.stands(replace(facts, waived=frozenset({"1.8-d"}))).status == "waived"


@pytest.mark.parametrize(
    ("room", "amount", "missing"),
    [
        ((), 1, []),
        ((Headroom("2.4", 1, 500),), 500, []),
        ((Headroom("2.4", 1, 500),), 501, [("funds-short", "2.4-quota", "/amount", None)]),
        ((Headroom("2.4", 1, None),), 10**12, []),
        ((Headroom("2.4", 0, None),), 1, [("quota-full", "2.4-quota", None, None)]),
        (
            (Headroom("2.4", -1, -5),),
            1,
            [("quota-full", "2.4-quota", None, None), ("funds-short", "2.4-quota", "/amount", None)],
        ),
        (
            (Headroom("2.4", 1, 500), Headroom("2.4/x", 0, 400)),
            450,
            [("quota-full", "2.4-quota", None, None), ("funds-short", "2.4-quota", "/amount", None)],
        ),
    ],
)
def test_an_award_needs_a_place_and_the_money_on_every_line(
    room: tuple[Headroom, ...], amount: int, missing: list[tuple[str, str | None, str | None, str | None]]
) -> None:
    assert (
        lacking(judged("2.4", "reviewed", "award", "committee", room=room, given={"amount": amount, "reason": "-"}))
        == missing
    )


@pytest.mark.parametrize(
    ("state", "transition", "role", "ask", "good", "bad"),
    [
        ("submitted", "return", "coordinator", "reason", ["no plan", "x"], [None, "", " \n", 7, True, ["x"]]),
        ("reviewed", "award", "committee", "amount", [1, 500_000], [None, 0, -1, True, "1", 1.5]),
        ("reviewed", "reserve", "committee", "rank", [1, 99], [None, 0, -1, True, "1", 1.5]),
        ("partner-confirmed", "review", "coordinator", "score", [0, 1, 99, 100], [None, -1, 101, False, "50", 50.5]),
    ],
)
def test_what_a_move_asks_of_its_mover_must_be_given(
    state: str, transition: str, role: str, ask: str, good: list[object], bad: list[object]
) -> None:
    for value in good:
        assert isinstance(judged("2.4", state, transition, role, given={ask: value}), Decision)
    for value in bad:
        answer = judged("2.4", state, transition, role, given={ask: value})
        assert lacking(answer) == [(f"{ask}-missing", None, f"/{ask}", None)]
    assert lacking(judged("2.4", state, transition, role)) == [(f"{ask}-missing", None, f"/{ask}", None)]


def test_a_nomination_is_confirmed_by_its_partner_with_nothing_filed_by_a_counterpart() -> None:
    home = {
        "standards": ["B"],
        "candidate_role": "Foreign scientist",
        "nominator_class": "Institute",
        "cooperative_partner": party("Beijing Institute", "research-institution", "CN") | {"registered_in": "Beijing"},
    }
    made = judged("award", "submitted", "confirm", "partner", home=home, counterpart=None, call=AWARD)
    assert made == Decision("confirm", "submitted", "partner-confirmed")
    elsewhere = home | {"cooperative_partner": party("Tianjin Institute", "university", "CN")}
    refused = judged("award", "submitted", "confirm", "partner", home=elsewhere, counterpart=None, call=AWARD)
    assert lacking(refused) == [("rule-not-met", "ZGC-04", "/home/cooperative_partner/division", None)]


def test_what_must_be_filled_in_is_named_for_a_move_and_for_its_needs_alone() -> None:
    one = direction("2.4")
    found = list_unmet_needs(["filled"], one, Facts(home={"title": "Soil"}), ["title", "area"])
    assert [(lack.code, lack.pointer) for lack in found] == [("field-empty", "/home/area")]
    assert list_unmet_needs(["filled"], one, Facts()) == ()


@pytest.mark.parametrize(
    ("above", "given", "pointers"),
    [
        ("reason", {"amount": 500_000}, []),
        ("reason", {"amount": 500_001}, ["/reason"]),
        ("reason", {"amount": 500_001, "reason": " "}, ["/reason"]),
        ("reason", {"amount": 500_001, "reason": "the yuan fell"}, []),
        ("refuse", {"amount": 500_001, "reason": "the yuan fell"}, ["/amount"]),
        ("refuse", {"amount": 500_000}, []),
        ("allow", {"amount": 10**12}, []),
    ],
)
def test_an_award_above_what_was_asked_for_needs_what_the_call_says(
    above: str, given: dict[str, object], pointers: list[str]
) -> None:
    one = direction("2.4").model_copy(update={"above_asked": above})
    found = list_unmet_needs(["within-asked"], one, Facts(home={"budget": 500_000}, given=given))
    assert [(lack.code, lack.pointer) for lack in found] == [("above-asked", pointer) for pointer in pointers]


@pytest.mark.parametrize(
    ("room", "given", "codes"),
    [
        (Headroom("1.7", 0, 10**7, cases_about=True), {"amount": 1}, ["quota-full"]),
        (Headroom("1.7", 0, 10**7, cases_about=True), {"amount": 1, "reason": "a fifth is as good"}, []),
        (Headroom("1.7", 0, 10**7), {"amount": 1, "reason": "a fifth is as good"}, ["quota-full"]),
        (Headroom("1.5", 1, 30_000_000, funds_about=True), {"amount": 30_000_000}, []),
        (Headroom("1.5", 1, 30_000_000, funds_about=True), {"amount": 30_000_001}, ["funds-short"]),
        (Headroom("1.5", 1, 30_000_000, funds_about=True), {"amount": 30_000_001, "reason": "one yuan"}, []),
        (Headroom("1.5", 1, 30_000_000), {"amount": 30_000_001, "reason": "one yuan"}, ["funds-short"]),
    ],
)
def test_a_figure_that_the_source_gives_as_about_is_passed_with_a_reason(
    room: Headroom, given: dict[str, object], codes: list[str]
) -> None:
    found = list_unmet_needs(["quota-available"], direction("2.4"), Facts(given=given, room=(room,)))
    assert [lack.code for lack in found] == codes
