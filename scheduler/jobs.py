"""Everything that recurs, in one table: what it does, how often, and in what order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from workflow import case_counters
from workflow.clock import Clock
from workflow.paperwork import documents
from workflow.paperwork.storage import Storage
from workflow.post import mail, outbox
from workflow.store.database import Database
from workflow.upkeep import leftovers


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so often. `work` returns how much it did; it is repeated at once while that is a full batch.

    What waits for somebody else's machine is done `apart`, in a thread of its own, so that no deadline waits with it.
    """

    name: str
    every: timedelta
    work: Callable[[Database, Clock], int]
    batch: int
    apart: bool = False


def remind(database: Database, clock: Clock) -> int:
    """Queue the reminders whose time has come."""
    with database.writing() as session:
        return outbox.remind(session, now=clock.now())


def follow(database: Database, clock: Clock) -> int:
    """Turn the newest events of the trail into messages."""
    with database.writing() as session:
        return outbox.follow(session, now=clock.now())


def clear(database: Database, clock: Clock) -> int:
    """Clear the quarantine of documents that never came to be."""
    storage = Storage(database.settings.documents)
    with database.reading() as session:
        return documents.purge_quarantine(session, storage, now=clock.now())


def post(database: Database, clock: Clock) -> int:
    """Hand the letters that wait to the mail server, if there is one."""
    return mail.post(database, clock)


def purge(database: Database, clock: Clock) -> int:
    """Remove what is long over, and then the counts that came to nothing, for which every change has to wait."""
    kept = timedelta(seconds=database.settings.kept)
    with database.writing() as session:
        went = leftovers.purge(session, now=clock.now(), kept=kept)
    with database.writing() as session:
        return max(went, case_counters.purge_zeros(session))


JOBS = (
    Job("remind", timedelta(minutes=5), remind, batch=2_000),
    Job("follow", timedelta(seconds=10), follow, batch=2_000),
    Job("post", timedelta(seconds=10), post, batch=mail.BATCH, apart=True),
    Job("purge", timedelta(minutes=10), purge, batch=leftovers.BATCH),
    Job("clear", timedelta(hours=1), clear, batch=1_000_000),
)
