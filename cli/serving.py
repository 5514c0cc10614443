"""Running the service: the API with a scheduler beside it, or a scheduler alone."""

import signal
from typing import Annotated

import typer

from cli import logs
from cli.terminal import ERR, Url, database, fail, number_option, spoken
from workflow import migrations
from workflow.clock import SystemClock
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.writer import Writer


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on, instead of ACCORD_HOST.")] = None,
    port: Annotated[
        int | None,
        number_option(help="The port to listen on, instead of ACCORD_PORT."),
    ] = None,
    scheduler: Annotated[bool, typer.Option(help="Enforce deadlines in this process too.")] = True,
    workers: Annotated[
        int,
        number_option(1, 64, help="Server processes; more than one needs PostgreSQL."),
    ] = 1,
) -> None:
    """Serve the API, with the scheduler in the same process."""
    import uvicorn  # imported here: no other command is to wait for a web server

    with spoken(), database() as opened:
        settings = opened.settings
        logs.configure(settings)
        if workers > 1 and opened.is_sqlite:
            fail("SQLite is written by one process: use one worker, or PostgreSQL (ACCORD_DATABASE_URL)")
        opened.claim()
        uvicorn.run(
            "cli.service:application" if scheduler else "cli.service:without_scheduler",
            factory=True,
            host=host or settings.host,
            port=settings.port if port is None else port,
            workers=workers,
            access_log=False,  # it would write addresses as they came
            log_config=None,  # the server's own lines come out like all others
            log_level="warning",
            timeout_graceful_shutdown=20,
        )


def schedule() -> None:
    """Run the scheduler alone, beside any number of servers and other schedulers on PostgreSQL."""
    from scheduler.runner import Runner  # imported here: no other command is to wait for the timers' library

    with spoken(), database() as opened:
        if opened.is_sqlite:
            fail("SQLite is written by one process: `accord serve` enforces its deadlines; this needs PostgreSQL")
        logs.configure(opened.settings)
        clock = SystemClock()
        writer = Writer(opened, clock)
        runner = Runner(opened, clock, writer)
        writer.start()
        runner.start()
        ERR.print(f"enforcing deadlines on {opened.name}; stop with Ctrl-C", markup=False)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            runner.join()
        except KeyboardInterrupt:
            ERR.print("stopping")
        finally:
            runner.stop()
            writer.stop()


def migrate(
    url: Url = None,
    without_address: Annotated[
        list[str] | None,
        typer.Option(help="The id of a person who gives up an e-mail address that another account has too."),
    ] = None,
) -> None:
    """Bring the database to this version's schema; nothing happens when it is there."""
    with spoken():
        settings = Settings.read()
        opened = Database(url or settings.database_url, settings)
        migrations.upgrade(opened, without_address=without_address or ())
        opened.close()
        ERR.print(f"{opened.name} is at {migrations.head()}", markup=False)
