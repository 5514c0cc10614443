"""What all rules have in common: strength, waivers, and that they judge whatever they are given."""

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.call import Direction
from states.facts import Facts
from states.machine import LifecycleMachine, decide
from states.refusal import Refusal, Unmet
from states.rules import Rule, Verdict
from tests.states.definitions import SWEEP, anything, bundled, content, direction, directions
from tests.states.rules.judging import FIRM, SCHOOL, rule

PARTNER = frozenset({"partner"})


def test_every_kind_of_rule_is_in_use_in_the_bundled_programmes() -> None:
    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(Rule)[0])}
    assert {ruled.kind for one in directions() for ruled in one.rules} == kinds


BROKEN: dict[str, tuple[Rule, Mapping[str, object], str, str]] = {
    "listed": (
        rule("listed", field="area", options=["Wheat"]),
        {"area": "Gold"},
        "Choose one of those listed; you entered “Gold”",
        "area",
    ),
    "period": (rule("period", most=24), {"months": 25}, "Must be at most 24 months; you entered 25", "months"),
    "lead": (
        rule("lead", types=["enterprise"]),
        {"organisation": SCHOOL},
        "Must be led by enterprise on the home side; Jiangbei (university) leads",
        "organisation",
    ),
    "consortium": (
        rule("consortium", sides=["home"], each=[["enterprise"]]),
        {"organisation": SCHOOL},
        "Name who is lacking: home: no enterprise",
        "",
    ),
    "at-least-one": (
        rule("at-least-one", field="standards", options=["A"]),
        {"standards": []},
        "Claim at least one of: A; you claimed none",
        "standards",
    ),
    "registered": (
        rule("registered", field="firm", division="CN-BJ"),
        {"firm": FIRM | {"registered_in": "Tianjin"}},
        "Must be registered in Beijing / 北京市 (CN-BJ); you entered Tianjin / 天津市 (CN-TJ)",
        "firm/division",
    ),
    "matching": (
        rule("matching", own="own_funds", base="budget"),
        {"organisation": FIRM, "own_funds": 1, "budget": 2},
        "Must be at least 2, what the government gives; you entered 1",
        "own_funds",
    ),
    "consistent": (
        rule("consistent", fields=["title"]),
        {"title": "Beans"},
        "Must say the same in both filings; they differ in: title",
        "",
    ),
}


def confirmed(one: Rule, home: Mapping[str, object], **strength: str) -> tuple[Unmet, ...]:
    """What a confirmation lacks in a direction that has this one rule."""
    ruled = direction("2.4").model_copy(update={"rules": (one.model_copy(update=strength),)})
    facts = Facts("AR", home, {"title": "Peas"})
    answer = decide(LifecycleMachine(ruled.lifecycle), ruled, "submitted", "confirm", roles=PARTNER, facts=facts)
    return answer.missing if isinstance(answer, Refusal) else ()


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_rule_is_refused_with_what_to_change_and_where_and_its_clause_beside_it(kind: str) -> None:
    one, home, problem, place = BROKEN[kind]
    lack = Unmet("rule-not-met", problem, "9.9-z", f"/home/{place}" if place else None, requirement="So it is.")
    waivable = replace(lack, remedy="waiver")
    assert confirmed(one, home) == (lack,)
    assert confirmed(one, home, strength="in-principle") == (waivable,)
    for weaker in ("encouraged", "information", "ambiguous"):
        assert confirmed(one, home, strength=weaker) == ()


def test_a_side_that_has_not_filed_is_refused_with_the_clause_that_wants_both() -> None:
    ruled = direction("2.4").model_copy(update={"rules": (rule("both-file"),)})
    answer = decide(LifecycleMachine(ruled.lifecycle), ruled, "submitted", "confirm", roles=PARTNER, facts=Facts("AR"))
    assert isinstance(answer, Refusal)
    assert answer.missing == (
        Unmet("counterpart-not-filed", "the counterpart has not filed with its own authority", "9.9-z"),
    )


def facts(filing: st.SearchStrategy[dict[str, object]]) -> st.SearchStrategy[Facts]:
    """Facts about a case in which one side or both have filed."""
    partners, topics, days = (
        st.sampled_from(["AR", "GB", None]),
        st.sampled_from(["FAB-1", None]),
        st.none() | st.dates(),
    )
    return st.builds(Facts, partner=partners, home=filing, counterpart=st.none() | filing, topic=topics, on=days)


@pytest.mark.thorough
@pytest.mark.parametrize("one", directions(), ids=lambda one: one.reference)
def test_every_bundled_rule_judges_any_filing_of_the_right_form(one: Direction) -> None:
    @settings(SWEEP, max_examples=20)
    @given(facts(content(one)))
    def judge(made: Facts) -> None:
        verdicts = [ruled.judge(made) for ruled in one.rules]
        assert verdicts == [ruled.judge(made) for ruled in one.rules]
        assert {verdict.status for verdict in verdicts} <= {
            "met",
            "not-met",
            "waiting",
            "information",
            "not-applicable",
        }

    judge()


@pytest.mark.thorough
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
        (rule("registered", field="firm", division="CN-BJ"), {"firm": {"registered_in": ["Beijing"]}}),
        (rule("matching", own="own_funds", base="budget"), {"organisation": FIRM, "own_funds": [1], "budget": "1"}),
    ],
)
def test_content_that_does_not_fit_its_field_is_no_reason_to_raise(one: Rule, home: Mapping[str, object]) -> None:
    assert one.judge(Facts(home=home)).status in ("not-met", "waiting")


def test_a_rule_that_has_nothing_to_look_at_never_blocks() -> None:
    for call in bundled().values():
        for one in call.directions:
            assert "not-met" not in {ruled.judge(Facts()).status for ruled in one.rules}
