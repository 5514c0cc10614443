"""Promotion: what falls free goes to the first on the reserve list whom it is enough for, and those who decide hear of it."""

from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from states.refusal import Refusal
from tests.workflow.committee import PAPERS, draft
from tests.world import ADA, CALL, CORA, ELI, SPRING, ZHONGGUANCUN, World, at, done, filing, refused
from workflow.actors import Actor
from workflow.commands import PromoteReserve, ReleaseDecisions
from workflow.notifications import outbox
from workflow.outcomes import Answer, Result
from workflow.overview import queries
from workflow.overview.ranking import DraftedDecision
from workflow.tables import CASES, OUTBOX

NOVEMBER = at("2022-11-10 09:00")
HYDROGEN = filing(area="Hydrogen energy")
MILLION = 1_000_000


def promote(
    world: World, direction: str, *, call: str = CALL, actor: Actor = ELI, now: Any = NOVEMBER
) -> Result | Refusal:
    return world.one(PromoteReserve(actor=actor, received_at=now, call=call, direction=direction))


def released(world: World, direction: str, call: str = CALL, now: Any = NOVEMBER) -> None:
    [answer] = world.apply(ReleaseDecisions(actor=ELI, received_at=now, call=call, direction=direction), now=now)
    assert isinstance(answer, list)
    for outcome in answer:
        done(outcome)


def listed(world: World, *amounts: int) -> tuple[str, list[str]]:
    """In direction 2.3, which has one place and three million: the case that has it, and those reserved, by rank."""
    winner, *others = world.ready(1 + len(amounts), now=NOVEMBER, direction="2.3", content=HYDROGEN)
    done(draft(world, winner, "award", amount=2 * MILLION, now=NOVEMBER))
    for rank, (ref, amount) in enumerate(zip(others, amounts, strict=True), 1):
        done(draft(world, ref, "reserve", rank=rank, amount=amount, indicators=(PAPERS,), now=NOVEMBER))
    released(world, "2.3")
    return winner, others


def leave(world: World, ref: str) -> None:
    done(world.transition(ref, "withdraw", actor=ADA, now=NOVEMBER, reason="no staff"))


def test_the_first_on_the_list_gets_what_it_was_reserved_with_and_what_it_promised(world: World) -> None:
    winner, [first, second] = listed(world, MILLION, 2 * MILLION)
    leave(world, winner)

    receipt = done(promote(world, "2.3"))

    assert (receipt.case, receipt.transition, receipt.source, receipt.state) == (first, "award", "reserved", "awarded")
    assert world.held() == {"2.3": (1, MILLION)}
    with world.database.reading() as session:
        told = queries.load_case(session, ADA, first, now=NOVEMBER).decision
    assert told == DraftedDecision("award", MILLION, None, None, (dict(PAPERS),), released=True)
    assert world.case(second).state == "reserved"


def test_nobody_moves_up_while_nothing_is_free_or_nobody_waits(world: World) -> None:
    _, [first] = listed(world, MILLION)

    full = refused(promote(world, "2.3"))
    empty = refused(promote(world, "2.4"))

    assert (full.code, full.case) == ("needs-unmet", first)
    assert full.missing[0].problem == "2.3 China–South Africa flagship joint research has no place left"
    assert (empty.code, empty.problem) == ("needs-unmet", "nobody waits on the reserve list of direction 2.4")
    assert world.case(first).state == "reserved"


def test_who_asks_for_more_than_is_free_and_who_is_to_be_declined_are_passed_over(world: World) -> None:
    winner, [dear, weak, third] = listed(world, 3 * MILLION + 1, MILLION, 3 * MILLION)
    leave(world, winner)
    done(draft(world, weak, "decline", reason="weak", now=NOVEMBER))

    receipt = done(promote(world, "2.3"))

    assert receipt.case == third
    assert [world.case(ref).state for ref in (dear, weak)] == ["reserved", "reserved"]


def test_if_what_is_free_is_enough_for_nobody_the_first_is_named_with_what_is_missing(world: World) -> None:
    winner, [dear, _] = listed(world, 3 * MILLION + 1, 3 * MILLION + 2)
    leave(world, winner)

    refusal = refused(promote(world, "2.3"))

    said = "2.3 China–South Africa flagship joint research has 3,000,000 yuan left, 3,000,001 were asked"
    assert (refusal.case, [lack.problem for lack in refusal.missing]) == (dear, [said])


def test_an_award_drafted_since_counts_before_what_the_case_was_reserved_with(world: World) -> None:
    winner, [first] = listed(world, 3 * MILLION + 1)
    leave(world, winner)
    done(draft(world, first, "award", amount=MILLION, now=NOVEMBER))

    done(promote(world, "2.3"))

    assert world.held() == {"2.3": (1, MILLION)}


def test_taking_back_such_a_draft_leaves_what_the_case_was_reserved_with(world: World) -> None:
    winner, [first] = listed(world, 2 * MILLION)
    leave(world, winner)
    done(draft(world, first, "award", amount=MILLION, now=NOVEMBER))
    done(draft(world, first, "none", now=NOVEMBER))

    done(promote(world, "2.3"))

    assert world.held() == {"2.3": (1, 2 * MILLION)}


def test_a_case_reserved_by_hand_says_that_its_amount_is_not_known(world: World) -> None:
    [ref] = world.ready(1, now=NOVEMBER)
    done(world.transition(ref, "reserve", actor=ELI, now=NOVEMBER, rank=1))

    unknown = refused(promote(world, "2.4"))
    done(draft(world, ref, "award", amount=400_000, now=NOVEMBER))
    known = promote(world, "2.4")

    assert [(lack.code, lack.pointer) for lack in unknown.missing] == [("amount-missing", "/amount")]
    assert done(known).case == ref
    assert world.held() == {"2.4": (1, 400_000)}


def test_a_nomination_moves_up_without_money(world: World) -> None:
    refs = world.ready(11, now=SPRING, call=ZHONGGUANCUN, direction="award")
    for ref in refs[:10]:
        done(draft(world, ref, "award", now=SPRING))
    done(draft(world, refs[10], "reserve", rank=1, now=SPRING))
    released(world, "award", ZHONGGUANCUN, SPRING)

    full = refused(promote(world, "award", call=ZHONGGUANCUN, now=SPRING))
    done(world.transition(refs[4], "revoke", actor=ELI, now=SPRING, reason="a false statement"))
    up = promote(world, "award", call=ZHONGGUANCUN, now=SPRING)

    assert full.code == "needs-unmet"
    assert done(up).case == refs[10]
    assert world.held(ZHONGGUANCUN) == {"award": (10, 0)}


@pytest.mark.parametrize("actor", [ADA, CORA])
def test_only_the_committee_moves_the_list_up(world: World, actor: Actor) -> None:
    winner, [first] = listed(world, MILLION)
    leave(world, winner)

    refusal = refused(promote(world, "2.3", actor=actor))
    nowhere = refused(promote(world, "9.9"))

    assert (refusal.code, refusal.roles) == ("not-yours-to-make", ("committee",))
    assert nowhere.code == "no-such-definition"
    assert world.case(first).state == "reserved"


def test_of_two_promotions_at_the_same_moment_into_one_place_exactly_one_is_made(world: World) -> None:
    winner, _ = listed(world, MILLION, MILLION)
    leave(world, winner)
    ready = Barrier(2)
    answers: list[Answer] = []

    def up() -> None:
        ready.wait()
        answers.append(promote(world, "2.3"))

    threads = [Thread(target=up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(type(answer).__name__ for answer in answers) == ["Refusal", "Result"]
    assert world.held() == {"2.3": (1, MILLION)}


# News ------------------------------------------------------------------------------------------------------------------


def news(world: World) -> list[tuple[Any, ...]]:
    """The messages that a place fell free: of which case, to whom, and who is next."""
    for _ in range(2):
        with world.database.writing() as session:
            outbox.project_events(session, now=NOVEMBER)
    query = select(CASES.c.ref, OUTBOX.c.audience, OUTBOX.c.about).join_from(OUTBOX, CASES)
    with world.database.reading() as session:
        found = session.execute(query.where(OUTBOX.c.kind == "place-free").order_by(OUTBOX.c.id))
        return [tuple(row) for row in found]


@pytest.mark.parametrize(("leaving", "who"), [("withdraw", ADA), ("revoke", ELI)])
def test_those_who_decide_hear_once_that_a_place_is_free_and_who_is_next(
    world: World, leaving: str, who: Actor
) -> None:
    winner, [dear, cheap] = listed(world, 4 * MILLION, MILLION)
    before = news(world)

    done(world.transition(winner, leaving, actor=who, now=NOVEMBER, reason="said"))

    assert before == []
    assert news(world) == [(winner, "committee", cheap), (winner, "coordinator", cheap)]
    assert world.case(dear).state == "reserved"


def test_nobody_hears_of_a_place_when_one_leaves_who_held_none(world: World) -> None:
    _, [first] = listed(world, MILLION)

    leave(world, first)

    assert news(world) == []


def test_the_message_names_nobody_when_nobody_waits(world: World) -> None:
    winner, _ = listed(world)

    leave(world, winner)

    assert news(world) == [(winner, "committee", ""), (winner, "coordinator", "")]
