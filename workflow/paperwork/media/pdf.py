"""What a sound PDF looks like: it can be read as a reader would, of a sensible length, open to everybody, and does nothing."""

import logging
import re
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

_MOST_PAGES, _MOST_OBJECTS = 500, 100_000
_HEAD = re.compile(rb"%PDF-[12]\.\d")
_BEFORE_HEAD = re.compile(rb"\A(?:\xef\xbb\xbf)?[\t\n\f\r ]{0,1000}(?=%PDF-)")
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/RichMediaExecute", "/Rendition", "/Movie", "/Sound"})
_KEYS = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/EmbeddedFiles": "embedded files",
    "/EF": "embedded files",
    "/RichMedia": "embedded media",
    "/XFA": "a form that can act",
}
_BEFORE = re.compile(rb"/Prev\s+(\d{1,12})(?!\d|\s+\d+\s+R)")
_ARCHIVE_END, _ARCHIVE_TAIL = b"PK\x05\x06", 22 + 0xFFFF
# Looked for in the raw bytes as well, because two readers may not agree on which objects a broken file consists of.
_RAW = re.compile(rb"/(JavaScript|Launch|ImportData|EmbeddedFiles?|RichMedia)\b")


def fault(file: bytes) -> str | None:
    """What is wrong with a PDF, if anything is. A byte order mark and white space before its head are harmless."""
    file = _BEFORE_HEAD.sub(b"", file, count=1)
    if not _HEAD.match(file):
        return "it is not a PDF: it does not begin as one"
    if not file.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF"):
        return "it is a damaged PDF: it is cut off, or goes on after its end"
    if _goes_round(file):
        return "it is a damaged PDF: its tables go round in a circle"
    if _ARCHIVE_END in file[-_ARCHIVE_TAIL:]:
        return "it is an archive as well"
    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(file))
        if reader.is_encrypted:
            return "it is encrypted"
        return next(_faults(reader), None) or _hidden(file)
    except Exception:  # whatever a library stumbles over here, the file is to blame
        return "it is a damaged PDF: it cannot be read"


def _faults(reader: PdfReader) -> Iterator[str]:
    numbers = {(number, generation) for generation, known in reader.xref.items() for number in known}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > _MOST_OBJECTS:
        yield f"it consists of more than {_MOST_OBJECTS:,} objects"
        return
    pages = 0
    yield from _active(reader.trailer)
    for number, generation in sorted(numbers):
        found = reader.get_object(IndirectObject(number, generation, reader))
        if isinstance(found, DictionaryObject) and found.get("/Type") == "/Page":
            pages += 1
        yield from _active(found)
    if not 0 < pages <= _MOST_PAGES:
        yield f"it has {pages:,} pages, and may have 1 to {_MOST_PAGES}"
    if len(reader.pages) > _MOST_PAGES:
        yield f"it shows its pages more than {_MOST_PAGES} times"


def _active(found: PdfObject | None) -> Iterator[str]:
    """What an object could do, itself or in what it directly holds."""
    waiting: list[object] = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            if (action := one.raw_get("/S") if "/S" in one else None) in _ACTIONS:
                yield f"it can act on its own: {str(action)[1:]}"
            for key, value in dict.items(one):
                if key in _KEYS:
                    yield f"it holds {_KEYS[key]}"
                waiting.append(value)
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__iter__(one))


def _goes_round(file: bytes) -> bool:
    """Whether a table of objects is named twice as the one before another, or the newest one is."""
    newest = file[file.rfind(b"startxref") :].split()[1:2]
    named = [int(one) for one in [*newest, *_BEFORE.findall(file)] if one.isdigit()]
    return len(set(named)) < len(named)


def _hidden(file: bytes) -> str | None:
    found = _RAW.search(file)
    return f"it holds {found[1].decode()} where a reader may find it" if found else None
