"""Rules on who takes part: who leads, who stands on which side, from where."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from states.facts import Facts, Side
from states.rules.clause import Clause, Verdict, called, verdict, waiting
from states.shape import Code, Text


class Lead(Clause):
    """The organisation that leads a side is of one of the given types, or of none of the barred ones."""

    kind: Literal["lead"]
    side: Side = "home"
    types: tuple[Text, ...] = ()
    barred: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> "Lead":
        if bool(self.types) == bool(self.barred):
            raise ValueError("a lead rule names either types or barred types")
        return self

    def judge(self, facts: Facts) -> Verdict:
        parties = facts.parties(self.side)
        if not parties:
            return waiting(f"no {self.side} organisation is named")
        kind = parties[0].get("type")
        return verdict(kind in self.types if self.types else kind not in self.barred, f"{called(parties[0])} leads")


class Consortium(Clause):
    """On a side stand organisations of each of the given types, at least one each."""

    kind: Literal["consortium"]
    sides: Annotated[tuple[Side, ...], Field(min_length=1)]
    each: Annotated[tuple[tuple[Text, ...], ...], Field(min_length=1)]

    def judge(self, facts: Facts) -> Verdict:
        lacking: list[str] = []
        unnamed = [side for side in self.sides if not facts.parties(side)]
        for side in self.sides:
            if side in unnamed or (side == "counterpart" and facts.counterpart is None):
                continue
            types = [party.get("type") for party in facts.parties(side)]
            lacking += [
                f"{side}: no {' or '.join(kinds)}" for kinds in self.each if not any(kind in types for kind in kinds)
            ]
        if not lacking and ("counterpart" in self.sides and facts.counterpart is None):
            return waiting("the counterpart has not filed")
        if not lacking and unnamed:
            return waiting(f"no organisation is named on this side: {', '.join(unnamed)}")
        return verdict(not lacking, "; ".join(lacking) or "each is there")


class Together(Clause):
    """The partners of both sides together come from each of the given countries, at least one each."""

    kind: Literal["together"]
    countries: Annotated[tuple[Code, ...], Field(min_length=2)]

    def judge(self, facts: Facts) -> Verdict:
        parties = [*facts.parties("home"), *facts.parties("counterpart")]
        if not facts.parties("counterpart"):
            return waiting("no counterpart organisation is named")
        lacking = [code for code in self.countries if all(party.get("country") != code for party in parties)]
        return verdict(not lacking, f"nobody from {', '.join(lacking)}" if lacking else "each country takes part")
