"""The formal check of a case: submissions, waivers, receipts, the comparison; and at its end, erasure."""

from fastapi import APIRouter, Response

from api.command_answers import answer_command
from api.errors import statuses
from api.request_context import Caller
from api.routes.cases import Ref
from api.schemas.answers import ReceiptOut
from api.schemas.compared import ComparedOut
from api.schemas.inputs import ErasureIn, FindingIn, RecallIn, ReceiptIn, SubmissionIn, WaiverIn
from api.strict import StrictRoute
from workflow.actors import Actor
from workflow.commands import (
    ConfirmComparison,
    ConfirmSameMeaning,
    EraseCase,
    OnCase,
    RecallFiling,
    RecordReceipt,
    SubmitFiling,
    WaiveClause,
)
from workflow.paperwork import comparisons

router = APIRouter(prefix="/v1/cases/{ref}", tags=["formal check"], route_class=StrictRoute)
_ANSWERS = statuses(403, 404, 409, 412, 422, 428)


@router.post("/waivers", status_code=201, responses=_ANSWERS)
async def waive(ref: Ref, body: WaiverIn, caller: Caller, response: Response) -> ReceiptOut:
    """Set an in-principle clause aside for this case, or let it count again."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: WaiveClause(
            **caller.said(actor),
            ref=ref,
            version=version,
            clause=body.clause,
            reason=body.reason,
            granted=body.granted,
        ),
    )


@router.post("/receipts", status_code=201, responses=_ANSWERS)
async def record_receipt(ref: Ref, body: ReceiptIn, caller: Caller, response: Response) -> ReceiptOut:
    """Record that a side filed with its own competent authority."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: RecordReceipt(
            **caller.said(actor),
            ref=ref,
            version=version,
            side=body.side,
            authority=body.authority,
            reference=body.reference,
            at=body.at,
            zone=body.zone,
            paper=body.paper,
            reason=body.reason,
        ),
    )


@router.post("/filings/counterpart/submission", status_code=201, responses=_ANSWERS)
async def submit_filing(ref: Ref, body: SubmissionIn, caller: Caller, response: Response) -> ReceiptOut:
    """Submit the counterpart's filing, so that it counts as filed. The home filing is submitted by a transition."""
    version = caller.version(body.version)
    return await answer_command(
        caller, response, lambda actor: SubmitFiling(**caller.said(actor), ref=ref, version=version)
    )


@router.post("/filings/counterpart/recall", status_code=201, responses=_ANSWERS)
async def recall_filing(ref: Ref, body: RecallIn, caller: Caller, response: Response) -> ReceiptOut:
    """Take the submission of the counterpart's filing back, before its deadline."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: RecallFiling(**caller.said(actor), ref=ref, version=version, reason=body.reason),
    )


@router.get("/consistency", responses=statuses(404, 422))
async def compare_filings(ref: Ref, caller: Caller) -> list[ComparedOut]:
    """The two filings side by side in every field in which they must agree."""
    lines = await caller.read(lambda session, actor: comparisons.load_comparison(session, actor, ref))
    return [ComparedOut.model_validate(line) for line in lines]


@router.post("/consistency", status_code=201, responses=_ANSWERS)
async def record_finding(ref: Ref, body: FindingIn, caller: Caller, response: Response) -> ReceiptOut:
    """Confirm that a field's two texts mean the same, or (no field) that the filings were compared again."""
    version = caller.version(body.version)

    def found(actor: Actor) -> OnCase:
        if body.field is None:
            return ConfirmComparison(
                **caller.said(actor),
                ref=ref,
                version=version,
                reason=body.reason,
            )
        return ConfirmSameMeaning(
            **caller.said(actor),
            ref=ref,
            version=version,
            field=body.field,
            reason=body.reason,
        )

    return await answer_command(caller, response, found)


@router.post("/erasure", status_code=201, responses=_ANSWERS)
async def erase(ref: Ref, body: ErasureIn, caller: Caller, response: Response) -> ReceiptOut:
    """Erase the words of an ended case for good. Their hashes stay, so that the trail still verifies."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: EraseCase(**caller.said(actor), ref=ref, version=version, reason=body.reason),
    )
