"""A lifecycle as data: the states a case may stand in and the transitions between them."""

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from states.calendar import Span
from states.facts import Side
from states.frozen_model import FrozenModel, Name, Slug, Text
from states.frozen_model import Role as Role

Ask = Literal[
    "reason",
    "amount",
    "rank",
    "score",
    "suggestion",
    "minutes",
    "approved_on",
    "approved_by",
    "conferred_on",
    "conferred_by",
    "place",
    "items",
]
Milestone = Literal["suggestion", "approval", "conferral"]
Need = Literal[
    "complete",
    "rules-met",
    "counterpart-filed",
    "counterpart-missing",
    "counterpart-in-time",
    "filings-consistent",
    "quota-available",
    "quorum-reached",
    "examined",
    "filled",
    "within-asked",
    "receipts",
]


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Timeout(FrozenModel):
    """What overtakes a case that still stands in a state when its time is up.

    The instant is that of the call's deadline `at`, or `after` so long since the case entered the state; of the transitions
    in `then` the first whose needs are met is made. Reminders go out the given spans before.
    """

    at: Name | None = None
    after: Span | None = None
    then: Annotated[tuple[Slug, ...], BeforeValidator(_listed), Field(min_length=1)]
    remind: tuple[Span, ...] = ()


class State(FrozenModel):
    """A place where a case may stand: whose filing may still be written there, and what happens when time runs out.

    `final` means that nothing need follow, not that nothing may. Where a filing is `correctable`, a coordinator may still
    mend it with a reason; what was compared before is then stale. `told_as` is the state that people outside are shown
    instead, where what happened is not for them to know yet.
    """

    label: Text
    label_zh: Text
    about: Text
    deadline: Timeout | None = None
    final: bool = False
    open_to: tuple[Side, ...] = ()
    correctable: bool = False
    told_as: Slug | None = None


class Named(FrozenModel):
    """Something by its name in both languages, such as a body that approves or what is handed over."""

    label: Text
    label_zh: Text


class Transition(FrozenModel):
    """What someone may do to a case: from which states, to which, by whom, what it needs and what it asks.

    `holds` says what becomes of the case's quota reservation; `disarms` that the deadline of the state it leads to does
    not apply to this entry (it has passed and was dealt with by a person or by the deadline itself).

    `takes` may be given beside what it asks for; `filled` are fields of the home filing that it needs. What it
    `records` is kept on the case: the panel's suggestion, an approval, or a conferral, by one of the `bodies` where
    they are named, with `items`.
    """

    label: Text
    label_zh: Text
    source: Annotated[tuple[Slug, ...], Field(alias="from", min_length=1)]
    to: Slug
    by: Annotated[tuple[Role, ...], Field(min_length=1)]
    needs: tuple[Need, ...] = ()
    asks: tuple[Ask, ...] = ()
    takes: tuple[Ask, ...] = Field(default=(), exclude_if=lambda takes: not takes)
    filled: tuple[Name, ...] = Field(default=(), exclude_if=lambda names: not names)
    records: Milestone | None = Field(default=None, exclude_if=lambda records: records is None)
    bodies: tuple[Named, ...] = Field(default=(), exclude_if=lambda bodies: not bodies)
    items: tuple[Named, ...] = Field(default=(), exclude_if=lambda items: not items)
    holds: Literal["reserve", "release"] | None = None
    disarms: bool = False
    notify: tuple[Role, ...] = ()


class Lifecycle(FrozenModel):
    """The states and transitions of one kind of case."""

    kind: Literal["application", "nomination", "request"]
    initial: Slug
    opens: Annotated[tuple[Role, ...], Field(min_length=1)]
    states: dict[Slug, State]
    transitions: dict[Slug, Transition]

    @cached_property
    def award(self) -> str | None:
        """The transition by which the committee gives a case its place: `award`, else the first that reserves one."""
        reserving = (name for name, transition in self.transitions.items() if transition.holds == "reserve")
        return "award" if "award" in self.transitions else next(reserving, None)

    def deciding(self, outcome: str) -> str | None:
        """The transition that a decision of the committee comes to, if there is one: award, reserve or decline."""
        name = self.award if outcome == "award" else outcome
        return name if name in self.transitions else None

    @cached_property
    def records(self) -> bool:
        """Whether any transition records something on the case: a suggestion, an approval, a conferral."""
        return any(transition.records is not None for transition in self.transitions.values())

    @cached_property
    def living(self) -> frozenset[str]:
        """The states in which a case counts: past the first one, and not ended, unless by what may still be taken back."""
        taken_back = {
            source
            for transition in self.transitions.values()
            if transition.holds == "release"
            for source in transition.source
        }
        states = self.states.items()
        return frozenset(
            name for name, state in states if name != self.initial and (not state.final or name in taken_back)
        )

    @cached_property
    def unfiled(self) -> frozenset[str]:
        """The states that a case reaches without a home filing: the first, and those in which it ends from there."""
        ends = (
            transition.to
            for transition in self.transitions_from(self.initial).values()
            if self.states[transition.to].final
        )
        return frozenset((self.initial, *ends))

    @cached_property
    def waiting_for_counterpart(self) -> tuple[str, ...]:
        """The states in which the home side has filed and only the counterpart may still."""
        return tuple(name for name, state in self.states.items() if state.open_to == ("counterpart",))

    @cached_property
    def counterpart_by(self) -> str | None:
        """The deadline that stands in for the counterpart's own: that of the first state that waits for it."""
        timeouts = (self.states[name].deadline for name in self.waiting_for_counterpart)
        return next((timeout.at for timeout in timeouts if timeout is not None), None)

    @cached_property
    def reviewed_in(self) -> frozenset[str]:
        """The states in which a case is with its reviewers: those that a transition leaves once there are reviews enough."""
        needing = (transition for transition in self.transitions.values() if "quorum-reached" in transition.needs)
        return frozenset(state for transition in needing for state in transition.source)

    def told(self, state: str) -> str:
        """The state that people outside are shown of a case in a state."""
        return self.states[state].told_as or state

    @cached_property
    def veiled(self) -> frozenset[str]:
        """The states that people outside cannot tell apart from another: those told as another, and what they are told as."""
        told = {name: state.told_as for name, state in self.states.items() if state.told_as is not None}
        return frozenset((*told, *told.values()))

    @cached_property
    def plain(self) -> frozenset[str]:
        """The states in which nothing was ever hidden from people outside: not veiled, nor reached from one told as another."""
        reached = {name for name, state in self.states.items() if state.told_as is not None}
        edge = list(reached)
        while edge:
            onward = {transition.to for transition in self.transitions_from(edge.pop()).values()} - reached
            reached |= onward
            edge.extend(onward)
        return frozenset(self.states.keys() - reached - self.veiled)

    def overtaken(self, state: str, *, one_sided: bool) -> str | None:
        """The state to which its deadline brings a case from a state, of which one side or both have filed; None: nowhere."""
        timeout = self.states[state].deadline
        transitions = (self.transitions[then] for then in timeout.then) if timeout is not None else iter(())
        return next(
            (transition.to for transition in transitions if one_sided or "counterpart-missing" not in transition.needs),
            None,
        )

    def transitions_from(self, state: str) -> dict[str, Transition]:
        """The declared transitions out of a state, by name, in the file's order."""
        return {name: transition for name, transition in self.transitions.items() if state in transition.source}
