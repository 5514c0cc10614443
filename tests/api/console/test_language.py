"""The console in Chinese: nothing untranslated, nothing kept that is gone, and what the domain puts together is said."""

import re
import string
from datetime import UTC, datetime, timedelta

import pytest

from api.console.formatting import Formatter
from api.console.language import languages
from api.console.phrasebook import SENTENCE
from states import loader
from tests.api.console import catalogue
from tests.api.console.conftest import Console, words
from tests.api.console.texts import texts
from tests.world import filing

SAME = {"Accord", "A", "B", "C"}
"""What is the same in both languages."""
WITH_A_COMMAND = {"Everything else goes on. The command for it is “accord doctor --repair”."}
ENGLISH = re.compile(r"[A-Za-z][a-z]+[ ,]+[A-Za-z][a-z]+")
EN, ZH = languages()["en"], languages()["zh"]


def placed(text: str) -> list[str]:
    """The names of the places in a text."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def translations() -> dict[str, str]:
    """Every text with its translation; of a counted text the plural."""
    found = {}
    for message in catalogue.messages(catalogue.kept()).values():
        said = message.id if isinstance(message.id, str) else message.id[1]
        found[said] = catalogue.first(message.string)
    return found


def test_the_catalogue_misses_nothing_and_keeps_nothing_that_is_gone() -> None:
    said = {catalogue.key(text) for text in texts()}
    kept = set(catalogue.messages(catalogue.kept()))
    assert said - kept == set(), "run `python -m tests.api.console.catalogue` and translate what it prints"
    assert kept - said == set(), "run `python -m tests.api.console.catalogue`"


def test_every_text_is_translated() -> None:
    assert [said for said, zh in translations().items() if not zh or (zh == said) != (said in SAME)] == []


def test_a_translation_has_the_places_of_its_text() -> None:
    assert [said for said, zh in translations().items() if placed(said) != placed(zh)] == []


def test_whatever_is_put_into_a_sentence_stands_in_its_translation() -> None:
    patterns = [said for (said, context) in catalogue.messages(catalogue.kept()) if context == SENTENCE]
    assert len(patterns) > 100
    for said in patterns:
        given = {name: f"<{number}>" for number, name in enumerate(placed(said))}
        zh = ZH.told(said.format(**given))
        assert zh != said.format(**given), said
        assert all(value in zh for value in given.values()), said


def test_no_chinese_text_holds_two_english_words_in_a_row() -> None:
    """Whatever is put into it: a pattern that swallows another sentence leaves English words behind."""
    half = []
    for said, context in catalogue.messages(catalogue.kept()):
        given = {name: f"\u503c{number}" for number, name in enumerate(placed(said))}
        zh = ZH.told(said.format(**given)) if context else ZH(said)
        if ENGLISH.search(zh) and said not in WITH_A_COMMAND:
            half.append((said, zh))
    assert half == []


def test_every_clause_is_said_in_chinese_with_what_was_looked_at() -> None:
    for call in loader.calls().values():
        for direction in call.directions:
            for rule in direction.rules:
                told = ZH.told(f"{rule.text} (content is not filled in)")
                assert told == f"{ZH.told(rule.text).removesuffix('。')}（“研究内容”尚未填写）"


@pytest.mark.parametrize(
    ("sentence", "zh"),
    [
        ("Submit is not possible while the case is at: Draft", "在“草稿”状态下不能进行“提交”"),
        ("differs: title, work_plan", "不一致：项目名称、工作计划"),
        ("this can be done by: coordinator, administrator", "可以进行此操作的人员：协调员、管理员"),
        ("Pampas Institute (university) leads", "由Pampas Institute（高等院校）牵头"),
        (
            "Hangang Institute leads from Korea, Republic of (KR), not from Argentina (AR)",
            "牵头的Hangang Institute位于韩国，而不在阿根廷",
        ),
        ("counterpart: enterprise from Austria (AT) is lacking", "对方：缺少来自奥地利的企业"),
        ("home: no enterprise or university; each is there", "本方：没有企业或高等院校；均已具备"),
        (
            "Submit is not possible yet: Work plan is not filled in; energy, or water",
            "目前还不能进行“提交”：“工作计划”尚未填写；energy, or water",
        ),
        ("there is no deadline spring; there are: agency, internal", "没有截止时间spring；现有：agency, internal"),
        ("Words that nobody translated", "Words that nobody translated"),
        ("", ""),
    ],
)
def test_a_sentence_of_the_domain_is_taken_apart_and_said_in_chinese(sentence: str, zh: str) -> None:
    assert ZH.told(sentence) == zh
    assert EN.told(sentence) == sentence.replace("work_plan", "work plan")


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("work_plan is not filled in", "Work plan is not filled in"),
        (
            "not filled in: leader, own_funds, work_plan",
            "not filled in: leader, own funds of the enterprises (yuan), work plan",
        ),
        ("title: my_own_words", "title: my_own_words"),
        (
            "Institute of Optics (research-institution) nominates as Research institution",
            "Institute of Optics (research institution) nominates as Research institution",
        ),
        ("Rivers (international-organisation) leads", "Rivers (international organisation) leads"),
        ("the well-known (and half-known) leads", "the well-known (and half-known) leads"),
    ],
)
def test_in_english_too_fields_are_called_what_people_call_them(sentence: str, said: str) -> None:
    assert EN.told(sentence) == said


def test_figures_read_as_chinese_figures() -> None:
    now = datetime(2022, 12, 26, 2, 59, tzinfo=UTC)
    figures = Formatter(ZH, now)
    due = now + timedelta(days=3, hours=13)
    assert figures.left(due) == "3天13小时"
    assert figures.left(now - timedelta(minutes=75)) == "已逾期1小时15分钟"
    assert figures.instant(due, "Asia/Shanghai") == "2022年12月29日 23:59 北京时间（UTC+8）"
    assert figures.weekday(due, "Asia/Shanghai") == "12月29日星期四"
    assert figures.roughly(496_000_000) == "4.96亿元"
    assert figures.money(500_000) == "500,000元"
    assert figures.place("America/Argentina/Buenos_Aires") == "布宜诺斯艾利斯"
    assert figures.points(8725) == "87.25"


def test_the_page_of_a_case_is_all_chinese_but_for_what_people_wrote(console: Console) -> None:
    ref = console.submitted()
    console.browser("cora").here.cookies.set("accord-language", "zh")

    page = words(console.get("cora", f"/cases/{ref}"))

    assert "已提交" in page and "评审专家" in page
    for written in (
        *(value for value in filing().values() if isinstance(value, str)),
        "Institute of Food Sciences",
        "Faculty of Agronomy",
    ):
        page = page.replace(ZH.told(written), "·").replace(written, "·")
    assert re.findall(r"\b(?:[A-Za-z]+[ ,.]+){2,}[A-Za-z]+", page) == []
