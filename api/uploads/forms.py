"""A form with one file in it, read as it comes: the file goes on at once, the fields beside it are kept.

What is wrong with a part is kept as the form's fault, and reading goes on: the fields after it can be shown again.
How long a text may be, in characters, its own shape says; the reader only bounds what all texts hold together.
"""

import codecs
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.errors import BadRequest, refuse_parameter, refuse_unreadable
from workflow.errors import TooLarge
from workflow.paperwork.storage import Intake

_FILE, _MANY = "file", "signatories"
_MOST_FIELDS = 40
LONGEST_TEXTS: Final = 1_000_000  # bytes of all texts together: as many as any other form holds


class Form:
    """The fields of a form, and the name and media type of its file, once it was all written."""

    def __init__(self, boundary: bytes) -> None:
        if not boundary:
            raise refuse_unreadable("a form says what stands between its parts: multipart/form-data; boundary=...")
        self.fields: dict[str, object] = {}
        self.filename = self.media = ""
        self.fault: BadRequest | TooLarge | None = None
        """The first thing that is wrong with the form's parts."""
        with _readable():
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header,
                    "on_headers_finished": self._part,
                    "on_part_data": self._data,
                    "on_part_end": self._end,
                    "on_end": self._over,
                },
            )
        self._write: Callable[[bytes], None] | None = None
        self._parts = self._held = 0
        self._has_file = self._is_over = self._is_cut = self._is_skipped = False
        self._begin()

    def into(self, intake: Intake) -> Callable[[bytes], None]:
        """What to write the pieces of the body with, so that the file in it arrives there."""
        self._write = intake.write
        return self.feed

    def feed(self, piece: bytes) -> None:
        """Read a piece of the body. Raises BadRequest if it cannot be told apart into parts."""
        with _readable():
            self._parser.write(piece)

    def finish(self) -> None:
        """Be certain that the form came to its end and nothing is wrong with its parts. Raises BadRequest, TooLarge."""
        if self.fault is not None:
            raise self.fault
        if self._parts and not self._is_over:
            raise refuse_unreadable("the form ends before its last part does")

    def _note(self, fault: BadRequest | TooLarge) -> None:
        """Keep what is wrong with a part, unless something was wrong before."""
        self.fault = self.fault or fault

    def _begin(self) -> None:
        self._headers: dict[str, str] = {}
        self._header_so_far = [b"", b""]
        self._name, self._value = "", bytearray()
        self._is_cut = self._is_skipped = False

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_so_far[0] += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_so_far[1] += data[start:end]

    def _header(self) -> None:
        name, value = (part.decode("latin-1") for part in self._header_so_far)
        self._headers[name.lower()] = value
        self._header_so_far = [b"", b""]

    def _part(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition"))
        self._name = self._decode(options.get(b"name", b""), "the name of a part")
        self._parts += 1
        if not self._name or self._parts > _MOST_FIELDS:
            self._skip(refuse_unreadable(f"a form has at most {_MOST_FIELDS} parts, each with a name"))
        elif self._name in self.fields and self._name != _MANY:
            self._skip(refuse_parameter(f"the form holds {self._name[:64]} twice", f"/{self._name[:64]}"))
        elif self._name == _FILE and self._has_file:
            self._skip(refuse_parameter("the form holds the file twice", "/file"))
        if self._name != _FILE or self._is_skipped:
            return
        self._has_file = True
        self.filename = self._decode(options.get(b"filename", b""), "the file's name")
        self.media = self._headers.get("content-type", "").partition(";")[0].strip().lower()

    def _skip(self, fault: BadRequest) -> None:
        """Read past a part with which something is wrong."""
        self._is_skipped = True
        self._note(fault)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_skipped:
            return
        if self._name == _FILE:
            self._file(data[start:end])
            return
        kept = data[start : min(end, start + LONGEST_TEXTS - self._held)]
        self._held += len(kept)
        self._value += kept
        if len(kept) < end - start:
            self._is_cut = True
            where = f"/{self._name[:64]}"
            self._note(refuse_parameter(f"the texts of this form take at most {LONGEST_TEXTS:,} bytes together", where))

    def _file(self, data: bytes) -> None:
        """Hand on a piece of the file, until it is too large: the rest of it is read past."""
        if self._write is None:
            return
        try:
            self._write(data)
        except TooLarge as error:
            self._write = None
            self._note(error)

    def _end(self) -> None:
        if self._name == _FILE or self._is_skipped:
            return
        value = self._decode(self._value, "a field")
        if self._name == _MANY:
            earlier = self.fields.get(_MANY, [])
            assert isinstance(earlier, list), "this field is always kept as a list"
            self.fields[_MANY] = [*earlier, value] if value else earlier
        elif value:  # an empty field of a form is one that was not filled in
            self.fields[self._name] = value

    def _over(self) -> None:
        self._is_over = True

    def _decode(self, written: bytes | bytearray, what: str) -> str:
        """A text of the form; of one that was cut, the whole characters."""
        try:
            return codecs.getincrementaldecoder("utf-8")().decode(bytes(written), final=not self._is_cut)
        except UnicodeDecodeError:
            self._note(refuse_unreadable(f"{what} is not UTF-8"))
            return ""


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except FormParserError as error:
        raise refuse_unreadable(f"the form cannot be read: {error}") from error
