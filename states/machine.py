"""The state machine: one shared machine per lifecycle, which decides and touches nothing.

`transitions` transitions a throwaway token, never a case. Its conditions read what was judged beforehand, so that a refusal can
name every unmet need; and because the outcome depends on nothing but (state, transition, permitted, ready), a lifecycle fires
each combination once and remembers it. A sweep of a hundred thousand cases then costs a dictionary look-up each.
"""

from functools import cached_property
from typing import cast

from transitions import EventData, Machine

from states import needs
from states.call import Direction
from states.facts import Facts
from states.lifecycle import Lifecycle, Transition
from states.refusal import Decision, Refusal


class _Token:
    """What the machine transitions: a state, and the two answers its conditions read."""

    __slots__ = ("permitted", "ready", "state")

    def __init__(self, state: str, permitted: bool, ready: bool) -> None:
        self.state, self.permitted, self.ready = state, permitted, ready


def _permitted(event: EventData) -> bool:
    return cast(_Token, event.model).permitted


def _ready(event: EventData) -> bool:
    return cast(_Token, event.model).ready


class LifecycleMachine:
    """The machine of one lifecycle. Thread-safe: nothing in it changes but a memo of pure answers."""

    def __init__(self, lifecycle: Lifecycle) -> None:
        self.lifecycle = lifecycle
        self._machine = Machine(
            model=None,
            states=list(lifecycle.states),
            initial=lifecycle.initial,
            transitions=[
                {
                    "trigger": name,
                    "source": list(transition.source),
                    "dest": transition.to,
                    "conditions": [_permitted, _ready],
                }
                for name, transition in lifecycle.transitions.items()
            ],
            auto_transitions=False,
            queued=False,
            send_event=True,
        )
        unknown = {transition.to for transition in lifecycle.transitions.values()} - set(self._machine.states)
        if unknown:
            raise ValueError(f"transitions lead to states that do not exist: {', '.join(sorted(unknown))}")
        self._fired: dict[tuple[str, str, bool, bool], str | None] = {}

    def fire(self, state: str, transition: str, *, permitted: bool = True, ready: bool = True) -> str | None:
        """Where the transition leads from the state, or None if it is not made."""
        key = (state, transition, permitted, ready)
        if key not in self._fired:
            token = _Token(state, permitted, ready)
            event = self._machine.events.get(transition)
            legal = event is not None and state in event.transitions
            self._fired[key] = token.state if event is not None and legal and event.trigger(token) else None
        return self._fired[key]

    @cached_property
    def transitions_from(self) -> dict[str, dict[str, Transition]]:
        """The declared transitions out of each state."""
        return {state: self.lifecycle.transitions_from(state) for state in self.lifecycle.states}


def decide(
    engine: LifecycleMachine, direction: Direction, state: str, transition: str, *, roles: frozenset[str], facts: Facts
) -> Decision | Refusal:
    """Whether someone with these roles may make this transition now: the decision, or a refusal with every unmet need.

    Pure and total: any state, any name of a transition, any facts get an answer.
    """
    declared = engine.lifecycle.transitions.get(transition)
    if declared is None:
        allowed = tuple(engine.transitions_from.get(state, ()))
        return Refusal(
            "unknown-transition",
            f"there is no transition {transition!r}",
            state=state,
            transition=transition,
            allowed=allowed,
        )
    permitted = not roles.isdisjoint(declared.by)
    if not permitted:
        said = f"{declared.label} can be done by: {', '.join(declared.by)}"
        return Refusal("not-yours-to-make", said, state=state, transition=transition, roles=declared.by)
    if state not in declared.source:
        allowed = tuple(engine.transitions_from.get(state, ()))
        at = engine.lifecycle.states[state].label if state in engine.lifecycle.states else state
        said = f"{declared.label} is not possible while the case is at: {at}"
        return Refusal(
            "not-from-this-state", said, state=state, transition=transition, roles=declared.by, allowed=allowed
        )
    missing = needs.list_unmet(declared, direction, facts) if declared.needs or declared.asks or declared.takes else ()
    target = engine.fire(state, transition, permitted=permitted, ready=not missing)
    if target is None:
        remedies = tuple(sorted({lack.remedy for lack in missing if lack.remedy}))
        said = f"{declared.label} is not possible yet: {'; '.join(lack.problem for lack in missing)}"
        return Refusal(
            "needs-unmet",
            said,
            state=state,
            transition=transition,
            missing=missing,
            roles=declared.by,
            remedies=remedies,
        )
    return Decision(transition, state, target)
