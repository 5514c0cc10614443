"""The machine: who may make which transition from where, and an engine that remembers what a fresh one would do."""

from itertools import product

import pytest
from transitions import Machine, MachineError

from states.lifecycle import Lifecycle
from states.machine import LifecycleMachine
from states.refusal import Decision, Refusal
from tests.states.definitions import direction, lifecycles
from tests.states.judged import ROLES, judged


def test_a_move_that_may_be_made_is_a_decision_from_here_to_there() -> None:
    assert judged("2.4", "draft", "submit", "applicant") == Decision("submit", "draft", "submitted")
    assert judged("2.4", "returned", "submit", "coordinator") == Decision("submit", "returned", "submitted")
    assert judged("2.4", "submitted", "escalate", "system") == Decision("escalate", "submitted", "submitted")


def test_a_move_nobody_declared_is_unknown_and_those_from_here_are_named() -> None:
    assert judged("2.4", "draft", "fly", "applicant") == Refusal(
        "unknown-transition",
        "there is no transition 'fly'",
        state="draft",
        transition="fly",
        allowed=("submit", "withdraw", "lapse"),
    )


def test_a_move_from_another_state_is_refused_with_who_could_and_what_is_possible_here() -> None:
    assert judged("2.4", "draft", "award", "committee") == Refusal(
        "not-from-this-state",
        "Award is not possible while the case is at: Draft",
        state="draft",
        transition="award",
        roles=("committee",),
        allowed=("submit", "withdraw", "lapse"),
    )


def test_a_state_that_does_not_exist_allows_nothing() -> None:
    assert judged("2.4", "limbo", "submit", "applicant") == Refusal(
        "not-from-this-state",
        "Submit is not possible while the case is at: limbo",
        state="limbo",
        transition="submit",
        roles=("applicant", "coordinator"),
    )


def test_a_move_of_somebody_else_is_refused_before_anything_about_the_case_is_told() -> None:
    refused = Refusal(
        "not-yours-to-make",
        "Award can be done by: committee",
        state="reviewed",
        transition="award",
        roles=("committee",),
    )
    assert judged("2.4", "reviewed", "award", "coordinator", "applicant", home={}, counterpart=None) == refused
    assert judged("2.4", "reviewed", "award", home={}, counterpart=None) == refused


def test_the_system_makes_no_move_of_people_and_people_none_of_the_system() -> None:
    for code, state, transition in [("2.4", "draft", "lapse"), ("2.4", "submitted", "invalidate")]:
        answer = judged(code, state, transition, *(role for role in ROLES if role != "system"))
        assert isinstance(answer, Refusal) and answer.code == "not-yours-to-make"
    answer = judged("2.4", "draft", "submit", "system")
    assert isinstance(answer, Refusal) and answer.code == "not-yours-to-make"


class Token:
    """What a machine made for the purpose transitions."""

    state: str


@pytest.mark.parametrize("lifecycle", lifecycles().values(), ids=lifecycles())
def test_the_engine_remembers_what_a_fresh_machine_would_do(lifecycle: Lifecycle) -> None:
    engine = LifecycleMachine(lifecycle)
    names = [*lifecycle.transitions, "fly"]
    combinations = list(product(lifecycle.states, names, (True, False), (True, False)))
    for _ in ("fired", "remembered"):
        for state, transition, permitted, ready in combinations:
            expected = fresh(lifecycle, state, transition, permitted, ready)
            assert engine.fire(state, transition, permitted=permitted, ready=ready) == expected


def fresh(lifecycle: Lifecycle, state: str, transition: str, permitted: bool, ready: bool) -> str | None:
    """Where a machine built for this one question leads, or None."""
    token = Token()
    declared = lifecycle.transitions.get(transition)
    ways = [{"trigger": transition, "source": list(declared.source), "dest": declared.to}] if declared else []
    conditions = {"conditions": [lambda: permitted, lambda: ready]}
    Machine(
        model=token,
        states=list(lifecycle.states),
        initial=state,
        transitions=[way | conditions for way in ways],
        auto_transitions=False,
    )
    try:
        return token.state if declared and getattr(token, transition)() else None
    except MachineError:
        return None


def test_an_engine_refuses_a_lifecycle_whose_moves_lead_nowhere() -> None:
    lifecycle = direction("2.4").lifecycle
    astray = lifecycle.transitions["submit"].model_copy(update={"to": "limbo"})
    with pytest.raises(ValueError, match="transitions lead to states that do not exist: limbo"):
        LifecycleMachine(lifecycle.model_copy(update={"transitions": lifecycle.transitions | {"submit": astray}}))
