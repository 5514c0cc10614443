"""Trials: a dry run foretells what will happen and leaves nothing behind, in the database or in the pending changes."""

import pytest

from tests.workflow import begun, places
from tests.workflow.begun import NOVEMBER, opening, submit
from tests.workflow.places import HYDROGEN, MILLION, decisions
from tests.world import ADA, AGENCY, CORA, DIEGO, ELI, World, answering, done, filing
from workflow.commands import AmendFiling, Bulk, MakeTransition, PutFiling
from workflow.outcomes import Result
from workflow.pending_changes import PendingChanges
from workflow.unit_of_work import UnitOfWork


def test_a_dry_run_of_every_kind_of_command_leaves_nothing_behind(world: World) -> None:
    draft, submitted = world.opened(now=NOVEMBER), begun.submitted(world)
    reviewed = begun.reviewed(world)
    before = [world.whole(ref) for ref in (draft, submitted, reviewed)], world.events(), world.held()
    bulk = Bulk(
        actor=CORA,
        received_at=NOVEMBER,
        dry_run=True,
        commands=(
            opening(content=filing()),
            AmendFiling(actor=ADA, received_at=NOVEMBER, ref=draft, content={"title": "Tried"}),
            submit(draft),
            PutFiling(
                actor=DIEGO, received_at=NOVEMBER, ref=submitted, side="counterpart", content=answering(), submit=True
            ),
            MakeTransition(actor=DIEGO, received_at=NOVEMBER, ref=submitted, transition="confirm"),
            MakeTransition(actor=ELI, received_at=NOVEMBER, ref=reviewed, transition="award", given={"amount": 1}),
            MakeTransition(actor=ELI, received_at=NOVEMBER, ref=reviewed, transition="nonsense"),
        ),
    )

    [foretold] = world.apply(bulk, now=NOVEMBER)

    assert isinstance(foretold, list)
    states = [answer.state for answer in foretold]
    assert states == ["draft", "draft", "submitted", "submitted", "partner-confirmed", "awarded", "awarded"]
    assert [answer.event for answer in foretold if isinstance(answer, Result)] == [0] * 6
    assert ([world.whole(ref) for ref in (draft, submitted, reviewed)], world.events(), world.held()) == before
    assert done(world.one(opening())).case == "IG23-2.4-004"


@pytest.mark.parametrize("mode", ["each", "atomic"])
def test_a_dry_run_says_what_will_happen_and_lets_nothing_happen(world: World, mode: str) -> None:
    _, transitions = decisions(world)
    asked = Bulk(actor=ELI, received_at=NOVEMBER, commands=transitions, mode="atomic" if mode == "atomic" else "each")
    dry = Bulk(actor=ELI, received_at=NOVEMBER, commands=transitions, mode=asked.mode, dry_run=True)
    before = world.events()

    [foretold] = world.apply(dry, now=NOVEMBER)
    unchanged = (world.held(), world.events())
    [happened] = world.apply(asked, now=NOVEMBER)

    assert isinstance(foretold, list)
    assert isinstance(happened, list)
    assert unchanged == ({}, before)
    for answer in happened:
        if isinstance(answer, Result):
            assert answer.event > before
            answer.event = 0
    assert foretold == happened


def test_a_dry_run_leaves_the_place_to_the_command_after_it_in_the_same_batch(world: World) -> None:
    first, second = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)
    dry = Bulk(actor=ELI, received_at=NOVEMBER, commands=(places.award(first, MILLION),), dry_run=True)

    [foretold], real = world.apply(dry, places.award(second, MILLION), now=NOVEMBER)  # type: ignore[misc]  # a bulk's answer

    assert (done(foretold).state, done(real).state) == ("awarded", "awarded")
    assert world.held() == {"2.3": (1, MILLION)}
    assert world.case(first).state == "reviewed"


def test_a_trial_that_is_not_kept_leaves_the_books_as_they_were_and_one_that_is_kept_does_not(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)

    with world.database.writing() as session:
        uow = UnitOfWork(session)
        uow.load([ref])
        pending, case = uow.pending, uow.pending.cases[ref]
        uow.lines(case)
        before = _told(pending)
        with pending.trial():
            _scribbled(pending, ref)
            inside = _told(pending)
            with pending.trial() as inner:
                _scribbled(pending, ref)
                inner.keep()
            deeper = _told(pending)
        after = _told(pending)
        with pending.trial() as trial:
            _scribbled(pending, ref)
            trial.keep()
        kept = _told(pending)
        session.rollback()

    assert before == after == (ref, "reviewed", 5, [("2.4", 0)], 0, 0)
    assert inside == kept == (ref, "scribbled", 6, [("2.4", 1)], 1, 1)
    assert deeper == (ref, "scribbled", 7, [("2.4", 2)], 2, 1)
    assert uow.pending.cases[ref] is case


def _scribbled(pending: PendingChanges, ref: str) -> None:
    case = pending.cases[ref]
    case.state, case.version = "scribbled", case.version + 1
    for line in pending.lines.values():
        line.cases_held += 1
    pending.reserved.append((case, ("2.4",), 1))
    pending.extended[ref, "agency"] = AGENCY


def _told(pending: PendingChanges) -> tuple[str, str, int, list[tuple[str, int]], int, int]:
    [case] = pending.cases.values()
    lines = [(line.line, line.cases_held) for line in pending.lines.values()]
    return case.ref, case.state, case.version, lines, len(pending.reserved), len(pending.extended)
