"""Running the service: the API with a scheduler beside it, or a scheduler alone."""

import errno
import signal
import socket
from typing import Annotated

import typer

from cli import logs
from cli.terminal import ERR, Url, database, fail, number_option, report_errors
from workflow import migrations
from workflow.clock import SystemClock
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.writer import Writer


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on, instead of ACCORD_HOST.")] = None,
    port: Annotated[
        int | None,
        number_option(0, 65_535, help="The port to listen on, instead of ACCORD_PORT; 0: any that is free."),
    ] = None,
    scheduler: Annotated[bool, typer.Option(help="Enforce deadlines in this process too.")] = True,
    workers: Annotated[
        int,
        number_option(1, 64, help="Server processes; more than one needs PostgreSQL."),
    ] = 1,
) -> None:
    """Serve the API, with the scheduler in the same process. Exit code 1 if the address cannot be listened on."""
    import uvicorn  # imported here: no other command is to wait for a web server
    from uvicorn.supervisors import Multiprocess

    from cli.framing import ProblemProtocol

    with report_errors(), database() as opened:
        settings = opened.settings
        logs.configure(settings)
        if workers > 1 and opened.is_sqlite:
            fail("SQLite is written by one process: use one worker, or PostgreSQL (ACCORD_DATABASE_URL)")
        opened.claim()
        listening = _listen(host or settings.host, settings.port if port is None else port)
        config = uvicorn.Config(
            "cli.service:application" if scheduler else "cli.service:without_scheduler",
            factory=True,
            workers=workers,
            http=ProblemProtocol,
            access_log=False,  # it would write addresses as they came
            log_config=None,  # the server's own lines come out like all others
            log_level="warning",
            timeout_graceful_shutdown=20,
        )
        ERR.print(f"serving on {_address(listening)}; stop with Ctrl-C", markup=False, soft_wrap=True)
        if workers > 1:
            Multiprocess(config, sockets=[listening]).run()
            return
        server = uvicorn.Server(config)
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:  # which the server passes on once it has ended
            return
    if not server.started:
        raise typer.Exit(3)


def _listen(host: str, port: int) -> socket.socket:
    """A socket bound there; where that cannot be, one line says why, and the command ends with 1."""
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
    except OSError as error:
        found.close()
        in_use = error.errno == errno.EADDRINUSE
        why = "something listens there already" if in_use else (error.strerror or str(error)).lower()
        fail(f"cannot listen on {host}, port {port}: {why}; choose another with --host and --port")
    found.set_inheritable(True)
    return found


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def schedule() -> None:
    """Run the scheduler alone, beside any number of servers and other schedulers on PostgreSQL."""
    from scheduler.runner import Runner  # imported here: no other command is to wait for the timers' library

    with report_errors(), database() as opened:
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
    with report_errors():
        settings = Settings.read()
        opened = Database(url or settings.database_url, settings)
        migrations.upgrade(opened, without_address=without_address or ())
        opened.close()
        ERR.print(f"{opened.name} is at {migrations.head()}", markup=False)
