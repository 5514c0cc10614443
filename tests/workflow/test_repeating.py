"""Asking twice under one key: done once, answered twice, and only what was done is remembered."""

from tests.workflow.handing import NOVEMBER, Ask, answers, asked, opening, told, transition
from tests.world import ADA, BO, World, filing
from workflow.command_requests import Reply
from workflow.commands import Bulk, MakeTransition
from workflow.errors import InvalidRequest
from workflow.writer import Writer


def test_a_key_that_repeats_within_one_gathering_is_done_once_and_answered_twice(world: World, writer: Writer) -> None:
    one, before = asked(opening(), key="k-1", fingerprint="f"), world.events()

    first, second, third = answers(writer, one, one, asked(opening(), key="k-1", fingerprint="other"))

    assert isinstance(first, Reply)
    assert isinstance(second, Reply)
    assert (first.replayed, second.replayed) == (False, True)
    assert first.answer == second.answer
    assert isinstance(third, InvalidRequest)
    assert world.events() == before + 1


def test_the_same_key_of_two_people_is_two_keys(world: World, writer: Writer) -> None:
    before = world.events()

    found = answers(writer, asked(opening(), ADA, key="k"), asked(opening(), BO, key="k"))

    assert [one.replayed for one in found if isinstance(one, Reply)] == [False, False]
    assert world.events() == before + 2


def test_a_refusal_is_judged_again_when_its_key_is_repeated(world: World, writer: Writer) -> None:
    ref = world.opened(filing(months=36), now=NOVEMBER)
    request = asked(transition(ref, "submit"), key="k", fingerprint="f")
    writer.start()

    before = writer.perform(request)
    world.amend(ref, {"months": 24}, now=NOVEMBER)
    after, again = writer.perform(request), writer.perform(request)

    assert told([before, after, again]) == ["needs-unmet", "submitted", "submitted"]
    assert (before.replayed, after.replayed, again.replayed) == (False, False, True)


def test_a_bulk_is_repeated_with_every_answer_it_had_refusals_included(world: World, writer: Writer) -> None:
    good, bad = world.opened(now=NOVEMBER), world.opened(filing(months=36), now=NOVEMBER)
    writer.start()

    def bulk(dry_run: bool) -> Ask:
        transitions = tuple(
            MakeTransition(actor=ADA, received_at=NOVEMBER, ref=ref, transition="submit") for ref in (good, bad)
        )
        return lambda actor: Bulk(actor=actor, received_at=NOVEMBER, commands=transitions, dry_run=dry_run)

    dry = [writer.perform(asked(bulk(True), key="dry", fingerprint="f")) for _ in range(2)]
    real = [writer.perform(asked(bulk(False), key="real", fingerprint="f")) for _ in range(2)]

    assert [one.replayed for one in (*dry, *real)] == [False, False, False, True]
    assert real[0].answer == real[1].answer
    assert [len(world.entries(ref)) for ref in (good, bad)] == [2, 1]
