"""Rules on what is chosen and told in a filing."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from states import countries
from states.facts import Facts, Side
from states.frozen_model import Code, Name, Text
from states.rules.clause import Clause, Verdict, dated, plain, tell_astray, verdict, waiting

_UPHELD = {
    "lifecycle": "kept by the lifecycle",
    "quota": "kept by the quota",
    "deadlines": "kept by the deadlines",
    "definition": "kept by this definition, which could not say otherwise",
    "nothing": "nothing here judges it",
}


class Stated(Clause):
    """A clause that no rule of a case can judge: `upheld` says by what it is upheld instead.

    people: in the formal examination, where a named person judges it for each case on stated evidence; lifecycle: by
    the declared states and transitions; quota: by the quota lines; deadlines: by the call's deadlines; definition: by the
    definition itself, which could not say otherwise; nothing: it only informs, or the source leaves it open.

    What people judge may name the `fields` they judge it on (none: all that was filed): a judgement no longer counts
    once one of them says something else. Of clauses that are alternatives (`one_of` names the clause that asks for one
    of them) it is enough that one is met. `unkept` tells what of a clause nothing here keeps, though the rest is kept.
    A quota that is for some `topics` only names them.
    """

    kind: Literal["stated"]
    upheld: Literal["people", "lifecycle", "quota", "deadlines", "definition", "nothing"] = "people"
    fields: tuple[Name, ...] = Field(default=(), exclude_if=lambda names: not names)
    one_of: Text | None = Field(default=None, exclude_if=lambda clause: clause is None)
    unkept: Text | None = Field(default=None, exclude_if=lambda said: said is None)
    topics: tuple[Code, ...] = Field(default=(), exclude_if=lambda codes: not codes)

    @property
    def is_for_people(self) -> bool:
        """Whether people judge it for each case."""
        return self.upheld == "people"

    @property
    def is_examined(self) -> bool:
        """Whether a case goes no further to review until people have judged it."""
        return self.is_for_people and self.blocks

    def judge(self, facts: Facts) -> Verdict:
        if not self.is_for_people:
            return Verdict("information", _UPHELD[self.upheld])
        judgement = facts.judgements.get(self.id)
        if judgement is None:
            return Verdict("waiting" if self.blocks else "information", "for people to judge")
        if judgement.is_stale:
            return waiting("judged before the filing was changed; for people to judge again")
        return Verdict(judgement.verdict, "judged by people")


class Listed(Clause):
    """The choice made in a field is one of the direction's own list."""

    kind: Literal["listed"]
    field: Name
    options: tuple[Text, ...]
    open: bool = False

    def judge(self, facts: Facts) -> Verdict:
        chosen = facts.home.get(self.field)
        if not chosen:
            return waiting(f"{self.field} is not filled in")
        if self.open and chosen not in self.options:
            return verdict(True, f"{self.field}: {chosen}, which is not listed; the list is open")
        return verdict(
            chosen in self.options,
            f"{self.field}: {chosen}",
            f"Choose one of those listed; you entered “{chosen}”",
            self.field,
        )

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})

    def demands(self) -> frozenset[str]:
        return self.reads()


class OfTopic(Clause):
    """The choice made in a field is the one that belongs to the topic the case is filed under."""

    kind: Literal["of-topic"]
    field: Name
    choices: Annotated[dict[Code, Text], Field(min_length=1)]

    def judge(self, facts: Facts) -> Verdict:
        chosen, wanted = facts.home.get(self.field), self.choices.get(facts.topic or "")
        if wanted is None:
            return Verdict("not-applicable", f"topic {facts.topic}")
        if not chosen:
            return waiting(f"{self.field} is not filled in")
        return verdict(
            chosen == wanted,
            f"topic {facts.topic}, {self.field}: {chosen}",
            f"Choose “{wanted}”, which belongs to topic {facts.topic}; you entered “{chosen}”",
            self.field,
        )

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})


class Partner(Clause):
    """The case is filed with one of the given partners: its lead is from there, the home side's from the home country.

    The counterpart's own filing says who leads there; until it is in, the home filing does. A union is met by its
    members on the day `on` and by its own bodies.
    """

    kind: Literal["partner"]
    partners: Annotated[tuple[Code, ...], Field(min_length=1)]
    home: Code = countries.HOME
    on: date | None = None

    def judge(self, facts: Facts) -> Verdict:
        if facts.partner is None:
            return waiting("no partner is named")
        if facts.partner not in self.partners:
            short = f"Must be with one of: {', '.join(self.partners)}; this case is with {facts.partner}"
            return verdict(False, f"partner {facts.partner}", short)
        sides: tuple[tuple[Side, str], ...] = (("home", self.home), ("counterpart", facts.partner))
        leads = [(place, lead) for side, place in sides if (lead := facts.lead(side)) is not None]
        astray = [tell_astray(lead, place) for place, lead in leads if not countries.stands_for(lead, place, self.on)]
        if astray:
            told = "; ".join(astray)
            return verdict(False, told, f"Must be led from the partners' own countries; {told}")
        unnamed = [side for side, _ in sides if facts.lead(side) is None]
        if unnamed:
            return waiting(f"no leading organisation is named on this side: {', '.join(unnamed)}")
        well = [f"{lead.get('name')} leads from {countries.tell_seat(lead)}" for _, lead in leads]
        return verdict(True, "; ".join(well))

    def demands(self) -> frozenset[str]:
        return frozenset({"organisation", "counterpart_organisation"})


class AtLeastOne(Clause):
    """At least one of the listed standards is claimed."""

    kind: Literal["at-least-one"]
    field: Name
    options: tuple[Text, ...]

    def judge(self, facts: Facts) -> Verdict:
        chosen = facts.home.get(self.field)
        if not isinstance(chosen, list | tuple):
            return waiting(f"{self.field} is not filled in")
        claimed = ", ".join(map(str, chosen)) or "none"
        short = f"Claim at least one of: {', '.join(self.options)}; you claimed {claimed}"
        return verdict(any(option in chosen for option in self.options), f"claimed: {claimed}", short, self.field)

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})

    def demands(self) -> frozenset[str]:
        return self.reads()


class Given(Clause):
    """Each of the given fields says something, on every one of the sides; a flag must be true."""

    kind: Literal["given"]
    fields: Annotated[tuple[Name, ...], Field(min_length=1)]
    sides: tuple[Side, ...] = ("home",)

    def judge(self, facts: Facts) -> Verdict:
        filings = {"home": facts.home, "counterpart": facts.counterpart}
        filed = [(side, filing) for side in self.sides if (filing := filings[side]) is not None]
        answers = [(side, name, filing.get(name)) for side, filing in filed for name in self.fields]
        denied = [(side, name) for side, name, value in answers if value is False]
        blank = [self._told(side, name) for side, name, value in answers if plain(value) is None]
        if denied:
            names = ", ".join(self._told(side, name) for side, name in denied)
            place = next((name for side, name in denied if side == "home"), "")
            return verdict(False, f"denied: {names}", f"Must be answered yes; you answered no: {names}", place)
        if blank:
            return waiting(f"not filled in: {', '.join(blank)}")
        if len(filed) < len(self.sides):
            return waiting("the counterpart has not filed")
        return verdict(True, "each is given")

    def _told(self, side: Side, name: str) -> str:
        return name if len(self.sides) == 1 else f"{side}: {name}"

    def reads(self) -> frozenset[str]:
        return frozenset(self.fields)

    def demands(self) -> frozenset[str]:
        return frozenset(self.fields) if "home" in self.sides else frozenset()


class Before(Clause):
    """The day in a field lies strictly before a given one."""

    kind: Literal["before"]
    field: Name
    before: date

    def judge(self, facts: Facts) -> Verdict:
        day = dated(facts.home.get(self.field))
        if day is None:
            return waiting(f"{self.field} is not filled in")
        return verdict(
            day < self.before,
            f"{self.field}: {day}",
            f"Must be before {self.before}; you entered {day}",
            self.field,
        )

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})

    def demands(self) -> frozenset[str]:
        return self.reads()


class Period(Clause):
    """The implementation period in months lies within bounds; equal bounds mean exactly that long."""

    kind: Literal["period"]
    field: Name = "months"
    least: Annotated[int, Field(ge=1)] = 1
    most: Annotated[int, Field(ge=1)]

    def judge(self, facts: Facts) -> Verdict:
        months = facts.home.get(self.field)
        if not isinstance(months, int):
            return waiting("the period is not filled in")
        wanted = f"{self.most} months" if self.least == self.most else f"{self.least} to {self.most} months"
        if self.least == 1 < self.most:
            wanted = f"at most {self.most} months"
        return verdict(
            self.least <= months <= self.most, f"{months} months", f"Must be {wanted}; you entered {months}", self.field
        )

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})

    def demands(self) -> frozenset[str]:
        return self.reads()
