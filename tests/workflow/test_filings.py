"""Filings: who writes which side when, what an amendment keeps, and what no database is given."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from states.facts import Side
from states.refusal import Refusal
from tests.workflow import begun
from tests.workflow.begun import HOUR, NOVEMBER, submit
from tests.world import ADA, CORA, DIEGO, ELI, INTERNAL, World, answering, done, filing, refused
from workflow.actors import Actor
from workflow.commands import AmendFiling, PutFiling


def test_an_amendment_replaces_what_it_names_empties_what_it_sets_to_nothing_and_keeps_the_rest(world: World) -> None:
    ref = world.opened(filing(own_funds=5), now=NOVEMBER)

    receipt = done(world.amend(ref, {"title": "Second", "own_funds": None, "budget": 7}, now=NOVEMBER + HOUR))

    wanted = {name: value for name, value in filing(title="Second", budget=7).items() if name != "own_funds"}
    assert world.whole(ref).home == wanted
    assert (receipt.action, receipt.version, receipt.state, receipt.due_at) == ("case.amended", 2, "draft", INTERNAL)
    assert (world.case(ref).title, world.case(ref).entered_at) == ("Second", NOVEMBER)


def test_each_amendment_builds_on_the_one_before_also_within_one_batch(world: World) -> None:
    ref = world.opened({"title": "First"}, now=NOVEMBER)
    amend = AmendFiling(actor=ADA, received_at=NOVEMBER, ref=ref, content={"leader": "Lin"})

    world.apply(amend, replace(amend, content={"title": "Second"}), now=NOVEMBER)
    world.apply(replace(amend, content={"leader": "Wu"}), now=NOVEMBER)

    assert world.whole(ref).home == {"title": "Second", "leader": "Wu"}
    assert [entry.data["filing"]["number"] for entry in world.entries(ref)] == [1, 2, 3, 4]  # type: ignore[index]


def test_a_text_that_one_database_could_not_keep_is_taken_or_refused_alike_by_both(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    try:
        outcome = world.amend(ref, {"title": "Pea\0protein"}, now=NOVEMBER)
    except DBAPIError as error:
        pytest.fail(f"the database failed instead: {error.orig}")

    assert refused(outcome).missing[0].pointer == "/content/title"


def test_a_whole_filing_leaves_nothing_of_the_one_before(world: World) -> None:
    ref = world.opened(filing(), now=NOVEMBER)
    put = PutFiling(actor=ADA, received_at=NOVEMBER, ref=ref, side="home", content={"title": "Alone", "leader": None})

    receipt = done(world.one(put))

    assert (receipt.action, world.whole(ref).home) == ("case.filed", {"title": "Alone"})


def test_what_is_wrong_with_an_amendment_is_pointed_at_and_nothing_is_written(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    outcome = refused(world.amend(ref, {"title": "Second", "months": 1.5, "colour": "red"}, now=NOVEMBER))

    assert (outcome.code, outcome.case, outcome.version) == ("misfit", ref, 1)
    assert [lack.pointer for lack in outcome.missing] == ["/content/months", "/content/colour"]
    assert world.whole(ref).home == filing()


def test_each_side_files_for_itself(world: World) -> None:
    ref = begun.submitted(world)
    home, counterpart = ("applicant", "coordinator"), ("partner", "authority", "coordinator")
    wrong: list[tuple[Actor, Side, tuple[str, ...]]] = [
        (DIEGO, "home", home),
        (ELI, "home", home),
        (ADA, "counterpart", counterpart),
        (ELI, "counterpart", counterpart),
    ]

    commands = [
        PutFiling(actor=actor, received_at=NOVEMBER, ref=ref, side=side, content={}) for actor, side, _ in wrong
    ]
    answers = world.apply(*commands, now=NOVEMBER)

    assert answers == [
        Refusal(
            "not-yours-to-make",
            f"the {side} filing can be written by: {', '.join(roles)}",
            case=ref,
            state="submitted",
            version=2,
            roles=roles,
        )
        for _, side, roles in wrong
    ]


def test_a_filing_can_be_changed_only_where_its_side_is_open(world: World) -> None:
    draft, submitted, confirmed = world.opened(now=NOVEMBER), begun.submitted(world), begun.confirmed(world)

    early = refused(world.file(draft, answering(), now=NOVEMBER, actor=CORA))
    home = refused(world.amend(submitted, {"title": "Second"}, now=NOVEMBER))
    late = refused(world.file(confirmed, answering(), now=NOVEMBER))

    assert {one.code for one in (early, home, late)} == {"not-editable"}
    assert early.problem == "the counterpart filing cannot be changed while the case is draft"
    assert home.problem == "the home filing cannot be changed while the case is submitted"
    assert late.problem == "the counterpart filing cannot be changed while the case is partner-confirmed"


def test_a_case_sent_back_may_be_corrected_on_both_sides(world: World) -> None:
    ref = begun.submitted(world)
    world.file(ref, answering(title="Old"), now=NOVEMBER)
    world.transition(ref, "return", actor=CORA, now=NOVEMBER, reason="the titles differ")

    world.amend(ref, {"title": "New"}, now=NOVEMBER)
    world.file(ref, answering(title="New"), now=NOVEMBER)
    world.one(submit(ref))

    assert done(world.transition(ref, "confirm", actor=DIEGO, now=NOVEMBER)).state == "partner-confirmed"
