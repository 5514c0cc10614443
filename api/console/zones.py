"""Whose clock a partner looks at: the zone of a country's seat of government, for times beside the call's own."""

from functools import cache

from babel.core import get_global

_SEATS = {"RU": "Europe/Moscow", "EU": "Europe/Brussels", "ES": "Europe/Madrid", "AR": "America/Argentina/Buenos_Aires"}


@cache
def of(partner: str | None) -> tuple[str, ...]:
    """The zone of a partner's seat, or nothing where it is not known."""
    if partner is None:
        return ()
    if partner in _SEATS:
        return (_SEATS[partner],)
    known = get_global("territory_zones").get(partner, [])
    return (known[0],) if known else ()
