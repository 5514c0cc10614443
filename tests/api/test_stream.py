"""Watching the trail: from where one may begin, what one is told of, and how the pulse of it is felt."""

import asyncio

from api.trail_watcher import TrailWatcher
from tests.api.conftest import NOVEMBER, Web
from tests.world import ADA, BO, CORA, World, done
from workflow.actors import Actor
from workflow.auditing import history


def test_one_cannot_begin_after_something_that_is_no_event(web: Web) -> None:
    answer = web("cora", "GET", "/v1/stream", headers={"Last-Event-ID": "yesterday"})

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    assert web(None, "GET", "/v1/stream").status_code == 401


def test_people_outside_hear_nothing_that_is_kept_from_them(world: World) -> None:
    ref = world.reviewed(now=NOVEMBER, score=83)
    done(world.transition(ref, "withdraw", actor=CORA, now=NOVEMBER, reason="asked for"))

    assert _heard(world, ADA) == ["case.opened", "submit", "case.filed", "confirm", "withdraw"]
    assert _heard(world, CORA) == ["case.opened", "submit", "case.filed", "confirm", "review", "withdraw"]
    assert _heard(world, BO) == []


def test_whoever_takes_it_up_in_pieces_hears_the_whole(world: World) -> None:
    for _ in range(3):
        world.reviewed(now=NOVEMBER)

    pieces, before, after = [], -1, 0
    with world.database.reading() as session:
        while before != after:
            before = after
            found, after = history.list_following(session, CORA, before, limit=4)
            pieces += [entry.seq for entry in found]
        whole, _ = history.list_following(session, CORA, 0, limit=1_000)

    assert pieces == [entry.seq for entry in whole] and len(pieces) == 15


def test_the_pulse_is_felt_by_all_who_wait_and_ends_with_the_service() -> None:
    async def story() -> list[bool]:
        length = 3

        async def measured() -> int:
            return length

        pulse = TrailWatcher(measured)
        waiting = [asyncio.create_task(pulse.beyond(3, patience=10)) for _ in range(3)]
        await asyncio.sleep(0)
        length = 4
        felt = list(await asyncio.gather(*waiting))
        felt.append(await pulse.beyond(4, patience=0.01))
        last = asyncio.create_task(pulse.beyond(4, patience=10))
        await asyncio.sleep(0.01)
        pulse.end()
        return [*felt, await last, await pulse.beyond(0, patience=10)]

    assert asyncio.run(story()) == [True, True, True, False, False, False]


def _heard(world: World, actor: Actor) -> list[str]:
    with world.database.reading() as session:
        found, _ = history.list_following(session, actor, 0, limit=1_000)
    return [str(entry.data.get("transition", entry.action)) for entry in found]
