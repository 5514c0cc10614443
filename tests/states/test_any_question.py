"""Any question at all gets a decision or a refusal, the same one each time, and asking changes nothing."""

from copy import deepcopy
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.call import Direction
from states.facts import Facts, Headroom
from states.lifecycle import Ask
from states.machine import LifecycleMachine, decide
from states.refusal import Decision, Refusal
from tests.states.definitions import JSON, SWEEP, anything, content, directions
from tests.states.judged import ENGINES, ROLES

UNFILED = {"counterpart-missing", "rules-met", "quota-available"}  # needs met where nothing is filed


def question(contents: bool) -> st.SearchStrategy[tuple[Direction, str, str, frozenset[str], Facts]]:
    """Any question at all: of a direction, in any state, any transition, anyone, with filings of the right form or any."""

    def about(one: Direction) -> st.SearchStrategy[tuple[Direction, str, str, frozenset[str], Facts]]:
        filing = content(one) if contents else anything(one)
        room = st.builds(Headroom, st.just(one.code), st.integers(-1, 2), st.none() | st.integers(-1, 10**9))
        given = st.dictionaries(st.sampled_from(get_args(Ask)), JSON)
        facts = st.builds(
            Facts,
            partner=st.none() | st.sampled_from(one.partners or ("CN",)),
            home=filing,
            counterpart=st.none() | filing,
            given=given,
            room=st.lists(room, max_size=2).map(tuple),
        )
        lifecycle = one.lifecycle
        possible = [(state, name) for name, transition in lifecycle.transitions.items() for state in transition.source]
        states, transitions = [*lifecycle.states, "limbo", ""], [*lifecycle.transitions, "fly", ""]
        step = st.sampled_from(possible) | st.tuples(st.sampled_from(states), st.sampled_from(transitions))
        roles = st.just(frozenset(ROLES)) | st.frozensets(st.sampled_from([*ROLES, "guest"]))
        return st.builds(lambda step, roles, facts: (one, *step, roles, facts), step, roles, facts)

    return st.sampled_from(directions()).flatmap(about)


@pytest.mark.thorough
@SWEEP
@given(question(contents=True))
def test_every_question_has_one_answer_and_asking_changes_nothing(
    asked: tuple[Direction, str, str, frozenset[str], Facts],
) -> None:
    one, state, transition, roles, facts = asked
    before = deepcopy(facts)
    answer = decide(ENGINES[id(one)], one, state, transition, roles=roles, facts=facts)
    assert answer == decide(LifecycleMachine(one.lifecycle), one, state, transition, roles=roles, facts=before)
    assert facts == before
    declared = one.lifecycle.transitions.get(transition)
    if declared is None:
        expected = "unknown-transition"
    elif roles.isdisjoint(declared.by):
        expected = "not-yours-to-make"
    elif state not in declared.source:
        expected = "not-from-this-state"
    elif isinstance(answer, Refusal):
        expected = "needs-unmet"
        assert answer.missing != () and (declared.needs or declared.asks)
    else:
        assert answer == Decision(transition, state, declared.to)
        return
    assert isinstance(answer, Refusal) and (answer.code, answer.state, answer.transition) == (
        expected,
        state,
        transition,
    )


@pytest.mark.thorough
@SWEEP
@given(question(contents=False))
def test_facts_of_any_form_get_an_answer(asked: tuple[Direction, str, str, frozenset[str], Facts]) -> None:
    one, state, transition, roles, facts = asked
    assert isinstance(decide(ENGINES[id(one)], one, state, transition, roles=roles, facts=facts), Decision | Refusal)


def test_every_state_move_and_role_gets_an_answer_in_every_bundled_direction() -> None:
    for one in directions():
        engine = ENGINES[id(one)]
        for state, transition, role in product(
            [*one.lifecycle.states, "limbo"], [*one.lifecycle.transitions, "fly"], ROLES
        ):
            answer = decide(engine, one, state, transition, roles=frozenset((role,)), facts=Facts())
            declared = one.lifecycle.transitions.get(transition)
            possible = declared is not None and state in declared.source and role in declared.by
            unfiled = UNFILED if one.examined else UNFILED | {"examined"}
            free = declared is not None and not declared.asks and unfiled.issuperset(declared.needs)
            assert isinstance(answer, Decision) == (possible and free)
