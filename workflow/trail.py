"""The audit trail: every change is an event, sealed in the transaction that makes it.

An event is canonical JSON, stored exactly as it was hashed. Events are numbered without a gap over all cases (`seq`) and
within each case (`number`); each names the hash of its case's previous event. The head row holds the frontier of the Merkle
tree over all of them. It is locked last, when everything else is decided, so that the numbering costs the least waiting.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from workflow import canonical, merkle, rows
from workflow.actors import Actor
from workflow.outcomes import instant
from workflow.prepared import Prepared
from workflow.tables import EVENTS, HEAD

_HEAD = Prepared(lambda _: select(HEAD.c.origin, HEAD.c.size, HEAD.c.nodes).with_for_update())
_ONWARD = Prepared(
    lambda _: update(HEAD).values(
        size=bindparam("size_", type_=HEAD.c.size.type), nodes=bindparam("nodes_", type_=HEAD.c.nodes.type)
    )
)
_COLUMNS = tuple(column.name for column in EVENTS.columns)


class Subject(Protocol):
    """The case an event is about, as far as the trail needs it; sealing moves `version` and `head` on."""

    id: int
    ref: str
    call: str
    sealed: int
    head: bytes


@dataclass(slots=True)
class Draft:
    """An event before it is sealed. `seq` is known once it is."""

    action: str
    actor: Actor
    effective_at: datetime
    data: Mapping[str, object]
    request: str | None = None
    case: Subject | None = None
    call: str | None = None
    seq: int = 0


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
    draft = Draft(action, actor, now, data, request, None, call)
    seal(session, [draft], now=now)
    return draft.seq


def seal(session: Session, drafts: Sequence[Draft], *, now: datetime) -> None:
    """Number, chain, hash and insert events, in this order, and move the head on. Takes the head's lock: do it last."""
    if not drafts:
        return
    connection = session.connection()
    [(origin, before, frontier)] = _HEAD.rows(connection)
    recorded = instant(now)
    sealed: list[rows.Row] = []
    leaves: list[bytes] = []
    for seq, draft in enumerate(drafts, before + 1):
        draft.seq = seq
        written = canonical.spelled(_body(draft, origin, recorded))
        leaf = merkle.leaf(written)
        leaves.append(leaf)
        case = draft.case
        about: tuple[object, ...] = (None, None, draft.call)
        if case is not None:
            case.head = leaf
            about = (case.id, case.sealed, case.call)
        who = draft.actor.id
        sealed.append((seq, *about, draft.action, who, draft.effective_at, now, draft.request, leaf, written.decode()))
    size, nodes = merkle.grown(before, frontier, leaves)
    rows.added(connection, EVENTS, _COLUMNS, sealed)
    _ONWARD.run(connection, size_=size, nodes_=nodes)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _body(draft: Draft, origin: str, recorded: str) -> dict[str, object]:
    body: dict[str, object] = {
        "v": 1,
        "log": origin,
        "seq": draft.seq,
        "action": draft.action,
        "actor": draft.actor.sealed,
        "effective_at": instant(draft.effective_at),
        "recorded_at": recorded,
        "data": draft.data,
    }
    if draft.request is not None:
        body["request"] = draft.request
    case = draft.case
    if case is not None:
        case.sealed += 1
        body["case"] = {"ref": case.ref, "number": case.sealed, "prev": case.head.hex()}
        body["call"] = case.call
    elif draft.call is not None:
        body["call"] = draft.call
    return body
