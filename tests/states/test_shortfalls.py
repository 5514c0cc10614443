"""A refusal says what to do, with what was entered; the clause stands beside it and is never told as if it were so."""

import ast
from pathlib import Path

import pytest

from api.console.language import languages
from states import fields, loader
from states.fields import Field
from states.refusal import Refusal, Unmet
from tests.states.definitions import directions
from tests.states.judged import HOME, judged

ZH = languages()["zh"]
RULES = Path(__file__).parents[2] / "states" / "rules"


def _lack(code: str, clause: str, **home: object) -> Unmet:
    """What a submission in a direction lacks by one clause."""
    answer = judged(code, "draft", "submit", "applicant", home=HOME | home)
    assert isinstance(answer, Refusal)
    [lack] = [one for one in answer.missing if one.clause == clause]
    return lack


@pytest.mark.parametrize(
    ("months", "problem", "zh"),
    [
        (36, "Must be 24 months; you entered 36", "应为24个月；您填写的是36"),
        (23, "Must be 24 months; you entered 23", "应为24个月；您填写的是23"),
        (0, "Must be 24 months; you entered 0", "应为24个月；您填写的是0"),
    ],
)
def test_a_period_that_does_not_fit_says_what_fits_and_what_was_entered(months: int, problem: str, zh: str) -> None:
    lack = _lack("2.4", "2.4-a", months=months)

    assert (lack.problem, lack.pointer) == (problem, "/home/months")
    assert lack.requirement == "The project runs exactly two years."
    assert ZH.told(lack.problem) == zh


def test_an_area_that_is_not_listed_is_named() -> None:
    lack = _lack("2.4", "2.4-area", area="Rockets")
    assert (lack.problem, lack.pointer) == ("Choose one of those listed; you entered “Rockets”", "/home/area")
    assert ZH.told(lack.problem) == "请从所列选项中选择；您填写的是“Rockets”"


@pytest.mark.parametrize(
    ("label", "kind", "said", "zh"),
    [
        ("Candidate", "party", "Enter the candidate", None),
        ("Project leader", "line", "Enter the project leader", "请填写项目负责人"),
        ("Support asked for (yuan)", "money", "Enter the support asked for (yuan)", None),
        ("Chinese cooperative partner", "party", "Enter the Chinese cooperative partner", None),
        ("Research area", "choice", "Choose the research area", "请选择研究领域"),
        ("What it is about and who is invited", "text", "Say what it is about and who is invited", None),
        ("This is basic research", "flag", "Answer yes or no: This is basic research", None),
        ("Task one: joint research", "text", "Fill in “Task one: joint research”", None),
    ],
)
def test_an_empty_field_is_asked_for_by_its_name(label: str, kind: str, said: str, zh: str | None) -> None:
    field = Field.model_validate({"label": label, "label_zh": "–", "kind": kind})
    assert fields.ask_for(field) == said
    if zh is not None:
        assert ZH.told(said) == zh


def test_every_required_field_of_every_direction_is_asked_for_in_chinese_too() -> None:
    asked = [field for direction in directions() for field in direction.fields.values() if field.required]
    for field in asked:
        alike = [one.label_zh for one in asked if one.label == field.label]
        assert any(label in ZH.told(fields.ask_for(field)) for label in alike), field.label


def test_no_refusal_tells_its_clause_as_a_fact() -> None:
    for direction in directions():
        answer = judged(
            direction.code, "draft", "submit", "applicant", home={"months": 0, "area": "–"}, call=_call(direction.code)
        )
        for lack in answer.missing if isinstance(answer, Refusal) else ():
            texts = {rule.id: rule.text for rule in direction.rules}
            assert lack.clause not in texts or not lack.problem.startswith(texts[lack.clause])
            assert lack.clause not in texts or lack.requirement == texts[lack.clause] or lack.code != "rule-not-met"


def test_every_rule_says_what_would_meet_it() -> None:
    """A call of `verdict` that may be not met says as its third argument what would meet it."""
    short = [
        f"{path.name}:{node.lineno}"
        for path in sorted(RULES.glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "verdict" and len(node.args) < 3
        if ast.unparse(node.args[0]) != "True"
    ]
    assert short == [], "say as the third argument of `verdict` what would meet the rule"


def _call(code: str) -> str:
    return next(call.code for call in loader.calls().values() if call.direction(code) is not None)
