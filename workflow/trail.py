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

from sqlalchemy import select, update
from sqlmodel import Session

from workflow import canonical, merkle, rows
from workflow.actors import Actor
from workflow.outcomes import instant
from workflow.tables import EVENTS, HEAD

LARGEST = 32_768


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
    head = connection.execute(select(HEAD.c.origin, HEAD.c.size, HEAD.c.nodes).with_for_update()).one()
    recorded = instant(now)
    sealed = []
    seq: int = head.size
    for draft in drafts:
        seq += 1
        sealed.append(_sealed(draft, seq, head.origin, recorded, now))
    size, nodes = merkle.grown(head.size, head.nodes, [row["leaf"] for row in sealed])  # type: ignore[misc]
    rows.added(connection, EVENTS, sealed)
    connection.execute(update(HEAD).values(size=size, nodes=nodes))


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _sealed(draft: Draft, seq: int, origin: str, recorded: str, now: datetime) -> dict[str, object]:
    draft.seq = seq
    case = draft.case
    body: dict[str, object] = {
        "v": 1,
        "log": origin,
        "seq": seq,
        "action": draft.action,
        "actor": draft.actor.sealed,
        "effective_at": instant(draft.effective_at),
        "recorded_at": recorded,
        "data": draft.data,
    }
    if draft.request is not None:
        body["request"] = draft.request
    call = draft.call
    if case is not None:
        call = case.call
        case.sealed += 1
        body["case"] = {"ref": case.ref, "number": case.sealed, "prev": case.head.hex()}
    if call is not None:
        body["call"] = call
    written = canonical.dumps(body)
    leaf = merkle.leaf(written)
    if case is not None:
        case.head = leaf
    return {
        "seq": seq,
        "case_id": case.id if case is not None else None,
        "number": case.sealed if case is not None else None,
        "call": call,
        "action": draft.action,
        "actor": draft.actor.id,
        "effective_at": draft.effective_at,
        "recorded_at": now,
        "request": draft.request,
        "leaf": leaf,
        "body": written.decode(),
    }
