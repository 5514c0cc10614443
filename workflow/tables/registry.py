"""What is known beyond any one case: agreements, organisations, competent authorities and the contact with them."""

from datetime import datetime

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field

from workflow.tables.base import SortName, Table


class Agreement(Table, table=True):
    """An agreement between governments that a direction stands under. `parties` is a JSON list of country codes."""

    __tablename__ = "agreements"
    code: str = Field(primary_key=True, max_length=100)
    title: str = Field(max_length=500)
    parties: str = Field(default="[]", sa_type=Text)
    signed_on: str | None = Field(default=None, max_length=10)
    effective_on: str | None = Field(default=None, max_length=10)
    expires_on: str | None = Field(default=None, max_length=10)


class Organisation(Table, table=True):
    """An organisation that is known: its type, where it is registered, and its ROR identifier where it has one."""

    __tablename__ = "organisations"
    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=500)
    type: str = Field(max_length=40)
    country: str = Field(max_length=2)
    registered_in: str | None = Field(default=None, max_length=200)
    ror: str | None = Field(default=None, max_length=9, unique=True)
    sort_name: str = Field(sa_type=SortName)


class Authority(Table, table=True):
    """A competent authority that a partner's side files with, and how it can be reached (free text, sealed with `salt`)."""

    __tablename__ = "authorities"
    id: str = Field(primary_key=True, max_length=40)
    partner: str = Field(max_length=20, index=True)
    name: str = Field(max_length=500)
    contact: str = Field(default="", max_length=1000)
    salt: bytes = Field(default=b"", sa_type=LargeBinary)
    sort_name: str = Field(sa_type=SortName)


class Correspondence(Table, table=True):
    """An entry in the log of contacts with an authority; its words are sealed with `salt`."""

    __tablename__ = "correspondence"
    id: int | None = Field(default=None, primary_key=True)
    authority: str = Field(foreign_key="authorities.id", index=True, max_length=40)
    at: datetime
    by: str = Field(max_length=40)
    about: str = Field(sa_type=Text)
    salt: bytes = Field(sa_type=LargeBinary)


class Laureate(Table, table=True):
    """Who received an award. `country` is "" where there is none; `ceremony` a year or a day; `match_key` keeps it single."""

    __tablename__ = "laureates"
    id: str = Field(primary_key=True, max_length=40)
    kind: str = Field(max_length=20)
    name: str = Field(max_length=500)
    other_name: str | None = Field(default=None, max_length=500)
    country: str = Field(default="", max_length=2)
    programme: str = Field(max_length=40)
    award_year: int = Field(index=True)
    ceremony: str | None = Field(default=None, max_length=10)
    source: str | None = Field(default=None, max_length=1000)
    case_ref: str | None = Field(default=None, max_length=40, unique=True)
    sort_name: str = Field(sa_type=SortName)
    match_key: str = Field(max_length=64, unique=True)
