"""The register of laureates, by award year and country."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi import Request as HttpRequest
from fastapi.responses import StreamingResponse
from sqlmodel import Session

from api import cursors, exports, negotiation
from api.errors import statuses, unknown_cursor
from api.openapi import PLACED
from api.request_context import Caller
from api.routes.cases import CSV, JSON, Limit, Text
from api.schemas.inputs import Reason, Word
from api.schemas.laureates import AwardYear, LaureateIn, LaureateOut, LaureatesOut
from api.strict import StrictRoute
from workflow import lists
from workflow.actors import Actor
from workflow.registry import laureate_import, laureates
from workflow.registry.laureates import Laureate, LaureateSearch

router = APIRouter(prefix="/v1", tags=["registry"], route_class=StrictRoute)
Id = Annotated[Word, Path(description="The id of an entry")]
Narrow = Annotated[Word | None, Query()]


@router.get(
    "/laureates",
    responses=statuses(406, 422) | {200: {"content": {"text/csv": {}}}},
    response_model=LaureatesOut,
)
async def list_laureates(
    caller: Caller,
    http: HttpRequest,
    programme: Narrow = None,
    year: Annotated[AwardYear | None, Query(description="The award year")] = None,
    country: Narrow = None,
    text: Text = None,
    limit: Limit = 50,
    cursor: Text = None,
) -> LaureatesOut | StreamingResponse:
    """List laureates by award year, country and name. As `text/csv`: all of them, in the columns of an import."""
    search = LaureateSearch(programme, year, country, text)
    if negotiation.negotiate(http, (JSON, CSV)) == CSV:
        found = await caller.read(lambda session, actor: _load_all(session, actor, search))
        rows = ([getattr(one, name) for name in laureate_import.COLUMNS] for one in found)
        return StreamingResponse(exports.table(laureate_import.COLUMNS, rows), media_type=CSV)
    after = read_cursor(cursor)
    page, last = await caller.read(
        lambda session, actor: laureates.list_laureates(session, actor, search, limit=limit, after=after)
    )
    return LaureatesOut(laureates=[LaureateOut.model_validate(one) for one in page], next=write_cursor(last))


@router.post("/laureates", status_code=201, responses=statuses(403, 422) | PLACED)
async def record_laureate(body: LaureateIn, caller: Caller, response: Response) -> LaureateOut:
    """Record a laureate of an earlier year. A conferral enters its case by itself."""

    def change(session: Session, actor: Actor) -> LaureateOut:
        now, request = caller.received_at, caller.id
        return LaureateOut.model_validate(
            laureates.record_laureate(session, body.build_about(), actor=actor, now=now, request=request)
        )

    recorded = await caller.change_once(change, LaureateOut)
    response.headers["Location"] = f"/v1/laureates/{recorded.id}"
    return recorded


@router.get("/laureates/{laureate}", responses=statuses(404, 422))
async def read_laureate(laureate: Id, caller: Caller) -> LaureateOut:
    """Read an entry of the register of laureates."""
    return LaureateOut.model_validate(
        await caller.read(lambda session, actor: laureates.find_laureate(session, actor, laureate))
    )


@router.put("/laureates/{laureate}", responses=statuses(403, 404, 422))
async def correct_laureate(laureate: Id, body: LaureateIn, caller: Caller) -> LaureateOut:
    """Correct the whole entry of a laureate. The event names what it said before."""
    now, request, about = caller.received_at, caller.id, body.build_about()
    return LaureateOut.model_validate(
        await caller.change(
            lambda session, actor: laureates.correct_laureate(
                session, laureate, about, actor=actor, now=now, request=request
            )
        )
    )


@router.delete("/laureates/{laureate}", status_code=204, responses=statuses(403, 404, 422))
async def remove_laureate(laureate: Id, reason: Annotated[Reason, Query()], caller: Caller) -> None:
    """Remove an entry that was recorded by hand. One that comes from a case leaves with its award."""
    now, request = caller.received_at, caller.id
    await caller.change(
        lambda session, actor: laureates.remove_laureate(
            session, laureate, reason, actor=actor, now=now, request=request
        )
    )


def read_cursor(cursor: str | None) -> list[object] | None:
    """The key a cursor of the register holds: award year, country, name and id. Raises BadRequest."""
    texts = cursors.texts(cursor, 4)
    if texts is None:
        return None
    year, *others = texts
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise unknown_cursor()
    return [int(year), *others]


def write_cursor(last: object) -> str | None:
    """The cursor of a key; None where no page follows."""
    return cursors.written(*map(str, last)) if isinstance(last, list) else None


def _load_all(session: Session, actor: Actor, search: LaureateSearch) -> list[Laureate]:
    found, after = laureates.list_laureates(session, actor, search, limit=lists.PAGE)
    while after is not None:
        page, after = laureates.list_laureates(session, actor, search, limit=lists.PAGE, after=after)
        found += page
    return found
