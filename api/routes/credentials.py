"""How one signs in: one's own password and second factor, changed by someone who proved just now who they are."""

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session

from api import cookies, csrf
from api.errors import statuses
from api.request_context import Caller
from api.schemas.identity import CodeIn, EnrolmentOut, FactorOut, PasswordIn, RecoveriesOut
from api.strict import StrictRoute
from workflow.actors import Actor
from workflow.credentials import factors, passwords, reauthentication
from workflow.identity import authentication

router = APIRouter(prefix="/v1/me", tags=["identity"], route_class=StrictRoute)


@router.put("/password", status_code=204, responses=statuses(403, 422))
async def set_password(body: PasswordIn, caller: Caller) -> None:
    """Set one's password, and end all of one's sessions but this one: 12 to 128 characters, none of those guessed first."""
    now = caller.received_at

    def context(session: Session, actor: Actor) -> tuple[str, ...]:
        reauthentication.require_in_person(actor, now=now)
        return passwords.context(session, actor.id)

    known = await caller.read(context)
    fresh = await run_in_threadpool(passwords.hash_password, body.password, known)
    await caller.witnessed(lambda session, actor: passwords.change(session, actor.id, fresh, actor=actor, now=now))


@router.get("/factor", responses=statuses())
async def read_factor(caller: Caller) -> FactorOut:
    """How one stands with a second factor."""
    return await caller.read(
        lambda session, actor: FactorOut.model_validate(factors.load_factors(session, actor.id), from_attributes=True)
    )


@router.post("/factor", status_code=201, responses=statuses(403, 422))
async def begin_factor(caller: Caller) -> EnrolmentOut:
    """Begin a second factor; it counts once its first code confirms it."""
    now = caller.received_at
    return await caller.witnessed(lambda session, actor: EnrolmentOut(uri=factors.enrol(session, actor=actor, now=now)))


@router.post("/factor/confirmation", status_code=201, responses=statuses(403, 404, 422))
async def confirm_factor(body: CodeIn, caller: Caller, request: Request, response: Response) -> RecoveriesOut:
    """Confirm a second factor by its first code. Another session takes the place of this one, in every role one has."""
    now, door = caller.received_at, csrf.read_client(request)

    papers, secret = await caller.witnessed(
        lambda session, actor: authentication.enrolled(session, body.code, actor=actor, door=door, now=now)
    )
    cookies.set_session(response, secret)
    return RecoveriesOut(recoveries=list(papers))


@router.delete("/factor", status_code=204, responses=statuses(403, 404))
async def remove_factor(caller: Caller) -> None:
    """Remove one's second factor and its codes on paper."""
    now = caller.received_at
    await caller.witnessed(lambda session, actor: factors.remove(session, actor.id, actor=actor, now=now))
