"""A call in figures: its cases by how far they came and by direction, what ends when, and whether its totals add up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.console.charts.funnel import Stage
from api.console.filters import Filters, last_day
from api.console.language import Language
from api.console.state_styles import style_state
from states import diagram, stages
from states.call import Call, Direction
from states.lifecycle import Lifecycle
from states.rules import BothFile, Rule
from workflow.overview import case_stats
from workflow.overview.case_stats import Group


@dataclass(frozen=True, slots=True)
class DirectionIntake:
    """A direction: how many of its cases were filed, how many compete, how many are one-sided; money asked for and held."""

    direction: Direction
    filed: int
    competing: int
    one_sided: int
    awarded: int
    asked: int
    held: int

    @property
    def clause(self) -> Rule | None:
        """The clause by which one side alone is no application, if the direction states one."""
        return next((rule for rule in self.direction.rules if isinstance(rule, BothFile)), None)

    @property
    def waits(self) -> bool:
        """Whether cases of it wait for another side at all."""
        return bool(self.direction.partners)


@dataclass(frozen=True, slots=True)
class Cliff:
    """An instant at which cases end in one state if nothing is done: how many, and which list they are."""

    at: datetime
    state: str
    lifecycle: Lifecycle
    cases: int
    address: str


def list_intake(call: Call, groups: Sequence[Group], asked: Mapping[str, int]) -> list[DirectionIntake]:
    """Every direction of a call, in its order."""
    return [_line(one, [group for group in groups if group.direction == one.code], asked) for one in call.directions]


def _line(direction: Direction, groups: Sequence[Group], asked: Mapping[str, int]) -> DirectionIntake:
    lifecycle = direction.lifecycle
    reached, contested = stages.has_reached(lifecycle), stages.is_contested(lifecycle)
    return DirectionIntake(
        direction,
        filed=case_stats.total(group for group in groups if reached[group.state] >= 1),
        competing=case_stats.total(group for group in groups if reached[group.state] >= contested),
        one_sided=case_stats.total(group for group in groups if is_one_sided(direction, group)),
        awarded=case_stats.total(group for group in groups if group.funds or group.state in _awarded(lifecycle)),
        asked=asked.get(direction.code, 0),
        held=sum(group.funds for group in groups),
    )


def is_one_sided(direction: Direction, group: Group) -> bool:
    """Whether these cases wait for their other side to file."""
    return bool(direction.partners) and group.one_sided and group.state in list_waiting_states(direction.lifecycle)


def list_waiting_states(lifecycle: Lifecycle) -> tuple[str, ...]:
    """The states in which the home side has filed and the counterpart may still."""
    return tuple(name for name, state in lifecycle.states.items() if state.open_to == ("counterpart",))


def list_filed_states(lifecycle: Lifecycle) -> tuple[str, ...]:
    """The states in which a case was filed, whatever became of it."""
    return stages.from_place(lifecycle, 1)


def list_competing_states(lifecycle: Lifecycle) -> tuple[str, ...]:
    """The states in which a case competes for a place, or competed."""
    return stages.from_place(lifecycle, stages.is_contested(lifecycle))


def _awarded(lifecycle: Lifecycle) -> frozenset[str]:
    """The states in which a case holds a place of the quota."""
    return frozenset(transition.to for transition in lifecycle.transitions.values() if transition.holds == "reserve")


def build_funnel(call: Call, groups: Sequence[Group], language: Language) -> list[Stage]:
    """The stages of the way, and of each what became of those that came no further than the one before."""
    lifecycle = call.directions[0].lifecycle
    reached = stages.has_reached(lifecycle)
    stopped: dict[int, Counter[str]] = {}
    for group in groups:
        stopped.setdefault(reached[group.state], Counter())[group.state] += group.cases
    found = []
    for place, state in enumerate(diagram.spine(lifecycle)):
        came = sum(stopped.get(beyond, Counter()).total() for beyond in range(place, len(reached)))
        lost = stopped.get(place - 1, Counter()).most_common() if came else []
        said = ", ".join(f"{number:,} {language.label(lifecycle.states[name])}" for name, number in lost)
        word = language("Opened") if place == 0 else language.label(lifecycle.states[state])
        found.append(Stage(word, style_state(state, lifecycle), came, said))
    return found


def list_cliffs(call: Call, groups: Sequence[Group], now: datetime) -> list[Cliff]:
    """When cases end if nothing is done, and as what, the next first."""
    found: dict[tuple[datetime, str], list[Group]] = {}
    for group in groups:
        direction = call.direction(group.direction)
        if direction is None or group.due_at is None or group.due_at <= now:
            continue
        after = direction.lifecycle.overtaken(group.state, one_sided=group.one_sided)
        if after is not None and direction.lifecycle.states[after].final:
            found.setdefault((group.due_at, after), []).append(group)
    lifecycle = call.directions[0].lifecycle
    return [
        Cliff(at, state, lifecycle, case_stats.total(those), _address(call, at, those, groups))
        for (at, state), those in sorted(found.items())
    ]


def _address(call: Call, at: datetime, those: Sequence[Group], groups: Sequence[Group]) -> str:
    """The list of these cases and no others: with no more filters than it takes."""
    codes, states = {group.direction for group in those}, tuple(dict.fromkeys(group.state for group in those))
    ordered = tuple(one.code for one in call.directions if one.code in codes)
    plain = Filters(call=call.code, state=states, due=last_day(at))
    tried = (plain, replace(plain, sides="one"), replace(plain, direction=ordered))
    fitting = (one for one in tried if {group for group in groups if _is_listed(one, group)} == set(those))
    return next(fitting, replace(plain, sides="one", direction=ordered)).address()


def _is_listed(filters: Filters, group: Group) -> bool:
    return (
        group.state in filters.state
        and group.due_at is not None
        and last_day(group.due_at) == filters.due
        and (group.one_sided or not filters.sides)
        and (group.direction in filters.direction or not filters.direction)
    )
