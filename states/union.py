"""The European Union as a partner: its members on a day, and its own institutions and bodies, from `union.toml`."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from states.shape import Shape, Text
from states.text import words

FILE = Path(__file__).with_name("union.toml")


class Membership(Shape):
    """From which day a country is a member, and the last day on which it is."""

    since: date
    until: date | None = None


class Bodies(Shape):
    """The Union's institutions, bodies and agencies: full names, short names, and names that count only alone."""

    alone: tuple[Text, ...]
    names: tuple[Text, ...]
    short: tuple[Text, ...]


class Union(Shape):
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


def is_body(name: str) -> bool:
    """Whether a name is that of an institution, body or agency of the Union, alone or with what else it is called.

    "European Commission JRC" and "欧盟委员会联合研究中心" are; "Institute for European Research" is not.
    """
    told = words(name)
    said = " ".join(told)
    alone, full, short = _known_bodies()
    if said in alone or not short.isdisjoint(told):
        return True
    return any(f" {one} " in f" {said} " or (not one.isascii() and one in said) for one in full)


@cache
def _known_bodies() -> tuple[frozenset[str], ...]:
    bodies = load_union().bodies
    return tuple(
        frozenset(" ".join(words(name)) for name in names) for names in (bodies.alone, bodies.names, bodies.short)
    )
