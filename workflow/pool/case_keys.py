"""Keys by which the cases that name the same project, person or candidate find each other, without reading every filing.

A key only leads to a case. Whether two texts or names are the same is judged on the filings themselves: by `states.text`
and `states.names`. Whatever those call the same has a key in common; the exception is a name mentioned in running
Chinese text.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

import regex

from states.names import Person, index_texts, parse_people, spell_person, strip_titles
from states.organisation_names import Organisation, list_organisation_keys, parse_organisation
from states.text import words
from workflow.pool.contents import Content, list_parties, list_people, list_texts

_HAN_NAME = regex.compile(r"(?<!\p{Han})\p{Han}{2,8}(?!\p{Han})")
_LONGEST_NAME, _MOST_MENTIONS = 6, 40
_LENGTH = 12  # bytes


def derive_keys(content: Content) -> frozenset[str]:
    """The keys of a filing: of its titles, everybody whom it names or mentions, its candidate, and identifiers."""
    found = {_key("title", title) for title in list_titles(content)}
    found |= derive_people_keys((*list_people(content), *_list_mentions(content)))
    found |= {_key("id", str(one["orcid"])) for one in list_parties(content) if one.get("orcid")}
    if (organisation := find_candidate_organisation(content)) is not None:
        found |= _derive_organisation_keys(organisation)
    return frozenset(found)


def derive_people_keys(people: Iterable[Person], orcid: str | None = None) -> frozenset[str]:
    """The keys under which a case is found that names one of these people, or tells this ORCID iD."""
    found = {_key("name", spelled) for one in people for spelled in _spell(one)}
    return frozenset(found | {_key("id", orcid)} if orcid else found)


def list_titles(content: Content) -> frozenset[str]:
    """The titles of a filing in either language, as they are compared: by their words."""
    given = (content.get(name) for name in ("title", "translated_title"))
    return frozenset(" ".join(words(title)) for title in given if isinstance(title, str)) - {""}


def find_candidate_people(content: Content) -> tuple[Person, ...]:
    """The candidate of a nomination, if it is a person: each way to read the name."""
    candidate = content.get("candidate")
    is_person = isinstance(candidate, Mapping) and candidate.get("type") == "person"
    return parse_people(str(candidate.get("name") or "")) if is_person and isinstance(candidate, Mapping) else ()


def find_candidate_organisation(content: Content) -> Organisation | None:
    """The candidate of a nomination, if it is an organisation."""
    candidate = content.get("candidate")
    if not isinstance(candidate, Mapping) or candidate.get("type") == "person" or not candidate.get("name"):
        return None
    return parse_organisation(str(candidate["name"]))


def _spell(person: Person) -> Iterator[str]:
    """What any two spellings of one name have in common: the letters of all its words, and of every two of them."""
    for latin in {person.latin, spell_person(person)} - {()}:
        yield _letters(latin)
        if 2 < len(latin) <= _LONGEST_NAME:
            yield from (_letters(pair) for pair in combinations(latin, 2))
    if person.han and not spell_person(person):
        yield person.han


def _letters(names: Iterable[str]) -> str:
    return "".join(sorted("".join(names)))


def _list_mentions(content: Content) -> list[Person]:
    """Those who may be mentioned in the texts of a filing: short runs of capitalised words or of Chinese characters."""
    found: dict[Person, None] = {}
    index = index_texts(tuple(list_texts(content)))
    for run in regex.split(r"[^\p{L}\p{M}\p{N} ]+", index.capitalised):
        latin = strip_titles(run.split())
        if 2 <= len(latin) <= _LONGEST_NAME:
            found[Person(latin)] = None
    for run in _HAN_NAME.findall(index.whole):
        found |= dict.fromkeys(one for one in parse_people(run) if 2 <= len(one.han) <= 4)
    return list(found)[:_MOST_MENTIONS]


def _derive_organisation_keys(organisation: Organisation) -> set[str]:
    return {_key("organisation", one) for one in list_organisation_keys(organisation)}


def _key(kind: str, text: str) -> str:
    return hashlib.blake2b(f"{kind}:{text}".encode(), digest_size=_LENGTH).hexdigest()
