"""The second factor: a code from a telephone that changes every half minute (RFC 6238), and codes on paper for when it is lost.

A code counts within its half minute and one on either side, once. What the telephone shares with us cannot be kept as a hash:
it is sealed (`safe`). Of the codes on paper only a hash is kept, so they are good even while keys are missing.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import delete, func, insert, select, update
from sqlmodel import Session

from workflow import trail
from workflow.actors import Actor
from workflow.credentials import factor_secrets, reauthentication
from workflow.errors import InvalidRequest, NotAllowed, NotFound, Unavailable
from workflow.store import bulk
from workflow.store.keyring import Encrypted
from workflow.tables import FACTORS, PEOPLE, RECOVERIES

STEP, DIGITS, PAPER = 30, 6, 10
_COLUMNS = ("person", "secret", "sealed_by", "last_step", "created_at")
_CODE = re.compile(rf"[0-9]{{{DIGITS}}}")
_RECOVERY = re.compile(r"[a-z2-7]{26}")


@dataclass(frozen=True, slots=True)
class FactorStatus:
    """Since when someone has a second factor (None: they have none), and how many codes on paper are left."""

    since: datetime | None
    recoveries: int


def code(secret: bytes, step: int) -> str:
    """The code of a step: so many half minutes after 1970 began."""
    return HOTP(secret, DIGITS, SHA1()).generate(step).decode()  # noqa: S303  # what telephones compute


def step_of(at: datetime) -> int:
    """The step in which an instant lies."""
    return int(at.timestamp()) // STEP


def load_factors(session: Session, person: str) -> FactorStatus:
    """How a person stands with a second factor."""
    confirmed = select(FACTORS.c.confirmed_at).where(FACTORS.c.person == person)
    since: datetime | None = session.execute(confirmed).scalar()
    left = select(func.count()).where(RECOVERIES.c.person == person, RECOVERIES.c.used_at.is_(None))
    return FactorStatus(since, session.execute(left).scalar_one() if since is not None else 0)


def enrol(session: Session, *, actor: Actor, now: datetime) -> str:
    """Begin a second factor of one's own: what a telephone is to read in (an otpauth address), shown this once.

    It counts once a first code confirms it; until then it can be begun anew. Raises NotAllowed,
    ReauthenticationRequired, InvalidRequest, Unavailable.
    """
    reauthentication.require_in_person(actor, now=now)
    secret, connection = secrets.token_bytes(20), session.connection()
    kept = factor_secrets.encrypt(session, secret, actor.id)
    bulk.insert_rows(connection, FACTORS, _COLUMNS, [(actor.id, kept.text, kept.key, 0, now)], unless_there=True)
    unconfirmed = FACTORS.c.person == actor.id, FACTORS.c.confirmed_at.is_(None)
    anew = {"secret": kept.text, "sealed_by": kept.key, "last_step": 0, "created_at": now}
    if connection.execute(update(FACTORS).where(*unconfirmed).values(anew)).rowcount == 0:
        raise InvalidRequest("there is a second factor already; remove it before you set up another")
    email: str | None = session.execute(select(PEOPLE.c.email).where(PEOPLE.c.id == actor.id)).scalar()
    return TOTP(secret, DIGITS, SHA1(), STEP).get_provisioning_uri(email or actor.name, "Accord")  # noqa: S303


def confirm(session: Session, given: str, *, actor: Actor, now: datetime) -> Sequence[str]:
    """Let the second factor count from now on, because its first code is right; ten codes on paper, shown this once.

    Raises NotAllowed, ReauthenticationRequired, NotFound where none was begun, InvalidRequest for a wrong code,
    Unavailable without its key.
    """
    reauthentication.require_in_person(actor, now=now)
    if not _begun(session, actor.id):
        raise NotFound("no second factor waits to be confirmed")
    secret, last_step = _shared(session, actor.id)
    if secret is None:
        raise Unavailable("no second factor can be set up now; why is in the log of the service", 60)
    step = _matching(secret, last_step, given, now)
    if step is None:
        raise InvalidRequest("this is not the code that is shown now")
    _used(session, actor.id, step, confirmed_at=now)
    papers = [base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower() for _ in range(PAPER)]
    session.connection().execute(delete(RECOVERIES).where(RECOVERIES.c.person == actor.id))
    session.connection().execute(
        insert(RECOVERIES), [{"digest": _digest(paper), "person": actor.id, "used_at": None} for paper in papers]
    )
    trail.record(session, "person.factor-set", {"person": actor.id}, actor=actor, now=now)
    return ["-".join(re.findall(".{1,7}", paper)) for paper in papers]


def prove(session: Session, given: str, *, actor: Actor, now: datetime) -> str | None:
    """How a code proves that it is this person, `code` or `recovery`, and use it up; None if it does not."""
    plain = re.sub(r"[\s\-]", "", given.casefold())
    if load_factors(session, actor.id).since is None:
        return None
    secret, last_step = _shared(session, actor.id)
    step = _matching(secret, last_step, plain, now) if secret is not None else None
    if step is not None:
        _used(session, actor.id, step)
        return "code"
    if not _RECOVERY.fullmatch(plain):
        return None
    mine = RECOVERIES.c.digest == _digest(plain), RECOVERIES.c.person == actor.id, RECOVERIES.c.used_at.is_(None)
    if session.connection().execute(update(RECOVERIES).where(*mine).values(used_at=now)).rowcount == 0:
        return None
    trail.record(session, "person.recovery-used", {"person": actor.id}, actor=actor, now=now)
    return "recovery"


def remove(session: Session, person: str, *, actor: Actor, now: datetime) -> None:
    """Remove a second factor and its codes on paper: one's own, or (the operator) anybody's who lost theirs.

    Raises NotAllowed, ReauthenticationRequired, NotFound.
    """
    if "system" not in actor.roles:
        reauthentication.require_in_person(actor, now=now)
        if actor.id != person:
            raise NotAllowed("a second factor can be removed by whose it is")
    removed = session.connection().execute(delete(FACTORS).where(FACTORS.c.person == person)).rowcount
    if removed == 0:
        raise NotFound("there is no second factor to remove")
    session.connection().execute(delete(RECOVERIES).where(RECOVERIES.c.person == person))
    trail.record(session, "person.factor-removed", {"person": person}, actor=actor, now=now)


def _begun(session: Session, person: str) -> bool:
    waiting = FACTORS.c.person == person, FACTORS.c.confirmed_at.is_(None)
    return session.execute(select(FACTORS.c.person).where(*waiting)).first() is not None


def _shared(session: Session, person: str) -> tuple[bytes | None, int]:
    """What the telephone shares with us (None: it cannot be opened) and the last step used; who asks at the same time waits."""
    columns = FACTORS.c.secret, FACTORS.c.sealed_by, FACTORS.c.last_step
    row = session.execute(select(*columns).where(FACTORS.c.person == person).with_for_update()).first()
    return (
        (None, 0)
        if row is None
        else (factor_secrets.decrypt(session, Encrypted(row.sealed_by, row.secret), person), row.last_step)
    )


def _matching(secret: bytes, last_step: int, given: str, now: datetime) -> int | None:
    """The step, not used yet, of which this is the code."""
    if not _CODE.fullmatch(given):
        return None
    present = step_of(now)
    steps = [step for step in (present - 1, present, present + 1) if step > last_step]
    return next((step for step in steps if hmac.compare_digest(code(secret, step), given)), None)


def _used(session: Session, person: str, step: int, **more: datetime) -> None:
    used = update(FACTORS).where(FACTORS.c.person == person).values(last_step=step, **more)
    session.connection().execute(used)


def _digest(paper: str) -> str:
    return hashlib.sha256(paper.encode()).hexdigest()
