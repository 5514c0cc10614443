"""The tests' own PostgreSQL: what a killed session left behind is dropped by the next one, what a living one uses is not."""

import os
import subprocess
import sys

import psycopg

from tests import postgresql

_SESSION = "from tests import postgresql; print(postgresql.created().database, flush=True); input()"


def session() -> tuple[subprocess.Popen[str], str]:
    """Another session, which has made a database and waits; and the name of what it made."""
    process = subprocess.Popen([sys.executable, "-c", _SESSION], stdin=-1, stdout=-1, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def databases() -> set[str]:
    """Those there are."""
    with psycopg.connect(postgresql.server().render_as_string(hide_password=False)) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}


def test_the_next_session_drops_what_a_killed_one_left_and_nothing_of_one_that_lives() -> None:
    mine = postgresql.created()
    killed, left = session()
    living, used = session()
    before = databases()
    killed.kill()
    killed.communicate()

    following, made = session()
    after = databases()
    for process in (living, following):
        process.communicate("\n")
    for name in (used, made):
        postgresql.dropped(mine.set(database=name))
    postgresql.dropped(mine)

    assert {mine.database, left, used} <= before
    assert {mine.database, used, made} <= after
    assert left not in after
    assert made.startswith(f"accord_{following.pid}_")
    assert str(mine.database).startswith(f"accord_{os.getpid()}_")
    assert databases().isdisjoint({mine.database, left, used, made})
