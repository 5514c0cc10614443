"""Reading the fields of a form one after the other, so that everything that is wrong is told at once."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from api.errors import BadRequest

_T = TypeVar("_T")


class SeveralUnfit(BadRequest):
    """Several fields of a form that cannot be understood. Where only one can be told, it is the first."""

    def __init__(self, each: Sequence[BadRequest]) -> None:
        first = each[0]
        super().__init__(first.status, first.code, first.detail, first.pointer, first.where)
        self.each = tuple(each)


class FieldReader:
    """Collects what is wrong with the fields of a form while they are read."""

    def __init__(self) -> None:
        self.unfit: list[BadRequest] = []

    def read(self, read: Callable[[], _T]) -> _T | None:
        """What a field says; None if it cannot be understood, which is noted."""
        try:
            return read()
        except BadRequest as error:
            self.note(error)
            return None

    def note(self, error: BadRequest) -> None:
        """Note what is wrong with a field."""
        self.unfit += error.each if isinstance(error, SeveralUnfit) else (error,)

    def check(self) -> None:
        """Be certain that every field could be read. Raises SeveralUnfit."""
        if self.unfit:
            raise SeveralUnfit(self.unfit)
