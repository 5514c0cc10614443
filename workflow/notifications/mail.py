"""The mail: every message of the outbox becomes letters to those concerned, each handed to the mail server at least once.

A try is counted before it is made, and holds the message for as long as it may take; so of two that work at the same time one
is left out, and a message whose letter kills the process only waits longer and longer. What a reader was sent is noted by
reader. No transaction is open while the server is spoken to.
"""

import logging
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from email.utils import parseaddr

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, func, literal, or_, select, update
from sqlmodel import Session

from workflow import set_aside
from workflow.clock import Clock
from workflow.credentials import login_throttle
from workflow.identity import invitations
from workflow.notifications import emails, retries, smtp
from workflow.notifications.emails import Email, Message
from workflow.store.database import Database
from workflow.tables import ATTEMPTS, CASES, LINKS, OUTBOX

BATCH = 50
SHORTEST, LONGEST, MOST = timedelta(minutes=3), timedelta(hours=6), 24
_SERVER, _SERVER_SHORTEST, _SERVER_LONGEST = login_throttle.MAIL, timedelta(seconds=30), timedelta(minutes=15)
_LOG = logging.getLogger("accord.mail")
_TOOK, _REFUSED = 0, 1
_KEY = literal(f"{login_throttle.MAIL}:", String()) + cast(OUTBOX.c.id, String())


@dataclass(frozen=True, slots=True)
class Status:
    """How many messages wait, were sent, came too late to be sent, have nobody to read them, and were given up."""

    queued: int
    sent: int
    overtaken: int
    unread: int
    failed: int


def status(session: Session, *, now: datetime) -> Status:
    """How the messages of the outbox stand."""
    ended = and_(ATTEMPTS.c.key.is_not(None), ATTEMPTS.c.until.is_(None))
    standing = case(
        (OUTBOX.c.sent_at.is_not(None), "sent"),
        (_overtaken(now), "overtaken"),
        (and_(ended, ATTEMPTS.c.failures == 0), "unread"),
        (ended, "failed"),
        else_="queued",
    )
    query = _messages(select(standing.label("standing"), func.count().label("number"))).group_by(standing)
    counted: dict[str, int] = {row.standing: row.number for row in session.execute(query)}
    return Status(*(counted.get(one.name, 0) for one in fields(Status)))


@dataclass(frozen=True, slots=True)
class Failure:
    """A message that was given up: what it was, after how many tries, and what the mail server said to the last."""

    message: int
    kind: str
    case: str | None
    recipient: str | None
    tried: int
    answer: str | None
    at: datetime


def list_failures(session: Session, *, limit: int = 50) -> list[Failure]:
    """The messages that were given up, the latest first; `recipient` is known of invitations, whose letters go to one."""
    columns = (OUTBOX.c.id, OUTBOX.c.kind, CASES.c.ref, LINKS.c.email, ATTEMPTS.c.failures, ATTEMPTS.c.answer)
    query = _messages(select(*columns, ATTEMPTS.c.at))
    query = query.join(LINKS, and_(LINKS.c.id == OUTBOX.c.about, OUTBOX.c.kind == invitations.KIND), isouter=True)
    given_up = OUTBOX.c.sent_at.is_(None), ATTEMPTS.c.until.is_(None), ATTEMPTS.c.failures > 0
    query = query.where(*given_up).order_by(OUTBOX.c.id.desc()).limit(limit)
    return [Failure(*row) for row in set_aside.read_rows(session, query, "outbox")]


def send_due(database: Database, clock: Clock) -> int:
    """Try every message that is to be tried now, up to a batch; how many. Nothing where there is no mail server."""
    settings = database.settings
    if not settings.smtp_host:
        return 0
    with database.reading() as session:
        now = clock.now()
        waiting = [] if retries.must_wait(session, _SERVER, now=now) else _waiting(session, now)
    if not waiting:
        return 0
    with smtp.SmtpClient(settings) as carrier:
        try:
            for number in waiting:
                carrier.reach()
                Delivery(database, clock, carrier).post(number)
        except smtp.OutOfReach as error:
            _LOG.warning("no mail server to be had now: %s", error)
            with database.writing() as session:
                retries.begin(session, _SERVER, now=clock.now(), shortest=_SERVER_SHORTEST, longest=_SERVER_LONGEST)
            return 0
    with database.writing() as session:
        retries.forget(session, [_SERVER])
    return len(waiting)


class Delivery:
    """One message on its way: taken up, written, carried to each reader, and settled."""

    def __init__(self, database: Database, clock: Clock, carrier: smtp.SmtpClient) -> None:
        self._database, self._clock, self._carrier = database, clock, carrier
        self._answer: str | None = None

    def post(self, number: int) -> None:
        """Try a message, unless somebody else does. Raises OutOfReach; whatever is wrong with the message is only logged."""
        with self._database.writing() as session:
            taken = _taken_up(session, number, self._clock.now())
        if taken is None:
            return
        message, tried = taken
        self._answer = None
        try:
            letters, standing = self._written(message)
        except Exception:
            _LOG.exception("message %d could not be written, at try %d", message.id, tried)
            self._settle(message, tried, [], {}, is_broken=True)
            return
        for one in letters:
            key = _reader_key(message, one)
            if key in standing:
                continue
            self._carrier.reach()
            came_to = self._carried(message, one)
            if came_to is not None:
                standing[key] = came_to
            self._note(message, key, came_to)
        self._settle(message, tried, [_reader_key(message, one) for one in letters], standing)

    def _written(self, message: Message) -> tuple[list[Email], dict[str, int]]:
        opened = self._database.writing if message.kind == invitations.KIND else self._database.reading
        with opened() as session:
            letters = emails.write_email(session, message, self._database.settings, now=self._clock.now())
            return letters, retries.list_waiting(session, [_reader_key(message, one) for one in letters])

    def _carried(self, message: Message, one: Email) -> int | None:
        """Whether the server took a letter or refused it for good; None if it did neither."""
        settings = self._database.settings
        sender = parseaddr(settings.mail_from)[1]
        try:
            mail = emails.build_message(one, settings, now=self._clock.now())
        except Exception as error:
            self._answer = "no envelope can be made for this address"
            _LOG.warning("message %d has no envelope for %s: %s", message.id, one.reader.person, type(error).__name__)
            return _REFUSED
        try:
            self._carrier.carry(mail, sender=sender, recipient=emails.format_mailbox(one.reader))
        except smtp.Undelivered as error:
            self._answer = str(error)
            _LOG.warning("message %d was not taken for %s: %s", message.id, one.reader.person, error)
            return _REFUSED if error.for_good else None
        return _TOOK

    def _note(self, message: Message, key: str, came_to: int | None) -> None:
        """Note what a letter came to, and hold the message for as long as the next letter may take."""
        now = self._clock.now()
        with self._database.writing() as session:
            if came_to is not None:
                retries.mark(session, key, came_to, now=now)
            retries.schedule_again(session, _key(message.id), until=now + SHORTEST)

    def _settle(
        self, message: Message, tried: int, keys: list[str], standing: dict[str, int], is_broken: bool = False
    ) -> None:
        """Sent, if everybody was; given up, if everybody refused or it was tried often enough; or to be tried again."""
        now = self._clock.now()
        went = [standing[key] for key in keys if key in standing]
        is_over = (bool(keys) and len(went) == len(keys)) or tried >= MOST
        with self._database.writing() as session:
            if is_over and _TOOK in went:
                sent = update(OUTBOX).where(OUTBOX.c.id == message.id).values(sent_at=now)
                session.connection().execute(sent)
                retries.forget(session, [_key(message.id), *keys])
            elif is_over:
                _LOG.warning("message %d is given up after %d tries", message.id, tried)
                retries.give_up(session, _key(message.id), tried=tried if keys or is_broken else 0, answer=self._answer)
                retries.forget(session, keys)
            else:
                retries.schedule_again(session, _key(message.id), until=now + retries.wait(tried, SHORTEST, LONGEST))


def _waiting(session: Session, now: datetime) -> list[int]:
    """The messages to be tried now, the oldest first."""
    free = or_(ATTEMPTS.c.key.is_(None), ATTEMPTS.c.until <= now)
    query = _messages(select(OUTBOX.c.id)).where(OUTBOX.c.sent_at.is_(None), free, ~_overtaken(now))
    return list(session.execute(query.order_by(OUTBOX.c.id).limit(BATCH)).scalars())


def _taken_up(session: Session, number: int, now: datetime) -> tuple[Message, int] | None:
    """Hold a message for one try; None where somebody else does, or has sent it meanwhile."""
    columns = (OUTBOX.c[one.name] for one in fields(Message))
    query = select(*columns).where(OUTBOX.c.id == number, OUTBOX.c.sent_at.is_(None))
    row = session.execute(query.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    tried = retries.begin(session, _key(number), now=now, shortest=SHORTEST, longest=LONGEST)
    return None if tried is None else (Message(*row), tried)


def _overtaken(now: datetime) -> ColumnElement[bool]:
    """That what a message reminds of or invites to is not ahead any more, or the case or invitation no longer as it was."""
    open_still = exists().where(LINKS.c.id == OUTBOX.c.about, *invitations.open_at(now))
    reminder, invitation = OUTBOX.c.kind == "reminder", OUTBOX.c.kind == invitations.KIND
    return or_(
        and_(reminder, or_(OUTBOX.c.due_at <= now, CASES.c.due_at.is_distinct_from(OUTBOX.c.due_at))),
        and_(invitation, ~open_still),
    )


def _messages(query: Select[*tuple[object, ...]]) -> Select[*tuple[object, ...]]:
    beside = query.select_from(OUTBOX).join(ATTEMPTS, ATTEMPTS.c.key == _KEY, isouter=True)
    return beside.join(CASES, CASES.c.id == OUTBOX.c.case_id, isouter=True)


def _key(number: int) -> str:
    return f"{login_throttle.MAIL}:{number}"


def _reader_key(message: Message, one: Email) -> str:
    return f"{_key(message.id)}:{one.reader.person}"
