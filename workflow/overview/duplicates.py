"""Other cases of a call that are for the same project, or name the same candidate: flagged to the staff, and never a block.

Two applications may be one project if they stand in one direction, or in two that have a partner in common: where a title
of one is a title of the other in either language, or the leader with their organisation is the same. Two nominations of a
call may be one if the candidate is the same. Cases that ended without an award do not count. See `workflow.pool.case_keys`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from states.call import Direction
from states.facts import Side
from states.names import is_same_person, parse_people
from states.organisation_names import is_same_organisation, parse_organisation
from workflow import access, editions, filings, permissions, set_aside
from workflow.actors import Actor
from workflow.case_reader import CaseRow
from workflow.case_record import CaseRecord
from workflow.pool import case_keys
from workflow.store import bulk
from workflow.tables import CASE_KEYS, CASES

Content = Mapping[str, object]
Filed = Mapping[tuple[str, Side], Content]
_NONE: Content = {}


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another case that may be for the same: where it stands, and what is the same (`title`, `leader` or `candidate`)."""

    ref: str
    direction: str
    title: str
    state: str
    same: tuple[str, ...]


def load_duplicates(session: Session, actor: Actor, cases: Sequence[CaseRecord]) -> dict[str, list[Duplicate]]:
    """The duplicates of each of these cases, by reference: those that an actor sees, of cases whose inside they may know."""
    known = {case.id: case for case in cases if _knows_inside(actor, case) and is_counted(case.definition, case.state)}
    pairs = _load_pairs(session, actor, list(known))
    if not pairs:
        return {}
    filed = _load_filed(session, known.values(), {other.id: other for _, other in pairs}.values())

    def compare(pair: tuple[int, CaseRow]) -> tuple[str, Duplicate | None]:
        number, other = pair
        set_aside.check_row("cases", other.ref, other)
        definition = editions.load_pinned(session, other.call, other.edition).get(other.direction)
        if definition is None or not is_counted(definition, other.state):
            return known[number].ref, None
        same = tuple(_find_same(known[number], definition.direction, filed, other))
        one = Duplicate(other.ref, other.direction, other.title, other.state, same) if same else None
        return known[number].ref, one

    found: dict[str, list[Duplicate]] = {}
    for ref, one in set_aside.keep_sound(session, "cases", pairs, compare, lambda pair: pair[1].ref):
        if one is not None:
            found.setdefault(ref, []).append(one)
    return found


def _load_filed(session: Session, cases: Iterable[CaseRecord], others: Collection[CaseRow]) -> Filed:
    """What was filed for all of them, in one statement; one by one where a filing cannot be read, without that one."""
    connection = session.connection()
    mine = list(cases)
    try:
        return filings.load_newest(connection, [*mine, *others])
    except Exception as error:
        if not set_aside.is_fault_of_row(error):
            raise
    found = filings.load_newest(connection, mine)
    each = set_aside.keep_sound(
        session, "filings", others, lambda other: filings.load_newest(connection, [other]), lambda other: other.ref
    )
    for one in each:
        found |= one
    return found


def is_counted(definition: editions.Definition, state: str) -> bool:
    """Whether a case in a state may be a duplicate: it has not ended, or it ended with an award."""
    lifecycle = definition.engine.lifecycle
    return state == lifecycle.initial or state in lifecycle.living


def _knows_inside(actor: Actor, case: CaseRecord | CaseRow) -> bool:
    return permissions.permits("know-inside", access.roles(actor, case))


def _load_pairs(session: Session, actor: Actor, numbers: Sequence[int]) -> list[tuple[int, CaseRow]]:
    """The cases that have a key in common with one of these in their call, each with the id of that one, oldest first."""
    if not numbers:
        return []
    connection = session.connection()
    mine, other, here = CASE_KEYS.alias("mine"), CASE_KEYS.alias("other"), CASES.alias("here")
    met = (
        select(mine.c.case_id.label("met"), other.c.case_id)
        .join_from(mine, other, (other.c.key == mine.c.key) & (other.c.case_id != mine.c.case_id))
        .where(bulk.is_among(connection, mine.c.case_id, numbers))
        .distinct()
        .subquery()
    )
    query = (
        select(met.c.met, CASES, *access.relation_columns(actor))
        .join_from(met, CASES, CASES.c.id == met.c.case_id)
        .join(here, (here.c.id == met.c.met) & (here.c.call == CASES.c.call))
        .where(access.visible(actor))
        .order_by(met.c.met, CASES.c.id)
    )
    return [(row.met, row) for row in session.execute(query) if _knows_inside(actor, row)]


def _find_same(case: CaseRecord, direction: Direction, filed: Filed, other: CaseRow) -> Iterator[str]:
    """What is the same of a case and another, in its direction, that has a key in common with it."""
    mine, theirs = filed.get((case.ref, "home"), _NONE), filed.get((other.ref, "home"), _NONE)
    if case.definition.direction.lifecycle.kind == "nomination":
        if _is_same_candidate(mine, theirs):
            yield "candidate"
        return
    if case.direction != other.direction and set(case.definition.direction.partners).isdisjoint(direction.partners):
        return
    if not _list_titles(filed, case.ref).isdisjoint(_list_titles(filed, other.ref)):
        yield "title"
    if _is_same_leader(mine, theirs):
        yield "leader"


def _list_titles(filed: Filed, ref: str) -> frozenset[str]:
    sides: Collection[Side] = ("home", "counterpart")
    return frozenset(title for side in sides for title in case_keys.list_titles(filed.get((ref, side), _NONE)))


def _is_same_candidate(one: Content, other: Content) -> bool:
    people = case_keys.find_candidate_people(one), case_keys.find_candidate_people(other)
    if any(is_same_person(mine, theirs) for mine in people[0] for theirs in people[1]):
        return True
    mine, theirs = case_keys.find_candidate_organisation(one), case_keys.find_candidate_organisation(other)
    return mine is not None and theirs is not None and is_same_organisation(mine, theirs)


def _is_same_leader(one: Content, other: Content) -> bool:
    """Whether two filings are led by the same person of the same organisation, as far as both name one."""
    leaders = [parse_people(str(content.get("leader") or "")) for content in (one, other)]
    if not any(is_same_person(mine, theirs) for mine in leaders[0] for theirs in leaders[1]):
        return False
    named = [content.get("organisation") for content in (one, other)]
    parsed = [
        parse_organisation(str(party["name"])) for party in named if isinstance(party, Mapping) and party.get("name")
    ]
    return len(parsed) < 2 or is_same_organisation(*parsed)
