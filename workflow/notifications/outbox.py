"""What is to be told to whom: reminders ahead of a deadline, and news of transitions.

News is drawn from the trail itself. The trail is gapless and written with each change, so it already is the outbox of
everything that happened; messages are made by following it, and a message and the new place in it are written together.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from states import calendar
from workflow import canonical, editions, set_aside
from workflow.deciding import candidates
from workflow.store import bulk
from workflow.tables import CASES, EVENTS, HEARTBEATS, OUTBOX

_PLACE = "outbox"
_COLUMNS = ("key", "kind", "case_id", "audience", "about", "due_at", "created_at", "sent_at")
_CHUNK = 2_000
_DECIDERS = ("committee", "coordinator")


def remind(session: Session, *, now: datetime) -> int:
    """Queue every reminder whose time has come for a case that still stands under its deadline, once each; how many.

    Of several that have come at once only the last before the deadline is queued.
    """
    queued = 0
    for code in editions.list_codes(session):
        for direction, definition in editions.load_newest(session, code).items():
            for state, shape in definition.direction.lifecycle.states.items():
                spans = sorted(shape.deadline.remind) if shape.deadline else []
                for nearer, span in zip([timedelta(), *spans], spans, strict=False):
                    window = (now + nearer, now + span)
                    queued += _remind(session, (code, direction, state), window, calendar.spell_span(span), now)
    return queued


def project_events(session: Session, *, now: datetime) -> int:
    """Make the messages of the next events of the trail; how many events were followed."""
    connection = session.connection()
    once = [(_PLACE, now, 0)]
    bulk.insert_rows(connection, HEARTBEATS, ("name", "at", "swept"), once, unless_there=True)
    place: int = session.execute(
        select(HEARTBEATS.c.swept).where(HEARTBEATS.c.name == _PLACE).with_for_update()
    ).scalar_one()
    query = (
        select(
            EVENTS.c.seq, EVENTS.c.action, EVENTS.c.body, CASES.c.id, CASES.c.call, CASES.c.edition, CASES.c.direction
        )
        .join_from(EVENTS, CASES, EVENTS.c.case_id == CASES.c.id, isouter=True)
        .where(EVENTS.c.seq > place)
        .order_by(EVENTS.c.seq)
        .limit(_CHUNK)
    )
    events = session.execute(query).all()
    read = set_aside.keep_sound(
        session, "events", events, lambda event: list(_messages(session, event, now)), lambda event: event.seq
    )
    messages = [message for made in read for message in made]
    bulk.insert_rows(connection, OUTBOX, _COLUMNS, messages, unless_there=True)
    if events:
        reached = update(HEARTBEATS).where(HEARTBEATS.c.name == _PLACE).values(swept=events[-1].seq, at=now)
        connection.execute(reached)
    return len(events)


def _messages(session: Session, event: Row[Any], now: datetime) -> Iterator[bulk.Row]:
    """The messages that an event asks for. An event that cannot be read is set aside, and those after it are followed."""
    if event.action == "case.transitioned":
        body = _body(event)
        transition = body["data"]["transition"]
        definition = editions.load_pinned(session, event.call, event.edition)[event.direction]
        for role in definition.engine.lifecycle.transitions[transition].notify:
            yield (f"{event.seq}:{role}", "moved", event.id, role, transition, None, now, None)
        if "freed" in body["data"]:
            following = candidates.find_next(session, event.call, event.direction) or ""
            yield from _to_deciders(event.seq, "place-free", event.id, following, now)
    elif event.action == "call.release-failed":
        body = _body(event)
        about = f"{body['call']} {body['data']['direction']}"
        yield from _to_deciders(event.seq, "release-failed", None, about, now)


def _body(event: Row[Any]) -> dict[str, Any]:
    body = canonical.loads(event.body)
    assert isinstance(body, dict), "an event is always an object"
    return body


def _to_deciders(seq: int, kind: str, case: int | None, about: str, now: datetime) -> list[bulk.Row]:
    """One message to each who decides: that a place fell free (about who is next), or that a release was not to be made."""
    return [(f"{seq}:{kind}:{role}", kind, case, role, about, None, now, None) for role in _DECIDERS]


def _remind(
    session: Session, where: tuple[str, str, str], window: tuple[datetime, datetime], span: str, now: datetime
) -> int:
    call, direction, state = where
    told = select(OUTBOX.c.id).where(
        OUTBOX.c.kind == "reminder",
        OUTBOX.c.case_id == CASES.c.id,
        OUTBOX.c.about == span,
        OUTBOX.c.due_at == CASES.c.due_at,
    )
    query = (
        select(CASES.c.id, CASES.c.due_at)
        .where(CASES.c.due_at > window[0], CASES.c.due_at <= window[1], CASES.c.state == state)
        .where(CASES.c.call == call, CASES.c.direction == direction, ~told.exists())
        .limit(_CHUNK)
    )
    standing = set_aside.read_rows(session, query, "cases")
    fresh: list[bulk.Row] = [
        (f"{case}:{due_at.isoformat()}:{span}", "reminder", case, "applicant", span, due_at, now, None)
        for case, due_at in standing
    ]
    bulk.insert_rows(session.connection(), OUTBOX, _COLUMNS, fresh, unless_there=True)
    return len(fresh)
