"""Who sees which case, and in which roles someone stands to it: plain rules, said once for one case and once in SQL."""

from typing import Protocol

from sqlalchemy import ColumnElement, and_, false, or_, true

from workflow.actors import Actor
from workflow.tables import CASES

_STAFF = ("coordinator", "reviewer", "committee", "auditor", "administrator")


class Subject(Protocol):
    """What access looks at in a case."""

    call: str
    partner: str | None
    owner: str
    state: str


def roles(actor: Actor, case: Subject) -> frozenset[str]:
    """The roles in which an actor stands to a case: staff by call, applicant by owning it, partner by its partner."""
    held = set()
    for granted in actor.grants:
        if granted.call not in (None, case.call):
            continue
        if granted.role == "applicant":
            if case.owner == actor.id:
                held.add("applicant")
        elif granted.role == "partner":
            if granted.partner == case.partner and case.state != "draft":
                held.add("partner")
        else:
            held.add(granted.role)
    return frozenset(held)


def can_see(actor: Actor, case: Subject) -> bool:
    """Whether the case exists for this actor at all."""
    return case.owner == actor.id or bool(roles(actor, case))


def visible(actor: Actor) -> ColumnElement[bool]:
    """The same as a condition on the cases table."""
    clauses: list[ColumnElement[bool]] = [CASES.c.owner == actor.id]
    for granted in actor.grants:
        within = CASES.c.call == granted.call if granted.call is not None else true()
        if granted.role in _STAFF or granted.role == "system":
            clauses.append(within)
        elif granted.role == "partner":
            theirs = CASES.c.partner == granted.partner if granted.partner else CASES.c.partner.is_(None)
            clauses.append(and_(within, theirs, CASES.c.state != "draft"))
    return or_(false(), *clauses)
