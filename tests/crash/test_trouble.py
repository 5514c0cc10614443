"""A database that is locked, read-only, away, or of another version: said clearly, and over when the trouble is over."""

from pathlib import Path

import psycopg
import pytest

from tests import postgresql
from tests.crash.clients import Answer
from tests.crash.conftest import Stage
from tests.crash.processes import Process, free_port

EXCLUDE = {"transition": "exclude", "version": 4, "reason": "so that something happens"}
COMMANDS = (("serve",), ("schedule",), ("doctor",), ("migrate",))


def test_a_locked_database_is_answered_with_503_and_a_time_to_retry_and_afterwards_all_is_well(stage: Stage) -> None:
    [ref] = stage.standing(1)
    client = stage.client(stage.serve("--no-scheduler", lock_wait=0.2).ready())
    path = f"/v1/cases/{ref}/transitions"

    with stage.locked():
        refused = client("POST", path, EXCLUDE, key="client-1")
        read = client("GET", f"/v1/cases/{ref}")
    done = client("POST", path, EXCLUDE, key="client-1")
    repeated = client("POST", path, EXCLUDE, key="client-1")

    assert _is_unavailable(refused), refused
    assert (read.status, done.status, repeated.body) == (200, 201, done.body)
    assert stage.requested() == [("client-1", done.body["event"])]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_while_postgresql_is_away_the_answer_is_503_and_when_it_is_back_the_server_goes_on(stage: Stage) -> None:
    [ref] = stage.standing(1)
    client = stage.client(stage.serve("--no-scheduler", lock_wait=0.5).ready())
    path = f"/v1/cases/{ref}/transitions"
    assert client("GET", f"/v1/cases/{ref}").status == 200

    _administered(f'ALTER DATABASE "{stage.url.database}" ALLOW_CONNECTIONS false')
    _administered(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{stage.url.database}'")
    away = [client("POST", path, EXCLUDE, key="client-1"), client("GET", f"/v1/cases/{ref}"), client("GET", "/readyz")]
    alive = client("GET", "/healthz")
    _administered(f'ALTER DATABASE "{stage.url.database}" ALLOW_CONNECTIONS true')
    done = client.insist("POST", path, EXCLUDE, "client-1")
    stage.database.close()  # the test's own connections were cut as well

    assert [answer.status for answer in away] == [503] * 3
    assert all(int(answer.headers["retry-after"]) > 0 for answer in away)
    assert (alive.status, done.status) == (200, 201)
    assert stage.requested() == [("client-1", done.body["event"])]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_without_a_postgresql_every_command_ends_with_1_and_says_so(stage: Stage) -> None:
    away = f"postgresql://nobody@127.0.0.1:{free_port()}/accord"

    ended = [_ended(stage.run(*command, database_url=away, lock_wait=1)) for command in COMMANDS]

    assert [code for code, _ in ended] == [1] * len(COMMANDS)
    assert all("cannot be reached" in said and "Traceback" not in said for _, said in ended), ended


def test_a_database_of_a_newer_version_is_left_alone_and_every_command_ends_with_1(stage: Stage) -> None:
    with stage.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '2099_01_01_later'")

    ended = [_ended(process) for process in [stage.run(*command) for command in COMMANDS]]

    assert [code for code, _ in ended] == [1] * len(COMMANDS)
    assert all("newer version (step 2099_01_01_later)" in said and "Traceback" not in said for _, said in ended), ended


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_sqlite_file_has_one_server_and_after_a_kill_the_next_one_may_take_its_place(stage: Stage) -> None:
    first = stage.serve().ready()

    second = _ended(stage.serve())
    first.kill()
    third = stage.again(first).ready()

    assert second[0] == 1 and "being served by another process" in second[1], second
    assert third.is_alive


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_on_a_read_only_file_every_command_ends_with_1_and_says_so(stage: Stage) -> None:
    file = Path(str(stage.url.database))
    stage.database.close()
    kept = {path: path.stat().st_mode for path in (file, file.parent)}
    file.chmod(0o444)
    file.parent.chmod(0o555)
    try:
        ended = [_ended(process) for process in [stage.run(*command) for command in COMMANDS]]
    finally:
        for path, mode in kept.items():
            path.chmod(mode)

    assert [code for code, _ in ended] == [1] * len(COMMANDS)
    assert all("cannot be reached or changed" in said and "Traceback" not in said for _, said in ended), ended


def _is_unavailable(answer: Answer) -> bool:
    said = (answer.status, answer.headers["content-type"], answer.body["code"])
    return said == (503, "application/problem+json", "unavailable") and int(answer.headers["retry-after"]) > 0


def _ended(process: Process) -> tuple[int, str]:
    return process.ended(), process.said


def _administered(statement: str) -> None:
    address = postgresql.server().render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())
