"""Whether the other side is the one that the home side named: organisations by name and country, people by name."""

from collections.abc import Mapping

from states import names, text
from states.call import Direction
from states.facts import Content


def list_misnamed(direction: Direction, home: Content, counterpart: Content) -> list[str]:
    """The home fields that name somebody else than the counterpart's filing does, in the direction's order.

    A side that names nobody contradicts nobody.
    """
    return [ours for ours, theirs in direction.named.items() if not _is_same(home.get(ours), counterpart.get(theirs))]


def name_party(value: object) -> str:
    """An organisation or person as a message names them."""
    if isinstance(value, Mapping):
        return ", ".join(str(value[key]) for key in ("name", "country") if value.get(key))
    return str(value)


def _is_same(one: object, other: object) -> bool:
    if not one or not other:
        return True
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        countries = {str(party["country"]) for party in (one, other) if party.get("country")}
        return _fold(one.get("name")) == _fold(other.get("name")) and len(countries) < 2
    return _fold(one) == _fold(other) or names.may_name_same_person(str(one), str(other))


def _fold(value: object) -> str:
    return text.fold(str(value or ""))
