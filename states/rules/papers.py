"""Rules on the papers an application stands on: what was signed, when, by whom, and what it promises."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from states import countries
from states.facts import Facts
from states.frozen_model import FrozenModel, Name, Text
from states.rules.clause import Clause, Verdict, dated, verdict, waiting
from states.rules.signatures import has_any_signed, has_signed, is_of_home_side, list_signatories
from states.text import fold_reference

Problem = tuple[str, str, str]
"""What was looked at, what would meet the clause, and the part of the paper to change."""


class Paper(Clause):
    """A paper is declared in a field: signed by whom it must be, and when it must be.

    Signed before a day means strictly before; `before_applying` not later than the day on which the application was
    first submitted. No paper may be signed later than the day on which it is judged, and one that must be `valid` may
    not have run out by then. `signed_by` names fields whose organisations must have signed, `by_each_side` asks for one
    of the home country and one of the partner among all who take part, `by_all` for all who do, and `by_another` for
    somebody who is not of the home side.
    """

    kind: Literal["paper"]
    field: Name
    signed_before: date | None = None
    before_applying: bool = False
    signed_by: tuple[Name, ...] = ()
    by_each_side: bool = False
    by_all: bool = False
    by_another: bool = False
    valid: bool = False

    def judge(self, facts: Facts) -> Verdict:
        paper = facts.home.get(self.field)
        signed = dated(paper.get("signed_on")) if isinstance(paper, Mapping) else None
        if not isinstance(paper, Mapping) or signed is None:
            return waiting(f"{self.field} is not declared")
        problems = [*self._mistimed(paper, signed, facts), *self._unsigned(paper, facts)]
        looked_at = "; ".join(told for told, _, _ in problems) or f"signed on {signed}"
        place = f"{self.field}/{problems[0][2]}" if problems else ""
        return verdict(not problems, looked_at, "; ".join(short for _, short, _ in problems), place)

    def _mistimed(self, paper: Mapping[str, object], signed: date, facts: Facts) -> Iterator[Problem]:
        applied = facts.applied_on or facts.on
        if self.signed_before is not None and signed >= self.signed_before:
            told = f"signed on {signed}, not before {self.signed_before}"
            yield told, f"Must be signed before {self.signed_before}; you entered {signed}", "signed_on"
        if facts.on is not None and signed > facts.on:
            told = f"signed on {signed}, which lies ahead"
            yield told, f"Must be signed already; you entered {signed}", "signed_on"
        elif self.before_applying and applied is not None and signed > applied:
            told = f"signed on {signed}, after the application of {applied}"
            yield told, f"Must be signed by {applied}, the day of the application; you entered {signed}", "signed_on"
        until = dated(paper.get("valid_until"))
        if self.valid and until is not None and facts.on is not None and until < facts.on:
            short = f"Must be valid still; you entered that it ended on {until}"
            yield f"valid until {until} only", short, "valid_until"

    def _unsigned(self, paper: Mapping[str, object], facts: Facts) -> Iterator[Problem]:
        signed = list_signatories(paper)
        named = [party for field in self.signed_by if isinstance(party := facts.home.get(field), Mapping)]
        ours, theirs = list(facts.parties("home")), list(facts.parties("counterpart"))
        wanted = [*named, *(ours if self.by_all else ()), *(theirs if self.by_all else ())]
        for name in dict.fromkeys(str(one.get("name")) for one in wanted if not has_signed(one, signed)):
            yield f"not signed by {name}", f"Must be signed by {name}; you did not name it", "signatories"
        if self.by_each_side:
            here = [party for party in (*ours, *theirs) if party.get("country") == countries.HOME]
            there = [party for party in (*ours, *theirs) if _is_of_partner(party, facts)]
            for side, named_for_it, parties in (("home", ours, here), ("counterpart", theirs, there)):
                if (named_for_it or parties) and not has_any_signed(parties, signed):
                    short = f"Must be signed by the leader or a participant of this side; you named none: {side}"
                    yield f"signed by nobody who takes part on this side: {side}", short, "signatories"
        if self.by_another and all(is_of_home_side(name, facts.home, ours) for name in signed):
            short = "Must be signed by somebody who is not of the home side; you named only those who are"
            yield "signed by nobody but the home side itself", short, "signatories"

    def reads(self) -> frozenset[str]:
        return frozenset({self.field, *self.signed_by})

    def demands(self) -> frozenset[str]:
        return frozenset({self.field})


class Signatory(Clause):
    """The leading organisation or a participant is among those who signed the paper declared in a field."""

    kind: Literal["signatory"]
    field: Name

    def judge(self, facts: Facts) -> Verdict:
        paper = facts.home.get(self.field)
        if not isinstance(paper, Mapping):
            return waiting(f"{self.field} is not declared")
        signatories = list_signatories(paper)
        parties = [*facts.parties("home"), *facts.parties("counterpart")]
        signed = [str(party.get("name")) for party in parties if has_signed(party, signatories)]
        return verdict(
            bool(signed),
            f"signed by {', '.join(signed)}" if signed else "no one who takes part has signed it",
            "Must be signed by an organisation that takes part; no one who takes part has signed it",
            f"{self.field}/signatories",
        )

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})


class OnePerAgreement(Clause):
    """No other living case of the call stands under the same agreement: the reference of the paper declared in a field.

    References are the same if their letters and digits are, whatever stands between them and however they are
    capitalised.
    """

    kind: Literal["one-per-agreement"]
    field: Name

    def judge(self, facts: Facts) -> Verdict:
        paper = facts.home.get(self.field)
        if not isinstance(paper, Mapping):
            return waiting(f"{self.field} is not declared")
        place, number = f"{self.field}/reference", paper.get("reference")
        if not isinstance(number, str) or not fold_reference(number):
            told = f"{self.field} has no reference that tells it from another"
            return verdict(False, told, "Enter the number of the agreement, which tells it from another", place)
        is_free = facts.rival is None  # which case it is, nobody outside learns
        told = number if is_free else f"{number} is taken by another case"
        short = f"Must be an agreement that no other case stands on; {number} is taken by another case"
        return verdict(is_free, told, short, place)

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})


class Indicator(FrozenModel):
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

    def demands(self) -> frozenset[str]:
        return frozenset({self.field})


class Matching(Clause):
    """The enterprises of the home side put in at least as much of their own money as the government gives.

    That is what is awarded, once an award says so; until then what a field asks for stands in. With `per_unit` an
    enterprise matches its own share, where every enterprise states its subsidy and its own funds; an award of another
    amount than was asked for changes the shares alike. The shares come to no more than what is asked for, to all of it
    where only enterprises take part, and somebody puts in something.
    """

    kind: Literal["matching"]
    own: Name
    base: Name
    per_unit: bool = False

    def judge(self, facts: Facts) -> Verdict:
        own, asked = facts.home.get(self.own), facts.home.get(self.base)
        awarded = facts.given.get("amount")
        base = awarded if isinstance(awarded, int) else asked
        units = [party for party in facts.parties("home") if party.get("type") == "enterprise"]
        if not units:
            return Verdict("not-applicable", "no enterprise on this side")
        if self.per_unit and isinstance(base, int) and isinstance(asked, int) and all(map(_states_share, units)):
            return self._judge_shares(facts, base, asked)
        if not isinstance(own, int) or not isinstance(base, int):
            return waiting("the amounts are not filled in")
        short = f"Must be at least {base:,}, what the government gives; you entered {own:,}"
        return verdict(own >= base, f"{own:,} of their own against {base:,}", short, self.own)

    def _judge_shares(self, facts: Facts, base: int, asked: int) -> Verdict:
        shares = list(_list_shares(facts))
        whole, most = sum(subsidy for _, _, subsidy, _ in shares), max(shares, key=lambda share: share[2])
        if whole > asked or (whole < asked and len(shares) == len(facts.parties("home"))):
            told = f"the enterprises' shares of the subsidy come to {whole:,} of {asked:,}"
            short = f"The shares must come to no more than {asked:,}; those you entered come to {whole:,}"
            if whole < asked:
                short = f"The shares must come to {asked:,}, all that is asked for; those you entered come to {whole:,}"
            return verdict(False, told, short, f"{most[0]}/subsidy")
        if not any(own for _, _, _, own in shares):
            short = "Must put in money of its own; you entered nothing"
            return verdict(False, "no enterprise puts in money of its own", short, f"{shares[0][0]}/own_funds")
        for place, unit, subsidy, own in shares:
            due = -(-subsidy * base // max(asked, 1))
            if own < due:
                told = f"{unit.get('name')}: {own:,} of their own against {due:,}"
                short = (
                    f"{unit.get('name')} must put in at least {due:,}, what it gets of the subsidy; it puts in {own:,}"
                )
                return verdict(False, told, short, f"{place}/own_funds")
        return verdict(True, "each enterprise matches what it gets of the subsidy")

    def reads(self) -> frozenset[str]:
        return frozenset({self.own, self.base})

    def demands(self) -> frozenset[str]:
        return frozenset({self.own})


class Affordable(Clause):
    """The support asked for is no more than the whole quota line has; the definition says what each line has."""

    kind: Literal["affordable"]
    field: Name = "budget"
    most: dict[str, int] = Field(default_factory=dict)

    def judge(self, facts: Facts) -> Verdict:
        asked, most = facts.home.get(self.field), self.most.get(facts.topic or "", self.most.get(""))
        if most is None:
            return Verdict("not-applicable", "the line has no budget of its own")
        if not isinstance(asked, int):
            return waiting(f"{self.field} is not filled in")
        short = f"Must be no more than {most:,}, which is all that the line has; you entered {asked:,}"
        return verdict(asked <= most, f"{asked:,} asked for of {most:,}", short, self.field)

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})


def _states_share(unit: Mapping[str, object]) -> bool:
    return isinstance(unit.get("subsidy"), int) and isinstance(unit.get("own_funds"), int)


def _list_shares(facts: Facts) -> Iterator[tuple[str, Mapping[str, object], int, int]]:
    """Of each enterprise of the home side its place in the filing, itself, its share of the subsidy and its own funds."""
    has_lead = facts.lead("home") is not None
    for number, party in enumerate(facts.parties("home"), -1 if has_lead else 0):
        subsidy, own = party.get("subsidy"), party.get("own_funds")
        if party.get("type") == "enterprise" and isinstance(subsidy, int) and isinstance(own, int):
            yield "organisation" if number < 0 else f"participants/{number}", party, subsidy, own


def _is_of_partner(party: Mapping[str, object], facts: Facts) -> bool:
    """Whether a party stands for the case's partner; where none is known, whether it is of another country."""
    if facts.partner is None:
        return party.get("country") != countries.HOME
    return countries.stands_for(party, facts.partner, facts.on)
