"""argon2id with its recommended parameters, so many at once: each hash takes 64 MiB and a tenth of a second."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pwdlib import PasswordHash

from workflow.errors import Unavailable

# A hash of nothing anybody chose, with the parameters of the others: whoever has no password costs what the others cost.
DUMMY = "$argon2id$v=19$m=65536,t=3,p=4$bm90aGluZ3RvcHJvdmVoZQ$2jZzTj5Lz7m3x3y0Cw4ZyQf4mUuW5xw7gIh1rJk8PpE"


class Hashing:
    """Hashes and verifies so many passwords at once, lets so many wait for so long, and counts what it did."""

    def __init__(self, at_once: int = 4, waiting: int = 12, patience: float = 5.0) -> None:
        self.argon2, self.dummy = PasswordHash.recommended(), DUMMY
        self._turns = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._patience = patience
        self._counting = threading.Lock()
        self.done = 0

    def hashed(self, password: str) -> str:
        """What is kept of a password. Raises Unavailable."""
        with self.turn():
            return self.argon2.hash(password)

    def verified(self, password: str, kept: str | None) -> bool:
        """Whether it is the password of which this is kept; where nothing is kept it costs the same. Raises Unavailable."""
        with self.turn():
            return self.argon2.verify(password, kept or self.dummy) and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether the password was hashed with other parameters than new ones are."""
        return self.argon2.current_hasher.check_needs_rehash(kept)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One hash's turn. Raises Unavailable when too many wait already, or the turn does not come."""
        if not self._places.acquire(blocking=False):
            raise Unavailable("too many people are signing in at once", retry_after=2)
        try:
            if not self._turns.acquire(timeout=self._patience):
                raise Unavailable("too many people are signing in at once", retry_after=2)
            try:
                with self._counting:
                    self.done += 1
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()


HASHING = Hashing()
