"""The rule kinds: one small class each, judged against the facts of a case.

A rule is one clause of a guideline with its source line. `must` blocks, `in-principle` blocks until it is waived with a
reason, `encouraged` is only a flag. A rule whose facts are not there yet is waiting, which never blocks: whether
something may be left empty is said by the fields, not by the rules.
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from states.facts import Facts, Side
from states.shape import Name, Shape, Text

Status = Literal["met", "not-met", "waiting", "information"]
Strength = Literal["must", "in-principle", "encouraged", "information", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a rule stands for a case, and what it looked at."""

    status: Status
    looked_at: str


class Clause(Shape):
    """What every rule has: the clause's own name, where it stands in the source, how strong it is, what it says."""

    id: Text
    line: Text
    strength: Strength
    text: Text

    @abstractmethod
    def judge(self, facts: Facts) -> Verdict:
        """How this rule stands, given the facts. Never raises: content reaching it has the form its fields ask for."""


class Stated(Clause):
    """A clause that people apply: the service shows it and cites it, but has no facts to judge it by."""

    kind: Literal["stated"]

    def judge(self, facts: Facts) -> Verdict:
        return Verdict("information", "for people to judge")


class Listed(Clause):
    """The choice made in a field is one of the direction's own list."""

    kind: Literal["listed"]
    field: Name
    options: tuple[Text, ...]
    open: bool = False

    def judge(self, facts: Facts) -> Verdict:
        chosen = facts.home.get(self.field)
        if not chosen:
            return Verdict("waiting", f"{self.field} is not filled in")
        return _verdict(self.open or chosen in self.options, f"{self.field}: {chosen}")


class Period(Clause):
    """The implementation period in months lies within bounds; equal bounds mean exactly that long."""

    kind: Literal["period"]
    field: Name = "months"
    least: Annotated[int, Field(ge=1)] = 1
    most: Annotated[int, Field(ge=1)]

    def judge(self, facts: Facts) -> Verdict:
        months = facts.home.get(self.field)
        if not isinstance(months, int):
            return Verdict("waiting", "the period is not filled in")
        return _verdict(self.least <= months <= self.most, f"{months} months")


class Lead(Clause):
    """The organisation that leads (on one side, or on either) is of one of the given types."""

    kind: Literal["lead"]
    side: Side = "home"
    types: Annotated[tuple[Text, ...], Field(min_length=1)]

    def judge(self, facts: Facts) -> Verdict:
        parties = facts.parties(self.side)
        if not parties:
            return Verdict("waiting", f"no {self.side} organisation is named")
        return _verdict(parties[0].get("type") in self.types, f"{_name(parties[0])} leads")


class Consortium(Clause):
    """On a side stand organisations of each of the given types, at least one each."""

    kind: Literal["consortium"]
    sides: Annotated[tuple[Side, ...], Field(min_length=1)]
    each: Annotated[tuple[tuple[Text, ...], ...], Field(min_length=1)]

    def judge(self, facts: Facts) -> Verdict:
        lacking: list[str] = []
        for side in self.sides:
            if not facts.parties(side) or (side == "counterpart" and facts.counterpart is None):
                continue
            types = [party.get("type") for party in facts.parties(side)]
            lacking += [
                f"{side}: no {' or '.join(kinds)}" for kinds in self.each if not any(kind in types for kind in kinds)
            ]
        if not lacking and ("counterpart" in self.sides and facts.counterpart is None):
            return Verdict("waiting", "the counterpart has not filed")
        return _verdict(not lacking, "; ".join(lacking) or "each is there")


class BothFile(Clause):
    """Both sides file, each with its own authority; one side alone is no application."""

    kind: Literal["both-file"]

    def judge(self, facts: Facts) -> Verdict:
        if facts.counterpart is None:
            return Verdict("waiting", "the counterpart has not filed")
        return Verdict("met", "both sides have filed")


class Consistent(Clause):
    """The two filings say the same in each of the given fields."""

    kind: Literal["consistent"]
    fields: Annotated[tuple[Name, ...], Field(min_length=1)]

    def judge(self, facts: Facts) -> Verdict:
        if facts.counterpart is None:
            return Verdict("waiting", "the counterpart has not filed")
        differing = differences(self.fields, facts.home, facts.counterpart)
        return _verdict(not differing, f"differs: {', '.join(differing)}" if differing else "all the same")


class AtLeastOne(Clause):
    """At least one of the listed standards is claimed."""

    kind: Literal["at-least-one"]
    field: Name
    options: tuple[Text, ...]

    def judge(self, facts: Facts) -> Verdict:
        claimed = facts.home.get(self.field)
        if not isinstance(claimed, list | tuple):
            return Verdict("waiting", f"{self.field} is not filled in")
        return _verdict(
            any(option in claimed for option in self.options), f"claimed: {', '.join(map(str, claimed)) or 'none'}"
        )


class Registered(Clause):
    """An organisation named in a field is registered in a given place."""

    kind: Literal["registered"]
    field: Name
    place: Text

    def judge(self, facts: Facts) -> Verdict:
        party = facts.home.get(self.field)
        if not isinstance(party, Mapping):
            return Verdict("waiting", f"{self.field} is not filled in")
        where = party.get("registered_in")
        return _verdict(where == self.place, f"{_name(party)} is registered in {where or 'a place not given'}")


class Matching(Clause):
    """The enterprises of the home side put in at least as much of their own money as a field says the government gives."""

    kind: Literal["matching"]
    own: Name
    base: Name

    def judge(self, facts: Facts) -> Verdict:
        own, base = facts.home.get(self.own), facts.home.get(self.base)
        if not any(party.get("type") == "enterprise" for party in facts.parties("home")):
            return Verdict("met", "no enterprise on this side")
        if not isinstance(own, int) or not isinstance(base, int):
            return Verdict("waiting", "the amounts are not filled in")
        return _verdict(own >= base, f"{own:,} of their own against {base:,}")


Rule = Annotated[
    Stated | Listed | Period | Lead | Consortium | BothFile | Consistent | AtLeastOne | Registered | Matching,
    Field(discriminator="kind"),
]


def differences(fields: tuple[str, ...], home: Mapping[str, object], counterpart: Mapping[str, object]) -> list[str]:
    """The fields in which two filings do not say the same; case and spacing do not count."""
    return [name for name in fields if _plain(home.get(name)) != _plain(counterpart.get(name))]


def _plain(value: object) -> object:
    if isinstance(value, str):
        return " ".join(value.split()).casefold() or None
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in sorted(value)} or None
    if isinstance(value, list | tuple):
        return sorted((_plain(item) for item in value), key=repr) or None
    return value


def _name(party: Mapping[str, object]) -> str:
    return f"{party.get('name')} ({party.get('type')})"


def _verdict(met: bool, looked_at: str) -> Verdict:
    return Verdict("met" if met else "not-met", looked_at)
