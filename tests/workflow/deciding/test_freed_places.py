"""Places that fall free: exactly one, with its money, and the next in the row may have it."""

import pytest

from tests.workflow import places
from tests.workflow.begun import NOVEMBER
from tests.workflow.places import HYDROGEN, MILLION, full, short
from tests.world import ADA, CONFERRED, CORA, ELI, SPRING, STATE_AWARD, ZHONGGUANCUN, World, done, refused
from workflow.outcomes import Result


@pytest.mark.parametrize(("leaving", "who"), [("withdraw", ADA), ("revoke", ELI)])
def test_an_award_that_falls_away_frees_exactly_one_place_and_its_money(
    world: World, leaving: str, who: "object"
) -> None:
    refs = world.ready(6, now=NOVEMBER)
    for ref in refs[:4]:
        done(world.award(ref, 400_000, now=NOVEMBER))
    before = refused(world.award(refs[4], 400_000, now=NOVEMBER))

    left = world.apply(places.transition(refs[0], leaving, who), now=NOVEMBER)
    again = world.apply(places.transition(refs[0], leaving, who), now=NOVEMBER)
    between = world.held()
    next_one = world.award(refs[4], 800_000, now=NOVEMBER)
    no_more = refused(world.award(refs[5], 1, now=NOVEMBER))

    assert before.missing == (full("2.4", "2.4-quota"),)
    assert isinstance(left[0], Result)
    assert refused(again[0]).code == "not-from-this-state"
    assert between == {"2.4": (3, 1_200_000)}
    assert world.case(refs[0]).amount is None
    assert done(next_one).state == "awarded"
    assert no_more.missing == (full("2.4", "2.4-quota"), short("2.4", 0, 1, "2.4-quota"))
    assert world.held() == {"2.4": (4, 2 * MILLION)}


def test_a_case_that_holds_nothing_frees_nothing_when_it_is_withdrawn_or_declined(world: World) -> None:
    held, reserved, reviewed = world.ready(3, now=NOVEMBER)
    world.award(held, 400_000, now=NOVEMBER)
    world.transition(reserved, "reserve", actor=ELI, now=NOVEMBER, rank=1)

    declined = world.transition(reserved, "decline", actor=ELI, now=NOVEMBER, reason="others were better")
    withdrawn = world.transition(reviewed, "withdraw", actor=ADA, now=NOVEMBER, reason="no staff")

    assert (done(declined).state, done(withdrawn).state) == ("declined", "withdrawn")
    assert world.held() == {"2.4": (1, 400_000)}


def test_a_place_awarded_and_given_back_in_one_batch_is_free_for_the_next_in_it(world: World) -> None:
    first, second = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)

    answers = world.apply(
        places.award(first, MILLION),
        places.transition(first, "withdraw", CORA),
        places.award(second, 2 * MILLION),
        now=NOVEMBER,
    )

    assert [done(answer).state for answer in answers] == ["awarded", "withdrawn", "awarded"]
    assert world.held() == {"2.3": (1, 2 * MILLION)}


def test_a_reserved_case_moves_up_when_a_place_falls_free_and_not_before(world: World) -> None:
    winner, waiting = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)
    world.award(winner, MILLION, now=NOVEMBER)
    world.transition(waiting, "reserve", actor=ELI, now=NOVEMBER, rank=1)

    early = refused(world.award(waiting, MILLION, now=NOVEMBER))
    world.transition(winner, "revoke", actor=ELI, now=NOVEMBER, reason="a false statement")
    late = world.award(waiting, MILLION, now=NOVEMBER)

    assert early.missing == (full("2.3", "2.3-quota"),)
    assert (done(late).source, done(late).state) == ("reserved", "awarded")
    assert world.held() == {"2.3": (1, MILLION)}


@pytest.mark.parametrize("call", [ZHONGGUANCUN, STATE_AWARD])
def test_ten_are_honoured_in_a_year_the_eleventh_is_refused_and_a_withdrawal_frees_one_place(
    world: World, call: str
) -> None:
    refs = world.ready(12, now=SPRING, call=call, direction="award")
    awards = [places.transition(ref, "award", ELI, now=SPRING) for ref in refs]
    clause = {ZHONGGUANCUN: "ZGC-07", STATE_AWARD: "IST-04"}[call]

    ten = world.apply(*awards[:10], now=SPRING)
    eleventh = world.apply(awards[10], now=SPRING)
    world.transition(refs[3], "withdraw", actor=ADA, now=SPRING, reason="declined by the candidate")
    now_free = world.apply(awards[10], awards[11], now=SPRING)

    state = {ZHONGGUANCUN: "awarded", STATE_AWARD: "recommended"}[call]
    assert [done(answer).state for answer in ten] == [state] * 10
    assert refused(eleventh[0]).missing == (full("award", clause),)
    assert done(now_free[0]).state == state
    assert refused(now_free[1]).missing == (full("award", clause),)
    assert world.held(call) == {"award": (10, 0)}
    assert world.case(refs[0]).amount == 0


def test_an_award_revoked_after_it_was_conferred_frees_its_place_too(world: World) -> None:
    refs = world.ready(11, now=SPRING, call=ZHONGGUANCUN, direction="award")
    world.apply(*[places.transition(ref, "award", ELI, now=SPRING) for ref in refs[:10]], now=SPRING)
    done(world.transition(refs[0], "confer", actor=CORA, now=SPRING, **CONFERRED))

    full_still = world.transition(refs[10], "award", actor=ELI, now=SPRING)
    world.transition(refs[0], "revoke", actor=ELI, now=SPRING, reason="a false statement")
    after = world.transition(refs[10], "award", actor=ELI, now=SPRING)

    assert refused(full_still).code == "needs-unmet"
    assert done(after).state == "awarded"
    assert world.held(ZHONGGUANCUN) == {"award": (10, 0)}
