"""Names of organisations compared by their words, in Latin and in Chinese script: forms call one university in three ways.

Two names are the same where all their telling words are, or one is the other's acronym; where both name a place, one
place must be in common. What is found is a suspicion, which a coordinator confirms or dismisses.
"""

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from states.names import HAN_RUN, LATIN_WORD, list_words, strip_word
from states.text import fold, words

_FILLERS = list_words("the a an of for and in at de la le les des du del der die das und et y e di da do")
_LEGAL = list_words(
    "ltd limited inc incorporated co corp corporation company gmbh ag sa sas sarl llc plc kg spa srl bv "
    "nv oy ab as pty pte jsc ooo group holding holdings"
)
_NAMELESS = _LEGAL | {""}
"""Words that tell no organisation: its legal form, and marks without a letter."""
_HAN_LEGAL = regex.compile(r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|公司|集团)$")
_WITHIN_HAN = regex.compile(r"(?<=\p{Han})\s+(?=\p{Han})")
_SHORT = {
    "univ": "university",
    "inst": "institute",
    "assoc": "association",
    "assn": "association",
    "acad": "academy",
    "sci": "science",
    "sciences": "science",
    "tech": "technology",
    "technol": "technology",
    "technologies": "technology",
    "natl": "national",
    "dept": "department",
    "lab": "laboratory",
    "labs": "laboratory",
    "laboratories": "laboratory",
    "ctr": "center",
    "centre": "center",
    "fac": "faculty",
    "res": "research",
    "intl": "international",
    "min": "ministry",
    "hosp": "hospital",
}
_SHORTEST_ACRONYM = 3


@dataclass(frozen=True, slots=True)
class Organisation:
    """What tells an organisation from others: its words, the places after them, its Chinese name, its short name."""

    words: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    han: str = ""
    initials: frozenset[str] = frozenset()
    acronym: str = ""


@lru_cache(maxsize=65_536)
def parse_organisation(name: str) -> Organisation:
    """What tells an organisation from another, of its name as somebody wrote it."""
    folded = fold(name)
    head, _, places = regex.sub(r"\([^)]*\)", " ", folded).partition(",")
    named = [_whole(word) for word in map(strip_word, LATIN_WORD.findall(head)) if word not in _NAMELESS]
    telling = [word for word in named if word not in _FILLERS]
    hans = [_HAN_LEGAL.sub("", han) for han in HAN_RUN.findall(folded)]
    known = frozenset(word for word in map(strip_word, LATIN_WORD.findall(places)) if word not in _NAMELESS | _FILLERS)
    initials = {"".join(word[0] for word in of) for of in (named, telling) if len(of) >= _SHORTEST_ACRONYM}
    written = unicodedata.normalize("NFKC", name).strip()
    is_short = len(telling) == 1 and written.isupper() and len(telling[0]) >= _SHORTEST_ACRONYM
    return Organisation(
        words=frozenset(telling),
        places=known,
        han=max(hans, key=len, default=""),
        initials=frozenset(initials),
        acronym=telling[0] if is_short else "",
    )


def is_same_organisation(one: Organisation, other: Organisation) -> bool:
    """Whether two names may be one organisation's. Where both name a place, the places must have one in common."""
    if one.han and other.han and one.han == other.han:
        return True
    if not (one.words and other.words):
        return False
    if one.words == other.words:
        return not (one.places and other.places) or not one.places.isdisjoint(other.places)
    return one.acronym in other.initials or other.acronym in one.initials


def may_name_same_organisation(one: str, other: str, *, by_acronym: bool = True) -> bool:
    """Whether two lines may name one organisation: by the same words, or by `is_same_organisation`."""
    known, (ours, theirs) = words(one), map(parse_organisation, (one, other))
    if not by_acronym:
        ours, theirs = replace(ours, acronym=""), replace(theirs, acronym="")
    return bool(known) and (known == words(other) or is_same_organisation(ours, theirs))


@lru_cache(maxsize=65_536)
def index_name(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """All that a name says, in any order: its Latin words, in brackets and of places too, and its Chinese ones."""
    folded = fold(name)
    latin = {_whole(word) for word in map(strip_word, LATIN_WORD.findall(folded))}
    hans = {_HAN_LEGAL.sub("", han) for han in HAN_RUN.findall(_WITHIN_HAN.sub("", folded))}
    return frozenset(latin - _FILLERS - _NAMELESS), frozenset(hans - {""})


@lru_cache(maxsize=65_536)
def list_organisation_keys(organisation: Organisation) -> frozenset[str]:
    """Texts of which any two names have one in common that `is_same_organisation` calls the same; others may have one too."""
    return frozenset((organisation.han, " ".join(sorted(organisation.words)), *list_initials(organisation))) - {""}


def list_initials(organisation: Organisation) -> frozenset[str]:
    """The short names of an organisation: its initials, or the acronym that it is called by."""
    return organisation.initials | ({organisation.acronym} if organisation.acronym else frozenset())


def _whole(word: str) -> str:
    return _SHORT.get(word, word)
