"""A bulk of commands: each for itself, or all or nothing."""

from tests.workflow.begun import NOVEMBER, opening, submit
from tests.workflow.places import decisions, full
from tests.world import ADA, ELI, World, done, filing, refused
from workflow.commands import AmendFiling, Bulk


def test_an_atomic_bulk_of_opening_and_moving_is_all_or_nothing(world: World) -> None:
    ref = world.opened(filing(months=36), now=NOVEMBER)
    before = world.events()
    bulk = Bulk(
        actor=ADA,
        received_at=NOVEMBER,
        mode="atomic",
        commands=(
            opening(),
            AmendFiling(actor=ADA, received_at=NOVEMBER, ref=ref, content={"title": "X"}),
            submit(ref),
        ),
    )

    [answers] = world.apply(bulk, now=NOVEMBER)

    assert isinstance(answers, list)
    assert [refused(answer).code for answer in answers] == ["abandoned", "abandoned", "needs-unmet"]
    assert (world.events(), world.case(ref).title) == (before, filing()["title"])
    assert done(world.one(opening())).case == "IG23-2.4-002"


def test_what_an_undone_bulk_did_is_not_seen_by_the_command_after_it(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    bad = world.opened(filing(months=36), now=NOVEMBER)
    bulk = Bulk(actor=ADA, received_at=NOVEMBER, mode="atomic", commands=(submit(ref), submit(bad)))

    _, real = world.apply(bulk, submit(ref, 1), now=NOVEMBER)

    assert (done(real).version, done(real).state) == (2, "submitted")


def test_a_bulk_whose_seventh_award_finds_no_place_is_undone_whole_if_it_is_atomic(world: World) -> None:
    refs, transitions = decisions(world)
    before = world.events()

    [answers] = world.apply(Bulk(actor=ELI, received_at=NOVEMBER, commands=transitions, mode="atomic"), now=NOVEMBER)

    assert isinstance(answers, list)
    assert [refused(answer).code for answer in answers] == ["abandoned"] * 6 + ["needs-unmet", "abandoned"]
    assert [refused(answer).case for answer in answers] == refs
    assert refused(answers[6]).missing == (full("2.4", "2.4-quota"),)
    assert {world.case(ref).state for ref in refs} == {"reviewed"}
    assert (world.held(), world.events()) == ({}, before)


def test_a_bulk_whose_seventh_award_finds_no_place_does_the_other_seven_if_each_stands_alone(world: World) -> None:
    refs, transitions = decisions(world)

    [answers] = world.apply(Bulk(actor=ELI, received_at=NOVEMBER, commands=transitions), now=NOVEMBER)

    assert isinstance(answers, list)
    assert refused(answers[6]).missing == (full("2.4", "2.4-quota"),)
    states = ["awarded"] * 4 + ["declined", "reserved", "reviewed", "declined"]
    assert [world.case(ref).state for ref in refs] == states
    assert [answer.state for answer in answers] == states
    assert world.held() == {"2.4": (4, 1_600_000)}
