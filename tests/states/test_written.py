"""What a text may be: not too long, readable, and without characters that turn the text around it."""

import pytest

from states.written import LONGEST_LINE, LONGEST_REASON, explain_unfit

TURNING = ("\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069")
MARKS = ("\u061c", "\u200e", "\u200f")


@pytest.mark.parametrize("written", ["", "AR-77", "王敏 Wang Min", "a\tb\nc", "שלום", "x" * LONGEST_LINE, "\U0001f600"])
def test_what_people_write_may_be_taken(written: str) -> None:
    assert explain_unfit(written, LONGEST_LINE) is None


@pytest.mark.parametrize("longest", [100, 500, 4_000, 20_000])
def test_one_character_more_than_the_most_is_refused_with_both_numbers(longest: int) -> None:
    assert explain_unfit("\u56e0" * longest, longest) is None
    said = f"must be at most {longest:,} characters; you entered {longest + 1:,}"
    assert explain_unfit("\u56e0" * (longest + 1), longest) == said


@pytest.mark.parametrize("control", [*TURNING, *MARKS])
def test_a_line_holds_nothing_that_turns_the_text_around_it(control: str) -> None:
    assert f"U+{ord(control):04X}" in (explain_unfit(f"a{control}b", LONGEST_LINE) or "")


@pytest.mark.parametrize("control", TURNING)
def test_prose_holds_nothing_that_turns_the_text_around_it_either(control: str) -> None:
    assert f"U+{ord(control):04X}" in (explain_unfit(f"a{control}b", LONGEST_REASON) or "")


@pytest.mark.parametrize("mark", MARKS)
def test_prose_may_hold_the_marks_of_arabic_and_hebrew(mark: str) -> None:
    assert explain_unfit(f"a{mark}b", LONGEST_REASON) is None


@pytest.mark.parametrize("written", ["a\0b", "\ud800", "\0"])
def test_what_no_database_keeps_is_refused(written: str) -> None:
    assert explain_unfit(written, LONGEST_LINE) == "must hold no NUL and no half characters"
