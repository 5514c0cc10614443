"""The deadlines of a call as instants, and the instant at which a case in a given state is overtaken."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from states import calendar
from states.call import Call, Deadline
from states.counterparts import ForeignDeadline
from states.errors import NoSuchInstant
from states.lifecycle import Timeout

Instants = Mapping[str, datetime]


def compute_deadlines(call: Call, moved: Instants | None = None) -> dict[str, datetime]:
    """Every deadline of the call as the first instant (UTC) that is too late, given those that were moved.

    A deadline that counts from a moved one moves with it. Raises NoSuchInstant.
    """
    return {name: _instant(call, name, (), moved or {}) for name in call.deadlines}


def find_due(
    timeout: Timeout | None, entered: datetime, deadlines: Instants, own: Instants, zone: str
) -> datetime | None:
    """When a case that entered a state at `entered` is overtaken there; a case's own extension never shortens its time."""
    if timeout is None:
        return None
    if timeout.at is None:
        assert timeout.after is not None, "checked when the call was loaded"
        return calendar.later(entered, timeout.after, zone)
    return max(deadlines[timeout.at], own.get(timeout.at, deadlines[timeout.at]))


def find_passed(call: Call, name: str, until: datetime, standing: Instants) -> list[str]:
    """The deadlines that a call defines to come after `name`, and that `name` would pass if moved to `until`.

    Time that a deadline gives beyond the next one cannot be used. `standing` is where the others stand then.
    """
    defined = compute_deadlines(call)
    later = [other for other, at in defined.items() if other != name and at >= defined[name]]
    return [other for other in later if standing.get(other, defined[other]) < until]


def foreign_instant(deadline: ForeignDeadline) -> datetime:
    """The first instant (UTC) that is too late for a partner. Raises NoSuchInstant."""
    if (deadline.on is None) == (deadline.at is None):
        raise NoSuchInstant("a partner's deadline needs one of on or at")
    if deadline.on is not None:
        return calendar.end_of(deadline.on, deadline.zone)
    assert deadline.at is not None
    return calendar.at_local(deadline.at, deadline.zone)


def move_deadlines(call: Call, days: int) -> Call:
    """The same call with every date of its own moved by so many days, and marked as such: for demonstrations."""
    shift = timedelta(days=days)
    moved = {
        name: deadline.model_copy(
            update={"on": deadline.on and deadline.on + shift, "at": deadline.at and deadline.at + shift}
        )
        for name, deadline in call.deadlines.items()
    }
    update = {"deadlines": moved, "opens": call.opens + shift, "redated_by": call.redated_by + days}
    return call.model_copy(update=update)


def _instant(call: Call, name: str, seen: tuple[str, ...], moved: Instants) -> datetime:
    if name in moved:
        return moved[name]
    if name not in call.deadlines:
        raise NoSuchInstant(f"deadline {seen[-1]!r} counts from {name!r}, which does not exist")
    if name in seen:
        raise NoSuchInstant(f"deadlines count from each other in a circle: {' after '.join((*seen, name))}")
    deadline = call.deadlines[name]
    where = deadline.zone or call.zone
    given = [part for part in (deadline.on, deadline.at, deadline.after) if part is not None]
    if len(given) != 1 or (deadline.after is None) != (deadline.by is None):
        raise NoSuchInstant(f"deadline {name!r} needs one of on, at, or after together with by")
    if deadline.on is not None:
        return calendar.end_of(deadline.on, where)
    if deadline.at is not None:
        return calendar.at_local(deadline.at, where)
    return _relative(call, deadline, where, (*seen, name), moved)


def _relative(call: Call, deadline: Deadline, where: str, seen: tuple[str, ...], moved: Instants) -> datetime:
    assert deadline.after is not None and deadline.by is not None
    start = _instant(call, deadline.after, seen, moved)
    if deadline.by % timedelta(days=1):
        return calendar.add_span(start, deadline.by)
    return calendar.later(start - timedelta(microseconds=1), deadline.by, where)
