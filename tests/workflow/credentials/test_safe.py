"""Secrets of second factors in the database: sealed by keys beside it, missed when they are not there, renewed."""

import base64
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, text, update

from tests.workflow.signed_in import Cora, cora
from tests.world import World, at
from workflow.actors import SYSTEM, Actor
from workflow.auditing import history
from workflow.credentials import factor_secrets, factors
from workflow.errors import ConfigurationError, NotAllowed, Unauthenticated, Unavailable
from workflow.identity import people
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.store.keyring import Encrypted
from workflow.tables import FACTORS
from workflow.upkeep import health

pytestmark = pytest.mark.usefixtures("hasty")

NOON = at("2022-11-10 12:00")
CLOSED = "no second factor can be set up now; why is in the log of the service"


def test_a_copy_of_the_database_alone_holds_nothing_that_makes_codes(world: World, tmp_path: Path) -> None:
    with served(world, tmp_path / "keys") as database:
        her = Cora(database, cora(world, now=NOON).id)
        secret, _ = enrolled(her)
        rows = everything(database)

    shared = base64.b32encode(secret).decode()
    for clear in (shared, shared.rstrip("="), secret.hex(), base64.b64encode(secret).decode().rstrip("=")):
        assert clear not in rows
    with served(world, tmp_path / "elsewhere") as copy, copy.reading() as session:
        row = session.execute(select(FACTORS.c.secret, FACTORS.c.sealed_by)).one()
        assert factor_secrets.decrypt(session, Encrypted(row.sealed_by, row.secret), her.id) is None


def test_the_keys_lie_beside_a_file_and_in_var_for_a_server(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ACCORD_KEYS")
    database = Database(world.database.url.render_as_string(hide_password=False))

    beside = Path(str(database.url.database)).with_suffix(".keys")
    assert database.keys.path == (beside if database.is_sqlite else Path("var/accord.keys"))
    database.close()


def test_without_its_key_a_code_signs_nobody_in_a_paper_does_and_the_log_says_why(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    her = cora(world, now=NOON)
    with served(world, tmp_path / "keys") as database:
        secret, papers = enrolled(Cora(database, her.id))
        name = database.keys.names[0]
    later = NOON + timedelta(minutes=1)
    right = factors.code(secret, factors.step_of(later))

    with served(world, tmp_path / "wrong") as database:
        database.keys.make()
        without = Cora(database, her.id)
        with pytest.raises(Unauthenticated) as refused:
            without.signs_in(code=right, now=later)
        with pytest.raises(Unauthenticated) as wrong:
            without.signs_in(code="000000", now=later)
        method = without.signs_in(code=papers[0], now=later).visit.method

    assert str(refused.value) == str(wrong.value)
    assert method == "password+recovery"
    path, about = tmp_path / "wrong", f"the second factor of {her.id}"
    assert f"{about} cannot be used: ACCORD_KEYS: {path} has no key {name}, by which this was sealed" in caplog.text
    assert right not in caplog.text
    with served(world, tmp_path / "keys") as database:
        assert Cora(database, her.id).signs_in(code=right, now=later).visit.method == "password+code"


def test_keys_that_are_missed_are_never_made_anew_and_nothing_is_set_up_without_them(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    her = cora(world, now=NOON)
    with served(world, tmp_path / "keys") as database:
        begin(database, her.id)
        (tmp_path / "keys").rename(tmp_path / "away")

        with database.writing() as session:
            bo = people.add(session, "Bo", actor=SYSTEM, now=NOON)
        for person in (bo, her.id):
            with pytest.raises(Unavailable, match=CLOSED):
                begin(database, person)
        with database.writing() as session, pytest.raises(Unavailable, match=CLOSED):
            factors.confirm(session, "000000", actor=present(her.id), now=NOON)
        made = (tmp_path / "keys").exists()
        (tmp_path / "away").rename(tmp_path / "keys")
        begin(database, bo)

    assert (made, f"ACCORD_KEYS: {tmp_path / 'keys'} cannot be read" in caplog.text) == (False, True)


def test_what_cannot_be_opened_is_said_to_everybody_in_general_and_to_the_operator_by_name(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    her = cora(world, now=NOON)
    with served(world, tmp_path / "keys") as database:
        before = told(database)
        enrolled(Cora(database, her.id))
        whole = told(database)
    with served(world, tmp_path / "keys2") as database:
        gone = told(database)
        database.keys.make()
        wrong = told(database)
        with database.reading() as session, caplog.at_level(logging.ERROR, "accord.keys"):
            factor_secrets.warn(session)
    with served(world, tmp_path / "keys") as database:
        with database.writing() as session:
            session.connection().execute(update(FACTORS).values(secret="A" * 64))
        changed = told(database)

    assert before == whole == ("ok", [])
    assert gone[0] == "the keys of second factors cannot be read" and len(gone[1]) == 1
    assert wrong[0] == "there are second factors sealed by a key that is not there" and her.id in wrong[1][0]
    assert wrong[1][0] in caplog.text
    assert changed[0] == "ok" and changed[1][0].startswith("this was changed since key")


def test_sealing_anew_leaves_nothing_to_the_old_key_and_every_code_right(world: World, tmp_path: Path) -> None:
    her = cora(world, now=NOON)
    with served(world, tmp_path / "keys") as database:
        secret, _ = enrolled(Cora(database, her.id))
        old = database.keys.names[0]
        new = database.keys.renew()
        with database.writing() as session:
            before = factor_secrets.counts(session)
            resealed = [factor_secrets.reseal(session, actor=SYSTEM, now=NOON) for _ in range(2)]
            after = factor_secrets.counts(session)
            with pytest.raises(NotAllowed):
                factor_secrets.reseal(session, actor=present(her.id), now=NOON)
            entries, _ = history.list_events(session, SYSTEM, history.Filter(action="factors.resealed"), limit=9)
        lines = (tmp_path / "keys").read_text().splitlines()
        (tmp_path / "keys").write_text(f"{lines[0]}\n")
        later = NOON + timedelta(minutes=1)
        code = factors.code(secret, factors.step_of(later))
        method = Cora(database, her.id).signs_in(code=code, now=later).visit.method

    assert (before, resealed, after) == ({new: 0, old: 1}, [1, 0], {new: 1, old: 0})
    assert [entry.data for entry in entries] == [{"count": 1, "key": new}]
    assert method == "password+code"


def test_sealing_anew_changes_nothing_while_a_key_is_missing(world: World, tmp_path: Path) -> None:
    her = cora(world, now=NOON)
    with served(world, tmp_path / "keys") as database:
        begin(database, her.id)
        kept = everything(database)
    with served(world, tmp_path / "wrong") as database:
        database.keys.make()
        with pytest.raises(ConfigurationError, match="has no key"), database.writing() as session:
            factor_secrets.reseal(session, actor=SYSTEM, now=NOON)
        assert everything(database) == kept


@contextmanager
def served(world: World, keys: Path) -> Iterator[Database]:
    """The same database, served with keys in this file."""
    database = Database(world.database.url.render_as_string(hide_password=False), Settings(keys=str(keys)))
    try:
        yield database
    finally:
        database.close()


def begin(database: Database, person: str) -> bytes:
    """Begin a second factor: what its telephone reads in."""
    with database.writing() as session:
        uri = factors.enrol(session, actor=present(person), now=NOON)
    [shared] = parse_qs(urlsplit(uri).query)["secret"]
    return base64.b32decode(shared)


def enrolled(her: Cora) -> tuple[bytes, list[str]]:
    """Begin and confirm a second factor: what its telephone read in, and the codes on paper."""
    secret = begin(her.database, her.id)
    with her.database.writing() as session:
        code = factors.code(secret, factors.step_of(NOON))
        return secret, list(factors.confirm(session, code, actor=present(her.id), now=NOON))


def present(person: str, now: datetime = NOON) -> Actor:
    """Somebody who signed in just now."""
    return Actor(person, "somebody", session="ses_1", fresh_at=now)


def told(database: Database) -> tuple[str, list[str]]:
    """What `/readyz` and `accord doctor` say of the keys."""
    with database.reading() as session:
        return health.run_checks(session, now=NOON)["keys"], list(factor_secrets.faults(session))


def everything(database: Database) -> str:
    """All that the database holds of people, in one text."""
    with database.reading() as session:
        tables = ("people", "factors", "recoveries", "credentials", "events", "sessions")
        return "\n".join(str(row) for table in tables for row in session.execute(text(f"SELECT * FROM {table}")))
