"""Accepting an invitation by its link alone, or as who is signed in here: what the route and the page do alike."""

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session

from api import csrf
from api.services import get_services
from workflow import acceptance
from workflow.acceptance import Accepted
from workflow.actors import Actor
from workflow.credentials import passwords, sessions
from workflow.errors import NotFound
from workflow.identity import people
from workflow.overview import queries

_PAGES = {"partner": "/confirm/", "reviewer": "/reviews/", "authority": "/cases/"}


async def accept_invitation(request: Request, secret: str, name: str | None, password: str | None = None) -> Accepted:
    """Accept it; with a password for whoever has none yet. Raises NotAllowed, NotFound, Unauthenticated, InvalidRequest."""
    csrf.require_no_forgery(request)
    digest, state, here = csrf.read_session_digest(request), request.state, get_services(request)

    def accept(session: Session) -> Accepted:
        found = acceptance.accept(
            session,
            secret,
            visitor=find_visitor(session, request),
            agent=request.headers.get("user-agent", ""),
            now=state.received_at,
            name=name,
            replacing=digest,
            request=state.request_id,
            settled=here.writer.settled(state.received_at),
        )
        if fresh is not None and found.secret is not None:
            _let_in_by(session, found.secret, fresh, request)
        return found

    offered = await here.read(lambda session: acceptance.offered(session, secret, now=state.received_at))
    fresh = None
    if password is not None:
        fresh = await run_in_threadpool(passwords.hash_password, password, (offered.email, name or ""))
    found = await here.write(accept)
    state.actor = found.person
    return found


def find_next_page(session: Session, accepted: Accepted) -> str:
    """The page of what somebody was invited for, if they see it by now."""
    otherwise = "/reviews" if accepted.role == "reviewer" else "/"
    if accepted.case is None:
        return otherwise
    try:
        queries.load_visible_row(session, people.load_person(session, accepted.person), accepted.case)
    except NotFound:
        return otherwise
    return _PAGES[accepted.role] + accepted.case


def find_visitor(session: Session, request: Request) -> Actor | None:
    """Who is signed in in the browser a request came from."""
    digest = csrf.read_session_digest(request)
    if digest is None:
        return None
    return people.authenticate(session, [digest], now=request.state.received_at).get(digest)


def _let_in_by(session: Session, secret: str, fresh: str, request: Request) -> None:
    """Let whoever has just accepted sign in by a password from now on, unless they have one."""
    now, digest = request.state.received_at, str(sessions.digest(secret))
    actor = people.authenticate(session, [digest], now=now)[digest]
    if passwords.load_kept_of(session, actor.id) is None:
        passwords.change(session, actor.id, fresh, actor=actor, now=now)
