"""Rules on who takes part: who leads, who stands on which side, from where."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from states import countries
from states.facts import Content, Facts, Side
from states.frozen_model import Code, Name, Text
from states.rules.clause import Clause, Verdict, called, tell_astray, verdict, waiting


class Lead(Clause):
    """The organisation that leads is of one of the given types, or of none of the barred ones.

    It is the one that leads a side or, where `side` is "project", the whole: the field `named_in` says which side that
    is, by the words in `leads`; where it says nothing, the home side leads. With `of_country` it must stand in its
    side's country.
    """

    kind: Literal["lead"]
    side: Side | Literal["project"] = "home"
    types: tuple[Text, ...] = ()
    barred: tuple[Text, ...] = ()
    named_in: Name | None = None
    leads: dict[Text, Side] = Field(default_factory=dict)
    of_country: bool = False
    home: Code = countries.HOME

    @model_validator(mode="after")
    def _says_something(self) -> "Lead":
        if bool(self.types) == bool(self.barred):
            raise ValueError("a lead rule names either types or barred types")
        if (self.side == "project") != (self.named_in is not None and bool(self.leads)):
            raise ValueError("a rule on who leads the project, and no other, has named_in and leads")
        return self

    def judge(self, facts: Facts) -> Verdict:
        ours, theirs = self._named(facts.home), self._named(facts.counterpart or {})
        if ours and theirs and ours != theirs:
            told = f"each side names another lead of the project: {ours} and {theirs}"
            return verdict(False, told, f"Must be led by the one whom both sides name; {told}")
        side: Side = self.leads.get(ours or theirs or "", "home") if self.side == "project" else self.side
        lead = facts.lead(side)
        if lead is None:
            return waiting(f"no {side} organisation is named")
        kind, place = lead.get("type"), self.home if side == "home" else facts.partner
        where = "organisation" if side == "home" else ""
        if self.of_country and place is not None and not countries.stands_for(lead, place, facts.on):
            astray = tell_astray(lead, place)
            return verdict(False, astray, f"Must be led from its own country; {astray}", where)
        leads, wanted = f"{called(lead)} leads", " or ".join(self.types) or f"anyone but {' or '.join(self.barred)}"
        short = f"Must be led by {wanted} on the {side} side; {leads}"
        return verdict(kind in self.types if self.types else kind not in self.barred, leads, short, where)

    def _named(self, filing: Content) -> str | None:
        """The side that a filing names as the lead of the project, in its own words."""
        said = filing.get(self.named_in) if self.named_in else None
        return said if isinstance(said, str) and said in self.leads else None

    def reads(self) -> frozenset[str]:
        return frozenset({self.named_in} if self.named_in else ())


class Consortium(Clause):
    """On a side stand organisations of each of the given types, at least one each.

    With `of_country` only those count that stand in the side's country: the home country, or the case's partner.
    """

    kind: Literal["consortium"]
    sides: Annotated[tuple[Side, ...], Field(min_length=1)]
    each: Annotated[tuple[tuple[Text, ...], ...], Field(min_length=1)]
    of_country: bool = False
    home: Code = countries.HOME

    def judge(self, facts: Facts) -> Verdict:
        lacking: list[str] = []
        unnamed = [side for side in self.sides if not facts.parties(side)]
        for side in self.sides:
            if side in unnamed or (side == "counterpart" and facts.counterpart is None):
                continue
            lacking += self._lacking(facts, side)
        if not lacking and ("counterpart" in self.sides and facts.counterpart is None):
            return waiting("the counterpart has not filed")
        if not lacking and unnamed:
            return waiting(f"no organisation is named on this side: {', '.join(unnamed)}")
        return verdict(not lacking, "; ".join(lacking) or "each is there", f"Name who is lacking: {', '.join(lacking)}")

    def _lacking(self, facts: Facts, side: Side) -> list[str]:
        place = self.home if side == "home" else facts.partner
        parties = facts.parties(side)
        if self.of_country and place is not None:
            parties = [party for party in parties if countries.stands_for(party, place, facts.on)]
        types = [party.get("type") for party in parties]
        short = [" or ".join(kinds) for kinds in self.each if not any(kind in types for kind in kinds)]
        if self.of_country and place is not None:
            return [f"{side}: {kinds} from {countries.tell(place)} is lacking" for kinds in short]
        return [f"{side}: no {kinds}" for kinds in short]


class Together(Clause):
    """The partners of both sides together come from each of the given countries, at least one each."""

    kind: Literal["together"]
    countries: Annotated[tuple[Code, ...], Field(min_length=2)]

    def judge(self, facts: Facts) -> Verdict:
        parties = [*facts.parties("home"), *facts.parties("counterpart")]
        if not facts.parties("counterpart"):
            return waiting("no counterpart organisation is named")
        lacking = [
            countries.tell(code)
            for code in self.countries
            if not any(countries.stands_for(party, code, facts.on) for party in parties)
        ]
        names = ", ".join(lacking)
        return verdict(
            not lacking,
            f"nobody from {names}" if lacking else "each country takes part",
            f"Name an organisation from {names}; nobody from there takes part",
        )
