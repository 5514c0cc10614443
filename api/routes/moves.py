"""Moves: one on a case, or many at once."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.command_answers import answer_command
from api.errors import Refused, statuses
from api.request_context import Caller
from api.routes.cases import Ref
from api.schemas.answers import BulkOut, ReceiptOut, ResultOut
from api.schemas.inputs import BulkIn, MoveIn
from api.strict import StrictRoute
from states.refusal import Refusal
from workflow.actors import Actor
from workflow.commands import Bulk, Move

router = APIRouter(prefix="/v1", tags=["moves"], route_class=StrictRoute)
_TRIED: dict[int | str, dict[str, Any]] = {200: {"model": ReceiptOut, "description": "It may be made"}}


@router.post("/cases/{ref}/moves", status_code=201, responses=statuses(403, 404, 409, 412, 422, 428) | _TRIED)
async def make_move(
    ref: Ref,
    body: MoveIn,
    caller: Caller,
    response: Response,
    dry_run: Annotated[bool, Query(description="Only judge; change nothing")] = False,
) -> ReceiptOut:
    """Make a move on a case, or with `dry_run` learn whether it may be made."""
    version = caller.version(body.version)

    def move(actor: Actor) -> Move:
        return Move(
            **caller.said(actor),
            ref=ref,
            version=version,
            move=body.move,
            given=body.given(),
        )

    if dry_run:
        response.status_code = 200
        return await _tried(caller, move)
    return await answer_command(caller, response, move)


@router.post("/moves", responses=statuses(403, 413, 422, 428))
async def make_moves(body: BulkIn, caller: Caller) -> BulkOut:
    """Make many moves: a result for each, in order. With `atomic` one refusal leaves all undone."""
    versions = [caller.version(move.version) for move in body.moves]

    def bulk(actor: Actor) -> Bulk:
        moves = tuple(
            Move(
                **caller.said(actor),
                ref=move.case,
                version=version,
                move=move.move,
                given=move.given(),
            )
            for move, version in zip(body.moves, versions, strict=True)
        )
        return Bulk(
            **caller.said(actor),
            commands=moves,
            mode=body.mode,
            dry_run=body.dry_run,
        )

    outcomes = await caller.each(bulk)
    return BulkOut(results=[ResultOut.model_validate(outcome) for outcome in outcomes])


async def _tried(caller: Caller, move: Callable[[Actor], Move]) -> ReceiptOut:
    def trial(actor: Actor) -> Bulk:
        one = move(actor)
        return Bulk(actor=actor, received_at=one.received_at, request=one.request, commands=(one,), dry_run=True)

    [outcome] = await caller.each(trial)
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    return ReceiptOut.model_validate(outcome)
