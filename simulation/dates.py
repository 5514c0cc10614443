"""The dates of a simulated call, and moments drawn between them at hours when people work."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from sqlmodel import Session

from states import calendar
from states.call import Call
from workflow import calls
from workflow.errors import InvalidRequest

_HOURS = range(8, 20)
_PACES = {"soon": (1.0, 4.0), "any": (1.2, 1.2), "last": (4.0, 1.0)}


@dataclass(frozen=True, slots=True)
class Dates:
    """When the call opens, its deadlines as they now stand, and when the last echoes of its decisions are over."""

    opens: datetime
    internal: datetime
    agency: datetime
    review: datetime
    decision: datetime
    closed: datetime

    def deadlines(self) -> list[datetime]:
        """The deadlines, in order."""
        return sorted({self.internal, self.agency, self.review, self.decision})


def load_dates(session: Session, call: Call) -> Dates:
    """The dates of a published call. Raises InvalidRequest when it has not the deadlines of a call for applications."""
    at = calls.load_deadlines(session, call.code)
    if lacking := {"internal", "agency", "review", "decision"} - at.keys():
        raise InvalidRequest(f"{call.code} cannot be simulated, it has no deadline {', '.join(sorted(lacking))}")
    opens = calendar.at_local(datetime.combine(call.opens, time()), call.zone)
    if not opens < at["internal"] < at["agency"] < at["review"] < at["decision"]:
        raise InvalidRequest(f"{call.code} cannot be simulated, its deadlines do not follow each other")
    closed = at["decision"] + (at["decision"] - at["review"]) / 2
    return Dates(opens, at["internal"], at["agency"], at["review"], at["decision"], closed)


def draw_between(rng: Random, start: datetime, end: datetime, *, zone: str, pace: str = "any") -> datetime:
    """A moment strictly between two: `soon` after the first, at `any` time, or at the `last`; by day if it can be."""
    drawn = start + (end - start) * rng.betavariate(*_PACES[pace])
    local = drawn.astimezone(calendar.zone(zone))
    if local.hour not in _HOURS:
        worked = local.replace(hour=rng.choice(_HOURS), minute=rng.randrange(60), second=rng.randrange(60))
        moved = worked.astimezone(start.tzinfo)
        drawn = moved if start < moved < end else drawn
    least = timedelta(microseconds=1)
    return min(max(drawn, start + least), end - least)


def find_part(start: datetime, end: datetime, share: float) -> datetime:
    """The moment at which a share of the time between two has gone by."""
    return start + (end - start) * share


def find_morning(instant: datetime, zone: str) -> datetime:
    """Nine o'clock there, on the day of an instant."""
    there = instant.astimezone(calendar.zone(zone))
    return there.replace(hour=9, minute=0, second=0, microsecond=0).astimezone(instant.tzinfo)
