"""What is said of a case's transitions is what comes of them: every lack, to everybody, in every state, at any instant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from tests import filings
from tests.filings import HERE, THERE
from tests.panel import NOVEMBER, Panel
from tests.spine import LATER, PEOPLE, WHILE, one_of_each
from tests.workflow.foretelling import Foretelling
from tests.workflow.places import HYDROGEN
from tests.workflow.walks import Walk
from tests.world import ADA, AGENCY, CORA, DIEGO, ELI, INTERNAL, MICROSECOND, World, answering, done, filing, paper
from workflow.commands import AmendFiling, ConfirmSameMeaning, WaiveClause
from workflow.credentials import sessions
from workflow.overview import queries
from workflow.paperwork import comparisons
from workflow.store.database import Database

DAY = timedelta(days=1)
LONG = filing(area="Space science and technology", months=36)
TIRED = replace(ELI, session="ses_1", fresh_at=NOVEMBER - sessions.FRESH)
READING = replace(CORA, scopes=frozenset({"read"}))


def _various(world: World) -> list[str]:
    """Cases of which each lacks something else, as of that November morning."""
    return [*_drafts(world), *_submissions(world), *_before_the_committee(world)]


def _drafts(world: World) -> list[str]:
    blank = world.opened({}, now=NOVEMBER)
    long, waived = (world.opened(LONG, direction="2.2", now=NOVEMBER) for _ in range(2))
    done(world.one(WaiveClause(actor=CORA, received_at=NOVEMBER, ref=waived, clause="2.2-a", reason="a ship")))
    ahead = paper("2022-12-01", HERE, THERE)
    laboratories = [filings.good("1.1"), filings.good("1.1"), filings.good("1.1", project_agreement=ahead)]
    first, second, early = (world.opened(one, direction="1.1", partner="GB", now=NOVEMBER) for one in laboratories)
    done(world.transition(first, "submit", actor=ADA, now=NOVEMBER))
    extended = world.opened(now=NOVEMBER)
    done(world.extend(extended, "internal", INTERNAL + DAY, now=NOVEMBER))
    return [blank, long, waived, first, second, early, extended]


def _submissions(world: World) -> list[str]:
    alone, told, differing, same = (world.opened(now=NOVEMBER) for _ in range(4))
    for ref in (alone, told, differing, same):
        done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    for ref in (differing, same):
        done(world.file(ref, answering(title="Suave"), now=NOVEMBER))
    done(
        world.one(ConfirmSameMeaning(actor=CORA, received_at=NOVEMBER, ref=same, field="title", reason="a translator"))
    )
    done(world.receive(told, NOVEMBER, now=NOVEMBER))
    return [alone, told, differing, same]


def _before_the_committee(world: World) -> list[str]:
    panel = Panel(world)
    unread, mended = panel.case(), world.reviewed(now=NOVEMBER)
    panel.accepted(unread, panel.reviewer("Rosa"))
    done(
        world.one(
            AmendFiling(actor=CORA, received_at=NOVEMBER, ref=mended, content={"results": "Two."}, reason="a slip")
        )
    )
    full, *awarded = world.ready(5, now=NOVEMBER)
    for ref in awarded:
        done(world.award(ref, now=NOVEMBER))
    return [unread, mended, full, awarded[0], *world.ready(1, direction="2.3", content=HYDROGEN, now=NOVEMBER)]


def test_what_is_lacking_is_foretold_in_full_at_every_instant_whether_or_not_a_sweep_ran(world: World) -> None:
    refs, found = _various(world), Foretelling()

    found.ask(world, [ADA, CORA, DIEGO, ELI, TIRED, READING], refs, NOVEMBER)
    for now in (INTERNAL - MICROSECOND, INTERNAL, INTERNAL + DAY, AGENCY + 400 * DAY):
        found.ask(world, [ADA, CORA, ELI], refs, now)

    assert found.wrong == []
    assert {"allowed", "needs-unmet", "not-yours-to-make", "not-fresh", "deadline-passed"} <= set(found.answers)
    lacking = {"field-empty", "2.2-a", "1.1-e", "1.1-l", "2.4-c", "comparison-stale", "reviews-missing", "quota-full"}
    assert lacking <= set(found.lacks), found.lacks


def test_every_move_is_foretold_to_everybody_in_every_state(world: World) -> None:
    refs, found = one_of_each(world), Foretelling()

    found.ask(world, PEOPLE.values(), list(refs.values()), LATER)
    found.ask(world, [ADA, CORA, ELI], list(refs.values()), WHILE)

    assert found.wrong == []
    known = {"allowed", "needs-unmet", "not-yours-to-make", "deadline-passed", "not-from-this-state"}
    assert found.answers.keys() == known


def _walked(world: World, seed: int, steps: int) -> Foretelling:
    walk, found = Walk(world, seed, NOVEMBER), Foretelling()
    walk.opened(4)
    for number in range(steps):
        walk.step()
        if number % 10 == 9:
            found.ask(world, [ADA, CORA, ELI], sorted(walk.states), walk.now + walk.rng.random() * 30 * DAY)
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_on_a_walk_at_random_everything_comes_as_it_was_foretold(world: World, seed: int) -> None:
    found = _walked(world, seed, 40)

    assert found.wrong == []
    assert found.answers["allowed"] > 15 and found.answers["needs-unmet"] > 2, found.answers


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 105))
def test_on_long_walks_at_random_everything_comes_as_it_was_foretold(world: World, seed: int) -> None:
    assert _walked(world, seed, 150).wrong == []


# What it costs ---------------------------------------------------------------------------------------------------------


@contextmanager
def _counted(database: Database) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*execution: object) -> None:
        asked.append(str(execution[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def _selects(world: World, read: Callable[..., object], *about: object, **known: object) -> int:
    """How many statements a reading takes once the editions of its calls are known."""
    with world.database.reading() as session:
        read(session, *about, **known)
        with _counted(world.database) as asked:
            read(session, *about, **known)
    return len(asked)


def test_a_case_is_read_in_few_statements_however_many_moves_rules_and_cases_there_are(world: World) -> None:
    refs = _various(world)

    transitions = max(_selects(world, queries.list_transitions, CORA, ref, now=NOVEMBER) for ref in refs)
    whole = max(_selects(world, queries.load_case, CORA, ref, now=NOVEMBER) for ref in refs)
    compared = max(_selects(world, comparisons.load_comparison, CORA, ref) for ref in refs)
    page = _selects(world, queries.list_whole_cases, CORA, queries.Search(), now=NOVEMBER)

    assert (transitions, whole, compared, page) == (7, 11, 3, 12)
