"""What invented projects are about: a title and texts that fit the area a case is filed in."""

import tomllib
from functools import cache
from pathlib import Path
from random import Random

from states.frozen_model import FrozenModel, Text

_FILE = Path(__file__).with_name("subjects.toml")


class Theme(FrozenModel):
    """Subjects for the areas in which one of the words stands."""

    words: tuple[str, ...]
    subjects: tuple[Text, ...]


class Titles(FrozenModel):
    """How titles are built where a direction does not say it."""

    usual: tuple[Text, ...]
    translated: dict[str, Text]


class FakeTexts(FrozenModel):
    """The whole store of themes, titles and texts."""

    themes: tuple[Theme, ...]
    titles: Titles
    texts: dict[str, tuple[Text, ...]]

    def drawn(self, rng: Random, area: str) -> str:
        """A subject that fits the area."""
        low = area.lower()
        fitting = next(theme for theme in self.themes if any(word in low for word in theme.words))
        return rng.choice(fitting.subjects)

    def title(self, rng: Random, subject: str, **about: str) -> str:
        """The title of a project on that subject, between places `here` and `there`."""
        return rng.choice(self.titles.usual).format(subject=subject, **about)

    def translated(self, title: str, country: str) -> str | None:
        """The title as a filing in the language of that country has it, where that is not English."""
        form = self.titles.translated.get(country)
        return None if form is None else form.format(title=title)

    def written(self, rng: Random, months: int, **about: str) -> dict[str, str]:
        """The long texts of a filing, by field."""
        third = max(1, months // 3)
        numbers = {"months": months, "third": third, "two_thirds": max(third, 2 * months // 3)}
        numbers |= {"papers": rng.randint(4, 12), "patents": rng.randint(4, 7), "trained": rng.randint(6, 10)}
        return {field: rng.choice(forms).format(**about, **numbers) for field, forms in self.texts.items()}


@cache
def load_texts() -> FakeTexts:
    """The store that comes with the service."""
    return FakeTexts.model_validate(tomllib.loads(_FILE.read_text("utf-8")))
