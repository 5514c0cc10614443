"""`accord keys` and what `accord doctor` says of them: listed by name, renewed, sealed anew, missed."""

from pathlib import Path

import pytest

from tests.cli.conftest import Operator
from workflow.actors import Actor
from workflow.clock import SystemClock
from workflow.credentials import factor_secrets, factors
from workflow.settings import Settings
from workflow.store.database import Database


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this operator keeps the keys."""
    monkeypatch.setenv("ACCORD_KEYS", str(tmp_path / "own.keys"))
    return tmp_path / "own.keys"


def test_keys_are_renewed_and_what_was_sealed_is_sealed_anew(operator: Operator, file: Path) -> None:
    none = operator.json("keys", "list")
    _begun(operator)
    [old] = operator.json("keys", "list")

    said = operator.done("keys", "renew")
    both = operator.json("keys", "list")
    shown = operator.done("keys", "list")
    resealed = operator.json("keys", "reseal")
    [new, over] = operator.json("keys", "list")

    assert none == []
    assert old == {"key": old["key"], "factors": 1, "seals": True, "missing": False}
    assert said.startswith(f"{new['key']} seals from now on")
    assert [(one["key"], one["factors"], one["seals"]) for one in both] == [
        (new["key"], 0, True),
        (old["key"], 1, False),
    ]
    assert (resealed, new["factors"], over["factors"]) == ({"resealed": 1}, 1, 0)
    assert operator.done("keys", "reseal") == "0 sealed anew\n"
    assert not any(key in said + shown for key in file.read_text().split())


def test_the_first_key_can_be_made_by_hand(operator: Operator, file: Path) -> None:
    operator.done("keys", "renew")

    assert [one["factors"] for one in operator.json("keys", "list")] == [0]
    assert file.stat().st_mode & 0o777 == 0o600


def test_keys_that_are_missing_are_named_and_none_is_made_in_their_place(operator: Operator, file: Path) -> None:
    _begun(operator)
    whole = operator.done("doctor")
    file.rename(file.with_suffix(".away"))

    for command in (("keys", "list"), ("keys", "renew"), ("keys", "reseal")):
        refused = operator(*command)
        said = f"accord: ACCORD_KEYS: {file} cannot be read: No such file or directory\n"
        assert (refused.exit_code, refused.stderr) == (1, said)
    broken, listed = operator("doctor"), operator("doctor", "--json")

    assert f"holds   {factor_secrets.PROMISE}" in whole
    assert (broken.exit_code, listed.exit_code, file.exists()) == (1, 1, False)
    assert f"BROKEN  {factor_secrets.PROMISE}\n          ACCORD_KEYS: {file} cannot be read" in broken.stdout
    assert factor_secrets.PROMISE in listed.stdout
    other = file.with_suffix(".away").read_text()
    file.write_text("A" * 43 + "=\n")
    missing = operator.json("keys", "list")
    assert [(one["factors"], one["seals"], one["missing"]) for one in missing] == [(0, True, False), (1, False, True)]
    assert "MISSING" in operator.done("keys", "list")
    file.write_text(other)
    assert operator("doctor").exit_code == 0


def _begun(operator: Operator) -> None:
    """Somebody who began a second factor."""
    person = str(operator.json("people", "add", "Ada Lin")["id"])
    settings, now = Settings.read(), SystemClock().now()
    opened = Database(settings.database_url, settings)
    with opened.writing() as session:
        factors.enrol(session, actor=Actor(person, "Ada Lin", session="ses_1", fresh_at=now), now=now)
    opened.close()
