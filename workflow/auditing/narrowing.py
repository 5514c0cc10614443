"""What the trail is narrowed to: every filter is checked against what there is, and people are found by id or address."""

from dataclasses import replace

from sqlalchemy import select
from sqlmodel import Session

from workflow import permissions
from workflow.actors import SYSTEM, Actor
from workflow.addresses import show
from workflow.auditing.actions import ACTIONS
from workflow.auditing.history import Filter
from workflow.errors import InvalidRequest, NotFound
from workflow.overview import known, queries
from workflow.tables import EVENTS


def resolve_filter(session: Session, actor: Actor, given: Filter) -> Filter:
    """The filter with its actor by id. Raises NotAllowed for who may not read the trail, InvalidRequest for what there is not.

    A case that is not there and one that is not the actor's to see are not told apart.
    """
    permissions.require("read-trail", actor.roles, "the whole trail can be read by")
    if given.action is not None and given.action not in ACTIONS and not _has_happened(session, given.action):
        known.check_value("action", given.action, sorted(ACTIONS))
    names = ("call", "direction", "transition", "deadline")
    known.check_filters(session, {name: getattr(given, name) for name in names})
    if given.case is not None:
        try:
            queries.load_visible_row(session, actor, given.case)
        except NotFound as error:
            raise InvalidRequest(f"there is no case {show(given.case)}", "/case") from error
    if given.actor in (None, SYSTEM.id):
        return given
    if has_acted(session, given.actor or ""):
        return given
    return replace(given, actor=known.find_person(session, "actor", given.actor or ""))


def has_acted(session: Session, actor: str) -> bool:
    """Whether an id stands in the trail as the actor of an event."""
    return session.execute(select(EVENTS.c.seq).where(EVENTS.c.actor == actor).limit(1)).first() is not None


def _has_happened(session: Session, action: str) -> bool:
    return session.execute(select(EVENTS.c.seq).where(EVENTS.c.action == action).limit(1)).first() is not None
