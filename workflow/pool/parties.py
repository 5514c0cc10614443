"""The parties of cases, and which other cases have one in common with a case.

Names are compared by `states.names` and `states.organisation_names`. So that not each is compared with each, cases are
kept by the keys of their names.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from states.names import Person, is_same_person, list_person_keys, parse_people
from states.organisation_names import Organisation, is_same_organisation, list_organisation_keys
from workflow.notes import Note, read_list
from workflow.pool.contents import Content, Named, read_named


@dataclass(frozen=True, eq=False)
class Parties:
    """Another case, as the grounds look at it: its organisations by names and identifiers, and who leads it."""

    id: int
    organisations: tuple[Organisation, ...]
    identifiers: frozenset[str]
    leaders: tuple[Person, ...] = ()

    @cached_property
    def organisation_keys(self) -> frozenset[str]:
        """Any name of one of its organisations has one of these."""
        return frozenset(chain.from_iterable(map(list_organisation_keys, self.organisations)))


@dataclass(frozen=True, eq=False, kw_only=True)
class CaseParties(Parties):
    """A case that is compared with reviewers: besides its parties, all whom it names.

    `people` are those whom a form names as such, signatories among them; `acting` the ids of those who act for either side.
    """

    people: tuple[Person, ...]
    filings: tuple[Named, ...]
    partner: str | None
    acting: frozenset[str]

    @cached_property
    def people_keys(self) -> frozenset[str]:
        """Any name of one of its people has one of these."""
        return frozenset(chain.from_iterable(map(list_person_keys, self.people)))


class Sharing:
    """Cases by their parties, to find those that share one with a case without comparing each with each."""

    def __init__(self, cases: Iterable[Parties]) -> None:
        self._cases: dict[Organisation | Person | str, set[Parties]] = {}
        self._organisations: dict[str, set[Organisation]] = {}
        self._leaders: dict[str, set[Person]] = {}
        for case in cases:
            said: Iterable[Organisation | Person | str] = chain(case.organisations, case.leaders, case.identifiers)
            for one in said:
                self._cases.setdefault(one, set()).add(case)
        for one in self._cases:
            if isinstance(one, Organisation):
                for key in list_organisation_keys(one):
                    self._organisations.setdefault(key, set()).add(one)
            elif isinstance(one, Person):
                for key in list_person_keys(one):
                    self._leaders.setdefault(key, set()).add(one)

    def find_by_organisation(self, case: Parties) -> set[Parties]:
        """The other cases that share an organisation with a case, by its identifiers or its name."""
        same: set[Organisation | str] = set(case.identifiers)
        for mine in case.organisations:
            others = set().union(*(self._organisations.get(key, ()) for key in list_organisation_keys(mine)))
            same |= {one for one in others if is_same_organisation(mine, one)}
        return self._collect(same, case)

    def find_by_leader(self, case: Parties) -> set[Parties]:
        """The other cases that have a leader in common with a case."""
        same: set[Person] = set()
        for mine in case.leaders:
            others = set().union(*(self._leaders.get(key, ()) for key in list_person_keys(mine)))
            same |= {one for one in others if is_same_person(mine, one)}
        return self._collect(same, case)

    def _collect(self, same: Iterable[Organisation | Person | str], case: Parties) -> set[Parties]:
        found = set().union(*(self._cases.get(one, ()) for one in same))
        return {one for one in found if one.id != case.id}


def read_parties(
    number: int,
    filings: Iterable[Content | None],
    *,
    partner: str | None,
    acting: Iterable[str],
    documents: Iterable[Note] = (),
) -> CaseParties:
    """What the filings of both sides, and the documents beside them, say of the organisations and people of a case."""
    named = [read_named(content) for content in filings if content is not None]
    return combine_named(number, named, partner=partner, acting=acting, documents=documents)


def combine_named(
    number: int,
    named: Sequence[Named],
    *,
    partner: str | None = None,
    acting: Iterable[str] = (),
    documents: Iterable[Note] = (),
) -> CaseParties:
    """What is known of a case whose filings were read already."""
    signed = chain.from_iterable(map(parse_people, _signed(documents)))
    return CaseParties(
        number,
        tuple(dict.fromkeys(chain.from_iterable(one.organisations for one in named))),
        frozenset().union(*(one.identifiers for one in named)),
        tuple(dict.fromkeys(chain.from_iterable(one.leaders for one in named))),
        people=tuple(dict.fromkeys((*chain.from_iterable(one.people for one in named), *signed))),
        filings=tuple(named),
        partner=partner,
        acting=frozenset(acting),
    )


def _signed(documents: Iterable[Note]) -> Iterator[str]:
    """Who signed the documents that stand on a case."""
    for note in {note["id"]: note for note in documents}.values():
        signed = [] if note["removed"] else read_list(note, "signatories")
        yield from map(str, signed)
