"""Views of the list of cases that people keep under a name, for themselves or for all who hold a role that they hold.

What is kept is a query as the list itself writes it, never an address. Whoever opens a view sees what they may see and nothing
else. A view changes no case, so no event tells of it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlmodel import Session

from workflow import lists, set_aside
from workflow.actors import Actor
from workflow.errors import InvalidRequest, NotAllowed, NotFound
from workflow.tables import GRANTS, PEOPLE, VIEWS

MOST, LONGEST_NAME, LONGEST_QUERY = 20, 40, 1_000
_NAMED_TWICE = "you keep another view under this name"


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view as somebody sees it: whose it is, and with whom it is shared (None: nobody)."""

    id: str
    person: str
    by: str
    name: str
    query: str
    role: str | None


def list_views(session: Session, actor: Actor) -> list[SavedView]:
    """The views an actor sees: their own by name, then those that others share with a role that both hold."""
    columns = VIEWS.c.id, VIEWS.c.person, PEOPLE.c.name.label("by"), VIEWS.c.name, VIEWS.c.query, VIEWS.c.role
    query = select(*columns).join_from(VIEWS, PEOPLE, VIEWS.c.person == PEOPLE.c.id)
    mine = VIEWS.c.person == actor.id
    query = query.where(or_(mine, and_(VIEWS.c.role.in_(sorted(actor.roles)), _shared())))
    found = set_aside.read_rows(session, query.order_by(~mine, VIEWS.c.name, VIEWS.c.id), "views")
    return [SavedView(*row) for row in found]


def save_view(session: Session, name: str, query: str, role: str | None, *, actor: Actor, now: datetime) -> str:
    """Keep a query under a name; the id of the view. Raises InvalidRequest, and NotAllowed for what is more than
    anybody needs.
    """
    said = lists.check_name("the name of a view", name, LONGEST_NAME)
    if len(query) > LONGEST_QUERY:
        raise InvalidRequest("this view narrows by too much to be kept: take some of it away")
    mine = select(func.count()).select_from(VIEWS).where(VIEWS.c.person == actor.id)
    if session.execute(mine).scalar_one() >= MOST:
        raise NotAllowed(f"nobody keeps more than {MOST} views: remove one")
    _require_shareable(session, role, actor)
    view = f"view_{secrets.token_hex(8)}"
    row: dict[str, object] = {"id": view, "person": actor.id, "name": said, "query": query, "role": role}
    if not lists.insert_if_absent(session, VIEWS, row | {"created_at": now}):
        raise InvalidRequest(_NAMED_TWICE, "/name")
    return view


def change_view(session: Session, view: str, name: str, role: str | None, *, actor: Actor) -> None:
    """Call a view of one's own something else, share it with a role or with nobody. Raises NotFound, InvalidRequest,
    NotAllowed.
    """
    said = lists.check_name("the name of a view", name, LONGEST_NAME)
    own = VIEWS.c.person == actor.id
    row = session.execute(select(VIEWS.c.role).where(VIEWS.c.id == view, own)).first()
    if row is None:
        raise NotFound("you keep no such view")
    if role != row.role:
        _require_shareable(session, role, actor)
    if session.execute(select(VIEWS.c.id).where(own, VIEWS.c.name == said, VIEWS.c.id != view)).first() is not None:
        raise InvalidRequest(_NAMED_TWICE, "/name")
    session.connection().execute(update(VIEWS).where(VIEWS.c.id == view, own).values(name=said, role=role))


def remove_view(session: Session, view: str, *, actor: Actor) -> None:
    """Keep a view of one's own no longer. Raises NotFound."""
    mine = VIEWS.c.id == view, VIEWS.c.person == actor.id
    if session.connection().execute(delete(VIEWS).where(*mine)).rowcount == 0:
        raise NotFound("you keep no such view")


def _require_shareable(session: Session, role: str | None, actor: Actor) -> None:
    """That a view more can be shared with a role. Raises InvalidRequest, NotAllowed."""
    if role is None:
        return
    if role not in actor.roles:
        raise InvalidRequest("a view is shared with a role that you hold yourself", "/role")
    shared = select(func.count()).select_from(VIEWS).where(VIEWS.c.role == role, _shared())
    if session.execute(shared).scalar_one() >= MOST:
        raise NotAllowed(f"no more than {MOST} views are shared with a role: remove one, or keep this one for yourself")


def _shared() -> ColumnElement[bool]:
    """That whose view it is still holds the role it is shared with, and still acts."""
    owner = PEOPLE.alias("owner")
    holding = and_(GRANTS.c.person == VIEWS.c.person, GRANTS.c.role == VIEWS.c.role)
    acting = and_(owner.c.id == VIEWS.c.person, owner.c.disabled_at.is_(None))
    return and_(exists().where(holding), exists().where(acting))
