"""A case in every state of the spine, and everybody who may come to one."""

from datetime import timedelta

from states import loader
from tests.world import (
    ADA,
    ADAM,
    AGENCY,
    AUDREY,
    BO,
    CALL,
    CORA,
    DIEGO,
    ELI,
    PIA,
    REX,
    ZHONGGUANCUN,
    World,
    answering,
    at,
    done,
)
from workflow.actors import SYSTEM, Actor, RoleGrant

NOVEMBER = at("2022-11-10 09:00")
LATER = AGENCY + timedelta(days=1)
WHILE = LATER + timedelta(days=5)
PAUL = Actor("per_paul", "Paul, of the other side of another case")
NICO = Actor("per_nico", "Nico, of another partner's ministry", (RoleGrant("authority", CALL, "IT"),))
ELSEWHERE = Actor("per_else", "Elsa, who coordinates another call", (RoleGrant("coordinator", ZHONGGUANCUN),))
NOBODY = Actor("per_nobody", "Nora, who has no role")
PEOPLE: dict[str, Actor] = {
    "applicant": ADA,
    "partner": PIA,
    "authority": DIEGO,
    "coordinator": CORA,
    "reviewer": REX,
    "committee": ELI,
    "auditor": AUDREY,
    "administrator": ADAM,
    "system": SYSTEM,
    "another applicant": BO,
    "another case's partner": PAUL,
    "another country's authority": NICO,
    "another call's coordinator": ELSEWHERE,
    "nobody": NOBODY,
}
OUTSIDERS = (
    "reviewer",
    "another applicant",
    "another case's partner",
    "another country's authority",
    "another call's coordinator",
    "nobody",
)
"""Whoever has nothing to do with the cases; a reviewer is one until they are assigned to it."""
LIFECYCLE = next(one for one in loader.calls()[CALL].directions if one.code == "2.4").lifecycle


def one_of_each(world: World) -> dict[str, str]:
    """A case of direction 2.4 in every state, each with time left, by state; the present is LATER."""
    refs = world.ready(7, now=NOVEMBER)
    names = ("reviewed", "reserved", "awarded", "declined", "revoked", "withdrawn", "ineligible")
    found = dict(zip(names, refs, strict=True))
    world.transition(found["reserved"], "reserve", actor=ELI, now=NOVEMBER, rank=1)
    world.award(found["awarded"], now=NOVEMBER)
    world.transition(found["declined"], "decline", actor=ELI, now=NOVEMBER, reason="said")
    world.award(found["revoked"], now=NOVEMBER)
    world.transition(found["revoked"], "revoke", actor=ELI, now=NOVEMBER, reason="said")
    world.transition(found["withdrawn"], "withdraw", actor=ADA, now=NOVEMBER, reason="said")
    for state in ("draft", "submitted", "returned", "partner-confirmed", "lapsed", "unilateral"):
        found[state] = world.opened(now=NOVEMBER)
    found["ineligible"] = world.opened(now=NOVEMBER)
    for state in ("submitted", "returned", "partner-confirmed", "unilateral", "ineligible"):
        done(world.transition(found[state], "submit", actor=ADA, now=NOVEMBER))
    for state in ("submitted", "partner-confirmed"):
        done(world.file(found[state], answering(), now=NOVEMBER))
    world.transition(found["returned"], "return", actor=CORA, now=NOVEMBER, reason="said")
    world.transition(found["partner-confirmed"], "confirm", actor=DIEGO, now=NOVEMBER)
    world.transition(found["ineligible"], "exclude", actor=CORA, now=NOVEMBER, reason="said")
    for state in ("draft", "submitted", "returned"):
        done(world.extend(found[state], "internal", WHILE, now=NOVEMBER))
        done(world.extend(found[state], "agency", WHILE, now=NOVEMBER))
    world.sweep(LATER)
    done(world.extend(found["lapsed"], "internal", WHILE, now=LATER))
    for ref in found.values():
        world.join(ref, PIA, now=LATER)
    world.join(world.opened(now=NOVEMBER), PAUL, now=NOVEMBER)
    assert {state: world.case(ref).state for state, ref in found.items()} == {
        state: state for state in LIFECYCLE.states
    }
    return found
