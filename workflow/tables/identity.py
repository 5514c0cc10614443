"""How people prove who they are. Of every secret only a hash is kept."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from workflow.tables.base import Table


class Credential(Table, table=True):
    """A person's password, as argon2id keeps it."""

    __tablename__ = "credentials"
    person: str = Field(primary_key=True, foreign_key="people.id", max_length=40)
    hash: str = Field(max_length=400)
    changed_at: datetime


class UserSession(Table, table=True):
    """A session of someone who signed in. `fresh_at` is when they last proved who they are, `used_at` when last seen."""

    __tablename__ = "sessions"
    digest: str = Field(primary_key=True, max_length=64)
    id: str = Field(max_length=40, unique=True)
    person: str = Field(foreign_key="people.id", index=True, max_length=40)
    method: str = Field(max_length=20)
    agent: str = Field(default="", max_length=200)
    created_at: datetime
    used_at: datetime
    fresh_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


class Link(Table, table=True):
    """A link that can be used once: to sign in, or to accept an invitation bound to a role, a case and an address."""

    __tablename__ = "links"
    digest: str = Field(primary_key=True, max_length=64)
    id: str = Field(max_length=40, unique=True)
    kind: str = Field(max_length=20)
    person: str | None = Field(default=None, foreign_key="people.id", max_length=40)
    email: str | None = Field(default=None, max_length=254)
    folded: str | None = Field(default=None, max_length=508, index=True)
    role: str | None = Field(default=None, max_length=20)
    call: str | None = Field(default=None, max_length=40)
    partner: str | None = Field(default=None, max_length=20)
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    language: str = Field(default="en", max_length=8)
    by: str = Field(max_length=40)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


class Factor(Table, table=True):
    """A person's second factor: a time-based one-time password (RFC 6238). `last_step` is the last step that was used.

    The secret is sealed by one of the service's keys; `sealed_by` is what that is called.
    """

    __tablename__ = "factors"
    person: str = Field(primary_key=True, foreign_key="people.id", max_length=40)
    secret: str = Field(max_length=64)
    sealed_by: str = Field(max_length=16)
    last_step: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime
    confirmed_at: datetime | None = None


class Recovery(Table, table=True):
    """A recovery code, which stands in for the second factor once."""

    __tablename__ = "recoveries"
    digest: str = Field(primary_key=True, max_length=64)
    person: str = Field(foreign_key="people.id", index=True, max_length=40)
    used_at: datetime | None = None


class Identity(Table, table=True):
    """Who someone is at an identity provider: its issuer and their subject there, never their address."""

    __tablename__ = "identities"
    issuer: str = Field(primary_key=True, max_length=300)
    subject: str = Field(primary_key=True, max_length=300)
    person: str = Field(foreign_key="people.id", index=True, max_length=40)
    linked_at: datetime


class ThrottleCounter(Table, table=True):
    """How often something has failed of late, by whom or from where, and until when it may not be tried again.

    `answer` is what a mail server said to the last try at a letter.
    """

    __tablename__ = "attempts"
    key: str = Field(primary_key=True, max_length=200)
    failures: int = 0
    at: datetime = Field(index=True)
    until: datetime | None = None
    answer: str | None = Field(default=None, max_length=100)


class Flow(Table, table=True):
    """A sign-in under way at an identity provider: what it must come back with."""

    __tablename__ = "flows"
    state: str = Field(primary_key=True, max_length=64)
    nonce: str = Field(max_length=64)
    verifier: str = Field(max_length=128)
    browser: str = Field(max_length=64)
    expires_at: datetime = Field(index=True)


class Feed(Table, table=True):
    """An address at which a calendar program reads a person's deadlines and can do nothing else: only its hash is kept."""

    __tablename__ = "feeds"
    id: str = Field(primary_key=True, max_length=40)
    person: str = Field(foreign_key="people.id", index=True, max_length=40)
    name: str = Field(max_length=100)
    digest: str = Field(max_length=64, unique=True)
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None
