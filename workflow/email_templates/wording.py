"""The words of letters: one file for each language, all with the same letters and the same words."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from states.frozen_model import FrozenModel

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).parent


class Pattern(FrozenModel):
    """A letter before its facts are filled in."""

    subject: str
    text: str


class Wording(FrozenModel):
    """How letters are said in a language: by kind, and the words that stand within them."""

    words: dict[str, str]
    letters: dict[str, Pattern]

    def word(self, name: str, **facts: str) -> str:
        """A word or paragraph with its facts."""
        return self.words[name].format_map(facts)

    def said(self, kind: str, facts: Mapping[str, str]) -> tuple[str, str]:
        """The subject and the text of a letter of a kind. What a fact says is never read as a pattern."""
        pattern = self.letters[kind]
        text = pattern.text.format_map(facts) + self.words["closing"]
        return pattern.subject.format_map(facts), text.lstrip("\n")


@lru_cache
def of(language: str) -> Wording:
    """The wording in a language."""
    assert language in LANGUAGES, "a language is checked where it comes in"
    return Wording.model_validate(tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8")))


def line(text: str) -> str:
    """A text as one line: what cannot be printed, a line's end above all, is a space like any other."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
