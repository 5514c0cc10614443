"""The audit trail: every change is an event, sealed in the transaction that makes it.

An event is canonical JSON, stored exactly as it was hashed. Events are numbered without a gap over all cases (`seq`) and
within each case (`number`); each names the hash of its case's previous event. The head row holds the frontier of the Merkle
tree over all of them. It is locked last, when everything else is decided, so that the numbering costs the least waiting.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from workflow import canonical, merkle
from workflow.actors import SYSTEM, Actor
from workflow.outcomes import format_instant
from workflow.store import bulk
from workflow.store.compiled_query import CompiledQuery
from workflow.store.database import bound_wait
from workflow.tables import EVENTS, HEAD

_HEAD = CompiledQuery(lambda _: select(HEAD.c.origin, HEAD.c.size, HEAD.c.nodes).with_for_update())
_ONWARD = CompiledQuery(
    lambda _: update(HEAD).values(
        size=bindparam("size_", type_=HEAD.c.size.type), nodes=bindparam("nodes_", type_=HEAD.c.nodes.type)
    )
)
_COLUMNS = tuple(column.name for column in EVENTS.columns)


class EventSubject(Protocol):
    """The case an event is about, as far as the trail needs it; sealing moves `version` and `head` on."""

    id: int
    ref: str
    call: str
    sealed: int
    head: bytes


@dataclass(slots=True)
class PendingEvent:
    """An event before it is sealed. `seq` is known once it is."""

    action: str
    actor: Actor
    effective_at: datetime
    data: Mapping[str, object]
    request: str | None = None
    case: EventSubject | None = None
    call: str | None = None
    seq: int = 0

    def is_worded_as(self, other: "PendingEvent") -> bool:
        """Whether it says the same as another, but for its case's name and its places in the trail."""
        return (
            self.data is other.data
            and self.action == other.action
            and self.actor is other.actor
            and self.effective_at == other.effective_at
            and self.request == other.request
            and (self.case.call if self.case else self.call) == (other.case.call if other.case else other.call)
        )


_NOTHING = PendingEvent("", SYSTEM, datetime.min.replace(tzinfo=UTC), {})


def record(
    session: Session,
    action: str,
    data: Mapping[str, object],
    *,
    actor: Actor,
    now: datetime,
    call: str | None = None,
    request: str | None = None,
) -> int:
    """Seal one event that is not about a case; its seq."""
    draft = PendingEvent(action, actor, now, data, request, None, call)
    seal(session, [draft], now=now)
    return draft.seq


def seal(session: Session, drafts: Sequence[PendingEvent], *, now: datetime) -> None:
    """Number, chain, hash and insert events, in this order, and move the head on. Takes the head's lock: do it last."""
    if not drafts:
        return
    connection = session.connection()
    bound_wait(connection)
    [(origin, before, frontier)] = _HEAD.rows(connection)
    leaves: list[bytes] = []
    bulk.insert_rows(connection, EVENTS, _COLUMNS, _sealed(drafts, origin, before, leaves, now))
    size, nodes = merkle.append(before, frontier, leaves)
    _ONWARD.run(connection, size_=size, nodes_=nodes)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _sealed(
    drafts: Iterable[PendingEvent], origin: str, before: int, leaves: list[bytes], now: datetime
) -> Iterator[bulk.Row]:
    """Each event's row, made when it is taken, so that a server may store one while the next is sealed; and its leaf."""
    recorded, alike, start, end = format_instant(now), _NOTHING, b"", b""
    for seq, draft in enumerate(drafts, before + 1):
        draft.seq = seq
        if not draft.is_worded_as(alike):
            alike, start, end = draft, *_worded(draft, origin, recorded)
        case = draft.case
        if case is None:
            about: tuple[object, ...] = (None, None, draft.call)
            written = b'%b,%b,"seq":%d,"v":1}' % (start, end, seq)
        else:
            case.sealed += 1
            about = (case.id, case.sealed, case.call)
            own = case.sealed, case.head.hex().encode(), canonical.dumps_trusted(case.ref), end, seq
            written = b'%b,"case":{"number":%d,"prev":"%b","ref":%b},%b,"seq":%d,"v":1}' % (start, *own)
        leaf = merkle.leaf(written)
        leaves.append(leaf)
        if case is not None:
            case.head = leaf
        who = draft.actor.id
        yield (seq, *about, draft.action, who, draft.effective_at, now, draft.request, leaf, written.decode())


def _worded(draft: PendingEvent, origin: str, recorded: str) -> tuple[bytes, bytes]:
    """The canonical text of an event before and after what it says of its case; `seq` and the format's version follow."""
    call = draft.call if draft.case is None else draft.case.call
    start: dict[str, object] = {"action": draft.action, "actor": draft.actor.sealed}
    if call is not None:
        start["call"] = call
    end: dict[str, object] = {
        "data": draft.data,
        "effective_at": format_instant(draft.effective_at),
        "log": origin,
        "recorded_at": recorded,
    }
    if draft.request is not None:
        end["request"] = draft.request
    return canonical.dumps_trusted(start)[:-1], canonical.dumps_trusted(end)[1:-1]
