"""A form with one file in it, read as it comes: the file goes on at once, the fields beside it are kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from api.errors import mistaken, unreadable
from workflow.paperwork.storage import Intake

_FILE, _MANY = "file", "signatories"
_MOST_FIELDS, _LONGEST_FIELD = 40, 4096


class Form:
    """The fields of a form, and the name and media type of its file, once it was all written."""

    def __init__(self, boundary: bytes) -> None:
        if not boundary:
            raise unreadable("a form says what stands between its parts: multipart/form-data; boundary=...")
        self.fields: dict[str, object] = {}
        self.filename = self.media = ""
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
        self._parts = 0
        self._has_file = self._is_over = False
        self._begin()

    def into(self, intake: Intake) -> Callable[[bytes], None]:
        """What to write the pieces of the body with, so that the file in it arrives there."""
        self._write = intake.write
        return self._fed

    def finish(self) -> None:
        """Be certain that the form came to its end. Raises Unfit."""
        if not self._is_over:
            raise unreadable("the form ends before its last part does")

    def _fed(self, piece: bytes) -> None:
        with _readable():
            self._parser.write(piece)

    def _begin(self) -> None:
        self._headers: dict[str, str] = {}
        self._header_so_far = [b"", b""]
        self._name, self._value = "", b""

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
        self._name = _text(options.get(b"name", b""), "the name of a part")
        self._parts += 1
        if not self._name or self._parts > _MOST_FIELDS:
            raise unreadable(f"a form has at most {_MOST_FIELDS} parts, each with a name")
        if self._name in self.fields and self._name != _MANY:
            raise mistaken(f"the form holds {self._name[:64]} twice", f"/{self._name[:64]}")
        if self._name != _FILE:
            return
        if self._has_file:
            raise mistaken("the form holds the file twice", "/file")
        self._has_file = True
        self.filename = _text(options.get(b"filename", b""), "the file's name")
        self.media = self._headers.get("content-type", "").partition(";")[0].strip().lower()

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._name == _FILE:
            assert self._write is not None, "a form is written into something"
            self._write(data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > _LONGEST_FIELD:
            raise mistaken(f"a field takes at most {_LONGEST_FIELD:,} bytes", f"/{self._name[:64]}")

    def _end(self) -> None:
        if self._name == _FILE:
            return
        value = _text(self._value, "a field")
        if self._name == _MANY:
            earlier = self.fields.get(_MANY, [])
            assert isinstance(earlier, list), "this field is always kept as a list"
            self.fields[_MANY] = [*earlier, value] if value else earlier
        elif value:  # an empty field of a form is one that was not filled in
            self.fields[self._name] = value

    def _over(self) -> None:
        self._is_over = True


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except FormParserError as error:
        raise unreadable(f"the form cannot be read: {error}") from error


def _text(written: bytes, what: str) -> str:
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError as error:
        raise unreadable(f"{what} is not UTF-8") from error
