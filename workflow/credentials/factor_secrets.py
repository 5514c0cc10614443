"""What telephones share with us, sealed by the service's keys: how it is put away, taken out, looked over and sealed anew.

Whoever signs in learns nothing of keys that are missing: that stands in the log, for whoever runs the service.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Row, func, select, update
from sqlmodel import Session

from workflow import trail
from workflow.actors import Actor
from workflow.errors import ConfigurationError, NotAllowed, Unavailable
from workflow.store.keyring import Encrypted, Keyring
from workflow.tables import FACTORS

PROMISE = "what is sealed can be opened"
_LOG = logging.getLogger("accord.keys")


def encrypt(session: Session, secret: bytes, person: str) -> Encrypted:
    """A secret of a person's, to be kept. The first one of all makes the keys. Raises Unavailable if there are none to use.

    Where something is sealed already and its keys are not there, none are made: they are missed, and have to be found.
    """
    keys = _keys(session)
    try:
        require_found(session)
        if not keys.are_there:
            keys.make()
        return keys.seal(secret, _about(person))
    except ConfigurationError as error:
        _LOG.error("no second factor can be set up: %s", error)
        raise Unavailable("no second factor can be set up now; why is in the log of the service", 60) from error


def decrypt(session: Session, kept: Encrypted, person: str) -> bytes | None:
    """What was sealed of a person's, or None, and a word in the log, if it cannot be opened."""
    try:
        return _keys(session).open(kept, _about(person))
    except ConfigurationError as error:
        _LOG.error("the second factor of %s cannot be used: %s", person, error)
        return None


def require_found(session: Session) -> None:
    """That the keys are there, unless nothing was ever sealed by any. Raises ConfigurationError."""
    keys = _keys(session)
    if keys.are_there or session.execute(select(FACTORS.c.person).limit(1)).first() is not None:
        keys.require()


def standing(session: Session) -> str:
    """ "ok", or why what was sealed cannot be opened, in words for everybody: the keys are named by `accord doctor`."""
    in_use = set(session.execute(select(FACTORS.c.sealed_by).distinct()).scalars())
    try:
        missing = in_use and in_use - set(_keys(session).names)
    except ConfigurationError:
        return "the keys of second factors cannot be read"
    return "there are second factors sealed by a key that is not there" if missing else "ok"


def warn(session: Session) -> None:
    """Tell the log of second factors that cannot be opened."""
    for fault in faults(session):
        _LOG.error("a second factor cannot be used: %s", fault)


def faults(session: Session) -> Sequence[str]:
    """Of the second factors that cannot be opened up to ten, each with why, after trying all of them."""
    every = select(FACTORS.c.person, FACTORS.c.sealed_by, FACTORS.c.secret).order_by(FACTORS.c.person)
    return list(islice(_closed(_keys(session), session.execute(every)), 10))


def counts(session: Session) -> dict[str, int]:
    """By how many second factors each key is needed, the one that seals first; those that are needed and missing too."""
    query = select(FACTORS.c.sealed_by, func.count()).group_by(FACTORS.c.sealed_by).order_by(FACTORS.c.sealed_by)
    needed: dict[str, int] = {name: number for name, number in session.execute(query)}
    keys = _keys(session)
    require_found(session)
    return dict.fromkeys(keys.names if keys.are_there else [], 0) | needed


def reseal(session: Session, *, actor: Actor, now: datetime) -> int:
    """Seal by the first key whatever another one sealed; how many that were.

    Raises NotAllowed, and ConfigurationError where one cannot be opened: then nothing changes.
    """
    if "system" not in actor.roles:
        raise NotAllowed("keys are for whoever runs the service")
    keys = _keys(session)
    newest = next(iter(keys.names))
    older = select(FACTORS.c.person, FACTORS.c.sealed_by, FACTORS.c.secret).where(FACTORS.c.sealed_by != newest)
    rows = session.execute(older.with_for_update()).all()
    for row in rows:
        secret = keys.open(Encrypted(row.sealed_by, row.secret), _about(row.person))
        fresh = keys.seal(secret, _about(row.person))
        this = update(FACTORS).where(FACTORS.c.person == row.person)
        session.connection().execute(this.values(sealed_by=fresh.key, secret=fresh.text))
    if rows:
        trail.record(session, "factors.resealed", {"count": len(rows), "key": newest}, actor=actor, now=now)
    return len(rows)


def _closed(keys: Keyring, rows: Iterable[Row[str, str, str]]) -> Iterator[str]:
    for person, key, text in rows:
        try:
            keys.open(Encrypted(key, text), _about(person))
        except ConfigurationError as error:
            yield str(error)


def _about(person: str) -> str:
    """What a secret is sealed as: opened as another person's, it does not open."""
    return f"the second factor of {person}"


def _keys(session: Session) -> Keyring:
    keys: Keyring = session.info["keys"]
    return keys
