"""The calendar: the days of a month with what falls due on them, each at length, and addresses at which programs read it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response
from pydantic import AfterValidator
from sqlmodel import Session

from api.console import deadline_kinds, zones
from api.console.deadline_kinds import Kind
from api.console.filters import Filters, last_day
from api.console.form import Fault, mendable
from api.console.layout import HOME_ZONE
from api.console.page_request import PageRequest, Visitor
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter, told
from states import calendar
from states.call import Call
from workflow import calls, editions
from workflow.actors import Actor
from workflow.errors import InvalidRequest, NotAllowed
from workflow.identity import feeds
from workflow.overview import worklist
from workflow.overview.worklist import Coming

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Month = Annotated[str | None, AfterValidator(lambda written: calendar.check_month(written) if written else None)]
FeedId = Annotated[str, Path(max_length=40, pattern=r"^fed_[0-9a-f]+$")]
_KINDS: tuple[Kind, ...] = ("ends", "review", "other")


@dataclass(frozen=True, slots=True)
class Falling:
    """What falls due at one instant: a deadline of a call, and how many cases stand under it, by what becomes of them.

    `zones` are those of the partners, where they are few enough to be told.
    """

    at: datetime
    call: Call
    deadline: str | None
    kind: Kind
    cases: Counter[Kind]
    zones: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month, or one beside it that fills its week."""

    day: date
    is_inside: bool
    is_today: bool
    falling: list[Falling] = field(default_factory=list)

    def count(self, kind: Kind) -> int:
        """How many cases fall due on it that are of a kind."""
        return sum(one.cases[kind] for one in self.falling)


@router.get("/calendar")
async def month(visit: Visitor, month: Month = None, revoked: bool = False) -> HTMLResponse:
    """A month: this one, unless another is asked for."""
    return await _page(visit, month, revoked=revoked)


@router.post("/calendar/feeds")
async def opened(visit: Visitor) -> Response:
    """Open an address for a calendar program. It is shown this once."""
    form, now = await visit.form(), visit.asked.received_at
    name = form.text("name")
    try:
        if name is None:
            raise refuse_parameter("enter a name to know it by, such as the program that reads it", "/name")
        _, secret, _ = await visit.asked.change(
            lambda session, actor: feeds.open_for(session, name, actor=actor, now=now)
        )
    except NotAllowed as error:
        return await _page(visit, None, {"name": name}, [Fault("", str(error))], told(error)[0])
    except (BadRequest, InvalidRequest) as error:
        return await _page(visit, None, {"name": name}, *mendable(error))
    site = visit.asked.services.database.settings.site.rstrip("/")
    return await _page(visit, None, address=f"{site}/v1/feeds/{secret}/deadlines.ics")


@router.post("/calendar/feeds/{feed}/revoke")
async def revoked(visit: Visitor, feed: FeedId) -> Response:
    """End an address from this moment on."""
    now = visit.asked.received_at
    await visit.asked.change(lambda session, actor: feeds.revoke(session, feed, actor=actor, now=now))
    return visit.onward("/calendar", revoked="true")


async def _page(
    visit: PageRequest,
    month: str | None,
    given: dict[str, str | None] | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
    *,
    address: str | None = None,
    revoked: bool = False,
) -> HTMLResponse:
    now = visit.asked.received_at
    today = calendar.day(now, HOME_ZONE)
    first = date.fromisoformat(f"{month}-01") if month is not None else today.replace(day=1)
    behind = (first + timedelta(days=31)).replace(day=1)

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        days = {day: Day(day, day.month == first.month, day == today) for day in _shown(first, behind)}
        for one in _falling(session, actor, min(days), max(days)):
            days[last_day(one.at)].falling.append(one)
        every = list(days.values())
        return {
            "first": first,
            "before": f"{first - timedelta(days=1):%Y-%m}",
            "after": f"{behind:%Y-%m}",
            "weeks": [every[start : start + 7] for start in range(0, len(every), 7)],
            "agenda": [day for day in every if day.is_inside and day.falling],
            "kinds": _KINDS,
            "feeds": [
                one for one in feeds.list_feeds(session, actor.id) if one.revoked_at is None and one.expires_at > now
            ],
            "address": address,
            "is_revoked": revoked,
            "given": given or {},
            "faults": faults,
        }

    return await visit.page("calendar.html", gather, status=status)


def _shown(first: date, behind: date) -> Iterator[date]:
    """The days of the weeks that a month is in, from Monday to Sunday."""
    start = first - timedelta(days=first.weekday())
    end = behind + timedelta(days=-behind.weekday() % 7)
    yield from (start + timedelta(days=number) for number in range((end - start).days))


def _falling(session: Session, actor: Actor, first: date, last: date) -> list[Falling]:
    """What falls due on these days, in order: the deadlines of the calls, and the cases that one may see."""
    since = calendar.bounds(max(first, calendar.FIRST_DAY), HOME_ZONE)[0] + timedelta(microseconds=1)
    until = calendar.bounds(min(last, calendar.LAST_DAY), HOME_ZONE)[1] + timedelta(microseconds=1)
    found: dict[tuple[datetime, str, str | None], list[Coming]] = {}
    published = {code: calls.load_call(session, code) for code in editions.list_codes(session)}
    for code in published:
        for name, at in calls.load_deadlines(session, code).items():
            if since <= at < until:
                found[at, code, name] = []
    for one in worklist.list_coming(session, actor, since=since, until=until):
        found.setdefault((one.at, one.call, one.deadline), []).append(one)
    keys = sorted(found, key=lambda key: (key[0], key[1], key[2] or ""))
    return [_told(published[code], at, name, found[at, code, name]) for at, code, name in keys]


def _told(call: Call, at: datetime, name: str | None, coming: Sequence[Coming]) -> Falling:
    cases: Counter[Kind] = Counter()
    partners: set[str] = set()
    for one in coming:
        direction = call.direction(one.direction)
        assert direction is not None, "an edition keeps the directions of the one before"
        cases[deadline_kinds.find_case_kind(direction.lifecycle, one.state, name, one_sided=not one.both_filed)] += (
            one.cases
        )
        partners |= set(direction.partners)
    kind: Kind = next((one for one in _KINDS if cases[one]), "other")
    if name in call.deadlines and not cases:
        kind = deadline_kinds.find_call_kind(call.directions[0].lifecycle, name or "")
    theirs = tuple(zone for partner in sorted(partners) for zone in zones.of(partner))
    states = tuple(dict.fromkeys(one.state for one in coming))
    address = Filters(call=call.code, state=states, due=last_day(at)).address()
    return Falling(at, call, name, kind, cases, theirs if len(theirs) == 1 else (), address)
