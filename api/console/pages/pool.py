"""The pool of reviewers: who may be asked in a call, what they know, how much they have to do, and how much they take."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api import cursors
from api.console.form import Fault, Form, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.pages.reviewers import Text
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter
from api.routes.programmes import Code
from workflow import calls, permissions
from workflow.actors import Actor
from workflow.errors import InvalidRequest, NotFound
from workflow.identity import people
from workflow.pool import reviewers
from workflow.pool.reviewers import ReviewerProfile

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_PAGE = 50


@router.get("/calls/{call}/pool")
async def pool(visit: Visitor, call: Code, cursor: Text = "", person: Text = "", done: Text = "") -> HTMLResponse:
    """The pool by name; with `person` the form holds what is said of them."""
    return await _page(visit, call, cursor, person, done=done)


@router.post("/calls/{call}/pool")
async def listed(visit: Visitor, call: Code) -> Response:
    """Put somebody into the pool, or say something else of them; or show again what was written, with what is wrong."""
    form = await visit.form()
    given = {
        name: form.text(name) or "" for name in ("person", "organisation", "country", "expertise", "most", "active")
    }
    try:
        about = _about(form)
        person = await visit.asked.change(lambda session, actor: _put(session, actor, visit, given["person"], about))
    except (BadRequest, InvalidRequest) as error:
        faults, status = mendable(error)
        return await _page(visit, call, "", given["person"], given, faults, status)
    return visit.onward(f"/calls/{call}/pool", done=person)


def _about(form: Form) -> ReviewerProfile:
    most = form.number("most")
    if most is None:
        raise refuse_parameter("say how many cases they take at most", "/most")
    areas = [line.strip() for line in (form.text("expertise") or "").split("\n")]
    country = (form.text("country") or "").upper()
    return ReviewerProfile(
        form.text("organisation") or "", country, tuple(filter(None, areas)), most, form.ticked("active")
    )


def _put(session: Session, actor: Actor, visit: PageRequest, written: str, about: ReviewerProfile) -> str:
    permissions.require("keep-pool", actor.roles, "this can be done by")
    try:
        person = people.load_person(session, written).id
    except NotFound as error:
        raise InvalidRequest("nobody is known by this address", "/person") from error
    return reviewers.put_reviewer(
        session, person, about, actor=actor, now=visit.asked.received_at, request=visit.asked.id
    ).person


async def _page(
    visit: PageRequest,
    call: str,
    cursor: str,
    person: str,
    given: dict[str, str] | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
    done: str = "",
) -> HTMLResponse:
    after = cursors.texts(cursor or None, 2)

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        page, last = reviewers.list_pool(session, actor, limit=_PAGE, after=after)
        may_keep = permissions.permits("keep-pool", actor.roles_in(call))
        known = reviewers.list_pool(session, actor, of=person)[0] if person else []
        told = next(({"person": one.person, **_told(one)} for one in known), {"most": "20", "active": "on"})
        changed = reviewers.list_pool(session, actor, of=done)[0] if done else []
        return {
            "call": calls.load_call(session, call),
            "pool": page,
            "further": None if last is None else cursors.written(*last),
            "cursor": cursor,
            "may_keep": may_keep,
            "unlisted": reviewers.list_unlisted(session, actor, call) if may_keep else [],
            "changing": next(iter(known), None),
            "given": told if given is None else given,
            "faults": faults,
            "done": next(iter(changed), None),
        }

    return await visit.page("pool.html", gather, status=status)


def _told(one: reviewers.Listed) -> dict[str, str]:
    about = {"organisation": one.organisation, "country": one.country, "expertise": "\n".join(one.expertise)}
    return about | {"most": str(one.most), "active": "on" if one.active else ""}
