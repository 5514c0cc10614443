"""Which cases a page lists: words and filters that stand in its address, so that a view is an address."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import parse_qs, urlencode

from fastapi import Depends, Query
from pydantic import BeforeValidator, TypeAdapter, ValidationError

from api.console import columns as offered
from api.console.layout import HOME_ZONE
from states import calendar
from workflow.overview.queries import Search

Text = Annotated[str, Query(max_length=200)]
Several = Annotated[list[str], Query(max_length=60)]
_INSTANT = timedelta(microseconds=1)
_BESIDE = ("text", "columns")  # what an address says that narrows by no value of a case


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to, and the columns it shows (none said: the standard ones).

    Of directions and states there may be several; `due` is the last day that is in time.
    """

    text: str = ""
    call: str = ""
    direction: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    partner: str = ""
    sides: Literal["one", "both", ""] = ""
    due: date | None = None
    needs: Literal["me", ""] = ""
    columns: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: str) -> "Filters | None":
        """The filters that a kept query stands for; None if it makes no sense any more."""
        parts, names = parse_qs(query), {one.name: one.default == () for one in fields(cls)}
        if not parts.keys() <= names.keys():
            return None
        try:
            found = _ADAPTER.validate_python({name: many if names[name] else many[-1] for name, many in parts.items()})
        except ValidationError:
            return None
        return found if found.due is None or calendar.FIRST_DAY <= found.due <= calendar.LAST_DAY else None

    @property
    def shown(self) -> Sequence[str]:
        """The columns that the list shows beside references and titles, in their order."""
        return [name for name in offered.COLUMNS if name in self.columns] or offered.STANDARD

    def search(self) -> Search:
        """The same, as queries take it."""
        first, behind = _within(self.due) if self.due is not None else (None, None)
        return Search(
            call=self.call or None,
            direction=self.direction or None,
            state=self.state or None,
            partner=self.partner or None,
            text=self.text or None,
            due_from=first,
            due_to=behind,
            needs_me=bool(self.needs),
            sides=self.sides or None,
        )

    def address(self, path: str = "/cases", **more: str) -> str:
        """Where the list narrowed like this is found."""
        query = self.query(**more)
        return f"{path}?{query}" if query else path

    def query(self, **more: str) -> str:
        """The same without the path, as it can be kept."""
        return urlencode([*self._parts(), *more.items()])

    def parts(self, *, but: str = "") -> list[tuple[str, str]]:
        """All that the address says, but for one thing: what a form has to carry along."""
        return [part for part in self._parts() if part[0] != but]

    def without(self, name: str, value: str | None = None) -> "Filters":
        """The same but for one filter, or one of its values."""
        nothing: dict[str, object] = {one.name: one.default for one in fields(self)}
        kept = tuple(one for one in getattr(self, name) if one != value) if value is not None else nothing[name]
        return replace(self, **{name: kept})  # type: ignore[arg-type]  # of the type that was there before

    def given(self) -> Iterator[tuple[str, str]]:
        """Every filter with its value, one for each of several; the words searched for and the columns are none."""
        return (part for part in self._parts() if part[0] not in _BESIDE)

    def _parts(self) -> Iterator[tuple[str, str]]:
        for one in fields(self):
            value = getattr(self, one.name)
            for each in value if isinstance(value, tuple) else (value,) if value else ():
                yield one.name, str(each)


_ADAPTER = TypeAdapter(Filters)


def last_day(due: datetime) -> date:
    """The last day that is in time for a due instant, as `due` names it."""
    return calendar.day(due - _INSTANT, HOME_ZONE)


def _within(day: date) -> tuple[datetime, datetime]:
    """The due instants for which a day is the last in time: what falls due as it begins belongs to the day before."""
    start, after = calendar.bounds(day, HOME_ZONE)
    return start + _INSTANT, after + _INSTANT


def _read_day(written: object) -> date | None:
    """The day that an address names; none where a form left it empty. Raises NoSuchInstant."""
    return calendar.parse_day(written) if written else None


def _chosen(
    text: Text = "",
    call: Text = "",
    direction: Several = [],  # noqa: B006  # FastAPI copies it
    state: Several = [],  # noqa: B006
    partner: Text = "",
    sides: Literal["one", "both", ""] = "",
    due: Annotated[date | None, BeforeValidator(_read_day)] = None,
    needs: Literal["me", ""] = "",
    columns: Several = [],  # noqa: B006
) -> Filters:
    chosen = () if set(columns) == set(offered.STANDARD) else _given(columns)
    return Filters(text.strip(), call, _given(direction), _given(state), partner, sides, due, needs, chosen)


def _given(several: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in several if one))


Chosen = Annotated[Filters, Depends(_chosen)]
