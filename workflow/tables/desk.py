"""What is kept for one person: views of the list of cases, tasks put off, when they were last here, and forms they sent."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from workflow.tables.base import Table

_SHARED = text("role IS NOT NULL")


class SavedViewRow(Table, table=True):
    """A view of the list of cases that a person keeps under a name; with a `role`, all who hold that see it as well."""

    __tablename__ = "views"
    __table_args__ = (
        UniqueConstraint("person", "name"),
        Index("ix_views_role", "role", sqlite_where=_SHARED, postgresql_where=_SHARED),
    )
    id: str = Field(primary_key=True, max_length=40)
    person: str = Field(foreign_key="people.id", max_length=40)
    name: str = Field(max_length=40)
    query: str = Field(sa_type=Text)
    role: str | None = Field(default=None, max_length=20)
    created_at: datetime


class Snooze(Table, table=True):
    """A case that a person put off until an instant, as it stood in one version: what happens on it ends that."""

    __tablename__ = "snoozes"
    person: str = Field(primary_key=True, foreign_key="people.id", max_length=40)
    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    version: int
    until: datetime = Field(index=True)


class Presence(Table, table=True):
    """When a person was last here and how long the trail was then; and the same of when the visit before this one ended."""

    __tablename__ = "presences"
    person: str = Field(primary_key=True, foreign_key="people.id", max_length=40)
    seen_at: datetime
    seen_size: int = Field(sa_type=BigInteger)
    left_at: datetime | None = None
    left_size: int = Field(default=0, sa_type=BigInteger)


class SentForm(Table, table=True):
    """A form of the console that was sent once: where its answer led, None while it is under way."""

    __tablename__ = "sent_forms"
    key: str = Field(primary_key=True, max_length=64)
    location: str | None = Field(default=None, sa_type=Text)
    at: datetime = Field(index=True)


class KeptPage(Table, table=True):
    """A page that answers a form, until it is looked at: sealed with a key that its address alone holds."""

    __tablename__ = "kept_pages"
    key: str = Field(primary_key=True, max_length=64)
    status: int
    sealed: bytes
    until: datetime = Field(index=True)
