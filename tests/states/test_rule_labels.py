"""How a rule that stands for a case is told: the word and the tone say what is, in both languages."""

from itertools import product
from typing import get_args

import pytest

from api.console.language import languages
from states.rule_labels import WORDS, label_rule
from states.rules import Status, Strength

STRENGTHS: tuple[Strength, ...] = get_args(Strength)
STATUSES: tuple[Status, ...] = get_args(Status)
BLOCKING: dict[Status, tuple[str, str, str, str]] = {
    "met": ("met", "good", "met", "符合"),
    "declared": ("declared", "warn", "declared, no file", "已声明，未附文件"),
    "not-met": ("not-met", "bad", "not met", "不符合"),
    "waived": ("waived", "neutral", "set aside", "已豁免"),
    "waiting": ("waiting", "warn", "waiting", "待定"),
    "not-applicable": ("not-applicable", "neutral", "not applicable", "不适用"),
    "information": ("information", "neutral", "for information", "供参考"),
}
ENCOURAGED = BLOCKING | {
    "met": ("followed", "good", "followed", "已采纳"),
    "declared": ("declared", "neutral", "declared, no file", "已声明，未附文件"),
    "not-met": ("not-followed", "neutral", "not followed", "未采纳"),
    "waiting": ("waiting", "neutral", "waiting", "待定"),
}
INFORMING = dict.fromkeys(STATUSES, BLOCKING["information"]) | {"not-applicable": BLOCKING["not-applicable"]}
OPEN = dict.fromkeys(STATUSES, ("left-open", "neutral", "left open by the source", "原文不明确")) | {
    "not-applicable": BLOCKING["not-applicable"]
}
TOLD: dict[str, dict[Status, tuple[str, str, str, str]]] = {
    "must": BLOCKING,
    "in-principle": BLOCKING,
    "encouraged": ENCOURAGED,
    "information": INFORMING,
    "ambiguous": OPEN,
}


@pytest.mark.parametrize(("strength", "status"), list(product(STRENGTHS, STATUSES)))
def test_the_word_and_the_tone_say_what_is(strength: Strength, status: Status) -> None:
    word, tone, english, chinese = TOLD[strength][status]

    assert label_rule(strength, status) == (word, tone)
    assert [languages()[code].standing(strength, status).word for code in ("en", "zh")] == [english, chinese]


def test_only_what_is_met_is_good_and_only_a_clause_that_blocks_is_bad() -> None:
    told = {pair: label_rule(*pair) for pair in product(STRENGTHS, STATUSES)}

    assert {status for (_, status), one in told.items() if one.tone == "good"} == {"met"}
    assert {(strength, status) for (strength, status), one in told.items() if one.tone == "bad"} == {
        ("must", "not-met"),
        ("in-principle", "not-met"),
    }
    assert {one.word for one in told.values()} == set(WORDS)
