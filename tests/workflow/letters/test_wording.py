"""The words of letters: complete in every language, with the same facts, and read as words alone."""

from string import Formatter

import pytest

from states import loader
from workflow.email_templates import wording
from workflow.email_templates.wording import Wording

KINDS = {"reminder", "moved", "place-free", "release-failed", "invitation"}


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def spelled(said: Wording) -> dict[str, tuple[set[str], ...]]:
    words = {f"word {name}": (facts(text),) for name, text in said.words.items()}
    return words | {name: (facts(one.subject), facts(one.text)) for name, one in said.letters.items()}


def test_every_language_says_the_same_letters_and_words_with_the_same_facts() -> None:
    first, *others = (spelled(wording.of(language)) for language in wording.LANGUAGES)

    assert [other for other in others if other != first] == []


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_there_is_a_letter_for_every_kind_of_message(language: str) -> None:
    said = wording.of(language)

    assert set(said.letters) == KINDS
    assert [one for one in said.letters.values() if not one.subject or not one.text] == []


def test_everybody_who_is_told_of_a_move_of_a_bundled_call_is_of_an_audience_that_is_known() -> None:
    told = {
        role
        for call in loader.calls().values()
        for direction in call.directions
        for transition in direction.lifecycle.transitions.values()
        for role in transition.notify
    }

    assert told <= {"applicant", "partner", "coordinator", "reviewer", "committee", "auditor", "administrator"}


def test_a_fact_is_never_read_as_a_pattern() -> None:
    given = {
        "name": "{title}",
        "reference": "{0}",
        "title": "{name.__class__}",
        "state": "%s",
        "due": "",
        "link": "",
        "transition": "",
    }

    subject, text = wording.of("en").said("moved", given)

    assert subject == "{0} is now at: %s: {name.__class__}"
    assert text.startswith('Dear {title},\n\n{0}, "{name.__class__}", is now at: %s')


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("a\r\nBcc: eve", "a Bcc: eve"),
        ("a\x00\x0b\x85\u2028\u2029b", "a b"),
        ("a\u202eb\u2066c", "a b c"),
        ("  中文　标题  ", "中文 标题"),
        ("\n\t", ""),
    ],
)
def test_a_line_is_one_line_whatever_it_was(given: str, line: str) -> None:
    assert wording.line(given) == line
