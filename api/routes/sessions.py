"""Signing in and out, one's sessions, and proving again who one is."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session

from api import cookies, csrf
from api.errors import statuses
from api.request_context import Caller, RequestContext
from api.schemas.identity import EnteredOut, MineOut, ProofIn, SignInIn
from api.services import get_services
from api.strict import StrictRoute
from workflow.actors import Actor
from workflow.credentials import sessions
from workflow.errors import NotFound
from workflow.identity import authentication
from workflow.identity.authentication import Entered

router = APIRouter(prefix="/v1", tags=["identity"], route_class=StrictRoute)
_SessionId = Annotated[str, Path(max_length=40, pattern=r"^ses_[0-9a-f]+$")]


@router.post("/sessions", status_code=201, responses=statuses(403, 422, 429))
async def sign_in(body: SignInIn, request: Request, response: Response) -> EnteredOut:
    """Sign in. The session is in the cookie of the answer; one that was there before ends. Every failure is the same 401.

    This is for people in browsers, and comes from this origin; a program shows a token instead.
    """
    csrf.require_same_origin(request)
    database, now, door = get_services(request).database, request.state.received_at, csrf.read_client(request)

    def enter() -> Entered:
        if body.link is not None:
            return authentication.sign_in_by_link(database, body.link, body.code, door=door, now=now)
        assert body.email is not None and body.password is not None, "the body shows one or the other"
        return authentication.sign_in_by_password(database, body.email, body.password, body.code, door=door, now=now)

    entered = await run_in_threadpool(enter)
    request.state.actor = entered.actor.id
    cookies.set_session(response, entered.secret)
    return EnteredOut.of(entered)


@router.get("/sessions", responses=statuses())
async def list_sessions(caller: Caller) -> list[MineOut]:
    """The bearer's own sessions, the one used last first."""

    def look(session: Session, actor: Actor) -> list[MineOut]:
        visits = sessions.list_sessions(session, actor.id, now=caller.received_at)
        columns = sessions.SignedInSession.__slots__
        told = [{name: getattr(visit, name) for name in columns} for visit in visits]
        return [MineOut(**visit, current=visit["id"] == actor.session) for visit in told]

    return await caller.read(look)


@router.delete("/sessions/current", status_code=204, responses=statuses(404))
async def sign_out(caller: Caller, response: Response) -> None:
    """Sign out: the session is worth nothing from now on, and the browser forgets what it kept of this service."""

    def leave(session: Session, actor: Actor) -> None:
        if actor.session is None:
            raise NotFound("a token has no session to end")
        sessions.end(session, actor.session, actor=actor, now=caller.received_at)

    await caller.witnessed(leave)
    cookies.clear_session(response)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'


@router.delete("/sessions/{session}", status_code=204, responses=statuses(403, 404, 422))
async def end_session(session: _SessionId, caller: Caller) -> None:
    """End a session from this moment on: one's own, or (an administrator) anybody's."""
    await caller.change(lambda work, actor: sessions.end(work, session, actor=actor, now=caller.received_at))


@router.delete("/sessions", status_code=204, responses=statuses(403))
async def end_other_sessions(caller: Caller) -> None:
    """End all of one's sessions but the one that asks."""

    def end(work: Session, actor: Actor) -> None:
        sessions.end_all(work, actor.id, actor=actor, now=caller.received_at, but=actor.session)

    await caller.change(end)


@router.post("/sessions/current/proof", status_code=204, responses=statuses(403, 422, 429))
async def prove_again(body: ProofIn, caller: Caller) -> None:
    """Prove again who one is, by password or code, for what asks for it (`not-fresh`) in the next quarter of an hour."""
    await _proved(caller, body)


async def _proved(caller: RequestContext, body: ProofIn) -> None:
    actor = await caller.read(lambda _, actor: actor)
    database, now = caller.services.database, caller.received_at

    def prove() -> None:
        authentication.prove_again(database, actor, password=body.password, code=body.code, now=now)

    await run_in_threadpool(prove)
