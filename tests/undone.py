"""A transaction of which nothing stays."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlmodel import Session

from workflow.store.database import Database


class _Undone(Exception):
    """What ends a transaction whose work is not to stay."""


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A transaction that may write, and of which nothing stays."""
    with suppress(_Undone), database.writing() as session:
        yield session
        raise _Undone
