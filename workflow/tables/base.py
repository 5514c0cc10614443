"""What every table stands on."""

from sqlalchemy import MetaData, Text
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


SortName = Text().with_variant(Text(collation="C"), "postgresql")
"""The type of a name's place in lists (`states.text.sort_key`): compared by code point, whatever the database's locale."""


class Table(SQLModel):
    """The base of every table; its own metadata, so that nothing else's tables are ever migrated."""

    metadata = MetaData(naming_convention=NAMES)


class Note(Table):
    """The base of the tables of notes: the case, and the number in it of the event that wrote the note."""

    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    number: int = Field(primary_key=True)
