"""What every table stands on."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NoReturn

from sqlalchemy import BigInteger, Boolean, DateTime, Dialect, Integer, LargeBinary, MetaData, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from workflow.errors import SetAside

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
    """A stored value that cannot be read. It stands in its row, so that the other rows of a list can be read.

    Whoever uses it as a value (compares, shows or counts it) is told so: SetAside is raised.
    """

    __slots__ = ("raw",)

    raw: object

    def __init__(self, raw: object) -> None:
        self.raw = raw.raw if isinstance(raw, Unreadable) else raw

    def __repr__(self) -> str:
        return f"<unreadable {str(self.raw)[:60]!r}>"

    def __hash__(self) -> int:
        return id(self)

    def _refuse(self, *_: object) -> NoReturn:
        raise SetAside(f"a stored value cannot be read: {self!r}")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__") and name != "__html__":  # what Python itself asks of any object
            raise AttributeError(name)
        self._refuse()

    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __sub__ = __rsub__ = _refuse
    __str__ = __format__ = __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __int__ = __index__ = _refuse


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


class _Checked:
    """A type whose values are read as `Unreadable` if SQLite, which stores any value in any column, holds another kind."""

    stored: ClassVar[type] = str

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """See TypeEngine."""
        read = super().result_processor(dialect, coltype)  # type: ignore[misc]  # of the type it is mixed into
        if dialect.name != "sqlite":
            return read  # type: ignore[no-any-return]
        stored = self.stored

        def check(value: object) -> object:
            if value is None:
                return None
            if type(value) is not stored:
                return Unreadable(value)
            return value if read is None else read(value)

        return check


class CheckedString(_Checked, AutoString):
    """A text of limited length."""

    cache_ok = True


class CheckedText(_Checked, Text):
    """A text."""


class CheckedInteger(_Checked, Integer):
    """A number."""

    stored = int


class CheckedBigInteger(_Checked, BigInteger):
    """A large number."""

    stored = int


class CheckedBoolean(_Checked, Boolean):
    """Yes or no."""

    stored = int


class CheckedBinary(_Checked, LargeBinary):
    """Bytes."""

    stored = bytes


CHECKED: Mapping[type[TypeEngine[Any]], type[TypeEngine[Any]]] = {
    AutoString: CheckedString,
    Text: CheckedText,
    Integer: CheckedInteger,
    BigInteger: CheckedBigInteger,
    Boolean: CheckedBoolean,
    LargeBinary: CheckedBinary,
    UTCDateTime: Instant,
}
"""By the type of a column as a table declares it, the type by which its values are read."""


def check_column_type(declared: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type by which a column's values are read: a value that does not belong there is `Unreadable`."""
    variants = {name: check_column_type(kind) for name, kind in declared._variant_mapping.items()}
    length, collation = getattr(declared, "length", None), getattr(declared, "collation", None)
    if collation is not None:
        return declared  # a variant of a database that stores nothing else
    kind = CHECKED[type(declared)]
    checked = kind(length) if length is not None else kind()  # type: ignore[call-arg]  # texts and bytes take a length
    for name, variant in variants.items():
        checked = checked.with_variant(variant, name)
    return checked


def stored_kind(kind: TypeEngine[Any]) -> type | None:
    """The Python type as which SQLite gives the values of a column of this type; None where nothing is laid down."""
    if isinstance(kind, _Checked):
        return kind.stored
    if isinstance(kind, String) or is_instant(kind):
        return str
    return None


def is_instant(kind: TypeEngine[Any]) -> bool:
    """Whether a column holds instants."""
    return isinstance(kind.impl if isinstance(kind, TypeDecorator) else kind, DateTime)


class Table(SQLModel):
    """The base of every table; its own metadata, so that nothing else's tables are ever migrated."""

    metadata = MetaData(naming_convention=NAMES)


class Note(Table):
    """The base of the tables of notes: the case, and the number in it of the event that wrote the note."""

    case_id: int = Field(primary_key=True, foreign_key="cases.id")
    number: int = Field(primary_key=True)
