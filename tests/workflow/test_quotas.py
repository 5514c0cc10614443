"""Places and money: the last one goes to exactly one, and nothing is ever held twice or lost."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from states.refusal import Refusal
from tests.workflow import places
from tests.workflow.begun import NOVEMBER
from tests.workflow.places import CLIMATE, FOOD, HYDROGEN, MILLION, full, short
from tests.workflow.walks import Walk
from tests.world import CALL, ELI, World, done, refused
from workflow import calls
from workflow.commands import MakeTransition
from workflow.outcomes import Answer, Result


def test_the_only_place_of_a_direction_goes_to_the_first_who_is_awarded_it(world: World) -> None:
    first, second = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)

    won = world.award(first, 3 * MILLION, now=NOVEMBER)
    lost = refused(world.award(second, 1, now=NOVEMBER))

    assert done(won).state == "awarded"
    assert (lost.code, lost.missing) == ("needs-unmet", (full("2.3", "2.3-quota"), short("2.3", 0, 1, "2.3-quota")))
    assert (lost.case, lost.state, lost.version, lost.roles) == (second, "reviewed", 5, ("committee",))
    assert world.held() == {"2.3": (1, 3 * MILLION)}
    assert (world.case(first).amount, world.case(second).amount) == (3 * MILLION, None)


def test_of_two_awards_of_the_last_place_in_one_batch_exactly_one_is_made(world: World) -> None:
    refs = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)

    first, second = world.apply(*[places.award(ref, MILLION) for ref in refs], now=NOVEMBER)

    assert done(first).state == "awarded"
    assert refused(second).missing == (full("2.3", "2.3-quota"),)
    assert world.held() == {"2.3": (1, MILLION)}


def test_of_eight_awards_of_the_last_place_at_the_same_moment_exactly_one_is_made(world: World) -> None:
    refs = world.ready(8, now=NOVEMBER, direction="2.3", content=HYDROGEN)
    ready = Barrier(8)
    answers: dict[str, Answer] = {}

    def award(ref: str) -> None:
        ready.wait()
        answers[ref] = world.award(ref, MILLION, now=NOVEMBER)

    threads = [Thread(target=award, args=(ref,)) for ref in refs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    lost = [answer for answer in answers.values() if isinstance(answer, Refusal)]
    assert sum(isinstance(answer, Result) for answer in answers.values()) == 1
    assert [answer.missing for answer in lost] == [(full("2.3", "2.3-quota"),)] * 7
    assert world.held() == {"2.3": (1, MILLION)}


def test_the_money_of_a_direction_may_be_given_out_to_the_last_yuan_and_not_one_more(world: World) -> None:
    one, two, three = world.ready(3, now=NOVEMBER)
    world.award(one, 1_500_000, now=NOVEMBER)

    over = refused(world.award(two, 500_001, now=NOVEMBER))
    exact = world.award(two, 500_000, now=NOVEMBER)
    after = refused(world.award(three, 1, now=NOVEMBER))

    assert over.missing == (short("2.4", 500_000, 500_001, "2.4-quota"),)
    assert done(exact).state == "awarded"
    assert after.missing == (short("2.4", 0, 1, "2.4-quota"),)
    assert world.held() == {"2.4": (2, 2 * MILLION)}


def test_an_award_without_a_right_amount_is_refused_and_holds_nothing(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    amounts: list[object] = [0, -1, 1.5, True, "500000", None]

    awards = [
        MakeTransition(actor=ELI, received_at=NOVEMBER, ref=ref, transition="award", given={"amount": one})
        for one in amounts
    ]
    missing = [refused(answer).missing for answer in world.apply(*awards, now=NOVEMBER)]

    assert [[(lack.code, lack.pointer) for lack in lacks] for lacks in missing] == [[("amount-missing", "/amount")]] * 6
    assert world.held() == {}


def test_a_topic_within_a_topic_holds_a_place_on_every_line_above_it(world: World) -> None:
    one, two = world.ready(2, now=NOVEMBER, direction="1.4", topic="FAB-1", content=FOOD)

    won = world.award(one, 40 * MILLION, now=NOVEMBER)
    lost = refused(world.award(two, 10 * MILLION, now=NOVEMBER))

    assert done(won).state == "awarded"
    assert lost.missing == (full("1.4/FAB-1", "1.4-a"),)
    assert world.held() == {
        "1.4": (1, 40 * MILLION),
        "1.4/FAB": (1, 40 * MILLION),
        "1.4/FAB-1": (1, 40 * MILLION),
    }


def test_topics_without_money_of_their_own_share_that_of_the_topic_above(world: World) -> None:
    [one] = world.ready(1, now=NOVEMBER, direction="1.4", topic="FAB-1", content=FOOD)
    [two] = world.ready(1, now=NOVEMBER, direction="1.4", topic="FAB-2", content=FOOD)
    world.award(one, 69 * MILLION, now=NOVEMBER)

    over = refused(world.award(two, 2 * MILLION, now=NOVEMBER))
    exact = world.award(two, MILLION, now=NOVEMBER)

    assert over.missing == (short("1.4/FAB", MILLION, 2 * MILLION, "1.4-a"),)
    assert done(exact).state == "awarded"
    assert world.held()["1.4/FAB"] == (2, 70 * MILLION)


def test_a_topic_that_is_full_says_so_while_its_sister_still_takes_one(world: World) -> None:
    many = world.ready(4, now=NOVEMBER, direction="1.4", topic="CCB-1", content=CLIMATE)
    [sister] = world.ready(1, now=NOVEMBER, direction="1.4", topic="CCB-2", content=CLIMATE)
    for ref in many[:3]:
        done(world.award(ref, 10 * MILLION, now=NOVEMBER))

    fourth = refused(world.award(many[3], 1, now=NOVEMBER))
    beside = world.award(sister, 30 * MILLION, now=NOVEMBER)
    both = refused(world.award(many[3], 1, now=NOVEMBER))

    assert fourth.missing == (full("1.4/CCB-1", "1.4-b"), short("1.4/CCB-1", 0, 1, "1.4-b"))
    assert done(beside).state == "awarded"
    assert both.missing == (
        full("1.4/CCB", "1.4-b"),
        short("1.4/CCB", 0, 1, "1.4-b"),
        full("1.4/CCB-1", "1.4-b"),
        short("1.4/CCB-1", 0, 1, "1.4-b"),
    )
    assert world.held() == {
        "1.4": (4, 60 * MILLION),
        "1.4/CCB": (4, 60 * MILLION),
        "1.4/CCB-1": (3, 30 * MILLION),
        "1.4/CCB-2": (1, 30 * MILLION),
    }


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.soak)])
def test_on_a_long_walk_no_line_is_ever_exceeded_and_none_ever_leaks(world: World, seed: int) -> None:
    walk = Walk(world, seed, NOVEMBER)
    walk.opened(8)
    with world.database.reading() as session:
        limits = {one.line: (one.cases_limit, one.funds_limit) for one in calls.load_quota_usage(session, CALL)}

    fullest: dict[str, int] = {}
    for number in range(90):
        if number % 15 == 14 and number < 75:
            walk.opened(4)
        walk.step(timedelta(hours=8))
        held = world.held()
        assert held == {line: one for line, one in walk.held().items() if one != (0, 0)}, number
        for line, (count, funds) in held.items():
            assert count <= limits[line][0], line
            assert funds <= (limits[line][1] or funds), line
            fullest[line] = max(fullest.get(line, 0), count)

    assert "2.4" in fullest
    assert sum(isinstance(answer, Result) and answer.transition in ("withdraw", "revoke") for answer in walk.told) > 5
