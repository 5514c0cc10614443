"""Reviewing a case: who is asked, who may not be, and what they say."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.command_answers import answer_command
from api.errors import statuses
from api.request_context import Caller
from api.routes.cases import Ref
from api.schemas.answers import BulkOut, ReceiptOut, ResultOut
from api.schemas.inputs import Reason, Version, Word
from api.schemas.reviewing import (
    AssignedOut,
    AssignIn,
    ConflictIn,
    ConflictOut,
    OpinionOut,
    ResponseIn,
    ScoreIn,
    SettlementIn,
)
from api.strict import StrictRoute
from workflow.actors import Actor
from workflow.commands import (
    AnswerInvitation,
    AssignReviewer,
    Bulk,
    DeclareConflict,
    OnCase,
    SettleConflict,
    SubmitReview,
    SuspectConflict,
    UnassignReviewer,
)
from workflow.reviewing import assignments, conflicts, reviews

router = APIRouter(prefix="/v1/cases/{ref}", tags=["reviewing"], route_class=StrictRoute)
Person = Annotated[Word, Path(description="A person's id")]
_ANSWERS = statuses(403, 404, 409, 412, 422, 428)


@router.get("/assignments", responses=statuses(403, 404, 422))
async def list_assignments(ref: Ref, caller: Caller) -> list[AssignedOut]:
    """How every reviewer stands to a case; a reviewer reads about themselves alone."""
    found = await caller.read(lambda session, actor: assignments.list_assignments(session, actor, ref))
    return [AssignedOut.model_validate(one) for one in found]


@router.post("/assignments", status_code=201, responses=_ANSWERS)
async def assign_reviewer(ref: Ref, body: AssignIn, caller: Caller, response: Response) -> ReceiptOut:
    """Invite someone of the pool to review the case."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: AssignReviewer(
            **caller.said(actor),
            ref=ref,
            version=version,
            reviewer=body.reviewer,
            beyond=body.beyond,
            reason=body.reason,
        ),
    )


@router.post("/assignments/{reviewer}/response", status_code=201, responses=_ANSWERS)
async def answer_invitation(
    ref: Ref, reviewer: Person, body: ResponseIn, caller: Caller, response: Response
) -> ReceiptOut:
    """Accept one's own invitation, or step back from it."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: AnswerInvitation(
            **caller.said(actor),
            ref=ref,
            version=version,
            reviewer=reviewer,
            accepts=body.accepts,
            reason=body.reason,
        ),
    )


@router.delete("/assignments/{reviewer}", responses=_ANSWERS)
async def unassign_reviewer(
    ref: Ref,
    reviewer: Person,
    caller: Caller,
    response: Response,
    reason: Annotated[Reason, Query()],
    version: Annotated[Version | None, Query()] = None,
) -> ReceiptOut:
    """Take the case from a reviewer."""
    seen = caller.version(version)
    return await answer_command(
        caller,
        response,
        lambda actor: UnassignReviewer(
            **caller.said(actor),
            ref=ref,
            version=seen,
            reviewer=reviewer,
            reason=reason,
        ),
    )


@router.get("/conflicts", responses=statuses(403, 404, 422))
async def list_conflicts(ref: Ref, caller: Caller) -> list[ConflictOut]:
    """How the conflicts of interest in a case stand."""
    found = await caller.read(lambda session, actor: conflicts.list_conflicts(session, actor, ref))
    return [ConflictOut.model_validate(one) for one in found]


@router.post("/conflicts", status_code=201, responses=_ANSWERS)
async def note_conflict(ref: Ref, body: ConflictIn, caller: Caller, response: Response) -> ReceiptOut:
    """Declare one's own conflict of interest, and see nothing of the case from then on; or suspect somebody's."""
    version = caller.version(body.version)

    def noted(actor: Actor) -> OnCase:
        if body.person is None:
            return DeclareConflict(
                **caller.said(actor),
                ref=ref,
                version=version,
                ground=body.ground,
                reason=body.reason or "",
            )
        return SuspectConflict(
            **caller.said(actor),
            ref=ref,
            version=version,
            person=body.person,
            ground=body.ground,
            reason=body.reason,
        )

    return await answer_command(caller, response, noted)


@router.post("/conflicts/search", responses=statuses(403, 404, 422))
async def look_for_conflicts(
    ref: Ref, caller: Caller, dry_run: Annotated[bool, Query(description="Only look; note nothing")] = False
) -> BulkOut:
    """Compare the case with everybody in the pool, and note as suspected what is found and was not noted before."""
    found = await caller.read(lambda session, actor: conflicts.find_new_conflicts(session, actor, ref))

    def suspected(actor: Actor) -> Bulk:
        at, request = caller.received_at, caller.id
        noted = tuple(
            SuspectConflict(actor=actor, received_at=at, request=request, ref=ref, person=person, ground=ground)
            for person, ground in found
        )
        return Bulk(actor=actor, received_at=at, request=request, commands=noted, dry_run=dry_run)

    outcomes = await caller.each(suspected)
    return BulkOut(results=[ResultOut.model_validate(outcome) for outcome in outcomes])


@router.post("/conflicts/{person}/settlement", status_code=201, responses=_ANSWERS)
async def settle_conflict(
    ref: Ref, person: Person, body: SettlementIn, caller: Caller, response: Response
) -> ReceiptOut:
    """Confirm somebody's conflict of interest, or dismiss it."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: SettleConflict(
            **caller.said(actor),
            ref=ref,
            version=version,
            person=person,
            ground=body.ground,
            confirmed=body.confirmed,
            reason=body.reason,
        ),
    )


@router.get("/reviews", responses=statuses(403, 404, 422))
async def list_reviews(ref: Ref, caller: Caller) -> OpinionOut:
    """The reviews of a case: all of them for staff; for a reviewer the others' only once their own is there."""
    return OpinionOut.model_validate(
        await caller.read(lambda session, actor: reviews.list_reviews(session, actor, ref))
    )


@router.post("/reviews", status_code=201, responses=_ANSWERS)
async def give_review(ref: Ref, body: ScoreIn, caller: Caller, response: Response) -> ReceiptOut:
    """Give one's review of a case, or another one in its place."""
    version = caller.version(body.version)
    return await answer_command(
        caller,
        response,
        lambda actor: SubmitReview(
            **caller.said(actor),
            ref=ref,
            version=version,
            scores=body.scores,
            comment=body.comment,
            recommendation=body.recommendation,
        ),
    )
