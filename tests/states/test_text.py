"""Texts are compared by what a reader sees of them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from states import text

SAME = [
    ("Café Perú", unicodedata.normalize("NFD", "Café Perú")),
    ("ＡＢＣ－１２３", "abc-123"),
    ("ＰＲＯＪＥＣＴ", "Project"),
    ("Pro\u200bject", "project"),
    ("Pro\u00adject", "project"),
    ("\ufeffproject", "project"),
    ("pro\u2060ject", "project"),
    ("a\u3164b", "ab"),
    ("two\u00a0 words", "Two words"),
    ("two\u3000words", "two words"),
    (" two\twords\n", "two words"),
    ("STRASSE", "straße"),
    ("ÉMILIE", "émilie"),
    ("ﬁnal", "final"),
    ("中国\u200b科学院", "中国科学院"),
    ("１．５", "1.5"),
]
DIFFERENT = [("Perú", "Peru"), ("a b", "ab"), ("中国", "中國"), ("1.5", "15")]
BLANK = ["", " ", "\u200b", "\u3164", "\u2800\u200b"[1:], "\u00ad", "\u202e", "\t\n", "\u3000", "\ufe0f", "\x01"]
BLANK += ["\u2800", "\U0001d159", "\u0301", "\ue000", "\U000e01f0", "\ufdd0", "\ufffc", "\u0301 \u0302", "\U00013441"]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_texts_that_read_alike_are_alike(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_texts_that_read_otherwise_are_not(one: str, other: str) -> None:
    assert text.fold(one) != text.fold(other)


@pytest.mark.parametrize("unseen", BLANK)
def test_what_shows_nothing_is_blank(unseen: str) -> None:
    assert text.is_blank(unseen)


@pytest.mark.parametrize("seen", ["a", "。", "-", "中", "0", "\u200ba", "e\u0301", "٣", "😀", "¨", "\ue000a"])
def test_what_shows_something_is_not_blank(seen: str) -> None:
    assert not text.is_blank(seen)


@pytest.mark.parametrize("control", ["\u202e", "\u202a", "\u2066", "\u200f", "\u061c"])
def test_characters_that_turn_a_line_around_are_found(control: str) -> None:
    assert text.has_bidi_controls(f"Wu{control} Lan")
    assert not text.has_bidi_controls("吴兰 Wu Lan שלום")


SAME_REFERENCES = [
    *("JL-17", "jl 17", "JL‐17", "JL-۱۷", "JL-१७", "ꓙꓡ-17", "JŁ-17", "ĴL-17", "JL-I7", "JL-l7", "ЈL-17", "ᎫᏞ-17"),
    *("ＪＬ－１７", "JL/17", "JL–17"),
]


@pytest.mark.parametrize("written", SAME_REFERENCES)
def test_a_reference_is_one_however_it_is_written(written: str) -> None:
    assert text.fold_reference(written) == text.fold_reference("JL-17")


@pytest.mark.parametrize("other", ["JL-18", "JL-117", "JL-7", "JI-17", "J-17", "L-17", "JL-171", "JK-17"])
def test_another_reference_is_another(other: str) -> None:
    assert text.fold_reference(other) != text.fold_reference("JL-17")


def test_a_number_may_hold_letters_that_look_like_digits() -> None:
    assert text.fold_reference("2O18-O5") == text.fold_reference("2018-05")
    assert text.fold_reference("JL-1O") == text.fold_reference("JL-10")


def test_words_are_without_punctuation() -> None:
    assert text.words("Prof. WU Lan, 吴兰 (Dr.)") == ["prof", "wu", "lan", "吴兰", "dr"]


@given(some.text())
def test_folding_twice_changes_nothing(typed: str) -> None:
    assert text.fold(text.fold(typed)) == text.fold(typed)


@pytest.mark.parametrize(
    "names",
    [
        ["alan", "Bo", "Zoe"],
        ["Émilie", "emily", "Erik"],
        ["阿明", "陈一", "李四", "王五", "张三"],
        ["Walter", "王敏", "Wu Lan", "吴磊", "Xu"],
        ["Ångström", "Ärzte", "Müller", "Østergaard"],
        ["ｌｉ", "Lian", "梁"],
        ["\u200bBo", "Chen"],
    ],
)
def test_names_stand_as_people_look_for_them(names: list[str]) -> None:
    backwards = names[::-1]

    assert sorted(backwards, key=text.sort_key) == names
