"""Accepting an invitation, whose link leads here; then on to what one was invited for."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api import accepting, cookies
from api.console import language as languages
from api.console import shell, templating
from api.console.figures import Figures
from api.console.form import Fault, Form
from api.console.route import PageRoute
from api.errors import told
from api.services import services
from workflow import people, queries
from workflow.acceptance import Accepted
from workflow.errors import NoSuchThing, NotAllowed

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_LONGEST = {"link": 100, "name": 200}
_PAGES = {"partner": "/confirm/", "reviewer": "/reviews/"}


@router.get("/invite")
async def invited(request: Request) -> Response:
    """The page to accept an invitation on."""
    return _page(request, {}, [])


@router.post("/invite")
async def accepted(request: Request) -> Response:
    """Accept it, and go on to what it was for."""
    form = await Form.of(request)
    secret, name = (form.text("link") or "").rpartition("#")[2], form.text("name")
    given = {"link": secret, "name": name}
    for field, longest in _LONGEST.items():
        if len(given[field] or "") > longest:
            return _page(request, given, [Fault(field, f"this is longer than {longest} characters")], 422)
    try:
        found = await accepting.accepted(request, secret, name)
    except (NoSuchThing, NotAllowed) as error:
        return _page(request, given, [Fault("link", str(error))], told(error)[0])
    there = await services(request).read(lambda session: _there(session, found))
    response = RedirectResponse(there, 303)
    if found.secret is not None:
        cookies.set_session(response, found.secret)
    return response


def _there(session: Session, accepted: Accepted) -> str:
    """The page of what somebody was invited for, if they see it by now."""
    if accepted.case is None:
        return "/"
    try:
        queries.found(session, people.person(session, accepted.person), accepted.case)
    except NoSuchThing:
        return "/"
    return _PAGES[accepted.role] + accepted.case


def _page(request: Request, given: dict[str, str | None], faults: list[Fault], status: int = 200) -> Response:
    language = languages.chosen(request, services(request).database.settings.language)
    around = shell.around(request, language, Figures(language, request.state.received_at))
    text = templating.drawn("invitation.html", language, {**around, "given": given, "faults": faults})
    return HTMLResponse(text, status)
