"""What a call's cases ask of its places and money, counted for each of what they may see and know."""

import pytest

from tests.panel import CLEO, NOVEMBER, Panel
from tests.world import ADA, AGENCY, BO, CALL, CORA, DIEGO, INTERNAL, World, answering, done
from workflow.actors import Actor
from workflow.errors import NotFound
from workflow.overview import case_stats
from workflow.overview.case_stats import Group


def _groups(world: World, actor: Actor) -> set[Group]:
    with world.database.reading() as session:
        return set(case_stats.groups(session, actor, CALL))


def _asked(world: World, actor: Actor) -> dict[str, int]:
    with world.database.reading() as session:
        return case_stats.asked(session, actor, CALL)


def test_cases_are_counted_by_where_they_stand_until_when_and_who_has_filed(world: World) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(4)]
    for ref in refs[1:]:
        done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    done(world.file(refs[3], answering(), now=NOVEMBER))
    [awarded] = world.ready(1, now=NOVEMBER)
    done(world.award(awarded, 450_000, now=NOVEMBER))

    assert _groups(world, CORA) == {
        Group("2.4", None, "draft", INTERNAL, True, 1, 0),
        Group("2.4", None, "submitted", AGENCY, True, 2, 0),
        Group("2.4", None, "submitted", AGENCY, False, 1, 0),
        Group("2.4", None, "awarded", None, False, 1, 450_000),
    }


def test_a_receipt_of_its_authority_counts_as_the_counterparts_filing(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    done(world.receive(ref, NOVEMBER, now=NOVEMBER))

    assert [group.one_sided for group in _groups(world, CORA)] == [False]


def test_money_is_asked_for_by_those_that_compete(world: World) -> None:
    world.ready(2, now=NOVEMBER)
    done(world.transition(world.opened(now=NOVEMBER), "submit", actor=ADA, now=NOVEMBER))

    assert _asked(world, CORA) == {"2.4": 140_000_000}


def test_people_outside_count_what_they_see_in_the_states_they_are_shown(world: World) -> None:
    done(world.transition(world.opened(now=NOVEMBER), "submit", actor=ADA, now=NOVEMBER))
    world.opened(now=NOVEMBER, actor=BO)
    world.ready(1, now=NOVEMBER)

    shown = {
        Group("2.4", None, "submitted", AGENCY, True, 1, 0),
        Group("2.4", None, "partner-confirmed", None, False, 1, 0),
    }
    assert _groups(world, DIEGO) == shown and _groups(world, ADA) == shown
    assert _groups(world, BO) == {Group("2.4", None, "draft", INTERNAL, True, 1, 0)}
    assert _asked(world, DIEGO) == {"2.4": 70_000_000} and _asked(world, BO) == {}


def test_a_conflict_takes_a_case_out_of_every_count(panel: Panel) -> None:
    shown, hidden = panel.world.ready(2, now=NOVEMBER)
    for ref in (shown, hidden):
        done(panel.world.award(ref, 600_000, now=NOVEMBER))
    done(panel.declare(hidden, CLEO))

    assert _groups(panel.world, CLEO) == {Group("2.4", None, "awarded", None, False, 1, 600_000)}
    assert _asked(panel.world, CLEO) == {"2.4": 70_000_000}


def test_a_call_that_is_not_there_has_no_counts(world: World) -> None:
    with world.database.reading() as session, pytest.raises(NotFound):
        case_stats.groups(session, CORA, "nowhere")
