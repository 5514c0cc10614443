"""Reviewers beyond one case: the pool, whom to ask in a direction, what its reviews come to, one's own assignments."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session

from api import cursors
from api.errors import statuses
from api.request_context import Caller
from api.routes.cases import Limit, Text
from api.routes.programmes import Code, Name
from api.schemas.answers import ResultOut
from api.schemas.reviewing import (
    MatchedOut,
    MatchIn,
    MineOut,
    PairOut,
    PlaceOut,
    ReviewerIn,
    ReviewerOut,
    ReviewersOut,
    ShortOut,
)
from api.strict import StrictRoute
from workflow import assignment_plan
from workflow.actors import Actor
from workflow.pool import reviewers
from workflow.reviewing import assignments, panel

router = APIRouter(prefix="/v1", tags=["reviewing"], route_class=StrictRoute)


@router.get("/reviewers", responses=statuses(403, 422))
async def list_reviewers(caller: Caller, limit: Limit = 50, cursor: Text = None) -> ReviewersOut:
    """List the pool of reviewers by name, with how many cases each has."""
    after = cursors.texts(cursor, 2)
    page, last = await caller.read(lambda session, actor: reviewers.list_pool(session, actor, limit=limit, after=after))
    following = None if last is None else cursors.written(*last)
    return ReviewersOut(reviewers=[ReviewerOut.model_validate(one) for one in page], next=following)


@router.post("/reviewers", status_code=201, responses=statuses(403, 404, 422))
async def list_reviewer(body: ReviewerIn, caller: Caller) -> ReviewerOut:
    """Put someone who holds the role into the pool, or let what is said of them there be this instead."""

    def change(session: Session, actor: Actor) -> ReviewerOut:
        now, request = caller.received_at, caller.id
        listed = reviewers.put_reviewer(session, body.person, body.about(), actor=actor, now=now, request=request)
        return ReviewerOut.model_validate(listed)

    return await caller.change_once(change, ReviewerOut)


@router.post("/calls/{call}/directions/{code}/assignments", responses=statuses(403, 404, 422))
async def assign_reviewers(
    call: Code,
    code: Name,
    body: MatchIn,
    caller: Caller,
    dry_run: Annotated[bool, Query(description="Only judge; invite nobody")] = False,
) -> MatchedOut:
    """Invite reviewers to every case of a direction that wants some: none in conflict, the load evenly spread."""
    proposal = await caller.read(
        lambda session, actor: assignment_plan.plan_assignments(session, actor, call, code, each=body.each)
    )

    def change(session: Session, actor: Actor) -> MatchedOut:
        outcomes = assignment_plan.invite_proposed(
            session,
            proposal,
            actor=actor,
            now=caller.received_at,
            request=caller.id,
            mode=body.mode,
            dry_run=dry_run,
        )
        pairs = [
            PairOut(case=case, reviewer=reviewer, result=ResultOut.model_validate(outcome))
            for (case, reviewer), outcome in zip(proposal.pairs, outcomes, strict=True)
        ]
        return MatchedOut(pairs=pairs, short=[ShortOut(case=case, lacking=lack) for case, lack in proposal.short])

    return await (caller.change(change) if dry_run else caller.change_once(change, MatchedOut))


@router.get("/calls/{call}/directions/{code}/ranking", responses=statuses(403, 404, 422))
async def rank_direction(
    call: Code,
    code: Name,
    caller: Caller,
    disputed: Annotated[bool, Query(description="Only cases whose reviews lie too far apart")] = False,
) -> list[PlaceOut]:
    """The cases of a direction that are or were with reviewers, the best first."""
    places = await caller.read(lambda session, actor: panel.load_ranking(session, actor, call, code))
    return [
        PlaceOut.model_validate(place)
        for place in places
        if not disputed or place.reading.disagrees or place.reading.apart
    ]


@router.get("/me/assignments", responses=statuses())
async def my_assignments(caller: Caller) -> list[MineOut]:
    """The cases that the bearer is assigned to, the most urgent first."""
    mine = await caller.read(lambda session, actor: assignments.list_mine(session, actor))
    return [MineOut.model_validate(one) for one in mine]
