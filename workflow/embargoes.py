"""Embargoes: the instant at which what is drafted in a direction will be released. Until then it can be changed or lifted.

A row holds a direction's newest embargo; `released_at` is set once the release was made, and nobody makes it twice.
"""

from dataclasses import astuple, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, select, update
from sqlmodel import Session

from states import calendar
from states.errors import NoSuchInstant
from states.refusal import Refusal, refuse_value
from workflow import editions, permissions, set_aside, trail
from workflow.actors import Actor
from workflow.credentials import reauthentication
from workflow.errors import NotFound
from workflow.outcomes import format_instant
from workflow.store import bulk
from workflow.store.compiled_query import CompiledQuery
from workflow.tables import RELEASES
from workflow.tables.base import Unreadable

_COLUMNS = ("call", "direction", "at", "by", "released_at")
_ALL = select(*(RELEASES.c[name] for name in _COLUMNS))
_DUE = CompiledQuery(
    lambda _: (
        _ALL.where(RELEASES.c.released_at.is_(None), RELEASES.c.at <= bindparam("until", type_=RELEASES.c.at.type))
        .order_by(RELEASES.c.at, RELEASES.c.call, RELEASES.c.direction)
        .with_for_update()
    )
)


@dataclass(frozen=True, slots=True)
class Embargo:
    """When what is drafted in a direction is to be released, and by whose decision."""

    call: str
    direction: str
    at: datetime
    by: str
    released_at: datetime | None = None


def list_due(connection: Connection, until: datetime) -> list[Embargo]:
    """The embargoes that ended by an instant and whose release nobody has made yet, locked until the end, in order."""
    found = _DUE.rows(connection, until=until)
    return [Embargo(*row) for row in found if not any(isinstance(value, Unreadable) for value in row)]


def load_embargo(session: Session, call: str, direction: str) -> Embargo | None:
    """The embargo under which a direction's drafts stand, if there is one."""
    row = session.execute(_of(call, direction)).first()
    return _read(row) if row is not None else None


def lock_embargo(connection: Connection, call: str, direction: str) -> Embargo | None:
    """The same, locked until the end."""
    row = connection.execute(_of(call, direction).with_for_update()).first()
    return _read(row) if row is not None else None


def _read(row: Row[*tuple[Any, ...]]) -> Embargo:
    """The embargo of a row. Raises SetAside for one that cannot be read."""
    set_aside.check_row("releases", f"{row[0]} {row[1]}", row)
    return Embargo(*row)


def mark_released(connection: Connection, embargo: Embargo) -> None:
    """Note that the release was made, as of the embargo's instant."""
    made = replace(embargo, released_at=embargo.at)
    bulk.insert_rows(connection, RELEASES, _COLUMNS, [_row(made)], unless_there=True)
    _put(connection, made)


def drop(connection: Connection, embargo: Embargo) -> None:
    """Let go of an embargo whose release is not to be made, or could not be."""
    connection.execute(delete(RELEASES).filter_by(call=embargo.call, direction=embargo.direction))


def schedule(
    session: Session,
    call: str,
    direction: str,
    at: datetime,
    *,
    actor: Actor,
    now: datetime,
    request: str | None = None,
) -> Embargo | Refusal:
    """Have what is drafted in a direction released at an instant that lies ahead, instead of when it was to be before.

    Raises NotFound for a direction that does not exist.
    """
    refusal = _turned_away(session, call, direction, actor)
    refusal = refusal or reauthentication.find_lacking(actor, now=now)
    if refusal is not None:
        return refusal
    try:
        at = calendar.check_instant(at)
    except NoSuchInstant as error:
        return refuse_value("/at", str(error))
    if at <= now:
        said = f"a release can be scheduled for an instant after {calendar.format_moment(now, _zone(session, call))}"
        return refuse_value("/at", said)
    embargo = Embargo(call, direction, at, actor.id)
    bulk.insert_rows(session.connection(), RELEASES, _COLUMNS, [_row(embargo)], unless_there=True)
    before = lock_embargo(session.connection(), call, direction)
    if before is not None and before.at <= now:
        return _too_late(before, _zone(session, call))
    _put(session.connection(), embargo)
    data = {"direction": direction, "at": format_instant(at)}
    if before is not None and before.at != at:
        data["from"] = format_instant(before.at)
    trail.record(session, "call.release-scheduled", data, actor=actor, now=now, call=call, request=request)
    return embargo


def cancel(
    session: Session, call: str, direction: str, *, actor: Actor, now: datetime, request: str | None = None
) -> Embargo | Refusal:
    """Let nothing be released at the instant that was scheduled; the drafts stay. Raises NotFound if none was."""
    refusal = _turned_away(session, call, direction, actor)
    if refusal is not None:
        return refusal
    embargo = lock_embargo(session.connection(), call, direction)
    if embargo is None:
        raise NotFound(f"no release is scheduled in direction {direction} of {call}")
    if embargo.at <= now:
        return _too_late(embargo, _zone(session, call))
    drop(session.connection(), embargo)
    data = {"direction": direction, "at": format_instant(embargo.at)}
    trail.record(session, "call.release-cancelled", data, actor=actor, now=now, call=call, request=request)
    return embargo


def _of(call: str, direction: str) -> Select[*tuple[Any, ...]]:
    return _ALL.where(RELEASES.c.call == call, RELEASES.c.direction == direction, RELEASES.c.released_at.is_(None))


def _put(connection: Connection, embargo: Embargo) -> None:
    where = RELEASES.c.call == embargo.call, RELEASES.c.direction == embargo.direction
    values = {"at": embargo.at, "by": embargo.by, "released_at": embargo.released_at}
    connection.execute(update(RELEASES).where(*where).values(values))


def _row(embargo: Embargo) -> bulk.Row:
    return astuple(embargo)


def _turned_away(session: Session, call: str, direction: str, actor: Actor) -> Refusal | None:
    if direction not in editions.load_newest(session, call):
        raise NotFound(f"there is no direction {direction!r} in {call}")
    return permissions.check_permission("decide-direction", actor.roles_in(call), "a release can be scheduled by")


def _zone(session: Session, call: str) -> str:
    return next(iter(editions.load_newest(session, call).values())).call.zone


def _too_late(embargo: Embargo, zone: str) -> Refusal:
    said = f"the release was due at {calendar.format_moment(embargo.at, zone)} and counts from then"
    return Refusal("deadline-passed", said, until=embargo.at)
