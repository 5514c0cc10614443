"""Accepting an invitation: its secret stands behind the # of the link, so that it comes here in a form alone."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api import cookies, csrf, invitation_acceptance
from api.console import standalone_page
from api.console.form import Fault, Form, mendable
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter, told
from api.routes import identities
from api.services import get_services
from workflow import acceptance, calls
from workflow.acceptance import Offered
from workflow.credentials import passwords
from workflow.errors import InvalidRequest, NotAllowed, NotFound

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_NAME = 200  # characters


@router.get("/invite")
async def invite(request: Request) -> HTMLResponse:
    """Where the link of an invitation leads; without scripts it is pasted there."""
    return standalone_page.render_standalone(
        request, "invitation.html", {"offered": None, "faults": [], "given": {}, "secret": ""}
    )


@router.post("/invite")
async def looked(request: Request) -> HTMLResponse:
    """Look at an invitation: who invites to what, and how to accept. Nothing is used up by that."""
    csrf.require_patience(request)
    form = await Form.of(request)
    return await _page(request, _secret(form.text("link")), {})


@router.post("/invite/accept")
async def accepted(request: Request) -> Response:
    """Accept it, and go on to what it is for."""
    csrf.require_patience(request)
    form = await Form.of(request)
    secret, name, password = _secret(form.text("link")), form.text("name"), str(form.data.get("password") or "")
    try:
        if name is not None and (len(name) > _NAME or not name.isprintable()):
            raise refuse_parameter(f"a name has at most {_NAME} characters, all of which can be read", "/name")
        if name is None and "name" in form.data:
            raise refuse_parameter("enter your name", "/name")
        if "password" in form.data and not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
            raise refuse_parameter(
                f"a password has {passwords.SHORTEST} to {passwords.LONGEST} characters", "/password"
            )
        found = await invitation_acceptance.accept_invitation(request, secret, name, password or None)
    except (BadRequest, InvalidRequest) as error:
        faults, status = mendable(error)
        named = [Fault(fault.field or "password", fault.problem) for fault in faults]
        return await _page(request, secret, {"name": name}, named, status)
    except NotFound:
        return await _page(request, secret, {})
    except NotAllowed as error:
        return await _page(request, secret, {"name": name}, [Fault("", str(error))], told(error)[0])
    response = RedirectResponse(
        await get_services(request).read(lambda session: invitation_acceptance.find_next_page(session, found)), 303
    )
    if found.secret is not None:
        cookies.set_session(response, found.secret)
    return response


@router.post("/invite/provider")
async def elsewhere(request: Request) -> Response:
    """Go to the identity provider to accept it as who one is there."""
    csrf.require_patience(request)
    form = await Form.of(request)
    return await identities.sent_to_accept(request, _secret(form.text("link")), form.text("name"))


def _secret(written: str | None) -> str:
    """The secret of a link, or what stands behind the # in it."""
    return (written or "").rpartition("#")[2][:100]


async def _page(
    request: Request, secret: str, given: dict[str, str | None], faults: list[Fault] | None = None, status: int = 200
) -> HTMLResponse:
    """What the invitation offers; where there is none in force, the same plain answer for whatever the reason is."""

    def look(session: Session) -> tuple[Offered, str | None, object]:
        offered = acceptance.offered(session, secret, now=request.state.received_at)
        visitor = invitation_acceptance.find_visitor(session, request)
        return offered, visitor.name if visitor is not None else None, calls.load_call(session, offered.call)

    try:
        offered, visitor, call = await get_services(request).read(look)
    except NotFound as error:
        gone = "this link is used up, was taken back, has run out or never was one; ask whoever invited you for another"
        none: dict[str, object] = {"offered": None, "faults": [Fault("link", gone)], "given": {}, "secret": ""}
        return standalone_page.render_standalone(request, "invitation.html", none, told(error)[0])
    context: dict[str, object] = {
        "offered": offered,
        "visitor": visitor,
        "call": call,
        "faults": faults or [],
        "given": given,
    }
    return standalone_page.render_standalone(request, "invitation.html", context | {"secret": secret}, status)
