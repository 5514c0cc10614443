"""Grounds on which a conflict of interest is suspected: found by comparing a reviewer with a case, decided by nobody here.

Names are compared by their words, in Latin and Chinese script (`states.names`). That finds too much rather than too
little; a coordinator dismisses what is not so.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, literal_column, or_, select
from sqlmodel import Session

from states import identifiers
from states.names import (
    Organisation,
    Person,
    index_texts,
    is_mentioned,
    is_same_organisation,
    is_same_person,
    parse_organisation,
    parse_people,
)
from states.text import words
from workflow import canonical, editions, notes
from workflow.errors import SetAside
from workflow.notes import Note, read_list
from workflow.pool import case_keys
from workflow.pool.contents import (
    Content,
    list_identifiers,
    list_leaders,
    list_organisations,
    list_people,
    list_texts,
)
from workflow.pool.reviewers import Listed
from workflow.set_aside import keep_sound
from workflow.store.prepared import Prepared
from workflow.tables import CASE_KEYS, CASES, DOCUMENTS, ORGANISATIONS, REVISIONS

FOUND: Mapping[str, str] = {
    "same-organisation": "their organisation is a party to the case",
    "co-participant": "they are named in the case, or put it forward",
    "country-side": "they are of the partner's country",
    "earlier-case": "they had an earlier case in the programme with one of the organisations",
    "named-together": "they are named in another case of the call with one of the parties",
}
"""The grounds that can be found, and what each means."""
DECLARED = ("family", "collaboration", "competition", "other")
"""The grounds that only people know of."""
GROUNDS = (*FOUND, *DECLARED)


@dataclass(frozen=True)
class Parties:
    """A case as the grounds look at it: the organisations and people of both sides by names and identifiers, and its texts.

    `people` are all whom a form names as such, signatories among them; `acting` the ids of those who act for either side.
    """

    id: int
    organisations: tuple[Organisation, ...]
    people: tuple[Person, ...]
    identifiers: frozenset[str]
    leaders: tuple[Person, ...]
    texts: tuple[str, ...]
    partner: str | None
    acting: frozenset[str]

    @cached_property
    def index(self) -> tuple[str, str]:
        """Its texts as mentions are looked for in them: made when they are, as most people are named in a field."""
        return index_texts(self.texts)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another case that somebody had, or that names them: its organisations by names and identifiers, and who leads it."""

    id: int
    organisations: tuple[Organisation, ...]
    identifiers: frozenset[str]
    leaders: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beyond the case: RORs by organisations' plain names, for people the cases they owned and those of the
    call that name them.
    """

    rors: Mapping[str, str] = field(default_factory=dict)
    past: Mapping[str, Sequence[Earlier]] = field(default_factory=dict)
    naming: Mapping[str, Sequence[Earlier]] = field(default_factory=dict)


def found(reviewer: Listed, case: Parties, known: Known) -> list[str]:
    """The grounds that there are between a reviewer and a case."""
    grounds = []
    if _is_of(reviewer, case.organisations, case.identifiers, known.rors):
        grounds.append("same-organisation")
    if reviewer.person in case.acting or _is_named(reviewer, case):
        grounds.append("co-participant")
    if case.partner is not None and reviewer.country == case.partner:
        grounds.append("country-side")
    past = known.past.get(reviewer.person, ())
    if any(one.id < case.id and _share_one(one, case) for one in past):
        grounds.append("earlier-case")
    naming = known.naming.get(reviewer.person, ())
    if any(one.id != case.id and (_share_one(one, case) or _share_leader(one, case)) for one in naming):
        grounds.append("named-together")
    return grounds


def parties(
    number: int,
    filings: Iterable[Content | None],
    *,
    partner: str | None,
    acting: Iterable[str],
    documents: Iterable[Note] = (),
) -> Parties:
    """What the filings of both sides, and the documents beside them, say of the organisations and people of a case."""
    contents = [content for content in filings if content is not None]
    people = [one for content in contents for one in list_people(content)]
    people += [one for name in _signed(documents) for one in parse_people(name)]
    return Parties(
        number,
        list_organisations(contents),
        tuple(dict.fromkeys(people)),
        list_identifiers(contents),
        tuple(dict.fromkeys(one for content in contents for one in list_leaders(content))),
        tuple(text for content in contents for text in list_texts(content)),
        partner,
        frozenset(acting),
    )


def _read_owned(row: Sequence[Any]) -> tuple[str, int, Content]:
    """A filing of somebody's earlier case. Raises SetAside for one that cannot be read."""
    owner, number, body = row
    return owner, number, _read_filing(number, body)


def _read_filing(number: int, body: str) -> Content:
    content = canonical.loads(body)
    if not isinstance(content, dict):
        raise SetAside(f"a filing of case {number} cannot be read: it is no object")
    return content


def known(session: Session, among: Collection[Listed], call: str) -> Known:
    """What the registry knows, and for each of these reviewers the cases they owned in the call's programme, and those of
    the call that name them.
    """
    people = {one.person for one in among}
    connection = session.connection()
    rors = {plain(name): ror for name, ror in _REGISTERED.rows(connection)}
    programme = _programme(session, call)
    calls = [code for code in editions.codes(session) if _programme(session, code) == programme]
    owned: dict[tuple[str, int], list[Content]] = {}
    read = _OWNED.rows(connection, people=sorted(people), calls=calls)
    for owner, number, content in keep_sound(session, "revisions", read, _read_owned, lambda row: f"{row[1]}"):
        owned.setdefault((owner, number), []).append(content)
    past: dict[str, list[Earlier]] = {}
    for (owner, number), contents in owned.items():
        past.setdefault(owner, []).append(Earlier(number, list_organisations(contents), list_identifiers(contents)))
    return Known(rors, past, _load_naming(session, among, call))


def _read_naming(row: Sequence[Any]) -> tuple[int, Content]:
    number, body = row
    return number, _read_filing(number, body)


def _load_naming(session: Session, among: Collection[Listed], call: str) -> dict[str, list[Earlier]]:
    """By reviewer, the cases of a call that name them: found by keys, and judged on what the cases say."""
    connection = session.connection()
    wanted: dict[str, list[Listed]] = {}
    for one in among:
        for key in case_keys.derive_people_keys(parse_people(one.name), one.orcid):
            wanted.setdefault(key, []).append(one)
    suspected: dict[int, dict[str, Listed]] = {}
    for number, key in _KEYED.rows(connection, keys=sorted(wanted), call=call) if wanted else ():
        suspected.setdefault(number, {}).update((one.person, one) for one in wanted[key])
    contents: dict[int, list[Content]] = {}
    read = _NEWEST.rows(connection, cases=list(suspected)) if suspected else []
    for number, content in keep_sound(session, "revisions", read, _read_naming, lambda row: f"{row[0]}"):
        contents.setdefault(number, []).append(content)
    documents = notes.found(connection, DOCUMENTS, list(contents)) if contents else {}
    found: dict[str, list[Earlier]] = {}

    def build_parties(item: tuple[int, list[Content]]) -> Parties:
        return parties(item[0], item[1], partner=None, acting=(), documents=documents.get(item[0], ()))

    for case in keep_sound(session, "documents", contents.items(), build_parties, lambda item: f"{item[0]}"):
        one_of = Earlier(case.id, case.organisations, case.identifiers, case.leaders)
        for person, listed in suspected[case.id].items():
            if _is_named(listed, case):
                found.setdefault(person, []).append(one_of)
    return found


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """A name without what does not tell it from another."""
    return " ".join(words(name))


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

_KEYED = Prepared(
    lambda among: (
        select(CASE_KEYS.c.case_id, CASE_KEYS.c.key)
        .join_from(CASE_KEYS, CASES, CASE_KEYS.c.case_id == CASES.c.id)
        .where(among(CASE_KEYS.c.key, "keys"), CASES.c.call == bindparam("call", type_=CASES.c.call.type))
        .order_by(CASE_KEYS.c.case_id)
    )
)
_NEWEST = Prepared(
    lambda among: (
        select(REVISIONS.c.case_id, REVISIONS.c.body)
        .join_from(REVISIONS, CASES, REVISIONS.c.case_id == CASES.c.id)
        .where(
            among(REVISIONS.c.case_id, "cases"),
            or_(
                and_(REVISIONS.c.side == literal_column("'home'"), REVISIONS.c.number == CASES.c.home),
                and_(REVISIONS.c.side == literal_column("'counterpart'"), REVISIONS.c.number == CASES.c.counterpart),
            ),
        )
    )
)


def _programme(session: Session, call: str) -> str:
    return next(iter(editions.newest(session, call).values())).call.programme


@lru_cache(maxsize=65_536)
def _ror(organisation: str) -> str | None:
    try:
        return identifiers.ror(organisation)
    except identifiers.NotAnIdentifier:
        return None


def _is_of(
    reviewer: Listed, organisations: Iterable[Organisation], known: frozenset[str], rors: Mapping[str, str]
) -> bool:
    """Whether a reviewer's organisation is one of these: by its ROR, from their entry or the registry, or by its name."""
    ror = _ror(reviewer.organisation) or rors.get(plain(reviewer.organisation))
    if ror is not None and ror in known:
        return True
    theirs = parse_organisation(reviewer.organisation)
    return any(is_same_organisation(theirs, one) for one in organisations)


def _is_named(reviewer: Listed, case: Parties) -> bool:
    """Whether a case names a reviewer: by their ORCID iD, as one of its people, or in a text."""
    if reviewer.orcid and reviewer.orcid in case.identifiers:
        return True
    theirs = parse_people(reviewer.name)
    if any(is_same_person(one, other) for one in theirs for other in case.people):
        return True
    return any(is_mentioned(one, case.index) for one in theirs)


def _share_one(one: Earlier, case: Parties) -> bool:
    if not one.identifiers.isdisjoint(case.identifiers):
        return True
    return any(is_same_organisation(theirs, other) for theirs in one.organisations for other in case.organisations)


def _share_leader(one: Earlier, case: Parties) -> bool:
    return any(is_same_person(theirs, other) for theirs in one.leaders for other in case.leaders)


def _signed(documents: Iterable[Note]) -> Iterator[str]:
    """Who signed the documents that stand on a case."""
    for note in {note["id"]: note for note in documents}.values():
        signed = [] if note["removed"] else read_list(note, "signatories")
        yield from map(str, signed)
