"""Accepting an invitation by its link, as a program or a page asks for it."""

from fastapi import Request
from sqlmodel import Session

from api import guard
from api.services import services
from workflow import acceptance, people
from workflow.acceptance import Accepted


async def accepted(request: Request, secret: str, name: str | None) -> Accepted:
    """Accept the invitation of this secret, as whoever is signed in here, if anybody is. Raises as `acceptance.accept` does."""
    guard.require_same_origin(request)
    digest, state = guard.visitor(request), request.state

    def accept(session: Session) -> Accepted:
        known = people.bearers(session, [digest] if digest else [], now=state.received_at)
        return acceptance.accept(
            session,
            secret,
            visitor=known.get(digest or ""),
            agent=request.headers.get("user-agent", ""),
            now=state.received_at,
            name=name,
            replacing=digest,
            request=state.request_id,
        )

    here, now = services(request), state.received_at
    await here.read(lambda session: acceptance.require_in_force(session, secret, now=now))
    found = await here.write(accept)
    state.actor = found.person
    return found
