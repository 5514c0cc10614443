"""The tables. Shapes for storage only: they validate nothing, and nothing that is written often goes through them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import BigInteger, Index, LargeBinary, MetaData, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_DUE = text("due_at IS NOT NULL")
_PERSON = text("actor <> 'system'")


class Table(SQLModel):
    """The base of every table; its own metadata, so that nothing else's tables are ever migrated."""

    metadata = MetaData(naming_convention=NAMES)


class Edition(Table, table=True):
    """A call as it was published, whole: what the cases opened under it pin. Never changed once written."""

    __tablename__ = "editions"
    call: str = Field(primary_key=True, max_length=40)
    number: int = Field(primary_key=True)
    digest: str = Field(max_length=64)
    body: str = Field(sa_type=Text)
    published_at: datetime


class Deadline(Table, table=True):
    """A deadline of a call as it now stands: the first instant that is too late."""

    __tablename__ = "deadlines"
    call: str = Field(primary_key=True, max_length=40)
    name: str = Field(primary_key=True, max_length=40)
    at: datetime
    first_at: datetime


class Line(Table, table=True):
    """A quota line: its limits, what is held of them, and how many cases were numbered under it."""

    __tablename__ = "lines"
    call: str = Field(primary_key=True, max_length=40)
    line: str = Field(primary_key=True, max_length=45)
    cases_limit: int
    funds_limit: int | None = Field(default=None, sa_type=BigInteger)
    cases_held: int = 0
    funds_held: int = Field(default=0, sa_type=BigInteger)
    numbered: int = 0


class Case(Table, table=True):
    """Where a case stands now. `version` is also the number of its newest event, and `head` that event's leaf hash."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_due_at_id", "due_at", "id", sqlite_where=_DUE, postgresql_where=_DUE),
        Index("ix_cases_call_direction", "call", "direction"),
        Index("ix_cases_owner", "owner"),
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
    extended: bool = False
    amount: int | None = Field(default=None, sa_type=BigInteger)
    score: int | None = None
    rank: int | None = None


class Revision(Table, table=True):
    """One version of one side's filing. The trail seals `digest`, the hash of `salt` and `body`, not the words themselves."""

    __tablename__ = "revisions"
    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    side: str = Field(primary_key=True, max_length=11)
    number: int = Field(primary_key=True)
    body: str = Field(sa_type=Text)
    salt: bytes = Field(sa_type=LargeBinary)
    digest: str = Field(max_length=64)


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


class Event(Table, table=True):
    """One sealed entry of the trail. `body` is the canonical JSON that `leaf` hashes; the rest repeats it for searching."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index("ix_events_actor_seq", "actor", "seq", sqlite_where=_PERSON, postgresql_where=_PERSON),
    )
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False}, sa_type=BigInteger)
    case_id: int | None = None
    number: int | None = None
    call: str | None = Field(default=None, max_length=40)
    action: str = Field(max_length=40)
    actor: str = Field(max_length=40)
    effective_at: datetime
    recorded_at: datetime
    request: str | None = Field(default=None, max_length=64)
    leaf: bytes = Field(sa_type=LargeBinary)
    body: str = Field(sa_type=Text)


class Head(Table, table=True):
    """The trail's one head: its name, its length, and the frontier of the Merkle tree over all leaves."""

    __tablename__ = "head"
    one: int = Field(default=1, primary_key=True)
    origin: str = Field(max_length=200)
    size: int = Field(default=0, sa_type=BigInteger)
    nodes: bytes = Field(default=b"", sa_type=LargeBinary)


class Message(Table, table=True):
    """The outbox: what is to be told to whom, written in the transaction that gave rise to it. `key` keeps it single."""

    __tablename__ = "outbox"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=160, unique=True)
    kind: str = Field(max_length=40)
    case_id: int | None = Field(default=None, foreign_key="cases.id")
    audience: str = Field(max_length=20)
    about: str = Field(max_length=80)
    due_at: datetime | None = None
    created_at: datetime
    sent_at: datetime | None = None


class Person(Table, table=True):
    """Someone who acts."""

    __tablename__ = "people"
    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=200)
    email: str | None = Field(default=None, max_length=254, unique=True)
    created_at: datetime
    disabled_at: datetime | None = None


class Grant(Table, table=True):
    """A role of a person: everywhere, in one call, or for one partner of a call."""

    __tablename__ = "grants"
    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(foreign_key="people.id", index=True, max_length=40)
    role: str = Field(max_length=20)
    call: str | None = Field(default=None, max_length=40)
    partner: str | None = Field(default=None, max_length=20)


class Token(Table, table=True):
    """An API token of a person: only its hash is kept."""

    __tablename__ = "tokens"
    id: str = Field(primary_key=True, max_length=40)
    person: str = Field(foreign_key="people.id", index=True, max_length=40)
    name: str = Field(max_length=100)
    digest: str = Field(max_length=64, unique=True)
    scopes: str = Field(max_length=100)
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class Answer(Table, table=True):
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


def _core(table: type[Table]) -> sa.Table:
    found: sa.Table = Table.metadata.tables[str(table.__tablename__)]
    return found


ANSWERS = _core(Answer)
CASES = _core(Case)
DEADLINES = _core(Deadline)
EDITIONS = _core(Edition)
EVENTS = _core(Event)
EXTENSIONS = _core(Extension)
GRANTS = _core(Grant)
HEAD = _core(Head)
HEARTBEATS = _core(Heartbeat)
LINES = _core(Line)
OUTBOX = _core(Message)
PEOPLE = _core(Person)
RESERVATIONS = _core(Reservation)
REVISIONS = _core(Revision)
TOKENS = _core(Token)
