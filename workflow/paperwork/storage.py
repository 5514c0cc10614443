"""Where the bytes of documents live: a folder, or a bucket that speaks S3, through one library.

A file comes in to the quarantine and is copied to the clean area once it was found good. Both copies are named after the
document, the clean one also after its SHA-256. The copy in quarantine goes last: so whatever a crash leaves behind can be
found by looking there, and nothing else ever needs to be listed.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import LocalStore, MemoryStore, S3Store

from workflow.errors import ConfigurationError, TooLarge, Unavailable

QUARANTINE, CLEAN = "quarantine", "clean"
PIECE = 256 * 1024
_PART = 5 * 1024 * 1024  # the smallest part that S3 takes, and so what is held in memory of a file on its way in
_Store = LocalStore | S3Store | MemoryStore


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it was received: the document it is to be, how many bytes, and their SHA-256 in hexadecimal."""

    id: str
    size: int
    sha256: str


class Storage:
    """Files by document. Everything it does raises Unavailable when the folder or bucket cannot do it now."""

    def __init__(self, place: str) -> None:
        """`place` is a folder, or `s3://bucket/prefix`; `memory:` forgets everything with the object. Raises
        ConfigurationError.
        """
        scheme, separator, _ = place.partition("://")
        if separator and scheme != "s3":
            raise ConfigurationError(f"documents are kept in a folder or under s3://, not in {scheme}://")
        self.place = place
        self.root = None if separator or place == "memory:" else Path(place).absolute()

    @cached_property
    def _store(self) -> _Store:
        if self.place == "memory:":
            return MemoryStore()
        if self.root is None:
            return S3Store.from_url(self.place)
        return LocalStore(self.root, automatic_cleanup=True, mkdir=True)

    def intake(self, document: str, limit: int) -> "Intake":
        """A new file in quarantine, to be written piece by piece and no longer than `limit` bytes."""
        with _told():
            return Intake(self._store, document, limit)

    def quarantined(self, document: str) -> Iterator[bytes]:
        """The bytes of a file in quarantine."""
        return self._read(f"{QUARANTINE}/{document}")

    def clean(self, document: str, sha256: str) -> Iterator[bytes]:
        """The bytes of a file that was found good. That it is there is certain before the first piece is asked for."""
        return self._read(f"{CLEAN}/{document}/{sha256}")

    def keep(self, stored: Stored) -> None:
        """Copy a file from quarantine to the clean area, whole or not at all; when this returns, a crash cannot undo it."""
        with _told():
            clean = f"{CLEAN}/{stored.id}/{stored.sha256}"
            obstore.copy(self._store, f"{QUARANTINE}/{stored.id}", clean)
            if self.root is not None:
                _synced(self.root, clean)

    def settle(self, document: str) -> None:
        """Empty the quarantine of a document; what is clean of it stays."""
        with _told():
            self._delete(f"{QUARANTINE}/{document}")
            self._unfinished(f"{QUARANTINE}/{document}#*")

    def forget(self, document: str) -> None:
        """Delete everything of a document, the quarantined copy last."""
        with _told():
            for one in self._listed(f"{CLEAN}/{document}"):
                self._delete(one["path"])
            self._unfinished(f"{CLEAN}/{document}/*#*")
        self.settle(document)

    def leftovers(self, before: datetime) -> list[str]:
        """The documents that have lain in quarantine, whole or in part, since before an instant."""
        with _told():
            if self.root is None:
                found = {
                    one["path"].rpartition("/")[2] for one in self._listed(QUARANTINE) if one["last_modified"] < before
                }
            else:
                folder = self.root / QUARANTINE
                entries = list(folder.iterdir()) if folder.is_dir() else []
                # A file that was never finished is called after its document and a number, and the library hides it.
                found = {path.name.partition("#")[0] for path in entries if _modified(path) < before}
        return sorted(found)

    def _read(self, path: str) -> Iterator[bytes]:
        with _told():
            found = obstore.get(self._store, path)
        return _pieces(found)

    def _listed(self, prefix: str) -> "list[obstore.ObjectMeta]":
        return [one for page in obstore.list(self._store, prefix) for one in page]

    def _unfinished(self, pattern: str) -> None:
        """Delete what a crash left half written in a folder; the library hides such files."""
        for path in self.root.glob(pattern) if self.root is not None else ():
            path.unlink(missing_ok=True)

    def _delete(self, path: str) -> None:
        try:
            obstore.delete(self._store, path)
        except FileNotFoundError:
            return


class Intake:
    """A file on its way into quarantine, hashed as it comes. Leaving it with an error leaves nothing behind."""

    def __init__(self, store: _Store, document: str, limit: int) -> None:
        self._document, self._limit = document, limit
        self._file = obstore.open_writer(store, f"{QUARANTINE}/{document}", buffer_size=_PART, max_concurrency=2)
        self._hash = hashlib.sha256()
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
        else:
            self.abandon()

    def write(self, piece: bytes) -> None:
        """Add some bytes. Raises TooLarge, and Unavailable when the storage is full."""
        self.size += len(piece)
        if self.size > self._limit:
            raise TooLarge(f"the file is larger than {self._limit:,} bytes")
        with _told():
            self._file.write(piece)
        self._hash.update(piece)

    def close(self) -> None:
        """Be done: from now on the file is in quarantine."""
        with _told():
            self._file.close()

    def abandon(self) -> None:
        """Leave nothing behind: a writer that is let go before it is closed discards what it was given."""
        del self._file

    @property
    def stored(self) -> Stored:
        """What was received so far."""
        return Stored(self._document, self.size, self._hash.hexdigest())


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError, ValueError) as error:
        raise Unavailable(f"the documents' storage cannot do this now: {_why(error)}", retry_after=5) from error


def _why(error: Exception) -> str:
    """What a reader can do something about; the library's own words, with addresses in them, stay behind the error."""
    said = str(error)
    if "NoSuchBucket" in said:
        return "there is no such bucket"
    if isinstance(error, PermissionDeniedError | UnauthenticatedError) or "403 Forbidden" in said:
        return "it does not take the key that the service has"
    if isinstance(error, FileNotFoundError):
        return "the file is not there"
    return "it does not answer" if "error sending request" in said else said[:200]


def _pieces(found: "obstore.GetResult") -> Iterator[bytes]:
    with _told():
        for piece in found.stream(min_chunk_size=PIECE):
            yield bytes(piece)


def _modified(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:  # someone else was faster
        return datetime.max.replace(tzinfo=UTC)


def _synced(root: Path, path: str) -> None:
    file = root / path
    for one in (file, *file.parents):
        descriptor = os.open(one, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if one == root:
            return
