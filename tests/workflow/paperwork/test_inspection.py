"""What a file really is: sound ones pass, and each that was made to do harm is refused with the reason."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from states.refusal import Refusal
from tests.files import EICAR, HOSTILE, SOUND, TEXT, pdf
from workflow.errors import ConfigurationError, Unavailable
from workflow.paperwork.inspection import SentFile, accept, check_declared
from workflow.paperwork.media import BY_EXTENSION, PDF
from workflow.paperwork.storage import Storage
from workflow.settings import Settings


def look(storage: Storage, name: str, file: bytes, settings: Settings | None = None) -> str | Refusal:
    with storage.intake("doc_1", 10**9) as intake:
        intake.write(file)
    return accept(storage, intake.stored, SentFile(name), settings or Settings())


def files(storage: Storage) -> list[str]:
    assert storage.root is not None
    return sorted(str(path.relative_to(storage.root)) for path in storage.root.rglob("*") if path.is_file())


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "documents"))


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_is_kept_as_what_it_is(storage: Storage, name: str) -> None:
    media = look(storage, name, SOUND[name])

    assert media == BY_EXTENSION[name.rpartition(".")[2].lower()]
    assert len(files(storage)) == 2


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_for_what_it_is_and_nothing_of_it_stays(storage: Storage, what: str) -> None:
    name, file, said = HOSTILE[what]

    refusal = look(storage, name, file)

    assert isinstance(refusal, Refusal), refusal
    assert (refusal.code, [lack.pointer for lack in refusal.missing]) == ("misfit", ["/file"])
    assert re.search(said, refusal.problem), refusal.problem
    assert files(storage) == []


@pytest.mark.parametrize(
    ("name", "media", "pointer"),
    [
        ("agreement", "", "/name"),
        ("agreement.exe", "", "/name"),
        ("agreement.pdf.exe", PDF, "/name"),
        ("agreement.svg", "image/svg+xml", "/name"),
        (".pdf.", "", "/name"),
        ("agreement.pdf", "image/png", "/media"),
        ("agreement.pdf", "text/html; charset=utf-8", "/media"),
        ("stamp.png", PDF, "/media"),
    ],
)
def test_a_name_and_a_media_type_that_contradict_each_other_are_refused(name: str, media: str, pointer: str) -> None:
    refusal = check_declared(SentFile(name, media))

    assert isinstance(refusal, Refusal)
    assert [lack.pointer for lack in refusal.missing] == [pointer]


@pytest.mark.parametrize("media", ["", "application/octet-stream", PDF, "Application/PDF; version=1.7"])
def test_a_media_type_may_be_left_unsaid(media: str) -> None:
    assert check_declared(SentFile("agreement.PDF", media)) == PDF


@contextmanager
def clamd(folder: Path, answer: bytes | None) -> Iterator[tuple[Settings, list[bytes]]]:
    """A virus scanner that gives one answer, or never one, and remembers what it was sent."""
    address, heard = str(folder / "clamd.sock"), list[bytes]()
    wire = socket.socket(socket.AF_UNIX)
    wire.bind(address)
    wire.listen(1)

    def run() -> None:
        other, _ = wire.accept()
        with other:
            sent = b""
            while not sent.endswith(bytes(4)) and (piece := other.recv(65_536)):
                sent += piece
            heard.append(sent)
            if answer is not None:
                other.sendall(answer)
            else:
                other.recv(1)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield Settings(scanner=f"unix://{address}", scanner_patience=0.3), heard
    finally:
        thread.join()
        wire.close()


def test_a_scanner_is_shown_the_whole_file_and_believed_when_it_finds_nothing(storage: Storage, tmp_path: Path) -> None:
    with clamd(tmp_path, b"stream: OK\0") as (settings, heard):
        media = look(storage, "notes.txt", TEXT, settings)

    assert media == "text/plain"
    assert heard == [b"zINSTREAM\0" + len(TEXT).to_bytes(4) + TEXT + bytes(4)]


def test_what_a_scanner_finds_is_refused_by_its_name(storage: Storage, tmp_path: Path) -> None:
    with clamd(tmp_path, b"stream: Win.Test.EICAR_HDB-1 FOUND\0") as (settings, _):
        refusal = look(storage, "notes.txt", TEXT, settings)

    assert isinstance(refusal, Refusal)
    assert refusal.problem == "the file is not taken: the virus scanner found Win.Test.EICAR_HDB-1"
    assert files(storage) == []


@pytest.mark.parametrize("answer", [None, b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_a_scanner_that_gives_no_verdict_lets_nothing_through(
    storage: Storage, tmp_path: Path, answer: bytes | None
) -> None:
    with clamd(tmp_path, answer) as (settings, _), pytest.raises(Unavailable) as caught:
        look(storage, "notes.txt", TEXT, settings)

    assert (caught.value.retry_after, files(storage)) == (30, [])


@pytest.mark.parametrize("address", ["unix:///nowhere/clamd.sock", "tcp://127.0.0.1:9"])
def test_a_scanner_that_is_down_lets_nothing_through(storage: Storage, address: str) -> None:
    with pytest.raises(Unavailable, match="the virus scanner does not answer"):
        look(storage, "agreement.pdf", pdf(), Settings(scanner=address))

    assert files(storage) == []


@pytest.mark.parametrize("address", ["clamd", "http://localhost", "tcp://localhost", "tcp://host:port", "unix://"])
def test_an_address_that_is_none_is_said_and_lets_nothing_through(storage: Storage, address: str) -> None:
    with pytest.raises(ConfigurationError, match="ACCORD_SCANNER"):
        look(storage, "agreement.pdf", pdf(), Settings(scanner=address))

    assert files(storage) == []


def test_the_trial_virus_is_refused_without_any_scanner(storage: Storage) -> None:
    refusal = look(storage, "notes.txt", b"  " + EICAR + b"\n")

    assert isinstance(refusal, Refusal)
    assert "stands for a virus" in refusal.problem


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n", b"\n\n", b" \t\n", b"\xef\xbb\xbf\r\n", b"\x0c"])
def test_a_byte_order_mark_and_white_space_before_a_pdf_are_harmless(storage: Storage, before: bytes) -> None:
    assert look(storage, "agreement.pdf", before + pdf()) == PDF


@pytest.mark.parametrize("before", [b"x", b"\0", b"\xfe\xff", b"<html>", b"\n" * 1001, b"MZ"])
def test_anything_else_before_it_is_not(storage: Storage, before: bytes) -> None:
    assert isinstance(look(storage, "agreement.pdf", before + pdf()), Refusal)
