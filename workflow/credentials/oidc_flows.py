"""Sign-ins under way at an identity provider. Each comes back once, within ten minutes, to the browser that began it.

What the browser keeps says what the flow is for; of it only a hash is kept here, so it can neither be changed nor stand in
another browser. The state's hash is taken together with the issuer: what any other provider sends back finds nothing.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert
from sqlmodel import Session

from workflow import trail
from workflow.errors import Unauthenticated
from workflow.tables import FLOWS

LASTING = timedelta(minutes=10)
FAILED = "signing in did not work, or took too long; begin again"
_KEPT = re.compile(r"[\w\-]{43}\.([a-z\-]{1,20})\.([\w\-.]{0,1200})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a flow is for (`sign-in`, `again`: prove anew who one is, `link`, `accept`), and about what: the session that links,
    the invitation that is accepted.

    The browser alone keeps this, so what it is about may be a secret of that browser's.
    """

    what: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow: what the provider is told, what it must come back with, what the browser keeps. All but the aim is secret."""

    aim: Aim
    state: str
    nonce: str
    verifier: str
    kept: str
    begun_at: datetime


def begin(session: Session, issuer: str, aim: Aim, *, now: datetime) -> Flow:
    """Begin a flow at a provider. Those that nobody finished in time go."""
    kept = f"{secrets.token_urlsafe(32)}.{aim.what}.{aim.about}"
    flow = Flow(aim, secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(64), kept, now)
    session.connection().execute(delete(FLOWS).where(FLOWS.c.expires_at <= now))
    row: dict[str, object] = {"state": _state(issuer, flow.state), "browser": trail.digest(kept)}
    row |= {"nonce": flow.nonce, "verifier": flow.verifier, "expires_at": now + LASTING}
    session.connection().execute(insert(FLOWS).values(row))
    return flow


def finish(session: Session, issuer: str, state: str, kept: str, *, now: datetime) -> Flow:
    """Finish the flow that this state and this browser belong to; it is gone from then on. Raises Unauthenticated."""
    known = _KEPT.fullmatch(kept)
    if known is None:
        raise Unauthenticated(FAILED)
    this = FLOWS.c.state == _state(issuer, state), FLOWS.c.browser == trail.digest(kept), FLOWS.c.expires_at > now
    ended = delete(FLOWS).where(*this).returning(FLOWS.c.nonce, FLOWS.c.verifier, FLOWS.c.expires_at)
    row = session.connection().execute(ended).first()
    if row is None:
        raise Unauthenticated(FAILED)
    return Flow(Aim(*known.groups()), state, row.nonce, row.verifier, kept, row.expires_at - LASTING)


def _state(issuer: str, state: str) -> str:
    return trail.digest(f"{issuer}\n{state}")
