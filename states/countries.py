"""Which countries and partners there are: the codes of ISO 3166-1, and the European Union, a partner that is no country.

The codes come from the package iso3166, which also knows XK: one of the codes from XA to XZ that the standard leaves to its
users. What the standard does not assign is no country here.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Annotated, Final

from iso3166 import countries as _listed
from pydantic import AfterValidator

from states import union
from states.errors import NoSuchDefinition
from states.text import fold

UNION: Final = "EU"
_NEVER_OF_THE_UNION = ("enterprise", "person", "hospital")
HOME: Final = "CN"
"""The country whose calls these are: that of the home side of an application, unless a rule says otherwise."""
_COUNTRIES = {country.alpha2: country.name for country in _listed if not country.alpha2.startswith("X")}
_PARTNERS = _COUNTRIES | {UNION: "European Union"}


def name(code: str) -> str:
    """What a country or partner is called, in ISO's words. Raises NoSuchDefinition."""
    if code not in _PARTNERS:
        raise NoSuchDefinition(f"there is no country or partner {code!r}")
    return _PARTNERS[code]


@cache
def codes() -> dict[str, str]:
    """The code of every country by its name without capitals, in the order of the names."""
    return {fold(name): code for code, name in sorted(_COUNTRIES.items(), key=lambda pair: pair[1])}


def is_country(code: str) -> bool:
    """Whether it is a country's code, in capitals."""
    return code in _COUNTRIES


def is_partner(code: str) -> bool:
    """Whether agreements and directions may name it: a country, or the European Union."""
    return code in _PARTNERS


def is_seat(code: str) -> bool:
    """Whether a party may have its seat there: in a country or, for the Union's own bodies, in the Union."""
    return is_partner(code)


def tell_seat(party: Mapping[str, object]) -> str:
    """Where a party has its seat, in words: "Korea, Republic of (KR)"."""
    code = party.get("country")
    return tell(code) if isinstance(code, str) and code else "no country"


def tell(code: str) -> str:
    """A country or partner by name and code."""
    return f"{name(code)} ({code})" if is_partner(code) else code


def stands_for(party: Mapping[str, object], partner: str, on: date | None = None) -> bool:
    """Whether an organisation stands for a partner: it has its seat there.

    The Union is met by a country that is a member on a day, and by the Union's own bodies, which have no country or
    name the Union in its place.
    """
    code, called = party.get("country"), party.get("name")
    seat = code if isinstance(code, str) else ""
    if partner != UNION:
        return union.get_country(seat) == partner
    if seat in ("", UNION):
        return party.get("type") not in _NEVER_OF_THE_UNION and isinstance(called, str) and union.is_body(called)
    return union.is_member(seat, on)


def no_partner(code: str) -> str:
    """What to say of a code that is no partner's."""
    return f"there is no partner {code}: it is neither a country of ISO 3166-1 nor {UNION}"


def _known_partner(code: str) -> str:
    if not is_partner(code):
        raise ValueError(no_partner(code))
    return code


Partner = Annotated[str, AfterValidator(_known_partner)]
