"""What sound Office files look like: an archive of the parts such a document has, that does not burst and cannot act."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from workflow.paperwork.media import DOCX, INFECTED, TRIAL, XLSX

_MOST_PARTS, _MOST_BYTES, _UNSUSPECTED, _MOST_RATIO = 2_000, 200_000_000, 10_000_000, 100
_MAIN = {
    "docx": ("word/document.xml", f"{DOCX}.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{XLSX}.main+xml"),
}
_ACTIVE = re.compile(r"vbaproject|vbadata|(^|/)activex/|(^|/)macrosheets/|(^|/)embeddings/.*\.bin$", re.IGNORECASE)
_PROGRAM = re.compile(r"\.(exe|dll|com|scr|bat|cmd|ps1|js|jse|vbs|vbe|wsf|hta|jar|lnk|msi|sh)$", re.IGNORECASE)
_RELATION = re.compile(rb"<[^<>]*\bRelationship\b[^<>]*>")
_HARMLESS = re.compile(rb"/(hyperlink|image|video|audio)[\"']")
_PIECE = 1 << 16


def docx_fault(file: bytes) -> str | None:
    """What is wrong with a Word document, if anything is."""
    return _fault(file, "docx")


def xlsx_fault(file: bytes) -> str | None:
    """What is wrong with an Excel workbook, if anything is."""
    return _fault(file, "xlsx")


def _fault(file: bytes, kind: str) -> str | None:
    if not file.startswith(b"PK\x03\x04"):
        return f"it is not a {kind}: it does not begin as one"
    try:
        with ZipFile(BytesIO(file)) as archive:
            parts = archive.infolist()
            faults = (*_named(parts), *_sized(parts, len(file)))
            return faults[0] if faults else next(_inside(archive, parts, kind), None)
    except (BadZipFile, LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        return f"it is a damaged {kind}: it cannot be unpacked"


def _named(parts: list[ZipInfo]) -> Iterator[str]:
    names = [part.orig_filename for part in parts]
    if len(parts) > _MOST_PARTS:
        yield f"it consists of more than {_MOST_PARTS:,} parts"
    if len({name.lower() for name in names}) < len(names):
        yield "two of its parts have the same name"
    for name in names:
        if "\0" in name or "\\" in name or name.startswith("/") or ":" in name or ".." in name.split("/"):
            yield "the name of a part leads out of it"
        elif _ACTIVE.search(name) or _PROGRAM.search(name):
            yield "it holds macros, controls or programs"


def _sized(parts: list[ZipInfo], size: int) -> Iterator[str]:
    if any(part.flag_bits & 0x1 for part in parts):
        yield "it is encrypted"
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _MOST_BYTES or (unpacked > _UNSUSPECTED and unpacked > size * _MOST_RATIO):
        yield f"it would unpack to {unpacked:,} bytes"


def _inside(archive: ZipFile, parts: list[ZipInfo], kind: str) -> Iterator[str]:
    """What is found in the parts themselves. A part never unpacks to more than it said."""
    main, content_type = _MAIN[kind]
    names = {part.filename for part in parts}
    if not {main, "[Content_Types].xml"} <= names:
        yield f"it is not a {kind}: it does not have the parts of one"
        return
    types = archive.read("[Content_Types].xml")
    if content_type.encode() not in types or b"macroenabled" in types.lower():
        yield f"it is not a {kind}: it says itself that it is something else"
    for part in parts:
        if part.filename.endswith((".xml", ".rels", ".vml")):
            yield from _markup(archive.read(part))
        elif _holds_trial(archive, part):
            yield INFECTED


def _markup(text: bytes) -> Iterator[str]:
    if text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in text:
        yield "a part of it is not UTF-8"
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        yield "a part of it defines entities of its own"
    if TRIAL in text:
        yield INFECTED
    for relation in _RELATION.findall(text):
        if re.search(rb"TargetMode\s*=\s*[\"']External", relation) and not _HARMLESS.search(relation):
            yield "it fetches a part of itself from elsewhere"


def _holds_trial(archive: ZipFile, part: ZipInfo) -> bool:
    with archive.open(part) as opened:
        before = b""
        while piece := opened.read(_PIECE):
            if TRIAL in before + piece:
                return True
            before = piece[-len(TRIAL) :]
    return False
