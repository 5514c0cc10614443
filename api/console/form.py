"""What was written into a form of a page."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from api.console.field_reader import SeveralUnfit
from api.console.unseen_change import UnseenChange
from api.errors import BadRequest, Refused, refuse_parameter, refuse_unreadable, told
from states import calendar
from states.errors import NoSuchInstant
from states.numbers import Bounds, NotAWholeNumber, read_whole_number
from states.refusal import Unmet
from workflow.errors import InvalidRequest, ReauthenticationRequired, TooLarge

_UNREADABLE = {"\x00"}
_MOST_FIELDS = 1_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
_LOCAL = re.compile(rf"(?P<day>{_DAY.pattern})[T ](?P<time>{_TIME.pattern})(?P<zone>.*)")


def whole(written: str, name: str, bounds: Bounds | None = None) -> int:
    """The whole number that somebody wrote into a field. Raises BadRequest, which names the field and its bounds."""
    try:
        return read_whole_number(written, bounds)
    except NotAWholeNumber as error:
        raise refuse_parameter(str(error), f"/{name}") from error


def _read_day(written: str) -> date:
    """A day written as API and command line take it: 2026-12-25. Raises ValueError for every other way of writing one."""
    if _DAY.fullmatch(written) is None:
        raise ValueError("a day is written with hyphens")
    return date.fromisoformat(written)


def _read_local(written: str) -> datetime:
    """A day and a time, such as 2026-12-25T18:00. Raises ValueError, _HasZone, NoSuchInstant."""
    found = _LOCAL.fullmatch(written)
    if found is None:
        raise ValueError("a day and a time are written one after the other")
    if found["zone"]:
        raise _HasZone(written)
    day = calendar.check_day(date.fromisoformat(found["day"]))
    return datetime.combine(day, time.fromisoformat(found["time"]))


class _HasZone(Exception):
    """A time was written with its offset, where a clock on the wall is asked for."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, each a text; one that was left empty counts as not given."""

    data: FormData

    @classmethod
    async def of(cls, request: Request) -> "Form":
        """The form a request carries. Raises BadRequest."""
        data = await request.form(max_fields=_MOST_FIELDS, max_files=0)
        if any(isinstance(value, str) and not _UNREADABLE.isdisjoint(value) for value in data.values()):
            raise refuse_unreadable("a text holds NUL")
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

    def whole_text(self, name: str) -> str | None:
        """What was written into every field of a name, a line each: to be shown again."""
        return "\n".join(one.replace("\r\n", "\n") for one in self.texts(name)) or None

    def number(self, name: str, bounds: Bounds | None = None) -> int | None:
        """A whole number within bounds, its thousands set off or not. Raises BadRequest."""
        written = self.text(name)
        return None if written is None else whole(written, name, bounds)

    def day(self, name: str) -> date | None:
        """A day. Raises BadRequest."""
        written = self.text(name)
        try:
            return None if written is None else calendar.check_day(_read_day(written))
        except NoSuchInstant as error:
            raise refuse_parameter(str(error), f"/{name}") from error
        except ValueError as error:
            raise refuse_parameter("enter a day that exists, such as 2026-12-25", f"/{name}") from error

    def local(self, name: str) -> datetime | None:
        """A day and a time of day on the wall, without a zone. Raises BadRequest, also for a day alone."""
        written = self.text(name)
        try:
            return None if written is None else _read_local(written)
        except _HasZone as error:
            raise refuse_parameter("enter the time as the clock there shows it", f"/{name}") from error
        except NoSuchInstant as error:
            raise refuse_parameter(str(error), f"/{name}") from error
        except ValueError as error:
            if _DAY.fullmatch(written or "") is not None:
                raise refuse_parameter("enter the day and the time, such as 2026-12-25 18:00", f"/{name}") from error
            raise refuse_parameter("enter a day and a time that exist, such as 2026-12-25 18:00", f"/{name}") from error

    def clock(self, name: str) -> time | None:
        """A time of day on the wall, such as 18:00. Raises BadRequest."""
        written = self.text(name)
        if written is None:
            return None
        try:
            if _TIME.fullmatch(written) is None:
                raise ValueError("a time is written with a colon")
            return time.fromisoformat(written)
        except ValueError as error:
            raise refuse_parameter(
                "enter a time that exists, such as 18:00, or none for the end of the day", f"/{name}"
            ) from error

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.text(name) is not None

    def version(self) -> int:
        """The version of the case that the page showed. Raises BadRequest."""
        found = self.number("version")
        if found is None:
            raise refuse_parameter(
                "the page did not say which version of the case it showed; load it again", "/version"
            )
        return found


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a form: the field it is about (empty for all of it), what to do, and the clause behind it.

    `requirement` is what that clause says. `is_whole` says that the sentence names the field itself. `change` is what
    happened to the case since the form was shown.
    """

    field: str
    problem: str
    clause: str | None = None
    requirement: str | None = None
    is_whole: bool = False
    change: UnseenChange | None = None


def mendable(error: Refused | BadRequest | InvalidRequest | TooLarge) -> tuple[list[Fault], int]:
    """What is wrong with a form that was sent, and the status that says so. Raises what writing it again would not mend."""
    status, code, problem = told(error)
    if code == "not-fresh":
        raise ReauthenticationRequired(problem) from error
    if code in ("no-such-case", "not-yours-to-make", "stale"):
        raise error
    if isinstance(error, Refused):
        missing = [fault_of(lack) for lack in error.refusal.missing]
        return missing or [Fault("", problem)], status
    if isinstance(error, SeveralUnfit):
        return [Fault(_field(one.pointer), one.detail) for one in error.each], status
    if isinstance(error, InvalidRequest) and error.others:
        return [Fault(_field(one.pointer), str(one)) for one in (error, *error.others)], status
    return [Fault(_field(getattr(error, "pointer", None)), problem)], status


def fault_of(lack: Unmet) -> Fault:
    """What is missing, as a fault of the field in which it is to be put right."""
    return Fault(_field(lack.pointer), lack.problem, lack.clause, lack.requirement, lack.code == "field-empty")


def _field(pointer: str | None) -> str:
    """The field of a form that a JSON pointer leads to: its parts, with hyphens between them."""
    return (pointer or "").strip("/").replace("/", "-")
