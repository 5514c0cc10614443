"""Who sees which case, and in which roles someone stands to it: plain rules, said once for one case and once in SQL.

A conflict of interest that was declared or confirmed takes every staff role to that case away, the reviewer's too, until it
is dismissed; what somebody is to it as applicant, partner or authority stays. A reviewer is one only to the cases they are
assigned to, a partner only to the cases whose partner they are. The authority of a partner country sees that country's cases.
No partner and no authority sees a draft.
"""

from collections.abc import Collection, Container, Iterable
from functools import cache, lru_cache
from typing import Protocol

from sqlalchemy import ColumnElement, Select, Table, and_, exists, false, literal, or_, select, true
from sqlalchemy import case as when

from workflow import permissions
from workflow.actors import Actor, RoleGrant
from workflow.permissions import STAFF
from workflow.tables import ASSIGNMENTS, CASES, CONFLICTS, RELATIONS

ADDED = "added"
ASSIGNED = ("invited", "accepted")
BARRING = ("declared", "confirmed")


class AccessSubject(Protocol):
    """What access looks at in a case."""

    call: str
    partner: str | None
    owner: str
    state: str

    @property
    def barred(self) -> Container[str]:
        """Whom a conflict of interest keeps from it: whoever asks, at least, if it is one of them."""
        ...

    @property
    def reviewers(self) -> Container[str]:
        """Who is assigned to review it, in the same way."""
        ...

    @property
    def partners(self) -> Container[str]:
        """Who is its partner, in the same way."""
        ...


def roles(actor: Actor, case: AccessSubject) -> frozenset[str]:
    """The roles in which an actor stands to a case: applicant by owning it, partner by a relation to it, the others by grant.

    Whoever acts for somebody else has no role but the one that lets them do so, and the owner's if it is for the owner.
    """
    held = _held(actor, case)
    if actor.behalf is None:
        return held
    acting = held.intersection(permissions.list_holders("act-for"))
    return acting | {"applicant"} if acting and actor.behalf == case.owner else acting


def _held(actor: Actor, case: AccessSubject) -> frozenset[str]:
    held = set()
    if actor.id in case.partners and case.state != "draft":
        held.add("partner")
    for granted in actor.grants:
        if granted.call not in (None, case.call):
            continue
        if granted.role == "applicant":
            if case.owner == actor.id:
                held.add("applicant")
        elif granted.role == "authority":
            if granted.partner is not None and granted.partner == case.partner and case.state != "draft":
                held.add("authority")
        elif granted.role == "system" or (granted.role in STAFF and _is_free(actor, granted.role, case)):
            held.add(granted.role)
    return frozenset(held)


def _is_free(actor: Actor, role: str, case: AccessSubject) -> bool:
    """Whether a staff role of the actor reaches as far as this case."""
    return actor.id not in case.barred and (role != "reviewer" or actor.id in case.reviewers)


def can_see(actor: Actor, case: AccessSubject) -> bool:
    """Whether the case exists for this actor at all."""
    return case.owner == actor.id or bool(_held(actor, case))


def visible(actor: Actor) -> ColumnElement[bool]:
    """The same as a condition on the cases table."""
    partnered = and_(CASES.c.id.in_(select_partnered_by(actor.id)), CASES.c.state != "draft")
    return or_(CASES.c.owner == actor.id, _staffed(actor, actor.grants), partnered, is_answered_by(actor))


def is_answered_by(actor: Actor) -> ColumnElement[bool]:
    """That an actor is the authority of the country of a case, as a condition on the cases table."""
    answering = (granted for granted in actor.grants if granted.role == "authority" and granted.partner is not None)
    theirs = [and_(_within(granted), CASES.c.partner == granted.partner) for granted in answering]
    return and_(or_(false(), *theirs), CASES.c.state != "draft")


def may_know_state(actor: Actor) -> ColumnElement[bool]:
    """That an actor stands to a case in a role in which its state is no secret, as a condition on the cases table."""
    return _staffed(actor, [granted for granted in actor.grants if permissions.permits("know-state", [granted.role])])


def list_supervised_calls(actor: Actor) -> Collection[str] | None:
    """The calls whose cases an actor sees and knows all about, but for conflicts of interest; None stands for every call."""
    calls = {
        granted.call for granted in actor.grants if granted.role in ("system", *STAFF) and granted.role != "reviewer"
    }
    return None if None in calls else {call for call in calls if call is not None}


def _staffed(actor: Actor, grants: Iterable[RoleGrant]) -> ColumnElement[bool]:
    free: list[ColumnElement[bool]] = []
    bound: list[ColumnElement[bool]] = []
    for granted in grants:
        if granted.role == "system":
            free.append(_within(granted))
        elif granted.role == "reviewer":
            bound.append(and_(_within(granted), CASES.c.id.in_(_reviewed_by(actor.id))))
        elif granted.role in STAFF:
            bound.append(_within(granted))
    if bound:
        free.append(and_(or_(*bound), CASES.c.id.not_in(select_recused_from(actor))))
    return or_(false(), *free)


def _within(granted: RoleGrant) -> ColumnElement[bool]:
    return CASES.c.call == granted.call if granted.call is not None else true()


def relation_columns(actor: Actor) -> tuple[ColumnElement[str], ...]:
    """What `roles` asks beyond the columns of the cases table, to be selected beside them: barred, reviewers, partners."""
    mine = (
        (select_recused_from(actor), "barred"),
        (_reviewed_by(actor.id), "reviewers"),
        (select_partnered_by(actor.id), "partners"),
    )
    return tuple(when((CASES.c.id.in_(those), literal(actor.id)), else_="").label(name) for those, name in mine)


def select_recused_from(actor: Actor) -> Select[tuple[int]]:
    """The ids of the cases from which a conflict of interest keeps the actor."""
    return _barred_to(actor.id)


@lru_cache(maxsize=1024)
def _barred_to(person: str) -> Select[tuple[int]]:
    return _only(select_recused(), person)


@lru_cache(maxsize=1024)
def _reviewed_by(person: str) -> Select[tuple[int]]:
    return _only(select_reviewers(), person)


@lru_cache(maxsize=1024)
def select_partnered_by(person: str) -> Select[tuple[int]]:
    """The ids of the cases whose partner somebody is, drafts among them."""
    return _only(select_partners(), person)


# To write these takes longer than to run them, and they are asked for a dozen times a page.
@cache
def select_recused() -> Select[tuple[int, str]]:
    """By case id, whom a conflict of interest keeps from it: of each person and ground the latest note counts."""
    return _standing(CONFLICTS, "person", BARRING, "ground")


@cache
def select_reviewers() -> Select[tuple[int, str]]:
    """By case id, who is assigned to review it: of each reviewer the latest note counts."""
    return _standing(ASSIGNMENTS, "reviewer", ASSIGNED)


@cache
def select_partners() -> Select[tuple[int, str]]:
    """By case id, who is its partner: of each person the latest note counts."""
    return _standing(RELATIONS, "person", (ADDED,), "role")


def _standing(table: Table, who: str, statuses: tuple[str, ...], *about: str) -> Select[tuple[int, str]]:
    note, later = table.alias(f"standing_{table.name}"), table.alias(f"later_{table.name}")
    same = (later.c[name] == note.c[name] for name in ("case_id", who, *about))
    superseded = exists().where(*same, later.c.number > note.c.number)
    status = or_(*(note.c.status == one for one in statuses))
    return select(note.c.case_id, note.c[who].label("person")).where(status, ~superseded)


def _only(standing: Select[tuple[int, str]], whose: str) -> Select[tuple[int]]:
    number, person = standing.selected_columns
    return standing.with_only_columns(number).where(person == whose)
