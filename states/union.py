"""The European Union as a partner: its members on a day, and its own institutions and bodies, from `union.toml`."""

import tomllib
from collections.abc import Iterable, Set
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pycountry
import regex

from states.frozen_model import FrozenModel, Text
from states.text import fold, strip_marks, words

FILE = Path(__file__).with_name("union.toml")
Kind = Literal["body", "union", "unit", "part", "place"]
"""What a piece of a name may be: a body, the Union itself, a unit or a part of a body, a place."""
_BETWEEN = regex.compile(r"[,;:/|()\[\]–—\n，、；：（）]|\s-\s")
_ARTICLE = regex.compile(r"^(?:the|at|in|s) ")
_OWNER = regex.compile(r"^of (?:the )?")
_DELEGATION = regex.compile(
    r"delegation (?:of the (?:european union|eu) )?(?:to|in) (?:\w+ ?){1,5}|驻\p{Han}{1,6}代表团"
)
_COUNTRIES: Any = pycountry.countries
_HAN = regex.compile(r"\p{Han}")
_WITHIN_HAN = regex.compile(r"(?<=\p{Han}) (?=\p{Han})")


class Membership(FrozenModel):
    """From which day a country is a member, and the last day on which it is."""

    since: date
    until: date | None = None


class Bodies(FrozenModel):
    """The Union's institutions, bodies and agencies by their names, the Union's own names, and what may stand beside.

    `seats` are cities, `units` and `parts` what a unit's name begins with, `endings` what a Chinese one ends with.
    """

    alone: tuple[Text, ...]
    names: tuple[Text, ...]
    short: tuple[Text, ...]
    seats: tuple[Text, ...]
    units: tuple[Text, ...]
    parts: tuple[Text, ...]
    endings: tuple[Text, ...]


class Union(FrozenModel):
    """What `union.toml` holds; `parts` are ISO 3166-1 codes of parts of a member that belong to the Union."""

    checked_on: date
    members: dict[str, Membership]
    parts: dict[str, str]
    bodies: Bodies


@cache
def load_union() -> Union:
    """The Union as it is kept in the file."""
    return Union.model_validate(tomllib.loads(FILE.read_text("utf-8")))


def get_country(code: str) -> str:
    """The country that a code of ISO 3166-1 belongs to: for Réunion it is France, for most codes the country itself."""
    return load_union().parts.get(code, code)


def is_member(code: str, on: date | None = None) -> bool:
    """Whether a country is a member of the Union on a day; without a day, whether it is one by the newest entry."""
    member = load_union().members.get(get_country(code))
    if member is None:
        return False
    return member.until is None if on is None else member.since <= on <= (member.until or date.max)


@lru_cache(maxsize=4_096)
def is_body(name: str) -> bool:
    """Whether a name is that of an institution, body or agency of the Union, or of a unit of one.

    Every part of the name must be known: "European Commission, DG RTD", "Joint Research Centre, Ispra" and
    "欧盟委员会联合研究中心" are bodies; "Friends of the European Commission" and "Joint Research Centre of Peking University"
    are not.
    """
    kinds = [_classify(piece) for piece in _split(name)]
    if "body" not in kinds:
        return kinds[:1] == ["union"] and set(kinds) <= {"union", "place"}
    first = kinds.index("body")
    return all(kind in ("body", "unit") or (kind and place > first) for place, kind in enumerate(kinds))


class _Known(NamedTuple):
    """What `union.toml` lists, by its spelled words, the longest first."""

    union: tuple[str, ...]
    bodies: tuple[str, ...]
    places: tuple[str, ...]
    units: tuple[str, ...]
    parts: tuple[str, ...]
    endings: tuple[str, ...]
    with_commas: tuple[str, ...]


@cache
def _load_known() -> _Known:
    bodies = load_union().bodies
    named = [str(_COUNTRIES.get(alpha_2=code).name) for code in load_union().members]
    return _Known(
        _spell_all(bodies.alone),
        _spell_all((*bodies.names, *bodies.short)),
        _spell_all((*bodies.seats, *named, "China", "PRC")),
        _spell_all(bodies.units),
        _spell_all(bodies.parts),
        bodies.endings,
        tuple(fold(name) for name in bodies.names if "," in name),
    )


def _split(name: str) -> list[str]:
    """The pieces of a name between commas, brackets, dashes and the like, each by its spelled words."""
    told = fold(name)
    for whole in _load_known().with_commas:
        told = told.replace(whole, whole.replace(",", ""))
    return [piece for piece in map(_spell, _BETWEEN.split(told)) if piece]


def _classify(piece: str) -> Kind | None:
    """What a piece of a name is; None for what holds a word that is not known."""
    known, found, rest = _load_known(), set[Kind](), piece
    while rest:
        begun = _ARTICLE.sub("", rest)
        owner = _OWNER.sub("", begun)
        if (name := _match(owner, known.bodies)) is not None:
            found, rest = found | {"body"}, owner
        elif (name := _match(owner, known.union)) is not None:
            found, rest = found | {"union"}, owner
        elif (name := _match(begun, known.places)) is not None:
            found, rest = found | {"place"}, begun
        else:
            return _classify_unit(begun, found)
        rest = rest[len(name) :].strip()
    return "body" if "body" in found else "union" if "union" in found else "place"


def _classify_unit(rest: str, before: Set[Kind]) -> Kind | None:
    """What a piece is that holds a unit: of a body named before it in the piece, or in it after "of the"."""
    known = _load_known()
    if "body" in before and (rest.endswith(known.endings) or _match(rest, (*known.units, *known.parts)) is not None):
        return "body"
    if "union" in before:
        return "body" if _DELEGATION.fullmatch(rest) else None
    if before or _match(rest, (*known.units, *known.parts)) is None:
        return None
    if _DELEGATION.fullmatch(rest) or any(rest.endswith(f" {body}") for body in known.bodies if " " in body):
        return "body"
    return "unit" if _match(rest, known.units) is not None else "part"


def _match(text: str, known: Iterable[str]) -> str | None:
    """The longest known name that a text begins with: up to the end of a word, or of any Chinese character."""
    return next(
        (
            name
            for name in known
            if text.startswith(name) and (text[len(name) :][:1] in ("", " ") or _HAN.match(name[-1]))
        ),
        None,
    )


def _spell(text: str) -> str:
    """The words of a text without marks, Chinese ones without space between them."""
    spelled: str = _WITHIN_HAN.sub("", " ".join(words(strip_marks(text))))
    return spelled


def _spell_all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({_spell(text) for text in texts}, key=len, reverse=True))
