"""Who acts, and in which roles."""

from datetime import datetime

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field

from workflow.tables.base import SortName, Table


class Person(Table, table=True):
    """Someone who acts. `email` is their address as it was typed, `folded` the form in which it is compared."""

    __tablename__ = "people"
    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    email: str | None = Field(default=None, max_length=254, unique=True)
    folded: str | None = Field(default=None, max_length=508, index=True, unique=True)
    orcid: str | None = Field(default=None, max_length=19, unique=True)
    created_at: datetime
    disabled_at: datetime | None = None
    sort_name: str = Field(sa_type=SortName)


class Grant(Table, table=True):
    """A role of a person: everywhere, in one call, or for one partner of a call."""

    __tablename__ = "grants"
    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(foreign_key="people.id", index=True, max_length=40)
    role: str = Field(max_length=20)
    call: str | None = Field(default=None, max_length=40)
    partner: str | None = Field(default=None, max_length=20)


class Token(Table, table=True):
    """An API token of a person: only its hash is kept. `used_at` is when it was last used, to the hour."""

    __tablename__ = "tokens"
    id: str = Field(primary_key=True, max_length=40)
    person: str = Field(foreign_key="people.id", index=True, max_length=40)
    name: str = Field(max_length=100)
    digest: str = Field(max_length=64, unique=True)
    scopes: str = Field(max_length=100)
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None


class Reviewer(Table, table=True):
    """Someone in the pool of reviewers: what they know (a JSON list of areas), and how many cases they take at most.

    Where they come from and what they know is sealed with `salt`.
    """

    __tablename__ = "reviewers"
    person: str = Field(primary_key=True, foreign_key="people.id", max_length=40)
    organisation: str = Field(default="", max_length=500)
    country: str = Field(default="", max_length=2)
    expertise: str = Field(default="[]", sa_type=Text)
    salt: bytes = Field(default=b"", sa_type=LargeBinary)
    most: int = 20
    active: bool = True
