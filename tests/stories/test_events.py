"""A request for support of an event, from draft to report: one filing, no counterpart, no money."""

from datetime import datetime
from typing import Any

import pytest

from tests import filings
from tests.world import ADA, BAST, CORA, ELI, World, at, done, refused
from workflow.actors import Actor
from workflow.commands import OpenCase

MARCH, APRIL, MAY, OCTOBER = (at(f"2025-{month}-10 09:00") for month in ("03", "04", "05", "10"))
CLOSED = at("2025-04-01 00:00")


def asked(world: World) -> str:
    opening = OpenCase(
        actor=ADA, received_at=MARCH, call=BAST, direction="events", content=filings.good("events", BAST)
    )
    return done(world.one(opening)).case


@pytest.mark.clause("BAST-07")
def test_an_event_is_supported_holds_a_place_and_is_reported_on(world: World) -> None:
    ref = asked(world)
    steps: list[tuple[str, Actor, datetime, dict[str, Any]]] = [
        ("submit", ADA, MARCH, {}),
        ("review", CORA, APRIL, {"score": 80}),
        ("support", ELI, MAY, {}),
    ]
    for transition, actor, now, given in steps:
        done(world.transition(ref, transition, actor=actor, now=now, **given))
    held = world.held(BAST)
    done(world.amend(ref, {"report": "Two hundred came."}, now=OCTOBER))
    done(world.transition(ref, "report", actor=ADA, now=OCTOBER))

    assert ref == "BAST25-001"
    assert held == world.held(BAST) == {"events": (1, 0)}
    assert [transition for transition, _, _ in world.trail(ref)] == [
        *("case.opened", "submit", "review", "support"),
        *("case.amended", "report"),
    ]
    assert world.case(ref).state == "reported"


def test_a_request_nobody_submits_lapses_and_a_late_review_and_report_are_escalated(world: World) -> None:
    left, slow = asked(world), asked(world)
    done(world.transition(slow, "submit", actor=ADA, now=MARCH))
    world.sweep(CLOSED)
    world.sweep(at("2025-05-01 00:00"))
    done(world.transition(slow, "review", actor=CORA, now=MAY, score=70))
    done(world.transition(slow, "support", actor=ELI, now=MAY))
    world.sweep(at("2026-01-01 00:00"))

    assert (world.case(left).state, world.case(slow).state) == ("lapsed", "supported")
    made = [(transition, actor) for transition, actor, _ in world.trail(slow) if actor == "system"]
    assert made == [("escalate-review", "system"), ("escalate-report", "system")]


@pytest.mark.clause("BAST-06")
def test_a_person_is_not_supported_and_a_withdrawn_event_gives_its_place_back(world: World) -> None:
    ref = asked(world)
    host = filings.good("events", BAST)["organisation"]
    done(world.amend(ref, {"organisation": host | {"type": "person"}}, now=MARCH))
    answer = refused(world.transition(ref, "submit", actor=ADA, now=MARCH))
    done(world.amend(ref, {"organisation": host}, now=MARCH))
    done(world.transition(ref, "submit", actor=ADA, now=MARCH))
    done(world.transition(ref, "review", actor=CORA, now=APRIL, score=80))
    done(world.transition(ref, "support", actor=ELI, now=MAY))
    done(world.transition(ref, "withdraw", actor=ADA, now=MAY, reason="the hall burned down"))

    assert [one.clause for one in answer.missing] == ["BAST-06"]
    assert world.held(BAST) == {}
