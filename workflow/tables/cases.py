"""Calls as published, and where their cases stand now."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, Text, text
from sqlmodel import Field

from workflow.tables.base import Table

_DUE = text("due_at IS NOT NULL")
_AGREED = text("agreement IS NOT NULL")


class Edition(Table, table=True):
    """A call as it was published, whole: what the cases opened under it pin. Never changed once written."""

    __tablename__ = "editions"
    call: str = Field(primary_key=True, max_length=40)
    number: int = Field(primary_key=True)
    digest: str = Field(max_length=64)
    body: str = Field(sa_type=Text)
    published_at: datetime


class Deadline(Table, table=True):
    """A deadline of a call as it now stands: the first instant that is too late; how often it was moved, and when last."""

    __tablename__ = "deadlines"
    call: str = Field(primary_key=True, max_length=40)
    name: str = Field(primary_key=True, max_length=40)
    at: datetime
    first_at: datetime
    moved: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    moved_at: datetime | None = None


class PartnerDeadline(Table, table=True):
    """The deadline by which a partner of a direction files with its own authority, once it is known."""

    __tablename__ = "partner_deadlines"
    call: str = Field(primary_key=True, max_length=40)
    direction: str = Field(primary_key=True, max_length=20)
    partner: str = Field(primary_key=True, max_length=20)
    at: datetime
    zone: str = Field(max_length=40)
    basis: str = Field(max_length=20)
    clause: str | None = Field(default=None, max_length=40)
    reason: str | None = Field(default=None, sa_type=Text)
    set_by: str | None = Field(default=None, max_length=40)
    set_at: datetime | None = None


class OfficeSetting(Table, table=True):
    """That the office set or confirmed something of a call: its key, and the event that says so."""

    __tablename__ = "office_settings"
    call: str = Field(primary_key=True, max_length=40)
    item: str = Field(primary_key=True, max_length=80)
    event: int = Field(sa_type=BigInteger, foreign_key="events.seq")


class Line(Table, table=True):
    """A quota line: its limits, what is held of them, how many cases were numbered under it, and which limits are about."""

    __tablename__ = "lines"
    call: str = Field(primary_key=True, max_length=40)
    line: str = Field(primary_key=True, max_length=45)
    cases_limit: int
    funds_limit: int | None = Field(default=None, sa_type=BigInteger)
    cases_held: int = 0
    funds_held: int = Field(default=0, sa_type=BigInteger)
    numbered: int = 0
    cases_about: bool = False
    funds_about: bool = False


class Case(Table, table=True):
    """Where a case stands now. `version` is also the number of its newest event, and `head` that event's leaf hash.

    `home` and `counterpart` are the newest revisions of either side's filing, `counterpart_filed` the revision that the
    counterpart has submitted (0: none), since `counterpart_filed_at`. `counterpart_at` is when its own authority had it.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_due_at_id", "due_at", "id", sqlite_where=_DUE, postgresql_where=_DUE),
        Index("ix_cases_call_direction", "call", "direction"),
        Index("ix_cases_standing", "call", "state", "due_at"),
        Index(
            "ix_cases_stale", "call", "state", sqlite_where=text("stale IS 1"), postgresql_where=text("stale IS true")
        ),
        Index("ix_cases_owner", "owner"),
        Index("ix_cases_agreement", "agreement", sqlite_where=_AGREED, postgresql_where=_AGREED),
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(max_length=40, unique=True)
    kind: str = Field(max_length=20)
    call: str = Field(max_length=40)
    edition: int
    direction: str = Field(max_length=20)
    topic: str | None = Field(default=None, max_length=20)
    partner: str | None = Field(default=None, max_length=20)
    title: str = Field(default="", max_length=500)
    translated_title: str = Field(default="", max_length=500)
    owner: str = Field(max_length=40)
    state: str = Field(max_length=40)
    version: int
    head: bytes = Field(sa_type=LargeBinary)
    opened_at: datetime
    entered_at: datetime
    deadline: str | None = Field(default=None, max_length=40)
    due_at: datetime | None = None
    home: int = 0
    counterpart: int = 0
    counterpart_filed: int = 0
    counterpart_filed_at: datetime | None = None
    extended: bool = False
    counterpart_at: datetime | None = None
    stale: bool = False
    agreement: str | None = Field(default=None, max_length=100)
    amount: int | None = Field(default=None, sa_type=BigInteger)
    score: int | None = None
    rank: int | None = None
    asked: int | None = Field(default=None, sa_type=BigInteger)


class Count(Table, table=True):
    """How many cases of a call stand alike, and what they hold and ask for in yuan. NEVER, and "", stand for nothing."""

    __tablename__ = "counts"
    call: str = Field(primary_key=True, max_length=40)
    direction: str = Field(primary_key=True, max_length=20)
    topic: str = Field(primary_key=True, max_length=20)
    state: str = Field(primary_key=True, max_length=40)
    deadline: str = Field(primary_key=True, max_length=40)
    due_at: datetime = Field(primary_key=True)
    sides: str = Field(primary_key=True, max_length=4)
    cases: int
    funds: int = Field(sa_type=BigInteger)
    asked: int = Field(sa_type=BigInteger)


class Revision(Table, table=True):
    """One version of one side's filing. The trail seals `digest`, the hash of `salt` and `body`, not the words themselves."""

    __tablename__ = "revisions"
    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    side: str = Field(primary_key=True, max_length=11)
    number: int = Field(primary_key=True)
    body: str = Field(sa_type=Text)
    salt: bytes = Field(sa_type=LargeBinary)
    digest: str = Field(max_length=64)


class CaseKey(Table, table=True):
    """A key by which a case is found among those that name the same: see `workflow.pool.case_keys`. `side` says in what."""

    __tablename__ = "case_keys"
    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    side: str = Field(primary_key=True, max_length=11)
    key: str = Field(primary_key=True, max_length=24, index=True)


class Reservation(Table, table=True):
    """What a case holds of a quota line."""

    __tablename__ = "reservations"
    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    line: str = Field(primary_key=True, max_length=45)
    call: str = Field(max_length=40)
    funds: int = Field(sa_type=BigInteger)


class Extension(Table, table=True):
    """A case's own, later instant for a deadline of its call."""

    __tablename__ = "extensions"
    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    deadline: str = Field(primary_key=True, max_length=40)
    at: datetime
