"""Whole numbers as people type them: a separator sets off groups of three or the number is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from states.numbers import Bounds, NotAWholeNumber, read_whole_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", 0),
        ("85", 85),
        ("3000", 3_000),
        ("3,000", 3_000),
        ("300,050", 300_050),
        ("1,234,567", 1_234_567),
        ("3 000", 3_000),
        ("3\u00a0000", 3_000),
        ("1\u202f234\u202f567", 1_234_567),
        ("3\u2009000", 3_000),
        ("1'000'000", 1_000_000),
        ("1\u2019000", 1_000),
        ("\uff13\uff10\uff10\uff10", 3_000),
        ("\uff13\uff0c\uff10\uff10\uff10", 3_000),
        ("\u00a53,000", 3_000),
        ("\uffe5 500", 500),
        ("CNY 3000", 3_000),
        ("3000 CNY", 3_000),
        ("3,000 RMB", 3_000),
        ("3 000 cny", 3_000),
        ("CN\u00a53000", 3_000),
        ("RMB\u00a53,000", 3_000),
        ("CNY \u00a5 3000", 3_000),
        ("\u00a53000", 3_000),
        ("3000\u00a5", 3_000),
        ("3000元", 3_000),
        ("3,000 元", 3_000),
        ("人民币3000元", 3_000),
        ("\uffe5\uff13\uff10\uff10\uff10元", 3_000),
        ("-\u00a55", -5),
        ("\u00a5-5", -5),
        (" 007 ", 7),
        ("+7", 7),
        ("-5", -5),
        ("\u22125", -5),
    ],
)
def test_groups_of_three_may_be_set_off(written: str, number: int) -> None:
    assert read_whole_number(written) == number


@pytest.mark.parametrize(
    "written",
    ["8,5", "3000,50", "8.5", "8.0", "1.000", "3,000.00", "1,234.5", "\uff18\uff0e\uff15", "12,34", "3'50", "-8,5"],
)
def test_decimals_of_a_whole_number_are_refused_not_joined(written: str) -> None:
    with pytest.raises(NotAWholeNumber, match=f"^enter a whole number without decimals, .* you entered “{written}”$"):
        read_whole_number(written)


@pytest.mark.parametrize(
    "written",
    ["", "lots", "1,0000", "1,,000", ",100", "100,", "0,123", "30 00", "8 5", "1,000 000", "3 000,000", "1_000", "2e3",
     "0x10", "\u0663", "\u4e09\u5343", "30\u4e07", "1,23,456", "3000,500", "--5", "\u00a5", "5%",
     "8\u00a55", "30CNY00", "1,5RMB00", "3\u00a5000", "3,\u00a5000", "3 CNY 000", "30元00", "CNYRMB3000", "$3000", "-\u00a5-5",
     "10\u00b2", "5\u00b2", "8\u2075", "8\u2085", "\u00b2", "\u2460\u2461", "3\u2464", "\u2468", "\u2474",
     "\u2488", "\U0001d7ff", "\U0001f102", "\u2167", "\u00bd", "1\u00bd",
     "5\ufe0f\u20e3", "8\u3007"],
)  # fmt: skip
def test_whatever_else_is_no_whole_number_is_refused_with_what_was_typed(written: str) -> None:
    with pytest.raises(NotAWholeNumber, match="such as 8 or 3,000; you entered “"):
        read_whole_number(written)


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u00ad", "\u2060", "\u034f", "\ufeff", "\u202e", "\u200f", "\x00", "\x01", "\ufe0f", "\u3164"]
)
def test_a_character_that_is_not_drawn_is_refused_and_shown_by_its_code(unseen: str) -> None:
    with pytest.raises(NotAWholeNumber, match=r"you entered “8\\u[0-9a-f]{4}5”$") as refused:
        read_whole_number(f"8{unseen}5")
    assert f"{ord(unseen):04x}" in str(refused.value)


@pytest.mark.parametrize("between", ["\n", "\t", "\u2028", "\r\n"])
def test_two_lines_or_cells_are_not_one_number(between: str) -> None:
    with pytest.raises(NotAWholeNumber, match="you entered “3 000”"):
        read_whole_number(f"3{between}000")


@pytest.mark.parametrize(
    ("written", "bounds", "problem"),
    [
        ("850", Bounds(0, 100), "enter a whole number from 0 to 100; you entered 850"),
        ("-1", Bounds(0, 100), "enter a whole number from 0 to 100; you entered -1"),
        ("0", Bounds(1), "enter a whole number of at least 1; you entered 0"),
        ("1,001", Bounds(most=1_000), "enter a whole number of at most 1,000; you entered 1,001"),
        ("9" * 18, None, "enter a whole number of at most 17 digits; you entered 18 digits"),
    ],
)
def test_a_number_beyond_its_bounds_is_refused_with_them(written: str, bounds: Bounds | None, problem: str) -> None:
    with pytest.raises(NotAWholeNumber) as refused:
        read_whole_number(written, bounds)
    assert str(refused.value) == problem


@given(some.integers(-(10**17) + 1, 10**17 - 1), some.sampled_from((",", " ", "'", "\u00a0", "\u202f", "")))
def test_every_number_is_read_back_as_it_was_written(number: int, separator: str) -> None:
    assert read_whole_number(f"{number:,}".replace(",", separator)) == number


@given(some.text(max_size=12))
def test_a_text_is_a_number_or_refused_and_digits_are_never_lost_or_joined(written: str) -> None:
    try:
        number = read_whole_number(written)
    except NotAWholeNumber:
        return
    assert abs(number) <= 10**17
