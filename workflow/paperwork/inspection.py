"""What a file really is: its name, what it was said to be and its bytes must agree, and nothing in it may act or burst."""

import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from states.refusal import Refusal, Unmet
from workflow.errors import Unavailable
from workflow.paperwork import scanner
from workflow.paperwork.media import BY_EXTENSION
from workflow.paperwork.storage import Storage, Stored
from workflow.settings import Settings

INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""The categories of characters that cannot be seen, and so may hide what a text really says."""
_LONGEST_NAME, _LONGEST_EXTENSION = 255, 10
_UNSAID = ("", "application/octet-stream", "binary/octet-stream")
_SECONDS = 15
_ROOM = threading.BoundedSemaphore(2)  # each look takes up to 512 MiB and a processor


@dataclass(frozen=True, slots=True)
class SentFile:
    """What is said of a file by whoever sends it: its name, and its media type if any."""

    name: str
    media: str = ""


def accept(storage: Storage, stored: Stored, sent: SentFile, settings: Settings) -> str | Refusal:
    """Keep a file that is in quarantine if it is sound, or leave nothing of it; its media type, or why it is not taken."""
    try:
        verdict = inspect_file(storage, stored, sent, settings)
        if not isinstance(verdict, Refusal):
            storage.keep(stored)
            return verdict
    except BaseException:
        discard(storage, stored)
        raise
    discard(storage, stored)
    return verdict


def discard(storage: Storage, stored: Stored) -> None:
    """Delete everything of a file, or leave that to the next clearing of the quarantine."""
    with suppress(Unavailable):
        storage.forget(stored.id)


def inspect_file(storage: Storage, stored: Stored, sent: SentFile, settings: Settings) -> str | Refusal:
    """The media type of a file in quarantine, or why it is not taken. Raises Unavailable without the scanner that is set."""
    media = check_declared(sent)
    if isinstance(media, Refusal):
        return media
    if fault := _looked_at(media, storage.quarantined(stored.id)):
        return invalid("/file", f"the file is not taken: {fault}")
    if settings.scanner:
        pieces = storage.quarantined(stored.id)
        if virus := scanner.scan(settings.scanner, pieces, patience=settings.scanner_patience):
            return invalid("/file", f"the file is not taken: the virus scanner found {virus}")
    return media


def check_declared(sent: SentFile) -> str | Refusal:
    """The media type that a file's name promises, unless it is said to be of another."""
    _, dot, extension = safe_filename(sent.name).rpartition(".")
    media = BY_EXTENSION.get(extension.lower()) if dot else None
    if media is None:
        return invalid("/name", f"a file's name must end in one of: {', '.join(f'.{one}' for one in BY_EXTENSION)}")
    said = sent.media.partition(";")[0].strip().lower()
    if said not in (*_UNSAID, media):
        return invalid("/media", f"the file is said to be {said[:100]}, but its name promises {media}")
    return media


def safe_filename(name: str) -> str:
    """A file's name without folders and without characters that cannot be seen; at most 255, its extension kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(one for one in last if unicodedata.category(one) not in INVISIBLE).strip(" .")
    stem, dot, extension = seen.rpartition(".")
    if not dot or len(extension) > _LONGEST_EXTENSION:
        return seen[:_LONGEST_NAME]
    return f"{stem[: _LONGEST_NAME - len(extension) - 1]}.{extension}"


def invalid(pointer: str, problem: str) -> Refusal:
    """The refusal of a file, pointing at what about it is wrong."""
    return Refusal("misfit", problem, missing=(Unmet("misfit", problem, pointer=pointer),))


def _looked_at(media: str, pieces: Iterable[bytes]) -> str | None:
    """What is wrong with the bytes, as a process of its own finds out; one that does not come to an end says enough."""
    command = [sys.executable, "-I", "-m", "workflow.paperwork.media", media]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with _ROOM, subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere) as look:  # noqa: S603  # our own
        assert look.stdin is not None, "it is a pipe"
        try:
            with suppress(BrokenPipeError):
                for piece in pieces:
                    look.stdin.write(piece)
            said, _ = look.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            return "looking at it takes too long"
        finally:
            look.kill()
    if look.returncode != 0:
        return "looking at it takes too long, or too much memory"
    return said.decode() or None
