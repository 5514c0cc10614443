"""Grounds on which a conflict of interest is suspected: found by comparing a reviewer with a case, decided by nobody here.

Names are compared in plain form: without case, accents of width, punctuation and, for people, the order of their parts. That
finds too much rather than too little; a coordinator dismisses what is not so.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import select
from sqlmodel import Session

from states import identifiers
from workflow import canonical, editions
from workflow.pool.reviewers import Listed
from workflow.store.prepared import Prepared
from workflow.tables import CASES, ORGANISATIONS, REVISIONS

FOUND: Mapping[str, str] = {
    "same-organisation": "their organisation is a party to the case",
    "co-participant": "they are named in the case, or put it forward",
    "country-side": "they are of the partner's country",
    "earlier-case": "they had an earlier case in the programme with one of the organisations",
}
"""The grounds that can be found, and what each means."""
DECLARED = ("family", "collaboration", "competition", "other")
"""The grounds that only people know of."""
GROUNDS = (*FOUND, *DECLARED)
Content = Mapping[str, object]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Parties:
    """A case as the grounds look at it: its number, its organisations and people by plain names and identifiers, its sides."""

    id: int
    organisations: frozenset[str]
    people: frozenset[str]
    partner: str | None
    owner: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beyond the case: RORs by organisations' plain names, and for people the cases they owned, with whom."""

    rors: Mapping[str, str] = field(default_factory=dict)
    past: Mapping[str, Sequence[tuple[int, frozenset[str]]]] = field(default_factory=dict)


def found(reviewer: Listed, case: Parties, known: Known) -> list[str]:
    """The grounds that there are between a reviewer and a case."""
    grounds = []
    if _called(reviewer.organisation, known.rors) & case.organisations:
        grounds.append("same-organisation")
    if reviewer.person == case.owner or _named(reviewer) & case.people:
        grounds.append("co-participant")
    if case.partner is not None and reviewer.country == case.partner:
        grounds.append("country-side")
    past = known.past.get(reviewer.person, ())
    if any(number < case.id and organisations & case.organisations for number, organisations in past):
        grounds.append("earlier-case")
    return grounds


def parties(number: int, filings: Iterable[Content | None], *, partner: str | None, owner: str) -> Parties:
    """What the filings of both sides say of the organisations and people of a case."""
    contents = [content for content in filings if content is not None]
    organisations = frozenset(one for content in contents for one in _organisations(content))
    people = frozenset(one for content in contents for one in _people(content))
    return Parties(number, organisations, people, partner, owner)


def known(session: Session, people: Collection[str], call: str) -> Known:
    """What the registry knows, and for each of these people the cases they owned in the call's programme."""
    connection = session.connection()
    rors = {plain(name): ror for name, ror in _REGISTERED.rows(connection)}
    programme = _programme(session, call)
    calls = [code for code in editions.codes(session) if _programme(session, code) == programme]
    owned: dict[tuple[str, int], frozenset[str]] = {}
    for owner, number, body in _OWNED.rows(connection, people=sorted(people), calls=calls):
        content = canonical.loads(body)
        assert isinstance(content, dict), "a filing is always an object"
        owned[owner, number] = owned.get((owner, number), frozenset()) | frozenset(_organisations(content))
    past: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for (owner, number), organisations in owned.items():
        past.setdefault(owner, []).append((number, organisations))
    return Known(rors, past)


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """A name without what does not tell it from another."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", name).casefold()))


_REGISTERED = Prepared(
    lambda _: select(ORGANISATIONS.c.name, ORGANISATIONS.c.ror).where(ORGANISATIONS.c.ror.is_not(None))
)
_OWNED = Prepared(
    lambda among: (
        select(CASES.c.owner, CASES.c.id, REVISIONS.c.body)
        .join_from(CASES, REVISIONS, REVISIONS.c.case_id == CASES.c.id)
        .where(among(CASES.c.owner, "people"), among(CASES.c.call, "calls"))
        .order_by(CASES.c.id)
    )
)


def _programme(session: Session, call: str) -> str:
    return next(iter(editions.newest(session, call).values())).call.programme


def _called(organisation: str, rors: Mapping[str, str]) -> frozenset[str]:
    """What an organisation of the pool goes by: its plain name, and its ROR where the registry or the entry names one."""
    name = plain(organisation)
    return frozenset({name, _ror(organisation) or rors.get(name, name)} - {""})


@lru_cache(maxsize=65_536)
def _ror(organisation: str) -> str | None:
    try:
        return identifiers.ror(organisation)
    except identifiers.NotAnIdentifier:
        return None


def _named(reviewer: Listed) -> frozenset[str]:
    return frozenset({_person(reviewer.name), reviewer.orcid or ""} - {""})


def _organisations(content: Content) -> Iterator[str]:
    for party in _parties(content):
        if party.get("type") != "person":
            names = (plain(str(party.get("name") or "")), party.get("ror"))
            yield from (name for name in names if isinstance(name, str) and name)


def _people(content: Content) -> Iterator[str]:
    if isinstance(leader := content.get("leader"), str) and leader.strip():
        yield _person(leader)
    for party in _parties(content):
        if party.get("type") == "person":
            yield _person(str(party.get("name") or ""))
            if isinstance(orcid := party.get("orcid"), str):
                yield orcid


@lru_cache(maxsize=65_536)
def _person(name: str) -> str:
    return " ".join(sorted(plain(name).split()))


def _parties(content: Content) -> Iterator[Content]:
    """Every party that a filing names, in whichever field."""
    for value in content.values():
        for item in value if isinstance(value, list | tuple) else (value,):
            if isinstance(item, Mapping) and {"name", "type"} <= item.keys():
                yield item
