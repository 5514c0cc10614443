"""Proving the trail while the service goes on: one proof at a time, in a thread of its own, and what the last one came to."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock, Thread

from workflow.auditing import verify
from workflow.auditing.verify import Proof
from workflow.clock import Clock
from workflow.store.database import Database


@dataclass(frozen=True, slots=True)
class VerifiedTrail:
    """A proof, and when it was done."""

    proof: Proof
    at: datetime


@dataclass
class Verification:
    """What this process proved last, and how far it is with the next: so many events of so many."""

    last: VerifiedTrail | None = None
    progress: tuple[int, int] | None = None
    _lock: Lock = field(default_factory=Lock)
    _thread: Thread | None = None

    def prove(self, database: Database, clock: Clock, *, patience: float) -> None:
        """Begin to prove the trail unless that is under way, and wait until it is done, at most `patience` seconds."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, args=(database, clock), name="proving", daemon=True)
                self._thread.start()
            thread = self._thread
        thread.join(patience)

    def _run(self, database: Database, clock: Clock) -> None:
        self.progress = (0, 0)
        try:
            with database.reading() as session:
                self.last = VerifiedTrail(verify.verify_trail(session, progress=self._told), clock.now())
        finally:
            self.progress = None

    def _told(self, done: int, of: int) -> None:
        self.progress = (done, of)
