"""Filling an award or event call of the demonstration: a case in every state, some in those that are busiest."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from cli.showcase import contents, people
from cli.showcase.guide import Guide, find_path
from states import calendar, deadlines
from states.lifecycle import Lifecycle
from workflow import cases as conductor
from workflow import editions
from workflow.actors import SYSTEM
from workflow.commands import FireTimeouts
from workflow.store.database import Database

_SPAN, _APART, _MORE_TIME = timedelta(days=40), timedelta(minutes=35), timedelta(days=12)
_BUSY = ("draft", "submitted", "partner-confirmed", "reviewed")
"""States in which the demonstration shows more than one case."""


def fill(database: Database, code: str, *, now: datetime) -> int:
    """Open cases of a published call and lead them into every state it has; how many.

    Everything happens before `now`, beginning 40 days before it or before the first deadline. Where that deadline has
    passed, one draft was given more time, and another lapsed. Raises guide.Surprise where a command is refused.
    """
    with database.reading() as session:
        definition = next(iter(editions.load_newest(session, code).values()))
    call, direction = definition.call, definition.direction
    ends = deadlines.compute_deadlines(call)
    first = min(ends, key=lambda name: ends[name])
    start = min(now, ends[first]) - _SPAN
    with database.writing() as session:
        players = people.engage(session, now=start)
    guide = Guide(database, call, direction, players)
    filings = contents.build_contents(direction, on=calendar.day(now, call.zone))
    wanted = list(_list_paths(direction.lifecycle))
    for number, path in enumerate(wanted):
        ref = guide.lead(next(filings), path, start=start + number * _APART)
        if not path and ends[first] <= now:
            guide.extend(ref, first, until=_more_time(ends.values(), now), at=ends[first] - timedelta(hours=3))
    if ends[first] <= now:
        guide.lead(next(filings), (), start=start)
    for end in sorted(end for end in ends.values() if end <= now):
        _sweep(database, end)
    return guide.led


def _more_time(ends: Iterable[datetime], now: datetime) -> datetime:
    """Until when the one draft may still be submitted: some days from now, but not beyond the next deadline."""
    return min([now + _MORE_TIME, *(end for end in ends if end > now)])


def _list_paths(lifecycle: Lifecycle) -> Iterator[tuple[str, ...]]:
    """The ways to the states that people lead a case to; those to the busiest more than once."""
    for state in (*lifecycle.states, *_BUSY):
        path = find_path(lifecycle, state) if state in lifecycle.states else None
        if path is not None:
            yield path


def _sweep(database: Database, instant: datetime) -> None:
    with database.writing() as session:
        conductor.apply(session, [FireTimeouts(actor=SYSTEM, received_at=instant, limit=2_000)], now=instant)
