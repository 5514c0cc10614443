"""Everything that has a code has words in both languages: actions of events, states, transitions, roles, refusals."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from api.console import event_text
from api.console import language as languages
from api.errors import ERRORS, REFUSALS
from states import loader
from states.frozen_model import Role
from states.rules import Status
from workflow import visibility
from workflow.auditing import actions

ROOT = Path(__file__).parents[3]
_ACTION = re.compile(r"[a-z]+(?:\.[a-z]+)+(?:-[a-z]+)*")
_NOUNS = {
    "access", "agreement", "authority", "call", "case", "deadline", "default", "document", "factors", "feed", "identity",
    "invitation", "laureate", "link", "organisation", "person", "reviewer", "role", "row", "session", "token",
}  # fmt: skip
_OPEN_ENDED = {
    "case.conflict-": ("case.conflict-declared", "case.conflict-suspected"),
    ".changed": ("agreement.changed", "authority.changed", "organisation.changed"),
}
"""Actions of which the source has the beginning or the end alone: what they come to."""


def _actions() -> Iterator[str]:
    """Every action that the source names, and those it puts together."""
    lists = {ROOT / "workflow" / "auditing" / "actions.py", ROOT / "workflow" / "visibility.py"}
    for path in sorted(set((ROOT / "workflow").rglob("*.py")) - lists):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from _OPEN_ENDED.get(node.value, (node.value,))


ACTIONS = sorted(
    {
        text
        for text in _actions()
        if _ACTION.fullmatch(text) and text.partition(".")[0] in _NOUNS and "case_" not in text
    }
)


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> languages.Language:
    return languages.languages()[request.param]


def test_filters_know_just_the_actions_there_are() -> None:
    assert sorted(actions.ACTIONS) == ACTIONS


def test_what_outsiders_may_learn_is_said_of_every_action_of_a_case() -> None:
    assert sorted(visibility.EVENT_KINDS) == [action for action in ACTIONS if action.startswith("case.")]


def test_the_source_names_the_actions_one_knows() -> None:
    known = {
        "case.opened",
        "case.transitioned",
        "case.conflict-declared",
        "role.granted",
        "agreement.changed",
        "call.published",
    }
    assert known <= set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_told_in_words(action: str, language: languages.Language) -> None:
    said = event_text.list_actions(language).get(action)

    assert said is not None, f"{action} has no words"
    assert "." not in said and said != action
    assert language.code == "en" or not said.isascii()


def test_states_and_transitions_have_labels_in_both_languages() -> None:
    lifecycles = [direction.lifecycle for call in loader.calls().values() for direction in call.directions]
    labels = {(one.label, one.label_zh) for lifecycle in lifecycles for one in lifecycle.states.values()}
    labels |= {(one.label, one.label_zh) for lifecycle in lifecycles for one in lifecycle.transitions.values()}

    assert [label for label, label_zh in labels if not label[0].isupper() or label_zh.isascii()] == []


@pytest.mark.parametrize("role", get_args(Role))
def test_a_role_is_told_in_words(role: str, language: languages.Language) -> None:
    said = language.role(role)

    assert said and (language.code == "en" or role == "system" or not said.isascii())


@pytest.mark.parametrize("status", get_args(Status))
def test_how_a_rule_stands_is_told_in_words(status: str, language: languages.Language) -> None:
    said = language.status(status)

    assert said and "-" not in said and (language.code == "en" or not said.isascii())


@pytest.mark.parametrize("code", sorted({*REFUSALS, *(code for _, code in ERRORS.values())}))
def test_a_code_has_a_page_that_says_what_it_means(code: str) -> None:
    assert f"`{code}`" in (ROOT / "docs" / "problems.md").read_text("utf-8")
