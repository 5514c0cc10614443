"""The agenda of a simulation: what is committed together, what has to wait for what, and what comes up on the way."""

from datetime import datetime, timedelta

import pytest

from simulation.event_queue import EventQueue
from simulation.scheduled_commands import DecisionPoint, ScheduledCommand
from tests.world import ADA, CALL, at
from workflow.commands import PromoteReserve

NINE = at("2022-11-10 09:00")


def promoting(minutes: float) -> ScheduledCommand:
    """Something that somebody does so many minutes after nine."""
    received = NINE + timedelta(minutes=minutes)
    return ScheduledCommand(None, PromoteReserve(actor=ADA, received_at=received, call=CALL, direction="2.4"))


def looking(minutes: float) -> DecisionPoint:
    """An occasion of which nothing comes."""
    return DecisionPoint(NINE + timedelta(minutes=minutes), lambda _session, _cases: [])


def test_what_is_entered_comes_up_in_the_order_of_its_instants_hour_by_hour() -> None:
    late, early, next_hour = promoting(59), promoting(1), promoting(60)

    agenda = EventQueue([next_hour, late, early])

    assert (agenda.at, len(agenda)) == (early.at, 3)
    assert agenda.taken(before=None) == [early, late]
    assert agenda.taken(before=None) == [next_hour]
    assert (agenda.done, len(agenda)) == (3, 0)


@pytest.mark.parametrize(("deadline", "together"), [(4.99, 1), (5, 1), (5.01, 2)])
def test_nothing_is_committed_with_what_comes_before_a_deadline(deadline: float, together: int) -> None:
    agenda = EventQueue([promoting(1), promoting(5)])

    taken = agenda.taken(before=_after(deadline))

    assert isinstance(taken, list)
    assert len(taken) == together


def test_an_occasion_is_held_after_what_comes_before_it_and_before_what_comes_after() -> None:
    first, occasion, then = promoting(1), looking(2), promoting(3)

    agenda = EventQueue([then, occasion, first])

    assert [agenda.taken(before=None) for _ in range(3)] == [[first], occasion, [then]]


def test_what_an_occasion_leads_to_is_entered_behind_what_was_there_for_the_same_instant() -> None:
    agenda, known, fresh = EventQueue([promoting(1)]), promoting(2), looking(2)
    agenda.enter([known])
    agenda.enter([fresh, promoting(0)])

    assert agenda.at == NINE
    assert agenda.taken(before=None) == [promoting(0), promoting(1), known]
    assert agenda.taken(before=None) is fresh


def test_nothing_is_entered_from_the_instant_on_at_which_a_season_stops() -> None:
    agenda = EventQueue([promoting(1), promoting(2)], until=_after(2))

    assert [agenda.taken(before=None), len(agenda)] == [[promoting(1)], 0]


def _after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)
