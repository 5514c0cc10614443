"""What was written into a form of a page."""

from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from api.errors import mistaken, unreadable

_UNREADABLE = {"\x00"}
_MOST_FIELDS = 1_000


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, each a text; one that was left empty counts as not given."""

    data: FormData

    @classmethod
    async def of(cls, request: Request) -> "Form":
        """The form a request carries. Raises Unfit."""
        data = await request.form(max_fields=_MOST_FIELDS, max_files=0)
        if any(isinstance(value, str) and not _UNREADABLE.isdisjoint(value) for value in data.values()):
            raise unreadable("a text holds NUL")
        return cls(data)

    def text(self, name: str) -> str | None:
        """A text, its edges trimmed and its line ends as everywhere; None if it was left empty."""
        value = self.data.get(name)
        if value is None or isinstance(value, UploadFile):
            return None
        return value.replace("\r\n", "\n").strip() or None

    def texts(self, name: str) -> list[str]:
        """Every text given under a name that were not left empty."""
        given = (value for value in self.data.getlist(name) if isinstance(value, str))
        return [value.strip() for value in given if value.strip()]

    def number(self, name: str) -> int | None:
        """A whole number, its thousands apart or not. Raises Unfit."""
        written = self.text(name)
        if written is None:
            return None
        digits = written.replace(",", "").replace("，", "").replace(" ", "").replace("¥", "")
        if not digits.isascii() or not digits.lstrip("-").isdigit() or len(digits) > 17:
            raise mistaken("enter a whole number", f"/{name}")
        return int(digits)

    def day(self, name: str) -> date | None:
        """A day. Raises Unfit."""
        written = self.text(name)
        try:
            return None if written is None else date.fromisoformat(written)
        except ValueError as error:
            raise mistaken("enter a day that exists, such as 2026-12-25", f"/{name}") from error

    def local(self, name: str) -> datetime | None:
        """A day and a time of day on the wall, without a zone. Raises Unfit."""
        written = self.text(name)
        try:
            found = None if written is None else datetime.fromisoformat(written)
        except ValueError as error:
            raise mistaken("enter a day and a time that exist, such as 2026-12-25 18:00", f"/{name}") from error
        if found is not None and found.tzinfo is not None:
            raise mistaken("enter the time as the clock there shows it", f"/{name}")
        return found

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.text(name) is not None

    def version(self) -> int:
        """The version of the case that the page showed. Raises Unfit."""
        found = self.number("version")
        if found is None:
            raise mistaken("the page did not say which version of the case it showed; load it again", "/version")
        return found
