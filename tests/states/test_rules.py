"""Every kind of rule: met, not met, and waiting for what is not there yet."""

from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from states.call import Direction
from states.facts import Facts
from states.machine import Engine, decide
from states.refusal import Refusal, Unmet
from states.rules import Rule, Verdict, differences
from tests.states.definitions import SWEEP, anything, bundled, content, direction, directions

RULES: TypeAdapter[Rule] = TypeAdapter(Rule)
FIRM = {"name": "Acme", "type": "enterprise", "country": "CN"}
SCHOOL = {"name": "Jiangbei", "type": "university", "country": "CN"}
LAB = {"name": "Pampeano", "type": "research-institution", "country": "AR"}
PARTNER = frozenset({"partner"})
WAITING = Verdict("waiting", "the counterpart has not filed")


def rule(kind: str, **given: object) -> Rule:
    clause = {"id": "9.9-z", "line": "99", "strength": "must", "text": "So it is."}
    return RULES.validate_python(clause | {"kind": kind} | given)


def judged(
    one: Rule, home: Mapping[str, object] | None = None, counterpart: Mapping[str, object] | None = None
) -> tuple[str, str]:
    verdict = one.judge(Facts(home=home or {}, counterpart=counterpart))
    return verdict.status, verdict.looked_at


def test_every_kind_of_rule_is_judged_in_this_file() -> None:
    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(Rule)[0])}
    tested = {
        *("stated", "listed", "period", "lead", "consortium"),
        *("both-file", "consistent", "at-least-one", "registered", "matching"),
    }
    assert kinds == tested


def test_a_stated_clause_is_shown_and_never_judged() -> None:
    assert judged(rule("stated")) == ("information", "for people to judge")


def test_a_choice_is_one_of_the_list_unless_the_list_is_open() -> None:
    closed = rule("listed", field="area", options=["Wheat", "Rice"])
    assert judged(closed, {"area": "Rice"}) == ("met", "area: Rice")
    assert judged(closed, {"area": "rice"}) == ("not-met", "area: rice")
    assert judged(closed, {}) == ("waiting", "area is not filled in")
    assert judged(closed, {"area": ""}) == ("waiting", "area is not filled in")
    opened = rule("listed", field="area", options=["Wheat"], open=True)
    assert judged(opened, {"area": "Maize"}) == ("met", "area: Maize")


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


def test_both_sides_file() -> None:
    assert judged(rule("both-file")) == (WAITING.status, WAITING.looked_at)
    assert judged(rule("both-file"), {}, {}) == ("met", "both sides have filed")


def test_two_filings_are_the_same_in_each_named_field() -> None:
    same = rule("consistent", fields=["title", "leader"])
    home = {"title": "Peas", "leader": "Wen Qiao", "months": 24}
    assert judged(same, home) == (WAITING.status, WAITING.looked_at)
    assert judged(same, home, {"title": "Peas", "leader": "Wen Qiao", "months": 30}) == ("met", "all the same")
    assert judged(same, home, {"title": "Beans"}) == ("not-met", "differs: title, leader")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Green  Peas\n", "green peas"),
        ("STRASSE", "straße"),
        (["a", "B"], ["b", "A"]),
        ([FIRM, SCHOOL], [SCHOOL, FIRM | {"name": " ACME "}]),
        (None, None),
    ],
)
def test_case_spacing_and_the_order_of_lists_do_not_make_a_difference(here: object, there: object) -> None:
    assert differences(("it",), {"it": here}, {"it": there}) == []


@pytest.mark.parametrize(
    ("here", "there"),
    [("Peas", "Bean"), ("Peas", None), (24, 30), (["a"], ["a", "a"]), (FIRM, FIRM | {"country": "AR"}), (True, "True")],
)
def test_what_differs_is_a_difference_whichever_side_says_it(here: object, there: object) -> None:
    assert differences(("it",), {"it": here}, {"it": there}) == ["it"]
    assert differences(("it",), {"it": there}, {"it": here}) == ["it"]


@pytest.mark.parametrize("nothing", ["", [], {}])
def test_what_one_side_leaves_out_and_the_other_leaves_empty_is_the_same(nothing: object) -> None:
    assert differences(("it",), {}, {"it": nothing}) == []


def test_one_claimed_standard_is_enough_and_must_be_a_listed_one() -> None:
    one = rule("at-least-one", field="standards", options=["A", "B", "C"])
    assert judged(one, {"standards": ["B"]}) == ("met", "claimed: B")
    assert judged(one, {"standards": ["X", "C"]}) == ("met", "claimed: X, C")
    assert judged(one, {"standards": ["X"]}) == ("not-met", "claimed: X")
    assert judged(one, {"standards": []}) == ("not-met", "claimed: none")
    assert judged(one) == ("waiting", "standards is not filled in")


def test_an_organisation_is_registered_in_the_place() -> None:
    beijing = rule("registered", field="firm", place="Beijing")
    assert judged(beijing, {"firm": FIRM | {"registered_in": "Beijing"}}) == (
        "met",
        "Acme (enterprise) is registered in Beijing",
    )
    assert judged(beijing, {"firm": FIRM | {"registered_in": "Tianjin"}}) == (
        "not-met",
        "Acme (enterprise) is registered in Tianjin",
    )
    assert judged(beijing, {"firm": FIRM}) == ("not-met", "Acme (enterprise) is registered in a place not given")
    assert judged(beijing) == ("waiting", "firm is not filled in")


def test_enterprises_match_what_the_government_gives() -> None:
    match = rule("matching", own="own_funds", base="budget")
    firm = {"organisation": FIRM, "budget": 1_000}
    assert judged(match, {"organisation": SCHOOL}) == ("met", "no enterprise on this side")
    assert judged(match, firm) == ("waiting", "the amounts are not filled in")
    assert judged(match, firm | {"own_funds": 999}) == ("not-met", "999 of their own against 1,000")
    assert judged(match, firm | {"own_funds": 1_000}) == ("met", "1,000 of their own against 1,000")
    assert judged(match, firm | {"own_funds": 1_001}) == ("met", "1,001 of their own against 1,000")
    joined = {"organisation": SCHOOL, "participants": [FIRM], "budget": 1_000, "own_funds": 0}
    assert judged(match, joined) == ("not-met", "0 of their own against 1,000")


BROKEN: dict[str, tuple[Rule, Mapping[str, object], str]] = {
    "listed": (rule("listed", field="area", options=["Wheat"]), {"area": "Gold"}, "area: Gold"),
    "period": (rule("period", most=24), {"months": 25}, "25 months"),
    "lead": (rule("lead", types=["enterprise"]), {"organisation": SCHOOL}, "Jiangbei (university) leads"),
    "consortium": (
        rule("consortium", sides=["home"], each=[["enterprise"]]),
        {"organisation": SCHOOL},
        "home: no enterprise",
    ),
    "at-least-one": (rule("at-least-one", field="standards", options=["A"]), {"standards": []}, "claimed: none"),
    "registered": (
        rule("registered", field="firm", place="Beijing"),
        {"firm": FIRM | {"registered_in": "Tianjin"}},
        "Acme (enterprise) is registered in Tianjin",
    ),
    "matching": (
        rule("matching", own="own_funds", base="budget"),
        {"organisation": FIRM, "own_funds": 1, "budget": 2},
        "1 of their own against 2",
    ),
    "consistent": (rule("consistent", fields=["title"]), {"title": "Beans"}, "differs: title"),
}


def confirmed(one: Rule, home: Mapping[str, object], **strength: str) -> tuple[Unmet, ...]:
    """What a confirmation lacks in a direction that has this one rule."""
    ruled = direction("2.4").model_copy(update={"rules": (one.model_copy(update=strength),)})
    facts = Facts("AR", home, {"title": "Peas"})
    answer = decide(Engine(ruled.lifecycle), ruled, "submitted", "confirm", roles=PARTNER, facts=facts)
    return answer.missing if isinstance(answer, Refusal) else ()


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_rule_is_refused_with_its_clause_and_what_was_looked_at(kind: str) -> None:
    one, home, looked_at = BROKEN[kind]
    lack = Unmet("rule-not-met", f"So it is. ({looked_at})", "9.9-z")
    waivable = Unmet("rule-not-met", f"So it is. ({looked_at})", "9.9-z", remedy="waiver")
    assert confirmed(one, home) == (lack,)
    assert confirmed(one, home, strength="in-principle") == (waivable,)
    for weaker in ("encouraged", "information", "ambiguous"):
        assert confirmed(one, home, strength=weaker) == ()


def test_a_side_that_has_not_filed_is_refused_with_the_clause_that_wants_both() -> None:
    ruled = direction("2.4").model_copy(update={"rules": (rule("both-file"),)})
    answer = decide(Engine(ruled.lifecycle), ruled, "submitted", "confirm", roles=PARTNER, facts=Facts("AR"))
    assert isinstance(answer, Refusal)
    assert answer.missing == (
        Unmet("counterpart-not-filed", "the counterpart has not filed with its own authority", "9.9-z"),
    )


def facts(filing: st.SearchStrategy[dict[str, object]]) -> st.SearchStrategy[Facts]:
    """Facts about a case in which one side or both have filed."""
    return st.builds(Facts, partner=st.none(), home=filing, counterpart=st.none() | filing)


@pytest.mark.parametrize("one", directions(), ids=lambda one: one.reference)
def test_every_bundled_rule_judges_any_filing_of_the_right_form(one: Direction) -> None:
    @settings(SWEEP, max_examples=20)
    @given(facts(content(one)))
    def judge(made: Facts) -> None:
        verdicts = [ruled.judge(made) for ruled in one.rules]
        assert verdicts == [ruled.judge(made) for ruled in one.rules]
        assert {verdict.status for verdict in verdicts} <= {"met", "not-met", "waiting", "information"}

    judge()


@pytest.mark.parametrize("one", directions(), ids=lambda one: one.reference)
def test_every_bundled_rule_judges_any_content_without_raising(one: Direction) -> None:
    @settings(SWEEP, max_examples=20)
    @given(facts(anything(one)))
    def judge(made: Facts) -> None:
        assert [type(ruled.judge(made)) for ruled in one.rules] == [Verdict] * len(one.rules)

    judge()


@pytest.mark.parametrize(
    ("one", "home"),
    [
        (rule("listed", field="area", options=["Wheat"]), {"area": [["Wheat"]]}),
        (rule("period", most=36), {"months": ["24"]}),
        (rule("lead", types=["enterprise"]), {"organisation": {"type": ["enterprise"]}}),
        (rule("consortium", sides=["home"], each=[["enterprise"]]), {"organisation": {"type": ["enterprise"]}}),
        (rule("at-least-one", field="standards", options=["A"]), {"standards": [["A"]]}),
        (rule("registered", field="firm", place="Beijing"), {"firm": {"registered_in": ["Beijing"]}}),
        (rule("matching", own="own_funds", base="budget"), {"organisation": FIRM, "own_funds": [1], "budget": "1"}),
    ],
)
def test_content_that_does_not_fit_its_field_is_no_reason_to_raise(one: Rule, home: Mapping[str, object]) -> None:
    assert one.judge(Facts(home=home)).status in ("not-met", "waiting")


def test_a_rule_that_has_nothing_to_look_at_never_blocks() -> None:
    for call in bundled().values():
        for one in call.directions:
            assert "not-met" not in {ruled.judge(Facts()).status for ruled in one.rules}
