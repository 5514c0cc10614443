"""Names of people compared by their words, in Latin and in Chinese script, as forms hold them.

Forms hold `Prof. Wu Lan`, `Chen Bo, Wu Lan`, `LAN Wu` and `Wu Lan 吴兰`. Two names are the same where the words of one are
contained in the other's; one word alone is the same only as a whole name, so that a common word accuses nobody. What is
found is a suspicion, which a coordinator confirms or dismisses.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from states.text import fold, spell_in_pinyin, strip_marks


def list_words(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


HAN_RUN = regex.compile(r"\p{Han}+")
LATIN_WORD = regex.compile(r"(?:(?!\p{Han})[\p{L}\p{M}\p{N}])+")
_WORDS = regex.compile(r"\p{Han}+|(?:(?!\p{Han})[\p{L}\p{M}\p{N}])+|[,.;:()\n]")
_BETWEEN_PEOPLE = regex.compile(r"[;、/|\n]|\s(?:and|und|et|y|e)\s|&|和|与|及(?!其)")
_TITLES = list_words(
    "prof professor dr doctor mr mrs ms miss sir dame academician phd md msc mba ing dipl associate "
    "assistant emeritus hon rev principal investigator pi director"
)
_HAN_TITLES = (
    "助理教授",
    "副教授",
    "副研究员",
    "副主任",
    "副院长",
    "副所长",
    "副校长",
    "高级工程师",
    "首席科学家",
    "项目负责人",
    "负责人",
    "教授",
    "研究员",
    "博士",
    "院士",
    "先生",
    "女士",
    "主任",
    "老师",
    "院长",
    "所长",
    "校长",
    "讲师",
    "工程师",
)
_BEFORE, _AFTER = "由和与及同请经向", "和与及等的担主负任"
"""What may stand beside a Chinese name in a sentence."""
_SHORTEST_MENTION = 5


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name: its Latin words in order, without titles, and its Chinese characters; one may be empty."""

    latin: tuple[str, ...] = ()
    han: str = ""


@lru_cache(maxsize=65_536)
def parse_people(text: str) -> tuple[Person, ...]:
    """The people whom a line of a form names: one, or several one after the other."""
    found: dict[Person, None] = {}
    for part in _BETWEEN_PEOPLE.split(fold(text)):
        pieces = [piece for piece in map(_piece, part.split(",")) if piece != ((), ())]
        for latin, hans in pieces:
            for person in _people(latin, hans):
                found[person] = None
        for (first, _), (second, _) in pairwise(pieces):
            if 1 in (len(first), len(second)) and first and second:  # Vidal, Rosa
                found[Person(first + second)] = None
    return tuple(found)


def is_same_person(one: Person, other: Person) -> bool:
    """Whether two names may be one person's."""
    if one.han and other.han:
        return one.han == other.han
    if one.latin and other.latin:
        return _is_contained(one.latin, other.latin)
    latin, han = (one.latin, other.han) if one.latin else (other.latin, one.han)
    return bool(latin and han) and not _joined(latin).isdisjoint(_joined(_spell(han)))


def may_name_same_person(one: str, other: str) -> bool:
    """Whether two lines name one person: in any order of words, with or without a title, in Latin or Chinese."""
    return any(is_same_person(mine, theirs) for mine in list_whole_people(one) for theirs in list_whole_people(other))


def list_whole_people(line: str) -> list[Person]:
    """The people of a line by their whole names; by a part of one only where that is all there is."""
    found = parse_people(line)
    return [person for person in found if len(person.latin) > 1 or person.han] or list(found)


@lru_cache(maxsize=65_536)
def list_person_keys(person: Person) -> frozenset[str]:
    """Texts of which any two names have one in common that `is_same_person` calls the same; others may have one too."""
    spelled = _spell(person.han)
    return frozenset((person.han, *person.latin, *_joined(person.latin), *_joined(spelled))) - {""}


class TextIndex(NamedTuple):
    """Texts as `is_mentioned` searches them: their capitalised words in a row, all else a break; these words; and all that
    they say.
    """

    capitalised: str
    words: frozenset[str]
    whole: str


@lru_cache(maxsize=4_096)
def index_texts(texts: tuple[str, ...]) -> TextIndex:
    """Index texts for `is_mentioned`."""
    found, text = [], "\n".join(texts)
    for match in _WORDS.finditer(unicodedata.normalize("NFKC", text)):
        word = match[0]
        found.append(strip_word(word.casefold()) if word[0].isupper() else "-")
    return TextIndex(f" {' '.join(found)} ", frozenset(found), fold(text))


def is_mentioned(person: Person, index: TextIndex) -> bool:
    """Whether a text, indexed, names a person: by two words at least, or by a Chinese name that stands by itself."""
    latin = person.latin
    is_long = len(latin) > 1 and sum(map(len, latin)) >= _SHORTEST_MENTION
    may_be_there = is_long and index.words.issuperset(latin)
    if may_be_there and any(written in index.capitalised for written in _list_mentions(latin)):
        return True
    return len(person.han) > 1 and person.han in index.whole and _stands_alone(person.han, index.whole)


def spell_person(person: Person) -> tuple[str, ...]:
    """A Chinese name in Latin letters, character by character; nothing for one that is too long or missing."""
    return _spell(person.han)


def strip_titles(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a name without titles such as Prof."""
    return tuple(word for word in words if word not in _TITLES)


def _piece(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The Latin words and the Chinese names of a piece of a line, without titles."""
    latin = tuple(word for word in map(strip_word, LATIN_WORD.findall(text)) if word and word not in _TITLES)
    hans = [_untitled(han) for han in HAN_RUN.findall(text)]
    hans = [han for han in hans if han]
    if len(hans) > 1 and all(len(han) == 1 for han in hans):
        hans = ["".join(hans)]
    return latin, tuple(hans)


def _people(latin: tuple[str, ...], hans: tuple[str, ...]) -> Iterator[Person]:
    if len(hans) == 1:
        yield Person(latin, hans[0])
        return
    if latin:
        yield Person(latin)
    yield from (Person((), han) for han in hans)


def _untitled(han: str) -> str:
    for title in _HAN_TITLES:
        han = han.removesuffix(title).removeprefix(title)
    return han


@lru_cache(maxsize=65_536)
def _list_mentions(latin: tuple[str, ...]) -> tuple[str, ...]:
    """A name as it stands in an indexed text, in every order in which people write it."""
    return tuple(f" {' '.join(order)} " for order in _orders(latin))


def _is_contained(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    small, large = _bag(one), _bag(other)
    if len(small) > len(large):
        small, large = large, small
    if small <= large and (len(small) > 1 or small == large):
        return True
    return len(one) > 1 < len(other) and not _joined(one).isdisjoint(_joined(other))


@lru_cache(maxsize=65_536)
def _bag(words: tuple[str, ...]) -> frozenset[str]:
    """A name's words without their order."""
    return frozenset(words)


@lru_cache(maxsize=65_536)
def _joined(words: tuple[str, ...]) -> frozenset[str]:
    """A name's words written as one, in every order in which people write them: `Xiao Ming Wang` as `Wang Xiaoming`."""
    return frozenset("".join(order) for order in _orders(words)) - {""}


def _orders(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The orders in which people write the words of a name: as it stands, the last first, the first last."""
    return (words, (words[-1], *words[:-1]), (*words[1:], words[0])) if words else ()


@lru_cache(maxsize=65_536)
def _spell(han: str) -> tuple[str, ...]:
    """A Chinese name in Latin letters, character by character; nothing for what is too long to be a name."""
    return tuple(map(strip_word, spell_in_pinyin(han))) if 2 <= len(han) <= 4 else ()


def _stands_alone(han: str, whole: str) -> bool:
    start = whole.find(han)
    while start >= 0:
        before, after = whole[start - 1 : start] if start else "", whole[start + len(han) :]
        is_begun = not HAN_RUN.fullmatch(before) or before in _BEFORE
        if is_begun and (not HAN_RUN.match(after) or after[0] in _AFTER or after.startswith(_HAN_TITLES)):
            return True
        start = whole.find(han, start + 1)
    return False


def strip_word(word: str) -> str:
    """A word without accents and capitals."""
    return strip_marks(word).casefold()
