"""Grounds on which a conflict of interest is suspected: found by comparing a reviewer with a case, decided by nobody here.

Names are compared by their words, in Latin and Chinese script (`states.names`). That finds too much rather than too
little; a coordinator dismisses what is not so.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import and_, bindparam, literal_column, or_, select
from sqlmodel import Session

from states import identifiers
from states.names import is_mentioned, is_same_person, list_person_keys, parse_people
from states.organisation_names import is_same_organisation, list_organisation_keys, parse_organisation
from states.text import words
from workflow import canonical, editions, notes
from workflow.errors import SetAside
from workflow.pool import case_keys
from workflow.pool.contents import Named, read_named
from workflow.pool.parties import CaseParties, Parties, Sharing, combine_named
from workflow.pool.reviewers import Listed
from workflow.set_aside import is_readable, keep_sound
from workflow.store.compiled_query import CompiledQuery
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
class ConflictSources:
    """What is known beyond the case: RORs by organisations' plain names, for people the cases they owned and those of the
    call that name them.
    """

    rors: Mapping[str, str] = field(default_factory=dict)
    past: Mapping[str, Sequence[Parties]] = field(default_factory=dict)
    naming: Mapping[str, Sequence[Parties]] = field(default_factory=dict)

    @cached_property
    def sharing(self) -> Sharing:
        """The cases by what they say of their parties."""
        return Sharing(chain.from_iterable((*self.past.values(), *self.naming.values())))


def find_grounds(case: CaseParties, pool: Iterable[Listed], known: ConflictSources) -> Iterator[tuple[str, list[str]]]:
    """The grounds that there are between a case and each reviewer of a pool, by the reviewer's id, in the pool's order."""
    of_organisation = known.sharing.find_by_organisation(case)
    earlier = {one for one in of_organisation if one.id < case.id}
    of_party = of_organisation | known.sharing.find_by_leader(case)
    for one in pool:
        grounds = []
        if _is_of(one, case, known.rors):
            grounds.append("same-organisation")
        if one.person in case.acting or _is_named(one, case):
            grounds.append("co-participant")
        if case.partner is not None and one.country == case.partner:
            grounds.append("country-side")
        if not earlier.isdisjoint(known.past.get(one.person, ())):
            grounds.append("earlier-case")
        if not of_party.isdisjoint(known.naming.get(one.person, ())):
            grounds.append("named-together")
        yield one.person, grounds


def _read_owned(row: Sequence[Any]) -> tuple[tuple[str, int], Named]:
    owner, number, body = row
    return (owner, number), _read_filing(number, body)


def _read_naming(row: Sequence[Any]) -> tuple[int, Named]:
    number, body = row
    return number, _read_filing(number, body)


def _read_filing(number: int, body: str) -> Named:
    """Whom a filing of a case names. Raises SetAside for one that cannot be read."""
    named = _parse_filing(body)
    if named is None:
        raise SetAside(f"a filing of case {number} cannot be read: it is no object")
    return named


@lru_cache(maxsize=4_096)
def _parse_filing(body: str) -> Named | None:
    content = canonical.loads(body)
    return read_named(content) if isinstance(content, dict) else None


def load_known(session: Session, among: Collection[Listed], call: str) -> ConflictSources:
    """What the registry knows, and for each of these reviewers the cases they owned in the call's programme, and those of
    the call that name them.
    """
    people = {one.person for one in among}
    connection = session.connection()
    rors = {plain(name): ror for name, ror in filter(is_readable, _REGISTERED.rows(connection))}
    programme = _programme(session, call)
    calls = [code for code in editions.list_codes(session) if _programme(session, code) == programme]
    owned: dict[tuple[str, int], list[Named]] = {}
    read = _OWNED.rows(connection, people=sorted(people), calls=calls)
    for of, named in keep_sound(session, "revisions", read, _read_owned, lambda row: f"{row[1]}"):
        owned.setdefault(of, []).append(named)
    past: dict[str, list[Parties]] = {}
    for (owner, number), filed in owned.items():
        past.setdefault(owner, []).append(combine_named(number, filed))
    return ConflictSources(rors, past, _load_naming(session, among, call))


def _load_naming(session: Session, among: Collection[Listed], call: str) -> dict[str, list[Parties]]:
    """By reviewer, the cases of a call that name them: found by keys, and judged on what the cases say."""
    connection = session.connection()
    wanted: dict[str, list[Listed]] = {}
    for one in among:
        for key in case_keys.derive_people_keys(parse_people(one.name), one.orcid):
            wanted.setdefault(key, []).append(one)
    suspected: dict[int, dict[str, Listed]] = {}
    for number, key in _KEYED.rows(connection, keys=sorted(wanted), call=call) if wanted else ():
        suspected.setdefault(number, {}).update((one.person, one) for one in wanted[key])
    filed: dict[int, list[Named]] = {}
    read = _NEWEST.rows(connection, cases=list(suspected)) if suspected else []
    for number, named in keep_sound(session, "revisions", read, _read_naming, lambda row: f"{row[0]}"):
        filed.setdefault(number, []).append(named)
    documents = notes.load_notes(connection, DOCUMENTS, list(filed)) if filed else {}

    def build_parties(item: tuple[int, list[Named]]) -> CaseParties:
        return combine_named(*item, documents=documents.get(item[0], ()))

    found: dict[str, list[Parties]] = {}
    for case in keep_sound(session, "documents", filed.items(), build_parties, lambda item: f"{item[0]}"):
        for person, listed in suspected[case.id].items():
            if _is_named(listed, case):
                found.setdefault(person, []).append(case)
    return found


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """A name without what does not tell it from another."""
    return " ".join(words(name))


_REGISTERED = CompiledQuery(
    lambda _: select(ORGANISATIONS.c.name, ORGANISATIONS.c.ror).where(ORGANISATIONS.c.ror.is_not(None))
)
_OWNED = CompiledQuery(
    lambda among: (
        select(CASES.c.owner, CASES.c.id, REVISIONS.c.body)
        .join_from(CASES, REVISIONS, REVISIONS.c.case_id == CASES.c.id)
        .where(among(CASES.c.owner, "people"), among(CASES.c.call, "calls"))
        .order_by(CASES.c.id)
    )
)

_KEYED = CompiledQuery(
    lambda among: (
        select(CASE_KEYS.c.case_id, CASE_KEYS.c.key)
        .join_from(CASE_KEYS, CASES, CASE_KEYS.c.case_id == CASES.c.id)
        .where(among(CASE_KEYS.c.key, "keys"), CASES.c.call == bindparam("call", type_=CASES.c.call.type))
        .order_by(CASE_KEYS.c.case_id)
    )
)
_NEWEST = CompiledQuery(
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
    return next(iter(editions.load_newest(session, call).values())).call.programme


@lru_cache(maxsize=65_536)
def _ror(organisation: str) -> str | None:
    try:
        return identifiers.ror(organisation)
    except identifiers.NotAnIdentifier:
        return None


def _is_of(reviewer: Listed, case: CaseParties, rors: Mapping[str, str]) -> bool:
    """Whether a reviewer's organisation is one of a case: by its ROR, from their entry or the registry, or by its name."""
    ror = _ror(reviewer.organisation) or rors.get(plain(reviewer.organisation))
    if ror is not None and ror in case.identifiers:
        return True
    theirs = parse_organisation(reviewer.organisation)
    if case.organisation_keys.isdisjoint(list_organisation_keys(theirs)):
        return False
    return any(is_same_organisation(theirs, one) for one in case.organisations)


def _is_named(reviewer: Listed, case: CaseParties) -> bool:
    """Whether a case names a reviewer: by their ORCID iD, as one of its people, or in a text."""
    if reviewer.orcid and reviewer.orcid in case.identifiers:
        return True
    for theirs in parse_people(reviewer.name):
        may_be_among = not case.people_keys.isdisjoint(list_person_keys(theirs))
        if may_be_among and any(is_same_person(theirs, one) for one in case.people):
            return True
        if any(is_mentioned(theirs, filing.texts) for filing in case.filings):
            return True
    return False
