"""Partners' own filing deadlines: told, and recorded or moved."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlmodel import Session

from api.errors import Refused, statuses
from api.request_context import Caller
from api.routes.programmes import Code, Name
from api.schemas.partner_deadlines import DeadlineSetOut, PartnerDeadlineIn, PartnerDeadlineOut
from api.strict import StrictRoute
from states.refusal import Refusal
from workflow import partner_deadlines
from workflow.actors import Actor

router = APIRouter(prefix="/v1/calls/{call}", tags=["programmes"], route_class=StrictRoute)
_TRIED: dict[int | str, dict[str, Any]] = {200: {"model": DeadlineSetOut, "description": "What it would do"}}


@router.get("/partner-deadlines", responses=statuses(404, 422))
async def list_partner_deadlines(call: Code, caller: Caller) -> list[PartnerDeadlineOut]:
    """List by when each partner files with its own authority; where that is not known, our own deadline stands in."""
    found = await caller.read(lambda session, _: partner_deadlines.list_partner_deadlines(session, call))
    return [PartnerDeadlineOut.model_validate(one) for one in found]


@router.post(
    "/directions/{code}/partners/{partner}/deadline",
    status_code=201,
    responses=statuses(403, 404, 422) | _TRIED,
)
async def set_partner_deadline(
    call: Code,
    code: Name,
    partner: Name,
    body: PartnerDeadlineIn,
    caller: Caller,
    response: Response,
    dry_run: Annotated[bool, Query()] = False,
) -> DeadlineSetOut:
    """Record or move a partner's own deadline; with `dry_run` learn how many cases that makes due anew."""

    def change(session: Session, actor: Actor) -> DeadlineSetOut:
        outcome = partner_deadlines.set_partner_deadline(
            session,
            call,
            code,
            partner,
            body.until,
            zone=body.zone,
            reason=body.reason,
            actor=actor,
            now=caller.received_at,
            settled=caller.settled,
            request=caller.id,
            dry_run=dry_run,
        )
        if isinstance(outcome, Refusal):
            raise Refused(outcome)
        return DeadlineSetOut.model_validate(outcome)

    if dry_run:
        response.status_code = 200
        return await caller.change(change)
    return await caller.change_once(change, DeadlineSetOut)
