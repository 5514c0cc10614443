"""What becomes of a case that is good but for what is told of it: how a clause stands, and whether a transition is
refused for it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from states.call import Call, Direction
from states.facts import Facts, Headroom
from states.machine import LifecycleMachine, decide
from states.refusal import Refusal
from states.rules import Rule
from tests import filings
from tests.states.definitions import bundled

Outcome = Literal["met", "refused", "waived", "flagged", "waiting", "left out", "not-applicable"]
DAY = date(2022, 12, 1)
ROLES = frozenset({"applicant", "coordinator", "partner", "committee"})
NOTHING: Mapping[str, Any] = {}


def found(clause: str) -> tuple[Call, Direction, Rule]:
    """Where a clause stands that belongs to a direction."""
    [one] = [
        (call, direction, rule)
        for call in bundled().values()
        for direction in call.directions
        for rule in direction.rules
        if rule.id == clause
    ]
    return one


def outcome(
    clause: str,
    home: Mapping[str, Any] = NOTHING,
    counterpart: Mapping[str, Any] | None = None,
    **known: Any,
) -> Outcome:
    """What a clause comes to: as the home side submits or, if the counterpart has filed, as the two are confirmed.

    refused: not met, and the transition names the clause; flagged: not met, and the transition is made all the same;
    left out: nothing is there to be judged, and the transition asks for it; waiting: nothing is there, and nobody asks.
    """
    call, direction, rule = found(clause)
    facts = told(call, direction, home, counterpart, **known)
    status = rule.stands(facts).status
    source, transition = ("draft", "submit") if counterpart is None else ("submitted", "confirm")
    missing = cited(direction, source, transition, facts)
    demanded = status == "not-met" or (status == "waiting" and counterpart is not None)
    assert status == "waiting" or (clause in missing) == (demanded and rule.blocks)
    assert clause in missing or not (demanded and rule.blocks)
    if status == "not-met":
        return "refused" if clause in missing else "flagged"
    if status == "waiting":
        return "left out" if missing & {clause, *rule.reads()} else "waiting"
    assert status in ("met", "waived", "not-applicable")
    return status


def told(
    call: Call, direction: Direction, home: Mapping[str, Any], counterpart: Mapping[str, Any] | None, **known: Any
) -> Facts:
    """The facts of a good case of a direction, but for what is told."""
    code = direction.code
    answer = None if counterpart is None else filings.answer(code, **counterpart)
    standing = {"partner": filings.partner(code, call.code), "topic": filings.topic(code, call.code), "on": DAY}
    return Facts(home=filings.good(code, call.code, **home), counterpart=answer, **(standing | known))


def cited(direction: Direction, source: str, transition: str, facts: Facts) -> set[str]:
    """The clauses that a transition is refused for, and the fields that it finds empty."""
    made = decide(LifecycleMachine(direction.lifecycle), direction, source, transition, roles=ROLES, facts=facts)
    if not isinstance(made, Refusal):
        return set()
    assert made.code == "needs-unmet", made
    fields = {(one.pointer or "").removeprefix("/home/") for one in made.missing if one.code == "field-empty"}
    return {one.clause for one in made.missing if one.clause} | fields


def full(direction: Direction, line: str) -> Facts:
    """The facts of a good case about to be awarded, when one line has no place left."""
    room = tuple(Headroom(name, 0 if name == line else 1, None) for name in direction.quotas())
    return Facts(partner=next(iter(direction.partners), None), given={"amount": 1}, room=room)
