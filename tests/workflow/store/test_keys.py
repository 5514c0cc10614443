"""The file of keys: made for its owner alone, renewed while it is in use, and never quoted."""

import base64
import stat
from pathlib import Path

import pytest

from workflow.errors import ConfigurationError
from workflow.store.keyring import Encrypted, Keyring

SECRET, ABOUT = b"12345678901234567890", "the second factor of per_1"
KEY = base64.b64encode(bytes(range(32))).decode()


def made(folder: Path) -> Keyring:
    """Keys in a file that was just made."""
    keys = Keyring(folder / "deep" / "accord.keys")
    keys.make()
    return keys


def test_the_file_is_for_its_owner_alone_and_making_it_twice_changes_nothing(tmp_path: Path) -> None:
    keys = made(tmp_path)
    before = keys.path.read_bytes()
    keys.make()

    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600
    assert (keys.path.read_bytes(), len(keys.names)) == (before, 1)
    assert [one.name for one in keys.path.parent.iterdir()] == ["accord.keys"]


def test_what_was_sealed_opens_as_what_it_is_about_and_as_nothing_else(tmp_path: Path) -> None:
    keys = made(tmp_path)
    sealed = keys.seal(SECRET, ABOUT)
    forged = base64.b64encode(bytes([base64.b64decode(sealed.text)[0] ^ 1]) + base64.b64decode(sealed.text)[1:])

    assert (keys.open(sealed, ABOUT), sealed.key) == (SECRET, keys.names[0])
    assert keys.seal(SECRET, ABOUT).text != sealed.text
    for wrong, about in (
        (sealed, "the second factor of per_2"),
        (Encrypted(sealed.key, forged.decode()), ABOUT),
        (Encrypted(sealed.key, "no base64!"), ABOUT),
        (Encrypted(sealed.key, ""), ABOUT),
    ):
        with pytest.raises(ConfigurationError, match="was changed since key"):
            keys.open(wrong, about)


def test_a_renewed_file_seals_by_its_new_key_and_opens_what_the_old_one_sealed(tmp_path: Path) -> None:
    keys = made(tmp_path)
    elsewhere, old = Keyring(keys.path), keys.names[0]
    sealed = elsewhere.seal(SECRET, ABOUT)
    keys.path.chmod(0o640)

    new = keys.renew()

    assert list(elsewhere.names) == [new, old]
    assert (elsewhere.open(sealed, ABOUT), elsewhere.seal(SECRET, ABOUT).key) == (SECRET, new)
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o640


def test_a_key_that_was_taken_away_is_missed_by_name(tmp_path: Path) -> None:
    keys = made(tmp_path)
    sealed = keys.seal(SECRET, ABOUT)
    keys.path.write_text(f"# the other one\n\n{KEY}\n")

    with pytest.raises(ConfigurationError, match=f"has no key {sealed.key}, by which this was sealed: {ABOUT}"):
        keys.open(sealed, ABOUT)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "there is no key in "),
        ("# nothing\n", "there is no key in "),
        (f"{KEY}\n{KEY[:-4]}\n", "line 2 of "),
        ("hush, this is a secret\n", "line 1 of "),
        ("\udcff", "line 1 of "),
    ],
)
def test_a_file_that_holds_something_else_is_refused_without_quoting_it(
    tmp_path: Path, content: str, problem: str
) -> None:
    keys = Keyring(tmp_path / "accord.keys")
    keys.path.write_text(content, "utf-8", "surrogateescape")

    with pytest.raises(ConfigurationError) as caught:
        keys.require()

    assert str(caught.value).startswith(f"ACCORD_KEYS: {problem}{keys.path}")
    assert not any(word in str(caught.value) for word in ("hush", KEY[:8]))


def test_a_file_that_is_not_there_or_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigurationError, match=r"ACCORD_KEYS: .*nowhere cannot be read: No such file"):
        Keyring(tmp_path / "nowhere").require()
    with pytest.raises(ConfigurationError, match=r"ACCORD_KEYS: .*accord\.keys cannot be written: "):
        Keyring(tmp_path / "file" / "accord.keys").make()
