"""The rule on how a title is built."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import regex
from pydantic import Field

from states.facts import Facts, list_wordings
from states.frozen_model import Code, Name, Text
from states.rules.clause import Clause, Verdict, verdict, waiting
from states.text import fold, is_blank, words

_GAP = r"[^\p{L}\p{M}\p{N}]"


class Title(Clause):
    """The title, or its translation, has in order: first words, the partner's abbreviation, the field, last words.

    Each part may be said in any of the words given for it, in whichever language; what stands between the parts does
    not matter. The field is what `field_named_in` says, one of its parts ("Food" of "Agriculture, food and
    biotechnology"), or what it is also `called`; more words may stand beside it.
    """

    kind: Literal["title"]
    field: Name = "title"
    first: Annotated[tuple[Text, ...], Field(min_length=1)]
    abbreviations: Annotated[dict[Code, tuple[Text, ...]], Field(min_length=1)]
    last: Annotated[tuple[Text, ...], Field(min_length=1)]
    field_named_in: Name = "area"
    called: dict[Text, tuple[Text, ...]] = Field(default_factory=dict)

    def judge(self, facts: Facts) -> Verdict:
        titles = [
            told for told in list_wordings(facts.home, self.field) if isinstance(told, str) and not is_blank(told)
        ]
        if not titles:
            return waiting(f"{self.field} is not filled in")
        area = facts.home.get(self.field_named_in)
        partners = [facts.partner] if facts.partner else list(self.abbreviations)
        names = [name for partner in partners for name in self.abbreviations.get(partner, ())]
        subjects = list(dict.fromkeys(self._subjects(area))) if isinstance(area, str) else []
        fitting = [title for title in titles if self._is_built(title, names, subjects)]
        if fitting:
            return verdict(True, f"title: {' / '.join(fitting)}")
        form = " + ".join(" or ".join(said) or "?" for said in (self.first, names, subjects, self.last))
        told = " / ".join(titles)
        return verdict(False, f"title: {told}", f"Must be built of {form}; you entered “{told}”", self.field)

    def _is_built(self, title: str, names: Iterable[str], subjects: Iterable[str]) -> bool:
        """Whether a title has its parts in their order, the field among what stands before the last words."""
        parts = ("|".join(map(_written, said)) or "(?!)" for said in (self.first, names, self.last))
        first, named, last = parts
        form = rf"{_GAP}*(?:{first})(?:{named})(?P<field>.+?)(?:{last})"
        found = regex.fullmatch(form, f"{fold(title)} ")
        told = f" {' '.join(words(found['field']))} " if found else ""
        return any(_stands_in(" ".join(words(subject)), told) for subject in subjects)

    def _subjects(self, area: str) -> Iterator[str]:
        yield area
        yield from self.called.get(area, ())
        if area in self.called:
            yield from (part.strip() for part in regex.split(r",| and ", area) if part.strip())

    def reads(self) -> frozenset[str]:
        return frozenset({self.field, self.field_named_in})

    def demands(self) -> frozenset[str]:
        return frozenset({self.field})


def _written(words_: str) -> str:
    """A pattern for words and the gap after them: Latin words need one, Chinese words may go without."""
    told = rf"{_GAP}*".join(map(regex.escape, words(words_)))
    return told + (rf"{_GAP}+" if words_.isascii() else rf"{_GAP}*")


def _stands_in(subject: str, told: str) -> bool:
    return bool(subject) and (f" {subject} " in told if subject.isascii() else subject in told)
