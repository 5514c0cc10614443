"""Since somebody left: what others and deadlines did on the cases they may see, and nothing that is not theirs to know."""

from datetime import datetime, timedelta

import pytest

from tests.panel import Panel
from tests.world import ADA, AGENCY, CORA, DIEGO, ELI, MICROSECOND, World, answering, at, done
from workflow.actors import SYSTEM, Actor
from workflow.auditing import activity, history
from workflow.identity import people
from workflow.overview import last_seen
from workflow.overview.last_seen import LastVisit

NOON = at("2022-11-10 12:00")
MINUTE = timedelta(minutes=1)


def told(world: World, actor: Actor, size: int = 0) -> dict[tuple[str, bool], int]:
    """What happened since the trail was so long: by kind, whether a deadline did it, how often."""
    with world.database.reading() as session:
        found = activity.load_activity(session, actor, size)
    return {(kind.to or kind.transition or kind.action, kind.itself): kind.events for kind in found.kinds}


def length(world: World) -> int:
    with world.database.reading() as session:
        return history.count_events(session)


def test_what_others_and_deadlines_did_is_counted_by_kind_and_ones_own_is_not(world: World) -> None:
    first, second = world.opened(now=NOON), world.opened(now=NOON)
    size = length(world)
    for ref in (first, second):
        done(world.transition(ref, "submit", actor=ADA, now=NOON))
    done(world.transition(first, "return", actor=CORA, now=NOON, reason="A page is missing."))
    done(world.file(second, answering(), now=NOON))
    world.sweep(now=AGENCY)

    by_itself = {("lapsed", True): 1, ("escalate", True): 1}
    assert told(world, CORA, size) == {("submitted", False): 2, ("case.filed", False): 1} | by_itself
    assert told(world, ADA, size) == {("returned", False): 1, ("case.filed", False): 1} | by_itself
    assert told(world, CORA, length(world)) == {}


def test_nobody_is_told_of_what_is_not_theirs_to_know(panel: Panel) -> None:
    ref = panel.case()
    size = length(panel.world)
    ruth = panel.reviewer("Ruth")
    panel.accepted(ref, ruth)

    inside = told(panel.world, ELI, size)

    assert {action for action, _ in inside} == {"case.reviewer-assigned", "case.reviewer-responded"}
    assert told(panel.world, DIEGO, size) == {} == told(panel.world, ADA, size)
    done(panel.declare(ref, ELI))
    assert told(panel.world, ELI, size) == {}


def test_only_the_last_of_a_long_absence_is_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "MOST", 2)
    for _ in range(3):
        ref = world.opened(now=NOON)

    with world.database.reading() as session:
        found = activity.load_activity(session, CORA, 0)

    assert not found.whole and found.newest[0].case == ref
    assert [(kind.action, kind.events, len(kind.cases)) for kind in found.kinds] == [("case.opened", 2, 2)]


def test_a_visit_goes_on_until_nobody_looks_for_half_an_hour(world: World) -> None:
    with world.database.writing() as session:
        who = people.add(session, "Cora", actor=SYSTEM, now=NOON)

    def look(at: datetime, size: int) -> LastVisit | None:
        """Since when they were away, as the page says that they look at; and that it is noted."""
        with world.database.writing() as session:
            left = last_seen.load_last_visit(session, who, now=at)
            last_seen.record_visit(session, who, size, now=at)
        return left

    last = NOON + last_seen.SILENCE
    evening = last + last_seen.SILENCE + MICROSECOND

    assert look(NOON, 5) is None
    assert look(NOON + MINUTE / 2, 6) is None
    assert look(last, 7) is None
    assert look(evening, 20) == LastVisit(last, 7)
    assert look(evening + MINUTE, 21) == LastVisit(last, 7)
    assert look(evening + 2 * MINUTE + last_seen.SILENCE, 30) == LastVisit(evening + MINUTE, 21)
