"""The service as a server process loads it: the API, and a scheduler beside it unless there is another."""

import gc
import signal
from collections.abc import Callable
from functools import partial
from types import FrameType

from api import app as web
from api.middleware import Envelope
from cli import logs
from scheduler.runner import Runner
from workflow import migrations
from workflow.clock import SystemClock
from workflow.credentials import factor_secrets
from workflow.settings import Settings
from workflow.store.database import Database
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


class Farewell:
    """Lets those who watch the trail go as soon as the service is told to end, so that it need not wait for them."""

    def __init__(self) -> None:
        self.end: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Listen for the signals before the server does, and hand them on to it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, partial(self._told, signal.getsignal(number)))

    def stop(self) -> None:
        """Nothing is left to be done."""

    def _told(self, server: object, number: int, definition: FrameType | None) -> None:
        self.end()
        if callable(server):
            server(number, definition)


def application(*, with_scheduler: bool = True) -> Envelope:
    """The service over the database of the settings, as a server process loads it."""
    settings, clock = Settings.read(), SystemClock()
    logs.configure(settings)
    opened = Database(settings.database_url, settings)
    migrations.require_current(opened)
    with opened.reading() as session:
        factor_secrets.warn(session)
    writer = Writer(opened, clock)
    runners = [Runner(opened, clock, writer)] if with_scheduler else []
    farewell = Farewell()
    service = web.create(opened, clock, writer, [*runners, Stillness(), farewell])
    farewell.end = web.get_services(service).pulse.end
    return service


def without_scheduler() -> Envelope:
    """The service without a scheduler of its own."""
    return application(with_scheduler=False)
