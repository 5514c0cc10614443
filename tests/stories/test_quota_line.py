"""A quota line from its first award to its last yuan, with everybody deciding at once."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from states.refusal import Refusal, Unmet
from tests.papers import mirrored, placed
from tests.simultaneous import at_once
from tests.workflow.committee import draft
from tests.workflow.places import full, short
from tests.world import ADA, CALL, CORA, ELI, SPRING, STATE_AWARD, ZHONGGUANCUN, World, at, done, filing, refused
from workflow.commands import Bulk, MakeTransition, PromoteReserve
from workflow.outcomes import Answer, Outcome, Result

NOVEMBER = at("2022-11-10 09:00")
HYDROGEN = filing(area="Hydrogen energy")
LOW_CARBON = "Low-carbon technology"
MILLION = 1_000_000
_CAP = {ZHONGGUANCUN: "ZGC-07", STATE_AWARD: "IST-04"}


def refusals(answers: Sequence[Answer]) -> list[Refusal]:
    return [answer for answer in answers if isinstance(answer, Refusal)]


@pytest.mark.clause("ZGC-07", "IST-04")
@pytest.mark.parametrize("call", _CAP)
def test_of_eleven_honoured_at_once_in_a_year_of_ten_exactly_ten_are(world: World, call: str) -> None:
    refs = world.ready(11, now=SPRING, call=call, direction="award")

    answers = at_once(*[lambda ref=ref: world.transition(ref, "award", actor=ELI, now=SPRING) for ref in refs])

    [lost] = refusals(answers)
    assert len(answers) == 11
    assert lost.missing == (full("award", _CAP[call]),)
    assert world.held(call) == {"award": (10, 0)}


def test_of_two_projects_of_one_million_six_at_once_in_a_direction_for_one_exactly_one_is_awarded(
    world: World,
) -> None:
    refs = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)

    answers = at_once(*[lambda ref=ref: world.award(ref, 1_600_000, now=NOVEMBER) for ref in refs])

    [lost] = refusals(answers)
    assert [lack.problem for lack in lost.missing] == [
        "2.3 China–South Africa flagship joint research has no place left",
        "2.3 China–South Africa flagship joint research has 1,400,000 yuan left, 1,600,000 were asked",
    ]
    assert world.held() == {"2.3": (1, 1_600_000)}


def test_a_withdrawal_frees_exactly_one_place_and_the_reserve_list_moves_up_by_one(world: World) -> None:
    refs = world.ready(7, now=NOVEMBER)
    for ref in refs[:4]:
        done(world.award(ref, 500_000, now=NOVEMBER))
    for rank, ref in enumerate(refs[4:], 1):
        done(world.transition(ref, "reserve", actor=ELI, now=NOVEMBER, rank=rank))
        done(draft(world, ref, "award", amount=500_000, now=NOVEMBER))
    promote = PromoteReserve(actor=ELI, received_at=NOVEMBER, call=CALL, direction="2.4")
    full = refused(world.one(promote))

    done(world.transition(refs[1], "withdraw", actor=ADA, now=NOVEMBER, reason="no staff"))
    answers = at_once(*[lambda: world.one(promote)] * 3)

    [up] = [answer for answer in answers if isinstance(answer, Result)]
    assert full.missing[0] == Unmet("quota-full", "2.4 China–Argentina joint research has no place left", "2.4-quota")
    assert up.case == refs[4]
    assert [one.missing[0].code for one in refusals(answers)] == ["quota-full"] * 2
    assert [world.case(ref).state for ref in refs[4:]] == ["awarded", "reserved", "reserved"]
    assert world.held() == {"2.4": (4, 2 * MILLION)}


def test_who_is_reinstated_is_judged_again_and_finds_the_last_place_taken(world: World) -> None:
    late = world.opened(now=NOVEMBER, direction="2.3", content=HYDROGEN)
    done(world.transition(late, "submit", actor=ADA, now=NOVEMBER))
    done(world.transition(late, "exclude", actor=CORA, now=NOVEMBER, reason="a doubt"))
    [quick] = world.ready(1, now=NOVEMBER, direction="2.3", content=HYDROGEN)
    done(world.award(quick, 3 * MILLION, now=NOVEMBER))

    done(world.transition(late, "reinstate", actor=CORA, now=NOVEMBER, reason="the doubt was ours"))
    unfiled = refused(world.transition(late, "confirm", actor=CORA, now=NOVEMBER))
    done(world.file(late, mirrored(placed(HYDROGEN, "2.3")), now=NOVEMBER, actor=CORA))
    for transition, given in (("confirm", {}), ("review", {"score": 90})):
        done(world.one(MakeTransition(actor=CORA, received_at=NOVEMBER, ref=late, transition=transition, given=given)))
    lost = refused(world.award(late, MILLION, now=NOVEMBER))

    assert unfiled.code == "needs-unmet"
    assert [lack.code for lack in lost.missing] == ["quota-full", "funds-short"]
    assert world.held() == {"2.3": (1, 3 * MILLION)}


# Twenty at once, of which the seventh asks for too much ---------------------------------------------------------------


def twenty(world: World) -> tuple[list[str], Bulk]:
    """Awards of all twenty places of direction 2.5; the seventh asks for more than its sixty million leave."""
    refs = world.ready(20, now=NOVEMBER, direction="2.5", content=filing(area=LOW_CARBON))
    amounts = [MILLION] * 6 + [55 * MILLION] + [MILLION] * 13
    awards = tuple(
        MakeTransition(actor=ELI, received_at=NOVEMBER, ref=ref, transition="award", given={"amount": amount})
        for ref, amount in zip(refs, amounts, strict=True)
    )
    return refs, Bulk(actor=ELI, received_at=NOVEMBER, commands=awards)


def bulk(world: World, command: Bulk) -> list[Outcome]:
    [answer] = world.apply(command, now=NOVEMBER)
    assert isinstance(answer, list)
    return answer


def test_twenty_at_once_are_all_left_if_they_stand_together_and_the_seventh_does_not_fit(world: World) -> None:
    refs, command = twenty(world)
    before = world.events()

    foretold = bulk(world, replace(command, mode="atomic", dry_run=True))
    happened = bulk(world, replace(command, mode="atomic"))

    assert foretold == happened
    assert [refused(one).code for one in happened] == ["abandoned"] * 6 + ["needs-unmet"] + ["abandoned"] * 13
    assert {world.case(ref).state for ref in refs} == {"reviewed"}
    assert (world.held(), world.events()) == ({}, before)


def test_twenty_at_once_leave_out_only_the_seventh_if_each_stands_alone(world: World) -> None:
    _, command = twenty(world)

    foretold = bulk(world, replace(command, dry_run=True))
    between = world.held()
    happened = bulk(world, command)

    assert between == {}
    assert foretold == [replace(one, event=0) if isinstance(one, Result) else one for one in happened]
    assert [isinstance(one, Result) for one in happened] == [True] * 6 + [False] + [True] * 13
    assert refused(happened[6]).missing == (short("2.5", 54 * MILLION, 55 * MILLION, "2.5-quota"),)
    assert world.held() == {"2.5": (19, 19 * MILLION)}
