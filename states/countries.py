"""Which countries and partners there are: the codes of ISO 3166-1, and the European Union, a partner that is no country.

The codes come from the package iso3166, which also knows XK: one of the codes from XA to XZ that the standard leaves to its
users. What the standard does not assign is no country here.
"""

from functools import cache
from typing import Annotated, Final

from iso3166 import countries as _listed
from pydantic import AfterValidator

from states.errors import NoSuchDefinition

UNION: Final = "EU"
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
    return {name.casefold(): code for code, name in sorted(_COUNTRIES.items(), key=lambda pair: pair[1])}


def is_country(code: str) -> bool:
    """Whether it is a country's code, in capitals."""
    return code in _COUNTRIES


def is_partner(code: str) -> bool:
    """Whether agreements and directions may name it: a country, or the European Union."""
    return code in _PARTNERS


def no_partner(code: str) -> str:
    """What to say of a code that is no partner's."""
    return f"there is no partner {code}: it is neither a country of ISO 3166-1 nor {UNION}"


def _known_partner(code: str) -> str:
    if not is_partner(code):
        raise ValueError(no_partner(code))
    return code


Partner = Annotated[str, AfterValidator(_known_partner)]
