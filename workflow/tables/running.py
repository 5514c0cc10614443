"""What keeps the service running: messages to send, answers already given, releases to come, heartbeats."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field

from workflow.tables.base import Table


class Message(Table, table=True):
    """The outbox: what is to be told to whom, written in the transaction that gave rise to it. `key` keeps it single."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_unsent", "id", sqlite_where=text("sent_at IS NULL"), postgresql_where=text("sent_at IS NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=160, unique=True)
    kind: str = Field(max_length=40)
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    audience: str = Field(max_length=20)
    about: str = Field(max_length=80)
    due_at: datetime | None = None
    created_at: datetime
    sent_at: datetime | None = None


class IdempotencyKey(Table, table=True):
    """What was answered to a request that carried an idempotency key, so that a repetition gets the same answer."""

    __tablename__ = "answers"
    actor: str = Field(primary_key=True, max_length=40)
    key: str = Field(primary_key=True, max_length=255)
    fingerprint: str = Field(max_length=64)
    body: str = Field(sa_type=Text)
    at: datetime = Field(index=True)


class Heartbeat(Table, table=True):
    """When a scheduler last looked for due cases."""

    __tablename__ = "heartbeats"
    name: str = Field(primary_key=True, max_length=80)
    at: datetime
    swept: int = Field(default=0, sa_type=BigInteger)


class ScheduledRelease(Table, table=True):
    """Drafted decisions of a direction that are to be released together at an instant. `released_at` is set when they were."""

    __tablename__ = "releases"
    call: str = Field(primary_key=True, max_length=40)
    direction: str = Field(primary_key=True, max_length=20)
    at: datetime
    by: str = Field(max_length=40)
    released_at: datetime | None = None


class SetAside(Table, table=True):
    """A row that could not be read or judged: its table and key, the case it is of, and why. No sweep takes such a case."""

    __tablename__ = "set_aside"
    subject: str = Field(primary_key=True, max_length=40)
    key: str = Field(primary_key=True, max_length=200)
    case_id: int | None = Field(default=None, index=True)
    problem: str = Field(sa_type=Text)
    at: datetime
