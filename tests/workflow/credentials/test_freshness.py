"""What is asked only of someone who proved just now who they are: the instant before their time is over, and at it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from states.refusal import Refusal
from tests.world import ADAM, CALL, CORA, ELI, MICROSECOND, World, at
from workflow import embargoes
from workflow.actors import SYSTEM, Actor
from workflow.commands import DraftDecision, PromoteReserve, ReleaseDecisions
from workflow.credentials import reauthentication, sessions
from workflow.errors import ReauthenticationRequired
from workflow.identity import people

NOON = at("2022-11-10 12:00")
END = NOON + sessions.FRESH
_Does = Callable[[Session, str, datetime], object]


def signed_in(actor: Actor) -> Actor:
    """The same person, who signed in at noon."""
    return replace(actor, session="ses_1", fresh_at=NOON)


ACTS: dict[str, _Does] = {
    "grant": lambda session, person, now: people.grant(session, person, "auditor", actor=signed_in(ADAM), now=now),
    "issue": lambda session, person, now: people.issue(session, person, name="laptop", actor=signed_in(ADAM), now=now),
}


@pytest.mark.parametrize("act", ACTS)
def test_roles_are_granted_and_tokens_issued_by_someone_fresh(world: World, act: str) -> None:
    with world.database.writing() as session:
        person = people.add(session, "Bo", actor=SYSTEM, now=NOON)
        ACTS[act](session, person, END - MICROSECOND)
        with pytest.raises(ReauthenticationRequired):
            ACTS[act](session, person, END)


def test_an_award_is_made_by_someone_fresh_and_other_moves_by_anybody_who_may(world: World) -> None:
    first, second = world.ready(2, now=NOON)
    eli = signed_in(ELI)

    stale = world.transition(first, "award", actor=eli, now=END, amount=500_000)
    decline = world.transition(first, "decline", actor=eli, now=END, reason="too little")
    award = world.transition(second, "award", actor=eli, now=END - MICROSECOND, recorded=END, amount=500_000)

    assert isinstance(stale, Refusal)
    assert (stale.code, stale.remedies, stale.case, stale.transition) == ("not-fresh", ("proof",), first, "award")
    assert not isinstance(decline, Refusal)
    assert not isinstance(award, Refusal)


def test_who_may_not_award_is_told_that_and_not_to_prove_who_they_are(world: World) -> None:
    [ref] = world.ready(1, now=NOON)

    refusal = world.transition(ref, "award", actor=signed_in(CORA), now=END, amount=500_000)

    assert isinstance(refusal, Refusal) and refusal.code == "not-yours-to-make"


def test_decisions_are_released_scheduled_and_promoted_by_someone_fresh(world: World) -> None:
    [ref] = world.ready(1, now=NOON)
    world.one(DraftDecision(actor=ELI, received_at=NOON, ref=ref, outcome="award", amount=500_000))
    tomorrow = END + timedelta(days=1)
    with world.database.writing() as session:
        person = people.add(session, "Eli", actor=SYSTEM, now=NOON)
        people.grant(session, person, "committee", actor=SYSTEM, now=NOON)
        eli = signed_in(replace(ELI, id=person))
        scheduled = embargoes.schedule(session, CALL, "2.4", tomorrow, actor=eli, now=END)
    refused = [
        world.apply(ReleaseDecisions(actor=eli, received_at=END, call=CALL, direction="2.4"), now=END)[0],
        world.apply(PromoteReserve(actor=eli, received_at=END, call=CALL, direction="2.4"), now=END)[0],
        scheduled,
    ]

    with world.database.writing() as session:
        embargoes.schedule(session, CALL, "2.4", tomorrow, actor=eli, now=END - MICROSECOND)
    world.sweep(tomorrow)

    assert [one.code for one in refused if isinstance(one, Refusal)] == ["not-fresh"] * 3
    assert world.case(ref).state == "awarded", (
        "a release that was scheduled in time is made without anybody being there"
    )


def test_a_token_and_the_system_are_asked_nothing() -> None:
    for actor in (SYSTEM, ADAM, replace(ADAM, token="tok_1")):
        reauthentication.require(actor, now=END)
        assert reauthentication.record_proof(actor, now=END) is actor
