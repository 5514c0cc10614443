"""Rules on events: when they are held, by whom, and what makes them international."""

from collections.abc import Mapping
from typing import Literal

from states import countries
from states.facts import Facts
from states.fields import INTERNATIONAL
from states.frozen_model import Code, Name, Text
from states.organisation_names import index_name
from states.rules.clause import Clause, Verdict, called, dated, verdict, waiting


class DayOrder(Clause):
    """One day of a filing does not lie before another."""

    kind: Literal["day-order"]
    first: Name
    last: Name

    def judge(self, facts: Facts) -> Verdict:
        first, last = dated(facts.home.get(self.first)), dated(facts.home.get(self.last))
        if first is None or last is None:
            return waiting("the days are not filled in")
        short = f"Must not be before {first}; you entered {last}"
        return verdict(first <= last, f"from {first} to {last}", short, self.last)

    def reads(self) -> frozenset[str]:
        return frozenset({self.first, self.last})


class Upcoming(Clause):
    """A day of a filing does not lie behind when it is handed in; what time passes after that does not count."""

    kind: Literal["upcoming"]
    field: Name

    def judge(self, facts: Facts) -> Verdict:
        day = dated(facts.home.get(self.field))
        if day is None:
            return waiting(f"{self.field} is not filled in")
        if facts.on is None or not facts.is_submitting:
            return verdict(True, f"{self.field}: {day}")
        return verdict(
            day >= facts.on, f"{self.field}: {day}", f"Must be {facts.on} or later; you entered {day}", self.field
        )

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})


class OtherThan(Clause):
    """The organisation named in a field is another than one that goes by any of the given names.

    Names are compared by what they say in each script, in any order and in several at once: "BAST 北京市科协" goes by two of
    them. A name that says more than that is another's.
    """

    kind: Literal["other-than"]
    field: Name
    names: tuple[Text, ...]

    def judge(self, facts: Facts) -> Verdict:
        party = facts.home.get(self.field)
        if not isinstance(party, Mapping):
            return waiting(f"{self.field} is not filled in")
        is_same = self._goes_by(str(party.get("name") or ""))
        return verdict(
            not is_same, called(party), f"Must be another institution than {self.names[0]}", f"{self.field}/name"
        )

    def reads(self) -> frozenset[str]:
        return frozenset({self.field})

    def _goes_by(self, name: str) -> bool:
        """Whether a name says nothing but the given names, alone or together."""
        latin, hans = index_name(name)
        known = [index_name(name) for name in self.names]
        said = {word for one, _ in known if one <= latin for word in one}
        return bool(latin or hans) and said == latin and all(any(han in theirs for _, theirs in known) for han in hans)


class International(Clause):
    """Somebody from another country takes part, or an international organisation stands behind it."""

    kind: Literal["international"]
    fields: tuple[Name, ...]
    home: Code = countries.HOME

    def judge(self, facts: Facts) -> Verdict:
        values = [facts.home.get(name) for name in self.fields]
        named = [one for value in values for one in (value if isinstance(value, list | tuple) else [value])]
        parties = [party for party in named if isinstance(party, Mapping)]
        if not parties:
            return waiting("nobody is named who takes part")
        foreign = [party for party in parties if self._is_foreign(party)]
        if foreign:
            return verdict(True, called(foreign[0]))
        return verdict(False, "nobody from another country is named", "Name who takes part from another country")

    def _is_foreign(self, party: Mapping[str, object]) -> bool:
        return party.get("type") == INTERNATIONAL or party.get("country") not in (None, "", self.home)

    def reads(self) -> frozenset[str]:
        return frozenset(self.fields)
