"""Where what a call lays down comes from: the source, a default of ours, or the office that set or confirmed it."""

from fastapi import APIRouter
from sqlmodel import Session

from api.errors import Refused, statuses
from api.request_context import Caller
from api.routes.programmes import Code
from api.schemas.provenance import ConfirmationIn, ConfirmedOut, ProvenanceOut
from api.strict import StrictRoute
from states.refusal import Refusal
from workflow import provenance
from workflow.actors import Actor

router = APIRouter(prefix="/v1/calls/{call}", tags=["programmes"], route_class=StrictRoute)


@router.get("/provenance", responses=statuses(404, 422))
async def read_provenance(call: Code, caller: Caller) -> list[ProvenanceOut]:
    """Where everything that a call lays down comes from: source, default (ours), or office (who set it, and when)."""
    found = await caller.read(lambda session, _actor: provenance.load_provenance(session, call))
    return [ProvenanceOut.model_validate(one) for one in found.values()]


@router.post("/defaults", status_code=201, responses=statuses(403, 404, 422))
async def confirm_default(call: Code, body: ConfirmationIn, caller: Caller) -> ConfirmedOut:
    """Confirm a default of ours as the office's own; it is shown as set by the office from then on."""

    def change(session: Session, actor: Actor) -> ConfirmedOut:
        outcome = provenance.confirm_default(
            session, call, body.item, reason=body.reason, actor=actor, now=caller.received_at, request=caller.id
        )
        if isinstance(outcome, Refusal):
            raise Refused(outcome)
        return ConfirmedOut(item=body.item, event=outcome)

    return await caller.change_once(change, ConfirmedOut)
