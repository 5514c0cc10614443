"""Which form an answer takes, by what its reader accepts (RFC 9110, 12.5.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from api.errors import refuse_unreadable, unacceptable

_RANGE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)/([!#$%&'*+.^_`|~0-9A-Za-z-]+)")
_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
_MOST = 100  # ranges that are looked at


@dataclass(frozen=True, slots=True)
class Range:
    """A media range of `Accept`, such as `text/*;q=0.5`."""

    kind: str
    form: str
    weight: float

    def fit(self, offer: str) -> int:
        """How exactly it names a form: 2 by name, 1 by kind, 0 as any; -1 for not at all."""
        kind, _, form = offer.partition("/")
        if (self.kind, self.form) == (kind, form):
            return 2
        if self.form == "*" and self.kind in (kind, "*"):
            return int(self.kind == kind)
        return -1


def negotiate(request: Request, offers: Sequence[str]) -> str:
    """The media type on offer that the reader prefers; of equals the one it names most exactly, or the first.

    Raises BadRequest: 406 where none fits, 400 for an `Accept` that cannot be read.

    What is answered varies by `Accept` from here on, and says so.
    """
    request.state.vary = "Accept"
    ranges = read_accept(", ".join(request.headers.getlist("accept")))
    if not ranges:
        return offers[0]
    best = max(offers, key=lambda offer: (*_liking(ranges, offer), -offers.index(offer)))
    if not _liking(ranges, best)[0]:
        raise unacceptable(offers)
    return best


def read_accept(header: str) -> list[Range]:
    """The ranges of an `Accept` header. Raises BadRequest for what is none."""
    found = []
    for part in header.split(",")[:_MOST]:
        name, *parameters = (one.strip() for one in part.split(";"))
        if not name and not parameters:
            continue
        named = _RANGE.fullmatch(name)
        weights = [one.partition("=")[2].strip() for one in parameters if one.partition("=")[0].strip().lower() == "q"]
        if named is None or any(not _WEIGHT.fullmatch(one) for one in weights):
            raise refuse_unreadable("Accept is written like text/csv;q=0.5, application/json")
        found.append(Range(named[1].lower(), named[2].lower(), float(weights[0]) if weights else 1.0))
    return found


def _liking(ranges: Sequence[Range], offer: str) -> tuple[float, int]:
    """How much the range that names a form most exactly likes it, and how exactly that is."""
    exactness, weight = max((one.fit(offer), one.weight) for one in ranges)
    return (weight, exactness) if exactness >= 0 else (0.0, exactness)
