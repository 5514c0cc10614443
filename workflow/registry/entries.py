"""Keeping the registry: by whom, and how its entries change on the record."""

from datetime import datetime

from sqlalchemy import Table, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from states import countries
from workflow import permissions, salted, trail
from workflow.actors import Actor
from workflow.errors import InvalidRequest, NotFound
from workflow.lists import Columns, Found

NOUNS = {
    "agreements": "agreement",
    "organisations": "organisation",
    "authorities": "authority",
    "laureates": "laureate",
}
ERASABLE, _SALT, _DERIVED = ("contact",), ("salt",), ("sort_name", "match_key")


def require_keeper(actor: Actor) -> None:
    """That the actor keeps the registry, in whichever call: it is one for all. Raises NotAllowed."""
    permissions.require("keep-registry", actor.roles, "the registry is kept by")


def require_partner(code: str) -> None:
    """That a list is narrowed to a partner that there is. Raises InvalidRequest, pointing at the filter."""
    if not countries.is_partner(code):
        raise InvalidRequest(countries.no_partner(code), "/partner")


def is_confidant(actor: Actor) -> bool:
    """Whether the actor may read how authorities are reached, and what passed between them and us."""
    return permissions.permits("read-correspondence", actor.roles)


def load_locked(session: Session, table: Table, key: str, *, locked: bool = False) -> Found:
    """The row of an entry, locked until the end if it is to be changed. Raises NotFound."""
    column = next(iter(table.primary_key))
    query = select(table).where(column == key)
    row = session.execute(query.with_for_update() if locked else query).first()
    if row is None:
        raise NotFound(f"there is no {NOUNS[table.name]} {key!r}")
    return row


def update_entry(
    session: Session,
    table: Table,
    key: str,
    columns: Columns,
    *,
    actor: Actor,
    now: datetime,
    request: str | None = None,
    action: str | None = None,
) -> None:
    """Let an entry say something else, and record what it said before and says now; nothing if that is the same.

    `action` is what the event is called, if not `changed`.

    Raises NotFound, and InvalidRequest for what is another entry's alone.
    """
    before = load_locked(session, table, key, locked=True)._mapping
    names = [name for name, value in columns.items() if before[name] != value]
    if not names:
        return
    noun, column = NOUNS[table.name], next(iter(table.primary_key))
    fresh = {name: columns[name] for name in names}
    was = {name: before[name] for name in (*names, *_SALT) if name in before}
    if not set(names).isdisjoint(ERASABLE):
        fresh |= {name: salted.salt() for name in _SALT}
    try:
        with session.begin_nested():
            session.connection().execute(update(table).where(column == key).values(fresh))
    except IntegrityError as error:
        raise InvalidRequest(f"another {noun} has this already") from error
    about: dict[str, object] = {noun: key, "from": seal_entry(was), "to": seal_entry(fresh)}
    trail.record(session, action or f"{noun}.changed", about, actor=actor, now=now, request=request)


def seal_entry(columns: Columns) -> dict[str, object]:
    """What an event says of an entry: all but what follows from it, and of a contact, which may be erased, its salted hash."""
    salt = columns.get("salt")
    return {
        name: salted.digest(salt, value)
        if name in ERASABLE and isinstance(value, str) and isinstance(salt, bytes)
        else value
        for name, value in columns.items()
        if name not in (*_SALT, *_DERIVED)
    }
