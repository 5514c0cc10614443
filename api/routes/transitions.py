"""Transitions: one on a case, or many at once."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.command_answers import answer_command
from api.errors import Refused, statuses
from api.request_context import Caller
from api.routes.cases import Ref
from api.schemas.answers import BulkOut, ReceiptOut, ResultOut
from api.schemas.inputs import BulkIn, TransitionIn
from api.strict import StrictRoute
from states.refusal import Refusal
from workflow.actors import Actor
from workflow.commands import Bulk, MakeTransition

router = APIRouter(prefix="/v1", tags=["transitions"], route_class=StrictRoute)
_TRIED: dict[int | str, dict[str, Any]] = {200: {"model": ReceiptOut, "description": "It may be made"}}


@router.post("/cases/{ref}/transitions", status_code=201, responses=statuses(403, 404, 409, 412, 422, 428) | _TRIED)
async def make_transition(
    ref: Ref,
    body: TransitionIn,
    caller: Caller,
    response: Response,
    dry_run: Annotated[bool, Query(description="Only judge; change nothing")] = False,
) -> ReceiptOut:
    """Make a transition on a case, or with `dry_run` learn whether it may be made."""
    version = caller.version(body.version)

    def transition(actor: Actor) -> MakeTransition:
        return MakeTransition(
            **caller.said(actor),
            ref=ref,
            version=version,
            transition=body.transition,
            given=body.given(),
        )

    if dry_run:
        response.status_code = 200
        return await _tried(caller, transition)
    return await answer_command(caller, response, transition)


@router.post("/transitions", responses=statuses(403, 413, 422, 428))
async def make_transitions(body: BulkIn, caller: Caller) -> BulkOut:
    """Make many transitions: a result for each, in order. With `atomic` one refusal leaves all undone."""
    versions = [caller.version(transition.version) for transition in body.transitions]

    def bulk(actor: Actor) -> Bulk:
        transitions = tuple(
            MakeTransition(
                **caller.said(actor),
                ref=transition.case,
                version=version,
                transition=transition.transition,
                given=transition.given(),
            )
            for transition, version in zip(body.transitions, versions, strict=True)
        )
        return Bulk(
            **caller.said(actor),
            commands=transitions,
            mode=body.mode,
            dry_run=body.dry_run,
        )

    outcomes = await caller.each(bulk)
    return BulkOut(results=[ResultOut.model_validate(outcome) for outcome in outcomes])


async def _tried(caller: Caller, transition: Callable[[Actor], MakeTransition]) -> ReceiptOut:
    def trial(actor: Actor) -> Bulk:
        one = transition(actor)
        return Bulk(actor=actor, received_at=one.received_at, request=one.request, commands=(one,), dry_run=True)

    [outcome] = await caller.each(trial)
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    return ReceiptOut.model_validate(outcome)
