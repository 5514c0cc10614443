"""The audit trail."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field

from workflow.tables.base import Table

_PERSON = text("actor <> 'system'")
# SQLite keeps a row by its key only if that is called INTEGER; any other name costs a second tree beside the table.
_PLACE = BigInteger().with_variant(Integer, "sqlite")


class Event(Table, table=True):
    """One sealed entry of the trail. `body` is the canonical JSON that `leaf` hashes; the rest repeats it for searching."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        Index("ix_events_actor_seq", "actor", "seq", sqlite_where=_PERSON, postgresql_where=_PERSON),
    )
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False}, sa_type=_PLACE)
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
