"""Searching cases: what can be asked for, and what that asks of the database."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session

from workflow import permissions, redaction
from workflow.actors import Actor
from workflow.overview import case_stats, known
from workflow.store import bulk
from workflow.tables import CASES

_WORDED = ("title", "translated_title", "ref")


@dataclass(frozen=True, slots=True)
class Search:
    """What cases to list; a field left None does not narrow. `due_from` and `due_to` bound the due instant, half-open.

    Of directions and states there may be several, of which a case must have one. `sides` asks whether one or both have filed.
    """

    call: str | None = None
    direction: str | tuple[str, ...] | None = None
    state: str | tuple[str, ...] | None = None
    partner: str | None = None
    owner: str | None = None
    text: str | None = None
    due_from: datetime | None = None
    due_to: datetime | None = None
    needs_me: bool = False
    sides: Literal["one", "both"] | None = None


def resolve_search(session: Session, actor: Actor, search: Search) -> Search:
    """The search with its owner by id, once every filter names what there is. Raises InvalidRequest.

    Whoever may not read people names an owner by id alone, and is not told who there is.
    """
    names = ("call", "direction", "state", "partner")
    known.check_filters(session, {name: getattr(search, name) for name in names})
    if search.owner is None or search.owner == actor.id or not permissions.permits("read-people", actor.roles):
        return search
    return replace(search, owner=known.find_person(session, "owner", search.owner))


def narrow(session: Session, actor: Actor, search: Search) -> list[ColumnElement[bool]]:
    """What a search asks of the cases table, of what the actor may know: nothing is found by what is hidden."""
    clauses: list[ColumnElement[bool]] = [
        CASES.c[name].in_(_several(value))
        for name in ("call", "direction", "partner", "owner")
        if (value := getattr(search, name)) is not None
    ]
    if search.text is not None:
        clauses.append(bulk.contains_text(session.connection(), search.text, *(CASES.c[name] for name in _WORDED)))
    if search.state is not None:
        clauses.append(
            or_(*(redaction.filter_by_shown_state(session, actor, state) for state in _several(search.state)))
        )
    if search.sides is not None:
        clauses.append(case_stats.one_sided() if search.sides == "one" else ~case_stats.one_sided())
    if search.due_from is not None or search.due_to is not None:
        clauses.append(redaction.may_know_due(session, actor))
    if search.due_from is not None:
        clauses.append(CASES.c.due_at >= search.due_from)
    if search.due_to is not None:
        clauses.append(CASES.c.due_at < search.due_to)
    return clauses


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value
