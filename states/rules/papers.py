"""Rules on the papers an application stands on: what was signed, when, by whom, and what it promises."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from states.facts import Facts
from states.rules.clause import Clause, Verdict, dated, plain, verdict, waiting
from states.shape import Name, Shape, Text


class Paper(Clause):
    """A paper is declared in a field: signed by whom it must be, and when it must be.

    Signed before a day means strictly before. No paper may be signed later than the day on which it is judged, and one that
    must be `valid` may not have run out by then. `signed_by` names fields whose organisations must have signed.
    """

    kind: Literal["paper"]
    field: Name
    signed_before: date | None = None
    signed_by: tuple[Name, ...] = ()
    valid: bool = False

    def judge(self, facts: Facts) -> Verdict:
        paper = facts.home.get(self.field)
        signed = dated(paper.get("signed_on")) if isinstance(paper, Mapping) else None
        if not isinstance(paper, Mapping) or signed is None:
            return waiting(f"{self.field} is not declared")
        problems, short = [], []
        if self.signed_before is not None and signed >= self.signed_before:
            problems.append(f"signed on {signed}, not before {self.signed_before}")
            short.append((f"Must be signed before {self.signed_before}; you entered {signed}", "signed_on"))
        if facts.on is not None and signed > facts.on:
            problems.append(f"signed on {signed}, which lies ahead")
            short.append((f"Must be signed already; you entered {signed}", "signed_on"))
        until = dated(paper.get("valid_until"))
        if self.valid and until is not None and facts.on is not None and until < facts.on:
            problems.append(f"valid until {until} only")
            short.append((f"Must be valid still; you entered that it ended on {until}", "valid_until"))
        names = signatories(paper)
        for field in self.signed_by:
            party = facts.home.get(field)
            if isinstance(party, Mapping) and plain(party.get("name")) not in names:
                problems.append(f"not signed by {party.get('name')}")
                short.append((f"Must be signed by {party.get('name')}; you did not name it", "signatories"))
        place = f"{self.field}/{short[0][1]}" if short else ""
        return verdict(
            not problems, "; ".join(problems) or f"signed on {signed}", "; ".join(one for one, _ in short), place
        )

    def reads(self) -> frozenset[str]:
        return frozenset({self.field, *self.signed_by})


class Signatory(Clause):
    """The leading organisation or a participant is among those who signed the paper declared in a field."""

    kind: Literal["signatory"]
    field: Name

    def judge(self, facts: Facts) -> Verdict:
        paper = facts.home.get(self.field)
        if not isinstance(paper, Mapping):
            return waiting(f"{self.field} is not declared")
        names = signatories(paper)
        parties = [*facts.parties("home"), *facts.parties("counterpart")]
        signed = [str(party.get("name")) for party in parties if plain(party.get("name")) in names]
        return verdict(
            bool(signed),
            f"signed by {', '.join(signed)}" if signed else "no one who takes part has signed it",
            "Must be signed by an organisation that takes part; no one who takes part has signed it",
            f"{self.field}/signatories",
        )

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})


class OnePerAgreement(Clause):
    """No other living case of the call stands under the same agreement: the reference of the paper declared in a field."""

    kind: Literal["one-per-agreement"]
    field: Name

    def judge(self, facts: Facts) -> Verdict:
        paper = facts.home.get(self.field)
        if not isinstance(paper, Mapping):
            return waiting(f"{self.field} is not declared")
        place = f"{self.field}/reference"
        if not paper.get("reference"):
            told = f"{self.field} has no reference that tells it from another"
            return verdict(False, told, "Enter the number of the agreement, which tells it from another", place)
        taken, number = facts.rival, paper["reference"]
        told = f"{number} is taken by {taken}" if taken else f"{number}"
        short = f"Must be an agreement that no other case stands on; {number} is taken by {taken}"
        return verdict(taken is None, told, short, place)

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})


class Indicator(Shape):
    """A figure that must be promised: strictly more than a number, or at least that; `unless` a flag of the filing is set."""

    name: Name
    operator: Literal["more-than", "at-least"]
    value: Annotated[int, Field(ge=0)]
    text: Text
    unless: Name | None = None


class Indicators(Clause):
    """The figures promised in a field reach each of the given ones."""

    kind: Literal["indicators"]
    field: Name
    each: Annotated[tuple[Indicator, ...], Field(min_length=1)]

    def judge(self, facts: Facts) -> Verdict:
        figures = facts.home.get(self.field)
        if not isinstance(figures, Mapping):
            return waiting(f"{self.field} is not filled in")
        short, asked, place = [], [], ""
        for wanted in self.each:
            told = figures.get(wanted.name, 0)
            promised = told if isinstance(told, int) else 0
            least = wanted.value + (wanted.operator == "more-than")
            if not (wanted.unless and facts.home.get(wanted.unless) is True) and promised < least:
                short.append(f"{wanted.text}: {promised}, {wanted.operator.replace('-', ' ')} {wanted.value} needed")
                asked.append(f"{wanted.text}: must be at least {least}, you entered {promised}")
                place = place or f"{self.field}/{wanted.name}"
        return verdict(not short, "; ".join(short) or "each is reached", "; ".join(asked), place)

    def reads(self) -> frozenset[str]:
        return frozenset({self.field, *(one.unless for one in self.each if one.unless)})


class Matching(Clause):
    """The enterprises of the home side put in at least as much of their own money as a field says the government gives."""

    kind: Literal["matching"]
    own: Name
    base: Name

    def judge(self, facts: Facts) -> Verdict:
        own, base = facts.home.get(self.own), facts.home.get(self.base)
        if not any(party.get("type") == "enterprise" for party in facts.parties("home")):
            return Verdict("not-applicable", "no enterprise on this side")
        if not isinstance(own, int) or not isinstance(base, int):
            return waiting("the amounts are not filled in")
        short = f"Must be at least {base:,}, what the government gives; you entered {own:,}"
        return verdict(own >= base, f"{own:,} of their own against {base:,}", short, self.own)

    def reads(self) -> frozenset[str]:
        return frozenset({self.own, self.base})


def signatories(paper: Mapping[str, object]) -> list[object]:
    """Who signed a paper, in plain form."""
    names = paper.get("signatories")
    return [plain(name) for name in names] if isinstance(names, list | tuple) else []
