"""The service as a server process loads it: the API, and a scheduler beside it unless there is another."""

import gc

from api import app as web
from api.middleware import Envelope
from cli import logs
from scheduler.runner import Runner
from workflow import migrations
from workflow.clock import SystemClock
from workflow.database import Database
from workflow.settings import Settings
from workflow.writer import Writer


class Stillness:
    """Takes everything that start-up has made out of the garbage collector's sight: walking it costs tens of milliseconds."""

    def start(self) -> None:
        """Collect what start-up left, and freeze the rest."""
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        """Let it be collected again."""
        gc.unfreeze()


def application(*, with_scheduler: bool = True) -> Envelope:
    """The service over the database of the settings, as a server process loads it."""
    settings, clock = Settings.read(), SystemClock()
    logs.configure(settings)
    opened = Database(settings.database_url, settings)
    migrations.require_current(opened)
    writer = Writer(opened, clock)
    runners = [Runner(opened, clock, writer)] if with_scheduler else []
    return web.create(opened, clock, writer, [*runners, Stillness()])


def without_scheduler() -> Envelope:
    """The service without a scheduler of its own."""
    return application(with_scheduler=False)
