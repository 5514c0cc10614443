"""The words that can stand in the address of a list of cases: calls, directions, states and partners, and how they are told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from api.console.columns import COLUMNS
from api.console.filters import Filters
from api.console.language import Language
from states.call import Call, Direction
from workflow import calls, editions
from workflow.overview import known


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What lists can be narrowed to, in one call or (none chosen) in all."""

    language: Language
    published: Mapping[str, Call]
    states: Mapping[str, str]
    directions: list[Direction]
    partners: list[str]

    @classmethod
    def of(cls, session: Session, language: Language, call: str = "") -> "Vocabulary":
        """The words of a call, or of every one if there is none such."""
        published = {code: calls.load_call(session, code) for code in editions.list_codes(session)}
        among = [published[call]] if call in published else list(published.values())
        states: dict[str, str] = {}
        for one in among:
            for direction in one.directions:
                for name, state in direction.lifecycle.states.items():
                    states.setdefault(name, language.label(state))
        partners = {partner for one in among for direction in one.directions for partner in direction.partners}
        directions = [direction for one in among for direction in one.directions]
        return cls(language, published, states, directions, sorted(partners))

    def word(self, name: str, value: str) -> str:
        """How the value of a filter is told."""
        said = self.language
        match name:
            case "call" if value in self.published:
                return said.label(self.published[value])
            case "state":
                return self.states.get(value, value)
            case "sides":
                return said("only one has filed") if value == "one" else said("both have filed")
            case "needs":
                return said("me")
            case _:
                return value

    def gone(self, chosen: Filters) -> Iterator[tuple[str, str]]:
        """What filters name that is not there, each by its name: nothing can match it."""
        there = {
            "call": self.published,
            "direction": {direction.code for direction in self.directions},
            "state": self.states,
            "partner": self.partners,
            "columns": COLUMNS,
        }
        return ((name, value) for name, value in chosen.parts() if name in there and value not in there[name])


def check_chosen(session: Session, chosen: Filters) -> None:
    """Raises InvalidRequest, saying what there is, for a filter or a column that is not there, as the API does."""
    narrowing = chosen.search()
    known.check_filters(session, {name: getattr(narrowing, name) for name in ("call", "direction", "state", "partner")})
    for column in chosen.columns:
        known.check_value("column", column, COLUMNS)
