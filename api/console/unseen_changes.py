"""The last change of a case that a stale form did not know of: by its sender, a colleague, or a deadline."""

from typing import Literal

from fastapi import Request
from sqlmodel import Session

from api import csrf
from api.console.form import Form
from api.console.unseen_change import UnseenChange
from api.errors import BadRequest
from api.services import get_services
from workflow import editions, lists
from workflow.auditing import history
from workflow.errors import AccordError
from workflow.identity import people
from workflow.overview import queries


async def find_change(request: Request, ref: str) -> UnseenChange | None:
    """The last change of a case since the version of the form; None if there is none, or none the visitor may see."""
    visitor, now = csrf.read_session_digest(request), request.state.received_at
    try:
        seen = (await Form.of(request)).version()
    except BadRequest:
        return None

    def look(session: Session) -> UnseenChange | None:
        actor = people.authenticate(session, [visitor or ""], now=now).get(visitor or "")
        if actor is None:
            return None
        row = queries.load_visible_row(session, actor, ref)
        definition = editions.load_pinned(session, row.call, row.edition)[row.direction]
        events, _ = history.list_case_events(session, actor, ref, limit=lists.PAGE)
        newer = [one for one in events if one.number is not None and one.number > seen]
        if not newer:
            return None
        last = max(newer, key=lambda one: one.number or 0)
        name = people.load_names(session, {last.actor}).get(last.actor, last.actor)
        passed = last.data.get("deadline")
        by: Literal["you", "colleague", "deadline"] = "you" if last.actor == actor.id else "colleague"
        if last.actor == "system":
            by = "deadline"
        known = passed if isinstance(passed, str) and passed in definition.call.deadlines else None
        is_asked = request.url.path.endswith(f"/transitions/{last.data.get('transition')}")
        return UnseenChange(by, name, last, definition.direction, definition.call, known, is_asked)

    try:
        return await get_services(request).read(look)
    except AccordError:
        return None
