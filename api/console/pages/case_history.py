"""A case as it stood at an instant, told from its events alone; what differs between two; and the way through its past."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.console import zones
from api.console.form import Fault, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.route import PageRoute
from api.errors import BadRequest
from workflow import editions, lists
from workflow.actors import Actor
from workflow.auditing import audit, history
from workflow.auditing.history import CaseAt, Entry
from workflow.errors import NotFound
from workflow.identity import people
from workflow.overview import queries

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_Ref = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]*$")]
_Instant = Annotated[str, Query(max_length=40)]
_EVENTS = lists.PAGE


async def page(visit: PageRequest, ref: str, written: str) -> HTMLResponse:
    """The page of a case as it stood at the instant that was written."""
    zone = await visit.read(lambda session, actor: _zone(session, actor, ref))
    faults, at = _read(written, zone, "as_of")

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        context = _around(session, actor, visit, ref)
        events, _more = history.list_case_events(session, actor, ref, limit=_EVENTS)
        place = _reached(events, at) if at is not None else None
        return context | {
            "faults": faults,
            "written": written,
            "at": at,
            "then": _then(session, actor, ref, at),
            "events": events,
            "place": place,
            "names": people.load_names(session, {one.actor for one in events}),
        }

    return await visit.page("past.html", gather, status=422 if faults else 200)


@router.get("/cases/{ref}/compare")
async def compare(
    visit: Visitor,
    ref: _Ref,
    since: Annotated[_Instant, Query(alias="from")] = "",
    until: Annotated[_Instant, Query(alias="to")] = "",
) -> HTMLResponse:
    """What differs between two instants of a case; from its opening to now, unless said otherwise."""
    zone = await visit.read(lambda session, actor: _zone(session, actor, ref))
    faults, first = _read(since, zone, "from")
    more, second = _read(until, zone, "to")
    faults += more

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        context = _around(session, actor, visit, ref)
        events, _more = history.list_case_events(session, actor, ref, limit=_EVENTS)
        times = first if since else events[0].effective_at, second if until else visit.asked.received_at
        stood = [_then(session, actor, ref, at) for at in times]
        before, after = stood
        differing = audit.compare_instants(before, after) if before is not None and after is not None else ((), [])
        return context | {
            "faults": faults,
            "given": {"from": since, "to": until},
            "times": times,
            "stood": stood,
            "changes": differing[0],
            "filed": differing[1],
            "events": _within(events, *times),
            "names": people.load_names(session, {one.actor for one in events}),
        }

    return await visit.page("compare.html", gather, status=422 if faults else 200)


def _zone(session: Session, actor: Actor, ref: str) -> str:
    row = queries.load_visible_row(session, actor, ref)
    return editions.load_pinned(session, row.call, row.edition)[row.direction].call.zone


def _around(session: Session, actor: Actor, visit: PageRequest, ref: str) -> dict[str, object]:
    whole = queries.load_case(session, actor, ref, now=visit.asked.received_at)
    definition = editions.load_pinned(session, whole.case.call, whole.edition)[whole.case.direction]
    return {
        "case": whole.case,
        "call": definition.call,
        "direction": definition.direction,
        "lifecycle": definition.direction.lifecycle,
        "zone": definition.call.zone,
        "wall": lambda at: zones.wall(at, definition.call.zone),
    }


def _read(written: str, zone: str, name: str) -> tuple[list[Fault], datetime | None]:
    """The instant that was written: with its zone in a link, or as the call's clock shows it in a form."""
    try:
        return [], zones.read(written, zone, name) if written else None
    except BadRequest as error:
        return mendable(error)[0], None


def _within(events: Sequence[Entry], first: datetime | None, second: datetime | None) -> list[Entry]:
    if first is None or second is None:
        return []
    return [one for one in events if first < one.effective_at <= second]


def _then(session: Session, actor: Actor, ref: str, at: datetime | None) -> CaseAt | None:
    """The case at an instant; None before it was opened."""
    try:
        return None if at is None else history.load_case_at(session, actor, ref, at)
    except NotFound:
        return None


def _reached(events: Sequence[Entry], at: datetime) -> int | None:
    """The place of the last event that counted by then."""
    return max((place for place, one in enumerate(events) if one.effective_at <= at), default=None)
