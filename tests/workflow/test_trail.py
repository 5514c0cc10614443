"""The trail: what an event seals, and that all of it is sound after anything that may happen."""

from datetime import timedelta

from sqlalchemy import text

from tests.workflow.walks import Walk
from tests.world import ADA, World, at, filing
from workflow import canonical, merkle
from workflow.auditing import history, verify

NOVEMBER = at("2022-11-10 09:00")


def test_after_a_long_walk_at_random_the_trail_is_sound_and_every_answer_was_told(world: World) -> None:
    walk = Walk(world, seed=7, start=NOVEMBER)
    walk.opened(15)
    for _ in range(150):
        walk.step()

    with world.database.reading() as session:
        found, size = verify.verify_trail(session), history.count_events(session)
        bodies = session.execute(text("SELECT body FROM events ORDER BY seq")).scalars().all()

    assert [canonical.dumps(canonical.loads(body)).decode() for body in bodies] == bodies
    assert (found.evidence, found.events) == ((), size)
    assert size > 150
    assert {type(one).__name__ for one in walk.told} == {"Result", "Refusal", "SweepResult"}


def test_the_root_of_the_proof_is_the_rfc_6962_root_over_the_stored_bodies(world: World) -> None:
    world.ready(2, now=NOVEMBER)

    with world.database.reading() as session:
        found = verify.verify_trail(session)
        bodies = session.execute(text("SELECT body FROM events ORDER BY seq")).scalars().all()

    _, frontier = merkle.append(0, b"", [merkle.leaf(body.encode()) for body in bodies])
    assert found.root == merkle.root(frontier).hex()


def test_each_event_says_what_it_seals_and_names_the_one_before(world: World) -> None:
    ref = world.opened(now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER + timedelta(hours=1))

    first, second = world.entries(ref)
    body = canonical.loads(second.body)

    assert body == {
        "v": 1,
        "log": "accord.local/trail",
        "seq": first.seq + 1,
        "action": "case.transitioned",
        "actor": {"id": ADA.id},
        "call": "intergovernmental-2023-1",
        "case": {"ref": ref, "number": 2, "prev": first.leaf},
        "effective_at": "2022-11-10T02:00:00.000000Z",
        "recorded_at": "2022-11-10T02:00:00.000000Z",
        "data": {
            "transition": "submit",
            "from": "draft",
            "to": "submitted",
            "after": {"state": "submitted", "home": 1, "counterpart": 0, "partner": "AR"},
        },
    }
    assert (second.leaf, first.number, second.number) == (merkle.leaf(second.body.encode()).hex(), 1, 2)


def test_the_words_of_a_filing_are_not_in_the_trail(world: World) -> None:
    ref = world.opened(filing(title="Nobody reads this here", leader="Lin Qing"), now=NOVEMBER)

    bodies = "".join(entry.body for entry in world.entries(ref))

    assert "Nobody reads this here" not in bodies
    assert "Lin Qing" not in bodies
