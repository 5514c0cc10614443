"""Forms of the console that were sent: each is answered once, however often it is clicked, and its page can be loaded again.

What a form does is done under its key by whoever serves it; here stands only where its answer led.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlmodel import Session

from workflow import lists
from workflow.tables import KEPT_PAGES, SENT_FORMS

ABANDONED = timedelta(seconds=60)
"""How long after it was begun a form without an answer counts as left behind by a server that ended."""


@dataclass(frozen=True, slots=True)
class SentForm:
    """How a form of one key stands: `is_new` if it is to be answered now, else where its answer led, if that is known."""

    is_new: bool
    location: str | None = None


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page that answers a form: its status and its sealed text."""

    status: int
    sealed: bytes


def reserve_form(session: Session, key: str, *, now: datetime) -> SentForm:
    """Take a form's key before its work begins, or learn that somebody has it. One that was left behind is taken over."""
    if lists.insert_if_absent(session, SENT_FORMS, {"key": key, "location": None, "at": now}):
        return SentForm(is_new=True)
    mine = SENT_FORMS.c.key == key
    left = update(SENT_FORMS).where(mine, SENT_FORMS.c.location.is_(None), SENT_FORMS.c.at <= now - ABANDONED)
    if session.connection().execute(left.values(at=now)).rowcount:
        return SentForm(is_new=True)
    return SentForm(is_new=False, location=find_answer(session, key))


def find_answer(session: Session, key: str) -> str | None:
    """Where the answer to a form led; None while it is under way."""
    found: str | None = session.execute(
        select(SENT_FORMS.c.location).where(SENT_FORMS.c.key == key)
    ).scalar_one_or_none()
    return found


def record_answer(session: Session, key: str, location: str) -> None:
    """Keep where the answer to a form led."""
    session.connection().execute(update(SENT_FORMS).where(SENT_FORMS.c.key == key).values(location=location))


def release_form(session: Session, key: str) -> None:
    """Let a form be sent again: it was refused, and nothing was done."""
    session.connection().execute(delete(SENT_FORMS).where(SENT_FORMS.c.key == key, SENT_FORMS.c.location.is_(None)))


def keep_page(session: Session, key: str, page: KeptPage, *, until: datetime) -> None:
    """Keep a page until an instant."""
    lists.insert_if_absent(
        session, KEPT_PAGES, {"key": key, "status": page.status, "sealed": page.sealed, "until": until}
    )


def find_page(session: Session, key: str, *, now: datetime) -> KeptPage | None:
    """A page that is kept; None if there is none, or its time is over."""
    columns = (KEPT_PAGES.c.status, KEPT_PAGES.c.sealed)
    row = session.execute(select(*columns).where(KEPT_PAGES.c.key == key, KEPT_PAGES.c.until > now)).one_or_none()
    return None if row is None else KeptPage(row.status, bytes(row.sealed))
