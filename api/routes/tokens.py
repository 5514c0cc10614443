"""Who the bearer is, and the tokens they act with."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path
from sqlmodel import Session

from api.errors import BadRequest, statuses
from api.request_context import Caller
from api.schemas.answers import IssuedOut, MeOut, TokenOut
from api.schemas.inputs import TokenIn
from api.strict import StrictRoute
from workflow.actors import Actor
from workflow.identity import people

router = APIRouter(prefix="/v1", tags=["identity"], route_class=StrictRoute)
TokenId = Annotated[str, Path(max_length=40, pattern=r"^tok_[0-9a-f]+$")]


@router.get("/me", responses=statuses())
async def me(caller: Caller) -> MeOut:
    """Who the bearer of this token is, and what they may do."""
    return await caller.read(
        lambda _session, actor: MeOut(
            id=actor.id, name=actor.name, roles=sorted(actor.roles), scopes=sorted(actor.scopes)
        )
    )


@router.get("/tokens", responses=statuses())
async def list_tokens(caller: Caller) -> list[TokenOut]:
    """The bearer's own tokens."""
    return await caller.read(
        lambda session, actor: [TokenOut.model_validate(token) for token in people.list_tokens(session, actor.id)]
    )


@router.post("/tokens", status_code=201, responses=statuses(403, 422))
async def issue_token(body: TokenIn, caller: Caller) -> IssuedOut:
    """Issue another token of the bearer's own. Its secret is shown once, so this cannot be repeated under a key."""
    if caller.key is not None:
        raise BadRequest(422, "misused", "a token's secret is shown once: this route takes no Idempotency-Key")

    def change(session: Session, actor: Actor) -> IssuedOut:
        now, lasting = caller.received_at, timedelta(days=body.days)
        token, secret = people.issue(
            session, actor.id, name=body.name, actor=actor, now=now, scopes=body.scopes, lasting=lasting
        )
        return IssuedOut(id=token, secret=secret, expires_at=now + lasting)

    return await caller.change(change)


@router.delete("/tokens/{token}", status_code=204, responses=statuses(404, 422))
async def revoke_token(token: TokenId, caller: Caller) -> None:
    """End a token from this moment on."""
    await caller.change(lambda session, actor: people.revoke(session, token, actor=actor, now=caller.received_at))
