"""Whoever is kept from a case by a conflict of interest finds it in no list, no count and no part of the trail."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from tests.panel import ALMA, AUGUST, CLEO, ECHO, NOVEMBER, Panel
from tests.workflow import hiding
from tests.world import ADAM, AUDREY, CALL, CORA, ELI, World, done
from workflow import case_export
from workflow.actors import SYSTEM, Actor
from workflow.auditing import history
from workflow.overview import queries, tallies

LISTS: dict[str, Callable[[Session, Actor], list[str]]] = {
    "cases": lambda session, actor: [
        one.ref for one in queries.list_cases(session, actor, queries.Search(), limit=50)[0]
    ],
    "cases of a state": lambda session, actor: [
        one.ref for one in queries.list_cases(session, actor, queries.Search(state="partner-confirmed"), limit=50)[0]
    ],
    "cases by text": lambda session, actor: [
        one.ref for one in queries.list_cases(session, actor, queries.Search(text="e"), limit=50)[0]
    ],
    "cases by reference": lambda session, actor: [
        one.ref for one in queries.list_cases(session, actor, queries.Search(text="IG23-2.4-002"), limit=50)[0]
    ],
    "cases that need me": lambda session, actor: [
        one.ref for one in queries.list_cases(session, actor, queries.Search(needs_me=True), limit=50)[0]
    ],
    "cases whole": lambda session, actor: [
        one.case.ref for one in queries.list_whole_cases(session, actor, queries.Search(), now=NOVEMBER)[0]
    ],
    "deadlines": lambda session, actor: [one.ref for one in queries.list_due(session, actor, limit=50)[0]],
}

hidden = hiding.hidden


@pytest.mark.parametrize("actor", [CLEO, ECHO, AUGUST, ALMA], ids=lambda actor: actor.id)
def test_no_list_holds_the_case_and_all_else_is_as_for_a_colleague(world: World, hidden: str, actor: Actor) -> None:
    colleague = {CLEO.id: CORA, ECHO.id: ELI, AUGUST.id: AUDREY, ALMA.id: ADAM}[actor.id]

    with world.database.reading() as session:
        for name, listed in LISTS.items():
            theirs = listed(session, colleague)
            assert listed(session, actor) == [ref for ref in theirs if ref != hidden], name
            if name != "cases that need me":
                assert hidden in theirs, name
    assert [one.ref for one in case_export.export_cases(world.database, actor, queries.Search())] == [
        "IG23-2.4-003",
        "IG23-2.4-001",
    ]


@pytest.mark.parametrize("actor", [CLEO, ECHO, AUGUST, ALMA], ids=lambda actor: actor.id)
def test_the_tally_is_that_of_a_call_without_the_case(world: World, hidden: str, actor: Actor) -> None:
    with world.database.reading() as session:
        mine, all_of_it = (tallies.tally(session, CALL, actor=one) for one in (actor, SYSTEM))

    assert (mine.total.received, all_of_it.total.received) == (1, 2)
    assert mine.directions["2.4"].received == 1


def test_the_tally_counts_neither_an_award_nor_its_money(panel: Panel) -> None:
    shown, ref = panel.world.ready(2, now=NOVEMBER)
    for one in (shown, ref):
        done(panel.world.award(one, 600_000, now=NOVEMBER))
    done(panel.declare(ref, CLEO))

    with panel.world.database.reading() as session:
        mine, all_of_it = (tallies.tally(session, CALL, actor=one).total for one in (CLEO, SYSTEM))

    assert (mine.received, mine.reviewed, mine.awarded, mine.funds) == (1, 1, 1, 600_000)
    assert (all_of_it.received, all_of_it.reviewed, all_of_it.awarded, all_of_it.funds) == (2, 2, 2, 1_200_000)


@pytest.mark.parametrize("actor", [CLEO, AUGUST, ALMA], ids=lambda actor: actor.id)
def test_the_whole_trail_holds_nothing_of_the_case_nor_what_names_or_counts_it(
    world: World, hidden: str, actor: Actor
) -> None:
    with world.database.reading() as session:
        theirs, _ = history.list_events(session, CORA, history.Filter(), limit=200)
        mine, _ = history.list_events(session, actor, history.Filter(), limit=200)
        sought, _ = history.list_events(session, actor, history.Filter(case=hidden), limit=200)
        absent, _ = history.list_events(session, actor, history.Filter(case="IG23-2.4-999"), limit=200)
    exported = [entry.seq for entry in history.load_bodies(world.database, actor, history.Filter())]

    gone = [entry for entry in theirs if entry.seq not in {one.seq for one in mine}]
    assert not any(hidden in entry.body for entry in mine)
    assert {entry.action for entry in gone if entry.case is None} == {"document.read", "deadline.extended"}
    assert all(entry.case == hidden for entry in gone if entry.case is not None)
    assert (sought, absent) == ([], [])
    assert exported == [entry.seq for entry in mine]


def test_the_trail_is_paged_without_a_gap_that_tells(world: World, hidden: str) -> None:
    paged: list[int] = []
    after: int | None = 0
    while after is not None:
        with world.database.reading() as session:
            page, after = history.list_events(session, CLEO, history.Filter(), limit=3, after=after)
        paged += [entry.seq for entry in page]
        assert len(page) == 3 or after is None

    assert paged == [entry.seq for entry in history.load_bodies(world.database, CLEO, history.Filter())]
