"""Where documents lie: what comes in is whole or not there at all, and nothing is left over."""

import hashlib
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workflow.errors import ConfigurationError, TooLarge, Unavailable
from workflow.paperwork.storage import Storage, Stored

MEBIBYTE = bytes(range(256)) * 4096
ONE = "doc_1"
KILLED = f"""
import os, signal, sys
from workflow.paperwork.storage import Storage
intake = Storage(sys.argv[1]).intake("{ONE}", 10**9)
for _ in range(12):
    intake.write(bytes(2**20))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(params=["folder", "memory"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "documents") if request.param == "folder" else "memory:")


@pytest.fixture
def folder(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "documents"))


def written(
    storage: Storage, document: str = ONE, pieces: tuple[bytes, ...] = (MEBIBYTE,), limit: int = 10**9
) -> Stored:
    with storage.intake(document, limit) as intake:
        for piece in pieces:
            intake.write(piece)
    return intake.stored


def files(storage: Storage) -> list[str]:
    assert storage.root is not None
    return sorted(str(path.relative_to(storage.root)) for path in storage.root.rglob("*") if path.is_file())


@pytest.fixture
def small_disk() -> Iterator[int]:
    """No file may grow beyond so many bytes: what a full disk does to a write half way through."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8 * len(MEBIBYTE), before[1]))
    yield 8 * len(MEBIBYTE)
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_is_hashed_as_it_comes_and_read_again_as_it_was(storage: Storage) -> None:
    stored = written(storage, pieces=(MEBIBYTE,) * 7)

    assert stored == Stored(ONE, 7 * len(MEBIBYTE), hashlib.sha256(MEBIBYTE * 7).hexdigest())
    assert b"".join(storage.quarantined(ONE)) == MEBIBYTE * 7


def test_a_file_that_is_kept_leaves_quarantine_when_it_is_settled(storage: Storage) -> None:
    stored = written(storage)

    storage.keep(stored)
    before = storage.leftovers(datetime.now(UTC) + timedelta(hours=1))
    storage.settle(ONE)

    assert (before, storage.leftovers(datetime.now(UTC) + timedelta(hours=1))) == ([ONE], [])
    assert b"".join(storage.clean(ONE, stored.sha256)) == MEBIBYTE


def test_a_file_one_byte_too_long_is_refused_before_that_byte_is_written(folder: Storage) -> None:
    fits = written(folder, limit=len(MEBIBYTE))

    with pytest.raises(TooLarge, match="larger than 1,048,575 bytes"):
        written(folder, "doc_2", limit=len(MEBIBYTE) - 1)

    assert (fits.size, files(folder)) == (len(MEBIBYTE), [f"quarantine/{ONE}"])


def test_a_write_that_is_given_up_leaves_nothing(folder: Storage) -> None:
    def break_off() -> None:
        with folder.intake(ONE, 10**9) as intake:
            for _ in range(12):
                intake.write(MEBIBYTE)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        break_off()

    assert files(folder) == []


def test_a_disk_that_fills_up_half_way_is_said_and_nothing_is_left(folder: Storage, small_disk: int) -> None:
    with pytest.raises(Unavailable, match="the documents' storage cannot do this now") as caught:
        written(folder, pieces=(MEBIBYTE,) * (small_disk // len(MEBIBYTE) + 8))

    assert (files(folder), caught.value.retry_after) == ([], 5)


def test_forgetting_a_document_deletes_all_of_it_and_may_be_done_twice(storage: Storage) -> None:
    stored, other = written(storage), written(storage, "doc_2")
    storage.keep(stored)
    storage.keep(other)

    storage.forget(ONE)
    storage.forget(ONE)

    with pytest.raises(Unavailable):
        storage.clean(ONE, stored.sha256)
    assert storage.leftovers(datetime.now(UTC) + timedelta(hours=1)) == ["doc_2"]
    assert b"".join(storage.clean("doc_2", other.sha256)) == MEBIBYTE


def test_what_lies_in_quarantine_is_left_over_only_after_its_time(storage: Storage) -> None:
    before = datetime.now(UTC) - timedelta(minutes=1)
    written(storage)

    assert (storage.leftovers(before), storage.leftovers(datetime.now(UTC) + timedelta(minutes=1))) == ([], [ONE])


def test_a_half_written_file_of_a_process_that_was_killed_is_found_and_cleared(folder: Storage) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, folder.place], check=False)
    half = files(folder)

    assert folder.root is not None
    (folder.root / "clean" / ONE).mkdir(parents=True)
    (folder.root / "clean" / ONE / "abc#0").write_bytes(b"half a copy")
    left = folder.leftovers(datetime.now(UTC) + timedelta(hours=1))
    folder.forget(ONE)

    assert (ended.returncode, half, left, files(folder)) == (-9, [f"quarantine/{ONE}#1"], [ONE], [])


def test_what_is_kept_was_written_to_the_disk_before_anyone_is_told(folder: Storage) -> None:
    stored = written(folder)
    folder.keep(stored)
    assert folder.root is not None

    assert (folder.root / "clean" / ONE / stored.sha256).read_bytes() == MEBIBYTE
    assert files(folder) == [f"clean/{ONE}/{stored.sha256}", f"quarantine/{ONE}"]


def test_a_folder_is_made_only_when_something_is_stored(folder: Storage) -> None:
    assert folder.root is not None
    assert (folder.leftovers(datetime.now(UTC)), folder.root.exists()) == ([], False)


@pytest.mark.parametrize("place", ["gs://bucket", "https://example.org/documents", "file:///var/documents"])
def test_only_folders_and_buckets_are_taken(place: str) -> None:
    with pytest.raises(ConfigurationError):
        Storage(place)


def test_a_bucket_that_does_not_answer_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
    began = time.monotonic()

    with pytest.raises(Unavailable):
        list(Storage("s3://bucket/accord").quarantined(ONE))

    assert time.monotonic() - began < 30
