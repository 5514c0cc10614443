"""Attempts to prove who one is: after a few that failed, each next one has to wait twice as long, but never for ever.

They are counted in the database, so that every process knows of them, and before anything is checked, so that a thousand
at once do not pass for one. What succeeded is taken back. A day without any is forgotten.
"""

import ipaddress
import math
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import case, delete, null, select, update
from sqlmodel import Session

from workflow import addresses, trail
from workflow.errors import Throttled
from workflow.store import bulk
from workflow.tables import ATTEMPTS

MAIL = (
    "mail"  # under keys that begin so stand tries at sending letters, which are remembered for as long as they matter
)
FREE = 5
FIRST, LONGEST, FORGOTTEN = timedelta(seconds=1), timedelta(minutes=15), timedelta(days=1)


def account(email: str) -> str:
    """The key under which attempts on an account are counted, whether there is such an account or not."""
    return f"account:{trail.digest(addresses.fold_address(email))}"


def person(who: str) -> str:
    """The key of attempts that only someone can make who has proved something already, so that no stranger uses them up."""
    return f"person:{who}"


def address(host: str) -> str:
    """The key of attempts from an address; a network of IPv6 as small as they are given out counts as one."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return f"address:{host[:100]}"
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return f"address:{mapped or ipaddress.ip_network((found, 64), strict=False)}"
    return f"address:{found}"


def begin(session: Session, keys: Collection[str], *, now: datetime) -> None:
    """Count an attempt under each key, as one that fails until it is taken back. Raises Throttled, and counts nothing."""
    connection = session.connection()
    old = ATTEMPTS.c.at <= now - FORGOTTEN, ~ATTEMPTS.c.key.startswith(MAIL)
    connection.execute(delete(ATTEMPTS).where(*old))
    bulk.insert_rows(
        connection, ATTEMPTS, ("key", "failures", "at"), [(key, 0, now) for key in sorted(keys)], unless_there=True
    )
    query = select(ATTEMPTS).where(ATTEMPTS.c.key.in_(keys)).order_by(ATTEMPTS.c.key).with_for_update()
    found = connection.execute(query).all()
    until = max((row.until for row in found if row.until is not None), default=now)
    if until > now:
        raise Throttled("too many attempts failed; wait before the next", math.ceil((until - now).total_seconds()))
    for row in found:
        failures = row.failures + 1
        counted = {"failures": failures, "at": now, "until": now + waiting(failures)}
        connection.execute(update(ATTEMPTS).where(ATTEMPTS.c.key == row.key).values(counted))


def succeeded(session: Session, *, of: Collection[str], beside: Collection[str] = (), now: datetime) -> None:
    """Forget every attempt `of` these keys, and take back the one of this instant under those `beside` them.

    An address is not forgiven for what else came from it, or whoever has one account could guess at all others.
    """
    connection = session.connection()
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.key.in_(of)))
    until = case((ATTEMPTS.c.at == now, null()), else_=ATTEMPTS.c.until)
    one = update(ATTEMPTS).where(ATTEMPTS.c.key.in_(beside), ATTEMPTS.c.failures > 0)
    connection.execute(one.values(failures=ATTEMPTS.c.failures - 1, until=until))


def waiting(failures: int) -> timedelta:
    """How long to wait after so many failures."""
    if failures < FREE:
        return timedelta()
    doublings = min(failures - FREE, 20)
    return min(FIRST * (1 << doublings), LONGEST)
