"""Commands applied together: judged one after the other, each answered for itself, sealed in their order."""

from tests.workflow.begun import HOUR, NOVEMBER, submit
from tests.world import ADA, INTERNAL, World, done, filing, refused
from workflow.actors import SYSTEM
from workflow.commands import AmendFiling, Bulk, FireTimeouts, MakeTransition
from workflow.outcomes import SweepResult


def test_two_commands_on_one_case_in_one_batch_are_judged_one_after_the_other(world: World) -> None:
    ref = world.opened(filing(title=None), now=NOVEMBER)
    amend = AmendFiling(actor=ADA, received_at=NOVEMBER, ref=ref, content={"title": "Proteins"}, version=1)

    amended, submitted, again = world.apply(amend, submit(ref, 2), submit(ref), now=NOVEMBER)

    assert [done(amended).version, done(submitted).version] == [2, 3]
    assert (refused(again).code, refused(again).version) == ("not-from-this-state", 3)
    assert [entry.number for entry in world.entries(ref)] == [1, 2, 3]


def test_of_two_commands_in_one_batch_that_saw_the_same_version_the_second_is_stale(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    withdraw = MakeTransition(
        actor=ADA, received_at=NOVEMBER, ref=ref, transition="withdraw", version=1, given={"reason": "said"}
    )

    first, second = world.apply(submit(ref, 1), withdraw, now=NOVEMBER)

    assert (done(first).state, refused(second).code) == ("submitted", "stale")
    assert world.case(ref).state == "submitted"


def test_a_refused_command_leaves_its_neighbours_standing(world: World) -> None:
    good, bad, other = (
        world.opened(now=NOVEMBER),
        world.opened(filing(months=36), now=NOVEMBER),
        world.opened(now=NOVEMBER),
    )

    answers = world.apply(submit(good), submit(bad), submit("IG23-2.4-999"), submit(other), now=NOVEMBER)

    assert [getattr(answer, "code", "done") for answer in answers] == ["done", "needs-unmet", "no-such-case", "done"]
    assert [world.case(ref).state for ref in (good, bad, other)] == ["submitted", "draft", "submitted"]
    assert [len(world.entries(ref)) for ref in (good, bad, other)] == [2, 1, 2]


def test_events_are_sealed_in_the_order_of_the_commands(world: World) -> None:
    refs = [world.opened(now=NOVEMBER) for _ in range(5)]
    order = [refs[at] for at in (3, 0, 4, 1, 2)]

    answers = world.apply(*[submit(ref) for ref in order], now=NOVEMBER + HOUR)

    events = [done(answer).event for answer in answers]
    assert events == list(range(events[0], events[0] + 5))
    assert [done(answer).case for answer in answers] == order


def test_an_empty_batch_does_nothing(world: World) -> None:
    before = world.events()

    assert world.apply(now=NOVEMBER) == []
    assert world.apply(Bulk(actor=ADA, received_at=NOVEMBER, commands=()), now=NOVEMBER) == [[]]
    assert world.events() == before


def test_a_sweep_in_one_batch_with_a_move_on_a_case_that_is_due_overtakes_it_once(world: World) -> None:
    ref, other = world.opened(now=NOVEMBER), world.opened(now=NOVEMBER)
    late = INTERNAL + HOUR
    transition = MakeTransition(actor=ADA, received_at=late, ref=ref, transition="submit")
    sweep = FireTimeouts(actor=SYSTEM, received_at=late, limit=10)

    answers = world.apply(transition, sweep, sweep, now=late)

    assert refused(answers[0]).code == "deadline-passed"
    assert [answer.count for answer in answers if isinstance(answer, SweepResult)] == [1, 0]
    assert [world.trail(one)[1:] for one in (ref, other)] == [[("lapse", "system", INTERNAL)]] * 2
