"""What every rule has, and how it may stand for a case."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from states import countries
from states.facts import Facts
from states.frozen_model import Basis, FrozenModel, Name, Role, Text
from states.text import fold

Status = Literal["met", "declared", "not-met", "waived", "waiting", "not-applicable", "information"]
"""How a rule may stand; `declared` is met by what a filing says of a paper, of which no document is attached."""
Strength = Literal["must", "in-principle", "encouraged", "information", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a rule stands for a case, and what it looked at.

    `shortfall` says of a rule that is not met what would meet it and what was found instead: "Must be 24 months; you
    entered 36". `place` is where in the home filing that is to be changed: the names that lead there, with slashes
    between them.
    """

    status: Status
    looked_at: str
    shortfall: str = ""
    place: str = ""


class When(FrozenModel):
    """The choice in the home filing by which a clause concerns a case: it `includes` a value, or is `among` some."""

    field: Name
    includes: Text | None = None
    among: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> "When":
        if (self.includes is None) != bool(self.among):
            raise ValueError("a condition names either a value that is included or those it is among")
        return self

    def concerns(self, facts: Facts) -> bool | None:
        """Whether the clause concerns the case; None while the choice is not made."""
        chosen = facts.home.get(self.field)
        if not chosen:
            return None
        return self.includes in chosen if isinstance(chosen, list | tuple) else chosen in (self.includes, *self.among)


class Clause(FrozenModel):
    """What every rule has: the clause's own name, where it stands in the source, how strong it is, what it says.

    `waived_by` are the roles that may set the clause aside for one case, if it is an in-principle one; `when` says
    which cases it concerns, if not all. `basis` says whether the source lays down what the clause asks, or (where it is
    silent or unclear) we chose it: a default of ours never blocks as a `must`, and every page that shows the clause
    labels it.
    """

    id: Text
    line: Text
    strength: Strength
    text: Text
    waived_by: tuple[Role, ...] = ("coordinator",)
    basis: Basis = "source"
    when: When | None = Field(default=None, exclude_if=lambda when: when is None)

    @property
    def blocks(self) -> bool:
        """Whether a case goes no further while this is not met."""
        return self.strength in ("must", "in-principle")

    @property
    def is_waivable(self) -> bool:
        """Whether it may be set aside for one case, with a reason."""
        return self.strength == "in-principle"

    def stands(self, facts: Facts) -> Verdict:
        """How this rule stands, a waiver counted."""
        concerns = self.when is None or self.when.concerns(facts)
        if self.when is not None and not concerns:
            if concerns is None:
                return waiting(f"{self.when.field} is not filled in")
            return Verdict("not-applicable", f"{self.when.field}: {_chosen(facts.home.get(self.when.field))}")
        verdict = self.judge(facts)
        if verdict.status in ("not-met", "waiting") and self.is_waivable and self.id in facts.waived:
            return replace(verdict, status="waived")
        return verdict

    @abstractmethod
    def judge(self, facts: Facts) -> Verdict:
        """How this rule stands on the facts alone. Never raises: content reaching it has the form its fields ask for."""

    def reads(self) -> frozenset[str]:
        """The fields of a filing that it looks at: each must be one that the direction asks for."""
        return frozenset()

    def demands(self) -> frozenset[str]:
        """The fields of the home filing that it cannot do without where it concerns the case: empty ones breach it."""
        return frozenset()


def verdict(met: bool, looked_at: str, shortfall: str = "", place: str = "") -> Verdict:
    """Met or not, and what was looked at; if not, what would meet it and where that is to be changed."""
    return Verdict("met", looked_at) if met else Verdict("not-met", looked_at, shortfall, place)


def waiting(looked_at: str) -> Verdict:
    """Not to be judged yet."""
    return Verdict("waiting", looked_at)


def _chosen(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def called(party: Mapping[str, object]) -> str:
    """A party as a verdict names it."""
    return f"{party.get('name')} ({party.get('type')})"


def tell_astray(lead: Mapping[str, object], place: str) -> str:
    """That a lead has its seat elsewhere than in a country, as a verdict says it; of the Union, that it is no body of it."""
    if lead.get("country") == place:
        return f"{lead.get('name')} is no institution, body or agency of {countries.tell(place)}"
    return f"{lead.get('name')} leads from {countries.tell_seat(lead)}, not from {countries.tell(place)}"


def dated(value: object) -> date | None:
    """The day that a filing's text names; None if it names none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def plain(value: object) -> object:
    """A value of a filing without what does not matter in comparing: how a text is encoded, the order of a list."""
    if isinstance(value, str):
        return fold(value) or None
    if isinstance(value, Mapping):
        return {key: plain(value[key]) for key in sorted(value)} or None
    if isinstance(value, list | tuple):
        return sorted((plain(item) for item in value), key=repr) or None
    return value
