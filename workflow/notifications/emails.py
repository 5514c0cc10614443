"""Letters: what a message of the outbox says to each who reads it, in their language, and how it goes into an envelope."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Row, select
from sqlmodel import Session

from states import calendar
from workflow import addresses, editions, redaction, trail, visibility
from workflow.editions import Definition
from workflow.email_templates import wording
from workflow.email_templates.wording import Wording, line
from workflow.identity import invitations
from workflow.notifications import audiences
from workflow.notifications.audiences import Occasion, Recipient
from workflow.redaction import Redactor
from workflow.settings import Settings
from workflow.tables import CASES, PARTNER_DEADLINES

_SPECIAL = re.compile(r"""[()<>\[\]:;@\\,"]""")
_LONGEST_NAME = 60
_Case = Row[*tuple[Any, ...]]
_Facts = dict[str, str]
_Telling = Callable[[Wording, bool], _Facts]


class Labelled(Protocol):
    """What a definition names in two languages."""

    @property
    def label(self) -> str:
        """In English."""
        ...

    @property
    def label_zh(self) -> str:
        """In Chinese."""
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the outbox, as it was queued."""

    id: int
    key: str
    kind: str
    case_id: int | None
    audience: str
    about: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Email:
    """What a message says to one reader. `thread` is what its Message-ID is made of, the same at every try."""

    reader: Recipient
    language: str
    subject: str
    text: str
    thread: str


def write_email(session: Session, message: Message, settings: Settings, *, now: datetime) -> list[Email]:
    """The letters of a message, one for each who is to read it at this moment.

    Of an invitation there is one, with a link that is drawn only now: so this transaction must be one that may write.
    """
    if message.kind == invitations.KIND:
        return _invitation(session, message, settings, now)
    if message.case_id is None:
        return _about_a_call(session, message, settings)
    return _about_a_case(session, message, settings)


def build_message(letter: Email, settings: Settings, *, now: datetime) -> EmailMessage:
    """A letter as it is sent. Raises ValueError and its like for an address that is none; no fact can add a header."""
    name, address = parseaddr(settings.mail_from)
    domain = address.rpartition("@")[2] or "localhost"
    sealed = trail.digest("\n".join((settings.origin, letter.thread, letter.reader.person)))
    mail = EmailMessage(SMTP)
    mail["Subject"] = letter.subject
    mail["From"] = Address(_display(name), addr_spec=address)
    local, _, host = format_mailbox(letter.reader).rpartition("@")
    mail["To"] = Address(_display(letter.reader.name), local, host)
    mail["Date"] = format_datetime(now.astimezone(UTC))
    mail["Message-ID"] = f"<{sealed[:40]}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    mail["Content-Language"] = letter.language
    return mail


def format_mailbox(reader: Recipient) -> str:
    """Where a reader's letters go: the domain in A-labels. Raises ValueError for an address that no server takes."""
    address = addresses.read_address(reader.email)
    if address is None:
        raise ValueError("this is not an address that can be written to")
    return address.mailbox


def _display(name: str) -> str:
    """A name as it may stand before an address: cut, and nothing in it that means something to a mail server."""
    plain = _SPECIAL.sub(" ", line(name))
    return " ".join(plain.split())[:_LONGEST_NAME].rstrip()


def _about_a_case(session: Session, message: Message, settings: Settings) -> list[Email]:
    case = _case(session, CASES.c.id == message.case_id)
    following = _case(session, CASES.c.ref == message.about) if message.kind == "place-free" else None
    assert case is not None, "a message names a case that exists"
    definition = editions.load_pinned(session, case.call, case.edition)[case.direction]
    cases = [one.id for one in (case, following) if one is not None]
    about = Occasion(case.call, case.owner, case.partner, cases, case.id)

    view = redaction.build_redactor({message.audience}, definition.engine.lifecycle)
    theirs = _partner_deadline(session, case)
    if not _is_told(message, view):
        return []

    def facts(said: Wording, chinese: bool) -> _Facts:
        return _facts_of(case, definition, message, said, chinese, view, theirs) | {
            "link": f"{settings.site.rstrip('/')}/cases/{case.ref}",
            "next": said.word("nobody") if following is None else following.ref,
        }

    return [
        _said(reader, message, settings, facts)
        for reader in audiences.list_recipients(session, message.audience, about)
    ]


def _about_a_call(session: Session, message: Message, settings: Settings) -> list[Email]:
    call, _, direction = message.about.partition(" ")
    definition = editions.load_newest(session, call)[direction]

    def facts(_: Wording, chinese: bool) -> _Facts:
        titled = {"call": line(definition.call.title_zh if chinese else definition.call.title), "direction": direction}
        return titled | {"link": settings.site.rstrip("/")}

    found = audiences.list_recipients(session, message.audience, Occasion(call))
    return [_said(reader, message, settings, facts) for reader in found]


def _invitation(session: Session, message: Message, settings: Settings, now: datetime) -> list[Email]:
    fresh = invitations.renew(session, message.about, now=now)
    if fresh is None:
        return []
    secret, link = fresh
    call = next(iter(editions.load_newest(session, link.call).values())).call

    def facts(said: Wording, chinese: bool) -> _Facts:
        return _end_times(link.expires_at, call.zone) | {
            "call": line(call.title_zh if chinese else call.title),
            "role": said.word(link.role),
            "about": said.word("case", reference=link.ref) if link.ref is not None else "",
            "link": invitations.link(settings.site, secret),
        }

    reader = Recipient(link.id, "", link.email, link.language)
    return [_said(reader, message, settings, facts, thread=f"{message.key} {link.digest}")]


def _said(
    reader: Recipient,
    message: Message,
    settings: Settings,
    facts: _Telling,
    thread: str | None = None,
) -> Email:
    language = reader.language or settings.language
    said = wording.of(language)
    known: Mapping[str, str] = {"name": line(reader.name)} | facts(said, language == "zh")
    subject, text = said.said(message.kind, known)
    return Email(reader, language, line(subject), text, thread or message.key)


def _is_told(message: Message, view: Redactor) -> bool:
    """Whether the reader may know of it: not of a transition into or between states that are not theirs to tell apart."""
    transition = view.lifecycle.transitions.get(message.about) if message.kind == "moved" else None
    if transition is None:
        return True
    if not visibility.may_know_event(view.roles, "case.transitioned"):
        return False
    if view.knows_state:
        return True
    if view.state(transition.to) != transition.to:
        return False
    return (
        any(view.state(source) != transition.to for source in transition.source)
        or transition.to not in view.lifecycle.veiled
    )


def _facts_of(
    case: _Case,
    definition: Definition,
    message: Message,
    said: Wording,
    chinese: bool,
    view: Redactor,
    theirs: datetime | None,
) -> _Facts:
    """What is so of a case, as far as its reader may know.

    That is where the message's transition has led it, or where it stands, and until when, if it still does.
    """
    lifecycle, call = definition.engine.lifecycle, definition.call
    transition = lifecycle.transitions.get(message.about) if message.kind == "moved" else None
    told = case.state if transition is None else transition.to
    state, is_veiled = lifecycle.states[view.state(told)], view.is_veiled(case.state)
    due_at = case.due_at if told == case.state and not is_veiled else None
    since = case.opened_at if is_veiled else case.entered_at
    times = _times(since, call.zone) if due_at is None else _end_times(due_at, call.zone)
    deadline = call.deadlines.get(case.deadline or "")
    labelled = {"deadline": said.word("deadline") if deadline is None else _label(deadline, chinese)}
    if case.partner is not None and case.state in lifecycle.waiting_for_counterpart:
        if theirs is not None and theirs == due_at:
            labelled = {"deadline": said.word("partner-deadline")}
        elif theirs is None and due_at is not None:
            labelled = {"deadline": said.word("stand-in", **labelled)}
    return {
        "reference": case.ref,
        "title": line(case.title),
        "call": line(call.title_zh if chinese else call.title),
        "direction": case.direction,
        "state": _label(state, chinese),
        "transition": "" if transition is None else _label(transition, chinese),
        "due": "" if due_at is None else said.word("due", **times, **labelled),
        **times,
    }


def _partner_deadline(session: Session, case: _Case) -> datetime | None:
    """The deadline of the case's partner in its direction, or None while it is not known."""
    known = PARTNER_DEADLINES.c
    key = known.call == case.call, known.direction == case.direction, known.partner == case.partner
    return session.execute(select(known.at).where(*key)).scalar()


def _label(labelled: Labelled, chinese: bool) -> str:
    return line(labelled.label_zh if chinese else labelled.label)


def _times(at: datetime, zone: str) -> _Facts:
    """An instant on the clocks of a call, and in UTC."""
    form = "%Y-%m-%d %H:%M"
    local = calendar.on_clock(at, zone).strftime(form)
    return {"local": local, "zone": zone, "utc": at.astimezone(UTC).strftime(form)}


def _end_times(due: datetime, zone: str) -> _Facts:
    """The last minute that is in time for a due instant, on the clocks of a call, and in UTC."""
    return _times(calendar.last_minute(due, zone), zone)


def _case(session: Session, which: ColumnElement[bool]) -> _Case | None:
    return session.execute(select(CASES).where(which)).first()
