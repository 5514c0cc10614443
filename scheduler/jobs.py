"""Everything that recurs, in one table: what it does, how often, and in what order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from workflow import case_counters
from workflow.clock import Clock
from workflow.notifications import mail, outbox
from workflow.paperwork import documents
from workflow.paperwork.storage import Storage
from workflow.store.database import Database
from workflow.upkeep import retention


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


def project_events(database: Database, clock: Clock) -> int:
    """Turn the newest events of the trail into messages."""
    with database.writing() as session:
        return outbox.project_events(session, now=clock.now())


def purge_quarantine(database: Database, clock: Clock) -> int:
    """Clear the quarantine of documents that never came to be."""
    storage = Storage(database.settings.documents)
    with database.reading() as session:
        return documents.purge_quarantine(session, storage, now=clock.now())


def send_mail(database: Database, clock: Clock) -> int:
    """Hand the letters that wait to the mail server, if there is one."""
    return mail.send_due(database, clock)


def purge(database: Database, clock: Clock) -> int:
    """Remove what is long over, and then the counts that came to nothing, for which every change has to wait."""
    kept = timedelta(seconds=database.settings.kept)
    with database.writing() as session:
        went = retention.purge(session, now=clock.now(), kept=kept)
    with database.writing() as session:
        return max(went, case_counters.purge_zeros(session))


JOBS = (
    Job("remind", timedelta(minutes=5), remind, batch=2_000),
    Job("follow", timedelta(seconds=10), project_events, batch=2_000),
    Job("post", timedelta(seconds=10), send_mail, batch=mail.BATCH, apart=True),
    Job("purge", timedelta(minutes=10), purge, batch=retention.BATCH),
    Job("clear", timedelta(hours=1), purge_quarantine, batch=1_000_000),
)
