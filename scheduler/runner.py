"""The alarm clock. APScheduler only rings: it wakes a thread of ours, which looks in the database for what is due.

So an alarm that is lost, late or doubled changes nothing but the delay, and any number of runners may stand beside each
other. The safety interval looks regardless, and the heartbeat tells when somebody last did.
"""

import logging
import socket
import threading
import time
from datetime import datetime, timedelta
from os import getpid

from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.jobs import JOBS, Job
from scheduler.sweep import Sweeper, sweep
from workflow.clock import Clock
from workflow.errors import AccordError
from workflow.store.database import Database
from workflow.upkeep import heartbeats

_LOG = logging.getLogger("accord.scheduler")
_ALARM = "alarm"
_BREATH = timedelta(milliseconds=100)
_PARTING = 5.0


class Runner:
    """Sweeps when a deadline passes and at a safety interval, and does the recurring jobs, in a thread of its own."""

    def __init__(self, database: Database, clock: Clock, sweeper: Sweeper) -> None:
        self._database, self._clock, self._sweeper = database, clock, sweeper
        self._settings = database.settings
        self.name = f"scheduler:{socket.gethostname()}:{getpid()}"[:80]
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._swept = threading.Condition()
        self._passes = 0
        self._bell = BackgroundScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._done: dict[str, float] = {}
        self._apart: dict[str, threading.Thread] = {}
        self._thread = threading.Thread(target=self._run, name="accord-scheduler", daemon=True)

    def start(self) -> None:
        """Begin to look, at once and then whenever the alarm rings."""
        self._bell.add_job(self._wake.set, "interval", seconds=self._settings.sweep_interval, id="safety")
        for job in JOBS:
            self._bell.add_job(self._wake.set, "interval", seconds=job.every.total_seconds(), id=job.name)
        self._bell.start()
        self._wake.set()
        self._thread.start()

    def stop(self) -> None:
        """Finish the present pass and end; what is done apart is waited for a little, for it is begun again next time."""
        self._stopping.set()
        self._wake.set()
        self._bell.shutdown(wait=False)
        self._thread.join()
        for thread in self._apart.values():
            thread.join(_PARTING)

    def join(self) -> None:
        """Wait until somebody stops the runner."""
        while self._thread.is_alive():
            self._thread.join(timeout=1.0)

    def wait_for_pass(self, timeout: float) -> bool:
        """Ask for a pass that begins from now, and wait until it has ended; False if it has not in time."""
        with self._swept:
            wanted = self._passes + 2
            self._wake.set()
            deadline = time.monotonic() + timeout
            while self._passes < wanted:
                left = deadline - time.monotonic()
                if left <= 0 or not self._swept.wait(left):
                    return False
                self._wake.set()
            return True

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait()
            self._wake.clear()
            if self._stopping.is_set():
                return
            try:
                self._pass()
            except AccordError as error:
                _LOG.warning("this pass found no database to work on: %s", error)
            except Exception:
                _LOG.exception("a pass failed; the next one tries again")
            with self._swept:
                self._passes += 1
                self._swept.notify_all()

    def _pass(self) -> None:
        swept = self._sweep()
        if swept:
            _LOG.info("%d cases were overtaken by their deadlines", swept)
        with self._database.writing() as session:
            heartbeats.beat(session, self.name, now=self._clock.now(), swept=swept)
            upcoming = heartbeats.next_due(session)
        self._arm(upcoming)
        for job in JOBS:
            self._do(job)

    def _sweep(self) -> int:
        """Sweep; a sweep that fails for a reason of its own keeps no recurring job from its turn."""
        try:
            return sweep(self._sweeper, self._settings.sweep_batch)
        except AccordError:
            raise
        except Exception:
            _LOG.exception("a pass failed; the next one tries again")
            return 0

    def _arm(self, upcoming: datetime | None) -> None:
        if upcoming is None:
            return
        soonest = self._clock.now() + _BREATH
        at = max(soonest, upcoming + self._settings.settle_margin + timedelta(milliseconds=1))
        self._bell.add_job(self._wake.set, "date", run_date=at, id=_ALARM, replace_existing=True)

    def _do(self, job: Job) -> None:
        now = time.monotonic()
        if now - self._done.get(job.name, -job.every.total_seconds()) < job.every.total_seconds():
            return
        if not job.apart:
            self._repeat(job)
        elif job.name in self._apart and self._apart[job.name].is_alive():
            return
        else:
            self._apart[job.name] = threading.Thread(
                target=self._try, args=(job,), name=f"accord-{job.name}", daemon=True
            )
            self._apart[job.name].start()
        self._done[job.name] = now

    def _repeat(self, job: Job) -> None:
        while job.work(self._database, self._clock) >= job.batch and not self._stopping.is_set():
            pass

    def _try(self, job: Job) -> None:
        try:
            self._repeat(job)
        except AccordError as error:
            _LOG.warning("%s found no database to work on: %s", job.name, error)
        except Exception:
            _LOG.exception("%s failed; the next time tries again", job.name)
