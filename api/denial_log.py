"""Telling the trail, once an answer is out, that somebody signed in was denied something."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from fastapi import Request
from sqlmodel import Session
from starlette.background import BackgroundTask

from api.services import Services, get_services
from workflow import denials
from workflow.denials import Denied
from workflow.errors import AccordError
from workflow.identity import people

CODES = frozenset({"not-allowed", "not-yours-to-make", "not-found", "no-such-case"})
HIDDEN = frozenset({"not-found", "no-such-case"})


def log_denial(request: Request, code: str, case: str | None = None) -> BackgroundTask | None:
    """What is left to be done about a denial when its answer is out; nothing for whoever did not show who they are."""
    bearer = getattr(request.state, "bearer", None)
    if bearer is None or code not in CODES:
        return None
    named = {name: str(value) for name, value in request.path_params.items()}
    path = request.url.path
    for name, value in named.items():
        path = path.replace(f"/{value}", f"/{{{name}}}", 1)
    ref = case or named.get("ref")
    denied = Denied(f"{request.method} {path}", ref, named, code in HIDDEN, request.state.request_id)
    return BackgroundTask(_note, get_services(request), bearer, denied, request.state.received_at)


async def _note(here: Services, bearer: str, denied: Denied, at: datetime) -> None:
    count = here.denials.due(f"{bearer} {denied.action} {denied.case}", at=at)
    if not count:
        return
    with suppress(AccordError):  # the answer is out: whoever was denied has nothing to learn from this
        await here.write(_noting(bearer, denied, count, at))


def _noting(bearer: str, denied: Denied, count: int, at: datetime) -> Callable[[Session], None]:
    def note(session: Session) -> None:
        actor = people.authenticate(session, [bearer], now=at).get(bearer)
        if actor is not None:
            denials.record_denial(session, denied, count, actor=actor, now=at)

    return note
