"""Rules on nominations: who may be honoured, who may nominate, and where the cooperative partner is registered."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from states import countries, divisions
from states.facts import Facts
from states.fields import INTERNATIONAL, PERSON, is_blank
from states.frozen_model import Code, FrozenModel, Name, Text
from states.names import may_name_same_person
from states.organisation_names import may_name_same_organisation
from states.rules.clause import Clause, Verdict, called, verdict, waiting
from states.text import words


class Registered(Clause):
    """An organisation named in a field is registered in a given subdivision of a country (ISO 3166-2)."""

    kind: Literal["registered"]
    field: Name
    division: Text

    def judge(self, facts: Facts) -> Verdict:
        party = facts.home.get(self.field)
        if not isinstance(party, Mapping):
            return waiting(f"{self.field} is not filled in")
        wanted = divisions.describe_division(self.division)
        country, place = self.division.partition("-")[0], f"{self.field}/division"
        if party.get("type") == PERSON:
            told = f"{called(party)} is no organisation that could be registered"
            return verdict(False, told, f"Must be an organisation registered in {wanted}", f"{self.field}/type")
        if (seat := party.get("country")) and seat != country:
            told = f"{called(party)} is of {seat}, and {wanted} lies in {country}"
            return verdict(
                False, told, f"Must be of {country}; you entered the country {seat}", f"{self.field}/country"
            )
        places = set(find_divisions(party, country))
        if places == {self.division}:
            return verdict(True, f"{called(party)} is registered in {wanted}")
        if not places and not party.get("registered_in"):
            told = f"where {called(party)} is registered is not given: choose {wanted}"
            return verdict(False, told, f"Choose where it is registered: {wanted}", place)
        if not places:
            where = party["registered_in"]
            told = f"{where} names no province or region for certain: choose {wanted}"
            return verdict(False, told, f"Must be registered in {wanted}; you entered {where}", place)
        found = ", ".join(sorted(map(divisions.describe_division, places)))
        told = f"{called(party)} is registered in {found} instead of {wanted}"
        return verdict(False, told, f"Must be registered in {wanted}; you entered {found}", place)

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})


class EligibleCandidate(Clause):
    """Whoever is to be honoured is foreign, and a person or an organisation as the award has it.

    `home` are the codes that are not foreign; whether those in `unsettled` are is for people to judge. Where the filing
    says in `kind_field` what the candidate is, `kinds` gives the types of party that this fits; else `types` does.
    """

    kind: Literal["candidate"]
    field: Name = "candidate"
    home: Annotated[tuple[Code, ...], Field(min_length=1)]
    unsettled: tuple[Code, ...] = ()
    types: tuple[Text, ...] = ()
    kind_field: Name | None = None
    kinds: dict[Text, tuple[Text, ...]] = Field(default_factory=dict)

    def judge(self, facts: Facts) -> Verdict:
        party = facts.home.get(self.field)
        if not isinstance(party, Mapping):
            return waiting(f"{self.field} is not filled in")
        types = self.types
        if self.kind_field is not None:
            chosen = facts.home.get(self.kind_field)
            if not isinstance(chosen, str) or not chosen:
                return waiting(f"{self.kind_field} is not filled in")
            if chosen not in self.kinds:
                told = f"{self.kind_field}: {chosen}"
                return verdict(False, told, f"Choose one of those listed; you entered “{chosen}”", self.kind_field)
            types = self.kinds[chosen]
        if types and party.get("type") not in types:
            kinds, told = " or ".join(types), called(party)
            short = f"Must be of the type {kinds}; you entered {told}"
            return verdict(False, f"{told} is not of the type {kinds}", short, f"{self.field}/type")
        country = party.get("country")
        if party.get("type") == PERSON and country == countries.UNION:
            told = f"{called(party)} is of no country: {countries.tell(countries.UNION)} is none"
            short = f"Must be of a country; you entered {countries.tell(countries.UNION)}"
            return verdict(False, told, short, f"{self.field}/country")
        if party.get("type") == INTERNATIONAL:
            return verdict(True, f"{called(party)} belongs to no country")
        if not country:
            return waiting("the country of the candidate is not given")
        if country in self.home:
            told = f"{called(party)} is from {country}, which is not foreign"
            return verdict(False, told, f"Must be foreign; you entered the country {country}", f"{self.field}/country")
        if country in self.unsettled:
            return waiting(f"whether {called(party)} from {country} counts as foreign is for people to judge")
        return verdict(True, f"{called(party)} is from {country}")

    def reads(self) -> frozenset[str]:
        return frozenset({self.field} | ({self.kind_field} if self.kind_field else set()))


class Entitlement(FrozenModel):
    """What entitles somebody to nominate: the types of party it fits, and where they stand.

    `country` is the country they must be of, where that follows; `division` the subdivision they must lie in, or "any"
    for a government of one.
    """

    name: Text
    types: Annotated[tuple[Text, ...], Field(min_length=1)]
    country: Code | None = None
    division: Text | None = None


class EntitledNominator(Clause):
    """A nominator of one of the listed classes puts the candidate forward: the class fits their type and country.

    Nobody puts themself forward, as a person or as the organisation that is to be honoured.
    """

    kind: Literal["nominator"]
    field: Name = "nominator"
    class_field: Name = "nominator_class"
    candidate: Name = "candidate"
    classes: Annotated[tuple[Entitlement, ...], Field(min_length=1)]

    def judge(self, facts: Facts) -> Verdict:
        chosen, party = facts.home.get(self.class_field), facts.home.get(self.field)
        candidate = facts.home.get(self.candidate)
        if not chosen:
            return waiting(f"{self.class_field} is not filled in")
        entitled = next((one for one in self.classes if one.name == chosen), None)
        if entitled is None:
            names = ", ".join(one.name for one in self.classes)
            short = f"Choose one of: {names}; you entered “{chosen}”"
            return verdict(False, f"{chosen} is none of: {names}", short, self.class_field)
        if not isinstance(party, Mapping):
            return waiting(f"{self.field} is not filled in")
        if isinstance(candidate, Mapping) and is_same_party(party, candidate):
            told = f"{called(party)} puts itself forward: somebody else has to nominate"
            return verdict(False, told, f"Must be nominated by somebody else; you entered {called(party)}", self.field)
        problems = list(_problems(entitled, party))
        short = f"Must be a nominator of the class “{chosen}”; {'; '.join(problems)}"
        told = "; ".join(problems) or f"{called(party)} nominates as {chosen}"
        return verdict(not problems, told, short, self.field)

    def reads(self) -> frozenset[str]:
        return frozenset({self.field, self.class_field, self.candidate})


class NominationEvidence(Clause):
    """What shows that the nominator is of the class they name is given in a field; what that is, the class says."""

    kind: Literal["evidence"]
    field: Name
    class_field: Name = "nominator_class"
    needed: Annotated[dict[Text, Text], Field(min_length=1)]

    def judge(self, facts: Facts) -> Verdict:
        chosen, given = facts.home.get(self.class_field), facts.home.get(self.field)
        needed = self.needed.get(chosen) if isinstance(chosen, str) else None
        if needed is None:
            return waiting(f"{self.class_field} is not filled in")
        is_given = not is_blank(given)
        told = f"{self.field} is given" if is_given else f"name the evidence: {needed}"
        return verdict(is_given, told, f"Name the evidence: {needed}", self.field)

    def reads(self) -> frozenset[str]:
        return frozenset({self.field, self.class_field})


def is_same_party(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two parties are the same: by an identifier that both give, else by their names.

    People are compared as `states.names` does, with or without titles and middle names, organisations as
    `states.organisation_names` does (by an acronym only within one country); a person and an organisation by the words
    of their names.
    """
    for identifier in ("orcid", "ror"):
        if one.get(identifier) and other.get(identifier):
            return one[identifier] == other[identifier]
    ours, theirs = (name if isinstance(name := party.get("name"), str) else "" for party in (one, other))
    told = [words(ours), words(theirs)]
    if told[0] and (sorted(told[0]) == sorted(told[1]) or "".join(told[0]) == "".join(told[1])):
        return True
    are_people = [party.get("type") == PERSON for party in (one, other)]
    if any(are_people):
        return all(are_people) and may_name_same_person(ours, theirs)
    seats = {party["country"] for party in (one, other) if party.get("country")}
    return may_name_same_organisation(ours, theirs, by_acronym=len(seats) < 2)


def find_divisions(party: Mapping[str, object], country: str) -> Iterator[str]:
    """The subdivisions of a country in which a party is registered: as it was chosen, and as its place says."""
    if isinstance(chosen := party.get("division"), str) and chosen:
        yield chosen
    if isinstance(place := party.get("registered_in"), str) and (found := divisions.find_division(country, place)):
        yield found


def _problems(entitled: Entitlement, party: Mapping[str, object]) -> Iterator[str]:
    if party.get("type") not in entitled.types:
        yield f"{called(party)} is not of the type {' or '.join(entitled.types)}"
    country = entitled.country
    if country is not None and party.get("country") != country:
        yield f"{called(party)} is not from {country}"
    elif country is not None and entitled.division is not None:
        yield from _misplaced(entitled.division, country, party)


def _misplaced(division: str, country: str, party: Mapping[str, object]) -> Iterator[str]:
    """What contradicts that a party lies in a subdivision; where it lies in none that is known, people judge."""
    if division == "any":
        return
    named = divisions.find_named_divisions(country, str(party.get("name") or ""))
    places = set(find_divisions(party, country)) or named
    if places and division not in places:
        found = ", ".join(sorted(map(divisions.describe_division, places)))
        yield f"{called(party)} lies in {found} instead of {divisions.describe_division(division)}"
