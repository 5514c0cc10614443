"""Decisions: drafted by the committee case by case, previewed and released by direction, and the reserve list moved up."""

from fastapi import APIRouter, Response
from sqlmodel import Session

from api.command_answers import answer_command
from api.errors import Refused, statuses
from api.request_context import Caller
from api.routes.cases import Ref
from api.routes.programmes import Code, Name
from api.schemas.answers import ReceiptOut, ResultOut
from api.schemas.inputs import DecisionIn, ReleaseIn
from api.schemas.previews import EmbargoOut, PreviewOut, ReleaseOut
from api.strict import StrictRoute
from states.refusal import Refusal
from workflow import embargoes
from workflow.actors import Actor
from workflow.commands import DraftDecision, PromoteReserve, ReleaseDecisions
from workflow.deciding import candidates, previews
from workflow.embargoes import Embargo

router = APIRouter(prefix="/v1", tags=["decisions"], route_class=StrictRoute)
_ON_CASE = statuses(403, 404, 409, 412, 422, 428)
_ON_DIRECTION = statuses(403, 404, 409, 422)


@router.put("/cases/{ref}/decision", responses=_ON_CASE)
async def draft_decision(ref: Ref, body: DecisionIn, caller: Caller, response: Response) -> ReceiptOut:
    """Draft what the committee means to decide on a case. Nobody outside learns of it until it is released."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: DraftDecision(
            **caller.said(actor),
            ref=ref,
            version=version,
            outcome=body.outcome,
            amount=body.amount,
            rank=body.rank,
            reason=body.reason,
            indicators=tuple(one.model_dump() for one in body.indicators),
        ),
    )


@router.delete("/cases/{ref}/decision", responses=_ON_CASE)
async def take_back_decision(ref: Ref, caller: Caller, response: Response) -> ReceiptOut:
    """Take back the draft about a case; `If-Match` says which version it was seen at."""
    version, at = caller.version(None), caller.received_at
    return await answer_command(
        caller,
        response,
        lambda actor: DraftDecision(
            actor=actor, received_at=at, request=caller.id, ref=ref, version=version, outcome="none"
        ),
    )


@router.get("/calls/{call}/directions/{code}/decisions", responses=statuses(403, 404, 422))
async def preview_decisions(call: Code, code: Name, caller: Caller) -> PreviewOut:
    """The ranking of a direction with its drafts, and what they would make of each quota line."""
    found = await caller.read(
        lambda session, actor: previews.preview(session, actor, call, code, now=caller.received_at)
    )
    return PreviewOut.model_validate(found)


@router.post("/calls/{call}/directions/{code}/release", responses=_ON_DIRECTION)
async def release_decisions(call: Code, code: Name, body: ReleaseIn, caller: Caller) -> ReleaseOut:
    """Release every draft of a direction, all or none: now, at the instant `at`, or with `dry_run` only judged as of now."""
    if body.at is not None and not body.dry_run:
        at = body.at

        def schedule(session: Session, actor: Actor) -> ReleaseOut:
            now, request = caller.received_at, caller.id
            return _embargoed(embargoes.schedule(session, call, code, at, actor=actor, now=now, request=request))

        return await caller.change_once(schedule, ReleaseOut)
    await caller.read(lambda session, _actor: candidates.load_definition(session, call, code))
    answered = await caller.answered(
        lambda actor: ReleaseDecisions(
            **caller.said(actor),
            call=call,
            direction=code,
            dry_run=body.dry_run,
        )
    )
    if isinstance(answered.answer, Refusal):
        raise Refused(answered.answer)
    assert isinstance(answered.answer, list), "a release gets an outcome for each case"
    results = [ResultOut.model_validate(outcome) for outcome in answered.answer]
    return ReleaseOut(released=all(result.refused is None for result in results), results=results)


@router.delete("/calls/{call}/directions/{code}/release", responses=_ON_DIRECTION)
async def cancel_release(call: Code, code: Name, caller: Caller) -> EmbargoOut:
    """Cancel the release that was scheduled, while its instant lies ahead. The drafts stay."""

    def cancel(session: Session, actor: Actor) -> EmbargoOut:
        outcome = embargoes.cancel(session, call, code, actor=actor, now=caller.received_at, request=caller.id)
        if isinstance(outcome, Refusal):
            raise Refused(outcome)
        return EmbargoOut.model_validate(outcome)

    return await caller.change(cancel)


@router.post("/calls/{call}/directions/{code}/promotion", responses=_ON_DIRECTION)
async def promote_reserve(call: Code, code: Name, caller: Caller) -> ReceiptOut:
    """Award the first case on the reserve list whose amount fits what has fallen free."""
    await caller.read(lambda session, _actor: candidates.load_definition(session, call, code))
    at, request = caller.received_at, caller.id
    receipt = await caller.done(
        lambda actor: PromoteReserve(actor=actor, received_at=at, request=request, call=call, direction=code)
    )
    return ReceiptOut.model_validate(receipt)


def _embargoed(outcome: Embargo | Refusal) -> ReleaseOut:
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    return ReleaseOut(released=False, embargo=EmbargoOut.model_validate(outcome))
