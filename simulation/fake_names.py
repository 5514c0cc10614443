"""Invented people and organisations of every country that takes part. Same generator, same cast."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from pydantic import Field

from states.calendar import Zone
from states.frozen_model import FrozenModel, Text

HOME = "CN"
_FILE = Path(__file__).with_name("countries.toml")


class FakeCountry(FrozenModel):
    """Where invented people live and what their organisations are called; a union has only its members."""

    name: Text
    zone: Zone
    members: tuple[str, ...] = ()
    person: Text = "{given} {family}"
    families: tuple[Text, ...] = ()
    givens: tuple[Text, ...] = ()
    places: tuple[Text, ...] = ()
    forms: dict[str, tuple[Text, ...]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FakeOrganisation:
    """An invented organisation of a type that filings know."""

    name: str
    type: str
    country: str

    def filed(self) -> dict[str, str]:
        """The organisation as a filing names it."""
        return {"name": self.name, "type": self.type, "country": self.country}


class FakeNames:
    """Draws people and organisations; a country that is not described gets those of the international stage."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._countries = load_countries()

    def country(self, code: str) -> FakeCountry:
        """What is known of a country or union of countries."""
        return self._countries.get(code) or FakeCountry(name=code, zone="UTC", members=tuple(self._homes()))

    def person(self, code: str) -> str:
        """The name of somebody of that country."""
        home = self._countries[self._member(code)]
        family, given = self._rng.choice(home.families), self._rng.choice(home.givens)
        return home.person.format(family=family, given=given)

    def organisation(self, code: str, kind: str) -> FakeOrganisation:
        """An organisation of that type in that country."""
        member = self._member(code)
        home = self._countries[member]
        form = self._rng.choice(home.forms.get(kind) or ("{place} " + kind.replace("-", " "),))
        return FakeOrganisation(form.format(place=self.place(member)), kind, member)

    def place(self, code: str) -> str:
        """The name of a place in that country."""
        return self._rng.choice(self._countries[self._member(code)].places)

    def _member(self, code: str) -> str:
        members = self.country(code).members
        return self._rng.choice(members) if members else code

    def _homes(self) -> list[str]:
        return [code for code, country in self._countries.items() if not country.members and code != HOME]


@cache
def load_countries() -> dict[str, FakeCountry]:
    """Every country that is described, by its code."""
    described = tomllib.loads(_FILE.read_text("utf-8"))
    return {code: FakeCountry.model_validate(about) for code, about in described.items()}
