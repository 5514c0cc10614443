"""The words of an ended case can be erased: tombstones stay, and the trail still verifies (every test checks it)."""

import pytest
from sqlalchemy import select, update

from tests.world import ADA, ADAM, CORA, World, answering, at, filing, refused
from workflow.actors import Actor
from workflow.auditing import verify
from workflow.commands import EraseCase
from workflow.outcomes import Answer, Result
from workflow.tables import REVISIONS

NOVEMBER = at("2022-11-10 09:00")


def test_an_ended_case_is_erased_and_its_trail_still_verifies(world: World) -> None:
    ref = _ended(world)

    erased = _erase(world, ref)

    whole = world.whole(ref)
    assert isinstance(erased, Result) and erased.action == "case.erased"
    assert (whole.home, whole.counterpart) == ({}, {})
    assert (whole.case.title, whole.case.translated_title) == ("", "")
    assert _stored(world) == {("home", 1, "{}", b""), ("counterpart", 1, "{}", b"")}


def test_the_event_says_what_was_erased_and_why_but_not_the_words(world: World) -> None:
    ref = _ended(world)

    _erase(world, ref)

    entries = world.entries(ref)
    assert entries[-1].data["erased"] == [["home", 1], ["counterpart", 1]]
    assert entries[-1].data["reason"] == "ten years have passed"
    assert all(filing()["title"] not in entry.body for entry in entries)


def test_a_case_that_goes_on_is_not_erased(world: World) -> None:
    ref = world.opened(now=NOVEMBER)

    assert refused(_erase(world, ref)).code == "not-editable"
    assert world.whole(ref).home["title"] == filing()["title"]


@pytest.mark.parametrize("actor", [ADA, CORA])
def test_only_an_administrator_erases(world: World, actor: Actor) -> None:
    ref = _ended(world)

    assert refused(_erase(world, ref, actor=actor)).roles == ("administrator",)


def test_an_erasure_asks_for_a_reason(world: World) -> None:
    assert refused(_erase(world, _ended(world), reason=" ")).missing[0].pointer == "/reason"


def test_words_that_vanish_without_an_erasure_are_found_out(world: World) -> None:
    _ended(world)
    with world.database.writing() as session:
        before = {row.side: (row.body, row.salt) for row in session.execute(select(REVISIONS))}
        session.connection().execute(update(REVISIONS).values(body="{}", salt=b""))

    with world.database.reading() as session:
        evidence = [one.problem for one in verify.verify_trail(session).evidence]

    assert len(evidence) == 2 and all("not as it was sealed" in problem for problem in evidence)
    with world.database.writing() as session:
        for side, (body, salt) in before.items():
            session.connection().execute(update(REVISIONS).where(REVISIONS.c.side == side).values(body=body, salt=salt))


def _ended(world: World) -> str:
    ref = world.opened(filing(translated_title="温和提取豌豆蛋白"), now=NOVEMBER)
    world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
    world.file(ref, answering(), now=NOVEMBER)
    world.transition(ref, "withdraw", actor=ADA, now=NOVEMBER, reason="no ship")
    return ref


def _erase(world: World, ref: str, *, actor: Actor = ADAM, reason: str = "ten years have passed") -> Answer:
    return world.one(EraseCase(actor=actor, received_at=NOVEMBER, ref=ref, reason=reason))


def _stored(world: World) -> set[tuple[str, int, str, bytes]]:
    with world.database.reading() as session:
        return {(row.side, row.number, row.body, bytes(row.salt)) for row in session.execute(select(REVISIONS))}
