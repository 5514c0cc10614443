"""What falls due next."""

from fastapi import APIRouter

from api import cursors
from api.errors import statuses
from api.request_context import Caller
from api.routes.cases import Limit, Text
from api.schemas.answers import CaseOut, CasesOut
from api.strict import StrictRoute
from workflow.overview import queries

router = APIRouter(prefix="/v1", tags=["deadlines"], route_class=StrictRoute)


@router.get("/deadlines", responses=statuses(422))
async def list_deadlines(caller: Caller, limit: Limit = 50, cursor: Text = None) -> CasesOut:
    """List the cases the bearer may see that have a deadline ahead, the next to fall due first."""
    after = cursors.due(cursor)
    page, last = await caller.read(lambda session, actor: queries.list_due(session, actor, limit=limit, after=after))
    following = None if last is None else cursors.written(*last)
    return CasesOut(cases=[CaseOut.model_validate(case) for case in page], next=following)
