"""The trail: all of it for auditors, one case's for whoever may see the case."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import StreamingResponse
from sqlmodel import Session

from api import cursors, negotiation, trail_export
from api.errors import refuse_parameter, statuses
from api.request_context import Caller
from api.routes.cases import CSV, JSON, Limit, Ref, Text
from api.schemas.answers import EntryOut, EventsOut
from api.schemas.inputs import Moment, Word
from api.strict import StrictRoute
from workflow.actors import Actor
from workflow.auditing import history, narrowing

router = APIRouter(prefix="/v1", tags=["trail"], route_class=StrictRoute)
Narrow = Annotated[Word | None, Query()]
_FORMS = (JSON, "application/jsonl", CSV)
_Page = tuple[list[history.Entry], int | None]


@router.get(
    "/events",
    responses=statuses(403, 406, 422) | {200: {"content": {"application/jsonl": {}, "text/csv": {}}}},
    response_model=EventsOut,
)
async def list_events(
    caller: Caller,
    http: HttpRequest,
    actor: Annotated[str | None, Query(max_length=254, description="An id, an e-mail address, or `system`")] = None,
    action: Narrow = None,
    case: Narrow = None,
    call: Narrow = None,
    direction: Narrow = None,
    transition: Narrow = None,
    deadline: Annotated[Word | None, Query(description="A deadline that was moved, or that ended a state")] = None,
    request: Narrow = None,
    since: Moment | None = None,
    until: Moment | None = None,
    order: Literal["oldest", "newest"] = "oldest",
    limit: Limit = 100,
    cursor: Text = None,
) -> EventsOut | StreamingResponse:
    """List events in the order in which they were sealed, or the newest first, from `since` until before `until`.

    As `application/jsonl` or `text/csv`: all of them, streamed. A line of JSON is a sealed event exactly as it was hashed;
    CSV is for reading and proves nothing.
    """
    form = negotiation.negotiate(http, _FORMS)
    if form != JSON and order != "oldest":
        raise refuse_parameter(
            f"{form} holds the trail in the order in which it was sealed: leave order out", "/order", "query"
        )
    given = history.Filter(
        actor, action, case, call, request, since, until, transition=transition, direction=direction, deadline=deadline
    )
    narrowed = await caller.read(lambda session, who: narrowing.resolve_filter(session, who, given))
    if form != JSON:
        return await trail_export.export_trail(caller, narrowed, form)
    at = cursors.event(cursor)
    if order == "newest":
        return await _listed(
            caller, lambda session, who: history.load_preceding(session, who, narrowed, limit=limit, before=at)
        )
    return await _listed(
        caller, lambda session, who: history.list_events(session, who, narrowed, limit=limit, after=at or 0)
    )


@router.get("/cases/{ref}/events", responses=statuses(404, 422))
async def list_case_events(ref: Ref, caller: Caller, limit: Limit = 100, cursor: Text = None) -> EventsOut:
    """List a case's events in order."""
    after = cursors.event(cursor) or 0
    return await _listed(
        caller, lambda session, who: history.list_case_events(session, who, ref, limit=limit, after=after)
    )


async def _listed(caller: Caller, query: Callable[[Session, Actor], _Page]) -> EventsOut:
    page, last = await caller.read(query)
    following = None if last is None else cursors.written(last)
    return EventsOut(events=[EntryOut.model_validate(entry) for entry in page], next=following)
