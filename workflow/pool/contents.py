"""What a filing says of people and organisations, in whichever field it says so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from states.names import Person, TextIndex, index_texts, parse_people
from states.organisation_names import Organisation, parse_organisation

Content = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a filing names: its organisations, its people (leaders and signatories among them), its leaders, the RORs and
    ORCID iDs that it tells; and its texts, in which it may mention others.
    """

    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]
    leaders: tuple[Person, ...]
    identifiers: frozenset[str]
    texts: TextIndex


def read_named(content: Content) -> Named:
    """Whom a filing names."""
    return Named(
        list_organisations(content),
        tuple(dict.fromkeys(list_people(content))),
        list_leaders(content),
        list_identifiers(content),
        index_texts(tuple(list_texts(content))),
    )


def list_parties(content: Content, *, of_people: bool | None = None) -> Iterator[Content]:
    """The parties that a filing names: people, organisations, or all."""
    for value in content.values():
        for item in value if isinstance(value, list | tuple) else (value,):
            is_party = isinstance(item, Mapping) and {"name", "type", "country"} <= item.keys()
            if is_party and (of_people is None or of_people == (item.get("type") == "person")):
                yield item


def list_organisations(content: Content) -> tuple[Organisation, ...]:
    """The organisations that are parties, each once."""
    named = (str(party.get("name") or "") for party in list_parties(content, of_people=False))
    return tuple(dict.fromkeys(parse_organisation(name) for name in named if name))


def list_identifiers(content: Content) -> frozenset[str]:
    """The RORs of organisations and the ORCID iDs of people that a filing tells."""
    given = (party.get(name) for party in list_parties(content) for name in ("ror", "orcid"))
    return frozenset(one for one in given if isinstance(one, str) and one)


def list_leaders(content: Content) -> tuple[Person, ...]:
    """Who leads on either side, as far as a filing says."""
    named = (content.get(name) for name in ("leader", "counterpart_leader"))
    return tuple(one for leader in named if isinstance(leader, str) for one in parse_people(leader))


def list_people(content: Content) -> Iterator[Person]:
    """Everybody whom a filing names where a form asks for people: its leader, parties that are people, who signed papers."""
    yield from list_leaders(content)
    for party in list_parties(content, of_people=True):
        yield from parse_people(str(party.get("name") or ""))
    for value in content.values():
        if isinstance(value, Mapping) and isinstance(signed := value.get("signatories"), list | tuple):
            yield from (one for name in signed for one in parse_people(str(name)))


def list_texts(content: Content) -> Iterator[str]:
    """The texts of a filing in which somebody may be mentioned."""
    for value in content.values():
        for item in value if isinstance(value, list | tuple) else (value,):
            if isinstance(item, str):
                yield item
