"""Partners of a case: who acts for its other side in this one case, added and removed by a coordinator."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.command_answers import answer_command
from api.errors import statuses
from api.request_context import Caller
from api.routes.cases import Ref
from api.schemas.answers import ReceiptOut
from api.schemas.inputs import Reason, Version, Word
from api.schemas.partners import PartnerIn, PartnerOut
from api.strict import StrictRoute
from workflow.paperwork import partners
from workflow.partner_commands import AddPartner, RemovePartner

router = APIRouter(prefix="/v1/cases/{ref}/partners", tags=["partners"], route_class=StrictRoute)
Person = Annotated[Word, Path(description="A person's id")]
_ANSWERS = statuses(403, 404, 409, 412, 422, 428)


@router.get("", responses=statuses(403, 404, 422))
async def list_partners(ref: Ref, caller: Caller) -> list[PartnerOut]:
    """List who acts for the other side of this case, and no other."""
    found = await caller.read(lambda session, actor: partners.list_partners(session, actor, ref))
    return [PartnerOut.model_validate(one) for one in found]


@router.post("", status_code=201, responses=_ANSWERS)
async def add_partner(ref: Ref, body: PartnerIn, caller: Caller, response: Response) -> ReceiptOut:
    """Make somebody who has an account here the partner of this case. Whoever has none is invited to it."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: AddPartner(
            **caller.said(actor), ref=ref, version=version, person=body.person, reason=body.reason
        ),
    )


@router.delete("/{person}", responses=_ANSWERS)
async def remove_partner(
    ref: Ref,
    person: Person,
    caller: Caller,
    response: Response,
    reason: Annotated[Reason, Query()],
    version: Annotated[Version | None, Query()] = None,
) -> ReceiptOut:
    """Take the case from a partner, who no longer sees it. What they filed and confirmed stays."""
    seen = caller.version(version)
    return await answer_command(
        caller,
        response,
        lambda actor: RemovePartner(**caller.said(actor), ref=ref, version=seen, person=person, reason=reason),
    )
