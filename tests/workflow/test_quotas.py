"""Places and money: the last one goes to exactly one, what falls free is one, and nothing is ever held twice or lost."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from states.refusal import Refusal, Unmet
from tests.workflow.walks import Walk
from tests.world import ADA, CALL, CORA, ELI, SPRING, STATE_AWARD, ZHONGGUANCUN, World, at, done, filing, refused
from workflow import calls, cases
from workflow.commands import Bulk, Move
from workflow.outcomes import Answer, Receipt

NOVEMBER = at("2022-11-10 09:00")
HYDROGEN = filing(area="Hydrogen energy")
FOOD = filing(area="Food, agriculture and biotechnology")
CLIMATE = filing(area="Climate change and biodiversity")
MILLION = 1_000_000


def full(line: str, clause: str) -> Unmet:
    return Unmet("quota-full", f"line {line} has no place left", clause)


def short(line: str, left: int, asked: int, clause: str) -> Unmet:
    return Unmet("funds-short", f"line {line} has {left:,} yuan left, {asked:,} were asked", clause, pointer="/amount")


def test_the_only_place_of_a_direction_goes_to_the_first_who_is_awarded_it(world: World) -> None:
    first, second = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)

    won = world.award(first, 3 * MILLION, now=NOVEMBER)
    lost = refused(world.award(second, 1, now=NOVEMBER))

    assert done(won).state == "awarded"
    assert (lost.code, lost.missing) == ("needs-unmet", (full("2.3", "2.3"), short("2.3", 0, 1, "2.3")))
    assert (lost.case, lost.state, lost.version, lost.roles) == (second, "reviewed", 5, ("committee",))
    assert world.held() == {"2.3": (1, 3 * MILLION)}
    assert (world.case(first).amount, world.case(second).amount) == (3 * MILLION, None)


def test_of_two_awards_of_the_last_place_in_one_batch_exactly_one_is_made(world: World) -> None:
    refs = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)

    first, second = world.apply(*[_award(ref, MILLION) for ref in refs], now=NOVEMBER)

    assert done(first).state == "awarded"
    assert refused(second).missing == (full("2.3", "2.3"),)
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
    assert sum(isinstance(answer, Receipt) for answer in answers.values()) == 1
    assert [answer.missing for answer in lost] == [(full("2.3", "2.3"),)] * 7
    assert world.held() == {"2.3": (1, MILLION)}


def test_the_money_of_a_direction_may_be_given_out_to_the_last_yuan_and_not_one_more(world: World) -> None:
    one, two, three = world.ready(3, now=NOVEMBER)
    world.award(one, 1_500_000, now=NOVEMBER)

    over = refused(world.award(two, 500_001, now=NOVEMBER))
    exact = world.award(two, 500_000, now=NOVEMBER)
    after = refused(world.award(three, 1, now=NOVEMBER))

    assert over.missing == (short("2.4", 500_000, 500_001, "2.4"),)
    assert done(exact).state == "awarded"
    assert after.missing == (short("2.4", 0, 1, "2.4"),)
    assert world.held() == {"2.4": (2, 2 * MILLION)}


def test_an_award_without_a_right_amount_is_refused_and_holds_nothing(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    amounts: list[object] = [0, -1, 1.5, True, "500000", None]

    awards = [Move(actor=ELI, received_at=NOVEMBER, ref=ref, move="award", given={"amount": one}) for one in amounts]
    missing = [refused(answer).missing for answer in world.apply(*awards, now=NOVEMBER)]

    assert [[(lack.code, lack.pointer) for lack in lacks] for lacks in missing] == [[("amount-missing", "/amount")]] * 6
    assert world.held() == {}


def test_a_topic_within_a_topic_holds_a_place_on_every_line_above_it(world: World) -> None:
    one, two = world.ready(2, now=NOVEMBER, direction="1.4", topic="FAB-1", content=FOOD)

    won = world.award(one, 40 * MILLION, now=NOVEMBER)
    lost = refused(world.award(two, 10 * MILLION, now=NOVEMBER))

    assert done(won).state == "awarded"
    assert lost.missing == (full("1.4/FAB-1", "1.4"),)
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

    assert over.missing == (short("1.4/FAB", MILLION, 2 * MILLION, "1.4"),)
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

    assert fourth.missing == (full("1.4/CCB-1", "1.4"), short("1.4/CCB-1", 0, 1, "1.4"))
    assert done(beside).state == "awarded"
    assert both.missing == (
        full("1.4/CCB", "1.4"),
        short("1.4/CCB", 0, 1, "1.4"),
        full("1.4/CCB-1", "1.4"),
        short("1.4/CCB-1", 0, 1, "1.4"),
    )
    assert world.held() == {
        "1.4": (4, 60 * MILLION),
        "1.4/CCB": (4, 60 * MILLION),
        "1.4/CCB-1": (3, 30 * MILLION),
        "1.4/CCB-2": (1, 30 * MILLION),
    }


@pytest.mark.parametrize(("leaving", "who"), [("withdraw", ADA), ("revoke", ELI)])
def test_an_award_that_falls_away_frees_exactly_one_place_and_its_money(
    world: World, leaving: str, who: "object"
) -> None:
    refs = world.ready(6, now=NOVEMBER)
    for ref in refs[:4]:
        done(world.award(ref, 400_000, now=NOVEMBER))
    before = refused(world.award(refs[4], 400_000, now=NOVEMBER))

    left = world.apply(_move(refs[0], leaving, who), now=NOVEMBER)
    again = world.apply(_move(refs[0], leaving, who), now=NOVEMBER)
    between = world.held()
    next_one = world.award(refs[4], 800_000, now=NOVEMBER)
    no_more = refused(world.award(refs[5], 1, now=NOVEMBER))

    assert before.missing == (full("2.4", "2.4"),)
    assert isinstance(left[0], Receipt)
    assert refused(again[0]).code == "not-from-this-state"
    assert between == {"2.4": (3, 1_200_000)}
    assert world.case(refs[0]).amount is None
    assert done(next_one).state == "awarded"
    assert no_more.missing == (full("2.4", "2.4"), short("2.4", 0, 1, "2.4"))
    assert world.held() == {"2.4": (4, 2 * MILLION)}


def test_a_case_that_holds_nothing_frees_nothing_when_it_is_withdrawn_or_declined(world: World) -> None:
    held, reserved, reviewed = world.ready(3, now=NOVEMBER)
    world.award(held, 400_000, now=NOVEMBER)
    world.move(reserved, "reserve", actor=ELI, now=NOVEMBER, rank=1)

    declined = world.move(reserved, "decline", actor=ELI, now=NOVEMBER, reason="others were better")
    withdrawn = world.move(reviewed, "withdraw", actor=ADA, now=NOVEMBER, reason="no staff")

    assert (done(declined).state, done(withdrawn).state) == ("declined", "withdrawn")
    assert world.held() == {"2.4": (1, 400_000)}


def test_a_place_awarded_and_given_back_in_one_batch_is_free_for_the_next_in_it(world: World) -> None:
    first, second = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)

    answers = world.apply(
        _award(first, MILLION), _move(first, "withdraw", CORA), _award(second, 2 * MILLION), now=NOVEMBER
    )

    assert [done(answer).state for answer in answers] == ["awarded", "withdrawn", "awarded"]
    assert world.held() == {"2.3": (1, 2 * MILLION)}


def test_a_reserved_case_moves_up_when_a_place_falls_free_and_not_before(world: World) -> None:
    winner, waiting = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)
    world.award(winner, MILLION, now=NOVEMBER)
    world.move(waiting, "reserve", actor=ELI, now=NOVEMBER, rank=1)

    early = refused(world.award(waiting, MILLION, now=NOVEMBER))
    world.move(winner, "revoke", actor=ELI, now=NOVEMBER, reason="a false statement")
    late = world.award(waiting, MILLION, now=NOVEMBER)

    assert early.missing == (full("2.3", "2.3"),)
    assert (done(late).source, done(late).state) == ("reserved", "awarded")
    assert world.held() == {"2.3": (1, MILLION)}


@pytest.mark.parametrize("call", [ZHONGGUANCUN, STATE_AWARD])
def test_ten_are_honoured_in_a_year_the_eleventh_is_refused_and_a_withdrawal_frees_one_place(
    world: World, call: str
) -> None:
    refs = world.ready(12, now=SPRING, call=call, direction="award")
    awards = [_move(ref, "award", ELI, now=SPRING) for ref in refs]
    clause = {ZHONGGUANCUN: "ZGC-07", STATE_AWARD: "IST-04"}[call]

    ten = world.apply(*awards[:10], now=SPRING)
    eleventh = world.apply(awards[10], now=SPRING)
    world.move(refs[3], "withdraw", actor=ADA, now=SPRING, reason="declined by the candidate")
    now_free = world.apply(awards[10], awards[11], now=SPRING)

    assert [done(answer).state for answer in ten] == ["awarded"] * 10
    assert refused(eleventh[0]).missing == (full("award", clause),)
    assert done(now_free[0]).state == "awarded"
    assert refused(now_free[1]).missing == (full("award", clause),)
    assert world.held(call) == {"award": (10, 0)}
    assert world.case(refs[0]).amount == 0


def test_an_award_revoked_after_it_was_conferred_frees_its_place_too(world: World) -> None:
    refs = world.ready(11, now=SPRING, call=ZHONGGUANCUN, direction="award")
    world.apply(*[_move(ref, "award", ELI, now=SPRING) for ref in refs[:10]], now=SPRING)
    world.move(refs[0], "confer", actor=CORA, now=SPRING)

    full_still = world.move(refs[10], "award", actor=ELI, now=SPRING)
    world.move(refs[0], "revoke", actor=ELI, now=SPRING, reason="a false statement")
    after = world.move(refs[10], "award", actor=ELI, now=SPRING)

    assert refused(full_still).code == "needs-unmet"
    assert done(after).state == "awarded"
    assert world.held(ZHONGGUANCUN) == {"award": (10, 0)}


# In bulk ---------------------------------------------------------------------------------------------------------------


def decisions(world: World) -> tuple[list[str], tuple[Move, ...]]:
    """Eight decisions in direction 2.4, of which the seventh asks for a fifth place."""
    refs = world.ready(8, now=NOVEMBER)
    moves = [_award(ref, 400_000) for ref in refs[:4]]
    moves += [_move(refs[4], "decline", ELI), _move(refs[5], "reserve", ELI), _award(refs[6], 400_000)]
    return refs, (*moves, _move(refs[7], "decline", ELI))


def test_a_bulk_whose_seventh_award_finds_no_place_is_undone_whole_if_it_is_atomic(world: World) -> None:
    refs, moves = decisions(world)
    before = world.events()

    [answers] = world.apply(Bulk(actor=ELI, received_at=NOVEMBER, commands=moves, mode="atomic"), now=NOVEMBER)

    assert isinstance(answers, list)
    assert [refused(answer).code for answer in answers] == ["abandoned"] * 6 + ["needs-unmet", "abandoned"]
    assert [refused(answer).case for answer in answers] == refs
    assert refused(answers[6]).missing == (full("2.4", "2.4"),)
    assert {world.case(ref).state for ref in refs} == {"reviewed"}
    assert (world.held(), world.events()) == ({}, before)


def test_a_bulk_whose_seventh_award_finds_no_place_does_the_other_seven_if_each_stands_alone(world: World) -> None:
    refs, moves = decisions(world)

    [answers] = world.apply(Bulk(actor=ELI, received_at=NOVEMBER, commands=moves), now=NOVEMBER)

    assert isinstance(answers, list)
    assert refused(answers[6]).missing == (full("2.4", "2.4"),)
    states = ["awarded"] * 4 + ["declined", "reserved", "reviewed", "declined"]
    assert [world.case(ref).state for ref in refs] == states
    assert [answer.state for answer in answers] == states
    assert world.held() == {"2.4": (4, 1_600_000)}


@pytest.mark.parametrize("mode", ["each", "atomic"])
def test_a_dry_run_says_what_will_happen_and_lets_nothing_happen(world: World, mode: str) -> None:
    _, moves = decisions(world)
    asked = Bulk(actor=ELI, received_at=NOVEMBER, commands=moves, mode="atomic" if mode == "atomic" else "each")
    dry = Bulk(actor=ELI, received_at=NOVEMBER, commands=moves, mode=asked.mode, dry_run=True)
    before = world.events()

    [foretold] = world.apply(dry, now=NOVEMBER)
    unchanged = (world.held(), world.events())
    [happened] = world.apply(asked, now=NOVEMBER)

    assert isinstance(foretold, list)
    assert isinstance(happened, list)
    assert unchanged == ({}, before)
    for answer in happened:
        if isinstance(answer, Receipt):
            assert answer.event > before
            answer.event = 0
    assert foretold == happened


def test_a_dry_run_leaves_the_place_to_the_command_after_it_in_the_same_batch(world: World) -> None:
    first, second = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)
    dry = Bulk(actor=ELI, received_at=NOVEMBER, commands=(_award(first, MILLION),), dry_run=True)

    [foretold], real = world.apply(dry, _award(second, MILLION), now=NOVEMBER)  # type: ignore[misc]  # a bulk's answer

    assert (done(foretold).state, done(real).state) == ("awarded", "awarded")
    assert world.held() == {"2.3": (1, MILLION)}
    assert world.case(first).state == "reviewed"


@pytest.mark.parametrize("seed", [1, 2])
def test_on_a_long_walk_no_line_is_ever_exceeded_and_none_ever_leaks(world: World, seed: int) -> None:
    walk = Walk(world, seed, NOVEMBER)
    walk.opened(8)
    with world.database.reading() as session:
        limits = {one.line: (one.cases_limit, one.funds_limit) for one in calls.positions(session, CALL)}

    fullest: dict[str, int] = {}
    for number in range(90):
        if number % 15 == 14 and number < 75:
            walk.opened(4)
        walk.step(timedelta(hours=8))
        held = world.held()
        assert held == {line: one for line, one in walk.held().items() if one != (0, 0)}, number
        for line, (places, funds) in held.items():
            assert places <= limits[line][0], line
            assert funds <= (limits[line][1] or funds), line
            fullest[line] = max(fullest.get(line, 0), places)

    assert "2.4" in fullest
    assert sum(isinstance(answer, Receipt) and answer.move in ("withdraw", "revoke") for answer in walk.told) > 5


def test_advancing_one_case_is_the_same_as_applying_a_single_command(world: World) -> None:
    one, other = world.ready(2, now=NOVEMBER, direction="2.3", content=HYDROGEN)

    with world.database.writing() as session:
        won = cases.advance(session, one, "award", actor=ELI, now=NOVEMBER, version=5, amount=MILLION)
    with world.database.writing() as session:
        lost = cases.advance(session, other, "award", actor=ELI, now=NOVEMBER, version=4, amount=MILLION)

    assert (done(won).state, refused(lost).code) == ("awarded", "stale")


def _award(ref: str, amount: int) -> Move:
    return Move(actor=ELI, received_at=NOVEMBER, ref=ref, move="award", given={"amount": amount})


def _move(ref: str, move: str, who: object, now: object = NOVEMBER) -> Move:
    given = {"reason": "said", "rank": 1}
    return Move(actor=who, received_at=now, ref=ref, move=move, given=given)  # type: ignore[arg-type]
