"""Reserving idempotency keys: before a request is judged, its key is claimed until its transaction ends.

On PostgreSQL the claim is an advisory lock, so that the same key sent to two servers is judged by one of them; whoever comes
second finds the first answer once it is committed. The claim of a server that dies ends with its connection. On SQLite one
transaction writes at a time, which is the same claim on everything.
"""

import hashlib
from collections.abc import Collection

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from workflow.errors import InProgress
from workflow.store import compiled_query

_TRY = "SELECT key, pg_try_advisory_xact_lock(key) FROM unnest(%(keys)s::bigint[]) AS key"


def claim_keys(session: Session, keys: Collection[str]) -> frozenset[str]:
    """Claim keys without waiting, before anything else is locked; those of them that are this transaction's now."""
    if not keys or session.connection().dialect.name == "sqlite":
        return frozenset(keys)
    numbers = {_number(key): key for key in keys}
    cursor = compiled_query.execute_raw(session.connection(), _TRY, {"keys": sorted(numbers)})
    return frozenset(numbers[number] for number, is_claimed in cursor.fetchall() if is_claimed)


def claim_key(session: Session, key: str) -> None:
    """Claim one key, waiting for whoever has it as long as for any lock. Raises InProgress."""
    if session.connection().dialect.name == "sqlite":
        return
    try:
        session.connection().exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_number(key),))
    except OperationalError as error:
        raise in_progress() from error


def in_progress() -> InProgress:
    """The error for a key whose first request has no answer yet."""
    return InProgress("a request with this idempotency key is still being answered; send it again in a moment")


def _number(key: str) -> int:
    """What PostgreSQL locks for a key: 64 bits of its hash. Two keys that share them only wait for each other."""
    return int.from_bytes(hashlib.sha256(f"accord idempotency {key}".encode()).digest()[:8], signed=True)
