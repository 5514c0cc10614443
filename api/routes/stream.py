"""The trail as it grows: events sent as they happen, to be taken up again exactly where one left off."""

import re
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field
from sqlmodel import Session

from api.errors import refuse_unreadable, statuses
from api.request_context import Caller
from api.schemas.answers import EntryOut
from api.strict import StrictRoute
from workflow.actors import Actor
from workflow.auditing import history
from workflow.errors import AccordError

router = APIRouter(prefix="/v1", tags=["trail"], route_class=StrictRoute)
_NUMBER = re.compile(r"[0-9]{0,15}")  # none where a browser has seen nothing yet
_Event = Annotated[str, Field(json_schema_extra={"pattern": f"^{_NUMBER.pattern}$"})]
_AT_ONCE = 200  # events
_PATIENCE = 15.0  # seconds until a sign of life
_LASTING = 40  # signs of life, after which the browser comes again and is let in anew


def _after(
    last_event_id: Annotated[_Event, Header(description="The event after which to begin")] = "",
) -> int | None:
    """The event after which to begin, if one is named. Raises BadRequest."""
    if not _NUMBER.fullmatch(last_event_id):
        raise refuse_unreadable("Last-Event-ID must be the number of an event")
    return int(last_event_id) if last_event_id else None


@router.get("/stream", response_class=EventSourceResponse, responses=statuses(422))
async def stream(caller: Caller, after: Annotated[int | None, Depends(_after)]) -> AsyncIterator[ServerSentEvent]:
    """Events on the cases the bearer may see, as `GET /v1/cases/{ref}/events` tells them, while they happen.

    The id of each is its number in the trail; with `Last-Event-ID` it begins after that one and leaves none out, else with what
    comes next. Every turn the bearer is identified anew: a session that ended hears nothing more.
    """
    reached = after if after is not None else await caller.read(lambda session, _: history.count_events(session))
    yield ServerSentEvent(comment="watching", id=str(reached), retry=2_000)
    pulse = caller.services.pulse
    for _ in range(_LASTING):
        grown = await pulse.beyond(reached, patience=_PATIENCE)
        if pulse.is_over:
            return
        if not grown:
            yield ServerSentEvent(comment="still here")
            continue
        try:
            found, reached = await caller.read(partial(_following, after=reached))
        except AccordError:
            return
        for entry in found:
            yield ServerSentEvent(data=EntryOut.model_validate(entry), event="event", id=str(entry.seq))
        yield ServerSentEvent(comment="so far", id=str(reached))


def _following(session: Session, actor: Actor, *, after: int) -> tuple[list[history.Entry], int]:
    return history.list_following(session, actor, after, limit=_AT_ONCE)
