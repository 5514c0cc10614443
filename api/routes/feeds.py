"""Deadlines for calendar programs: as a file for who shows a token, and at an address of its own for programs that cannot."""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Path, Request, Response
from pydantic import StringConstraints
from sqlmodel import Session

from api.calendars import MEDIA, Due, answer_calendar
from api.errors import BadRequest, statuses
from api.request_context import Caller
from api.schemas.inputs import In
from api.schemas.out import Instant, Out
from api.services import Services, get_services
from api.strict import StrictRoute
from workflow import lists
from workflow.actors import Actor
from workflow.identity import feeds
from workflow.overview import deadline_moves, queries
from workflow.overview.partner_labels import label_deadlines
from workflow.overview.queries import CaseSummary

router = APIRouter(prefix="/v1", tags=["deadlines"], route_class=StrictRoute)
FeedId = Annotated[str, Path(max_length=40, pattern=r"^fed_[0-9a-f]+$", description="A feed's id")]
Secret = Annotated[str, Path(max_length=100, description="What opens the feed")]
_CALENDAR: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA: {"schema": {"type": "string"}}}, "description": "A calendar (RFC 5545)"}
}


class FeedIn(In):
    """What the feed is for, to know it by."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class OpenedOut(Out):
    """A feed just opened: the address is shown this once. Whoever has it reads one's deadlines until it ends."""

    id: str
    address: str
    expires_at: Instant


class FeedOut(Out):
    """A feed, without its address. `used_at` is when it was last read, to the hour; null: never."""

    id: str
    name: str
    created_at: Instant
    expires_at: Instant
    revoked_at: Instant | None
    used_at: Instant | None


@router.get("/deadlines.ics", response_class=Response, responses=_CALENDAR | statuses())
async def download_deadlines(caller: Caller, request: Request) -> Response:
    """The next deadlines of the cases the bearer may see, as a calendar: at most 1,000."""
    site = caller.services.database.settings.site
    return answer_calendar(request, await caller.read(_due), site=site)


@router.get("/feeds/{secret}/deadlines.ics", response_class=Response, responses=_CALENDAR | statuses(404))
async def read_feed(secret: Secret, request: Request, afterwards: BackgroundTasks) -> Response:
    """The same for a calendar program. Needs no token, but the address that opening the feed gave; one that ended is a 404."""
    here, now = get_services(request), request.state.received_at

    due = await here.read(lambda session: _due(session, feeds.reader(session, secret, now=now)))
    request.state.actor = due.reader
    if here.visits.is_due(secret, feeds.NOTICED, at=now):
        afterwards.add_task(_noticed, here, secret, request)
    return answer_calendar(request, due, site=here.database.settings.site)


@router.get("/me/feeds", responses=statuses())
async def list_feeds(caller: Caller) -> list[FeedOut]:
    """The bearer's own feeds, the newest first."""
    return await caller.read(
        lambda session, actor: [FeedOut.model_validate(one) for one in feeds.list_feeds(session, actor.id)]
    )


@router.post("/me/feeds", status_code=201, responses=statuses(403, 422))
async def open_feed(body: FeedIn, caller: Caller) -> OpenedOut:
    """Open a feed of one's own deadlines, to read and nothing else. The address is shown once, so this takes no key."""
    if caller.key is not None:
        raise BadRequest(422, "misused", "a feed's address is shown once: this route takes no Idempotency-Key")
    site = caller.services.database.settings.site.rstrip("/")

    def change(session: Session, actor: Actor) -> OpenedOut:
        feed, secret, ends = feeds.open_for(session, body.name, actor=actor, now=caller.received_at)
        return OpenedOut(id=feed, address=f"{site}/v1/feeds/{secret}/deadlines.ics", expires_at=ends)

    return await caller.change(change)


@router.delete("/me/feeds/{feed}", status_code=204, responses=statuses(403, 404, 422))
async def revoke_feed(feed: FeedId, caller: Caller) -> None:
    """End a feed from this moment on."""
    await caller.change(lambda session, actor: feeds.revoke(session, feed, actor=actor, now=caller.received_at))


def _due(session: Session, actor: Actor) -> Due:
    found: list[CaseSummary] = []
    after = None
    while len(found) < 1_000:
        page, after = queries.list_due(session, actor, limit=lists.PAGE, after=after)
        found += page
        if after is None:
            break
    transitions = deadline_moves.load_moves(session, {case.call for case in found})
    return Due(actor.id, found, transitions, label_deadlines(session, found))


async def _noticed(here: Services, secret: str, request: Request) -> None:
    """Note that a feed is read, once it was."""
    at = request.state.received_at
    here.visits.noted(secret, at=at)
    await here.write(lambda session: feeds.touch(session, secret, now=at))
