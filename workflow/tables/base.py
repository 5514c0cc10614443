"""What every table stands on."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Dialect, MetaData, Text
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


SortName = Text().with_variant(Text(collation="C"), "postgresql")
"""The type of a name's place in lists (`states.text.sort_key`): compared by code point, whatever the database's locale."""


class Unreadable:
    """A stored value that cannot be read. It stands in its row, so that the other rows of a list can be read."""

    __slots__ = ("raw",)

    def __init__(self, raw: object) -> None:
        self.raw = raw

    def __repr__(self) -> str:
        return f"<unreadable {str(self.raw)[:60]!r}>"


class Instant(UTCDateTime):
    """An instant, aware and in UTC; one that cannot be read is `Unreadable` and raises nothing."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """See TypeDecorator."""
        read = super().result_processor(dialect, coltype)
        if read is None:
            return None

        def read_or_keep(value: object) -> object:
            if isinstance(value, Unreadable):
                return value
            try:
                return read(value)
            except (ValueError, TypeError, OverflowError):
                return Unreadable(value)

        return read_or_keep


class Table(SQLModel):
    """The base of every table; its own metadata, so that nothing else's tables are ever migrated."""

    metadata = MetaData(naming_convention=NAMES)


class Note(Table):
    """The base of the tables of notes: the case, and the number in it of the event that wrote the note."""

    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    number: int = Field(primary_key=True)
