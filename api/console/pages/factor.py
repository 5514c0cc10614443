"""Setting up a second factor: a telephone reads a picture, its first code confirms it, and codes on paper are shown once."""

import segno
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from api import cookies, csrf
from api.console import standalone_page
from api.console.form import Fault, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter
from workflow.credentials import factors
from workflow.errors import InvalidRequest
from workflow.identity import authentication

router = APIRouter(prefix="/account/factor", route_class=PageRoute, include_in_schema=False)
_ADDRESS, _LONGEST = "otpauth://totp/", 500


@router.post("")
async def begun(visit: Visitor) -> Response:
    """Begin a second factor: what a telephone is to read in."""
    now = visit.asked.received_at
    uri = await visit.asked.witnessed(lambda session, actor: factors.enrol(session, actor=actor, now=now))
    return await _page(visit, uri, [], 201)


@router.post("/confirmation")
async def confirmed(visit: Visitor) -> Response:
    """Confirm it by its first code. Another session takes the place of this one."""
    form, now, door = await visit.form(), visit.asked.received_at, csrf.read_client(visit.request)
    code, uri = form.text("code"), form.text("uri") or ""
    try:
        if code is None:
            raise refuse_parameter("enter the six digits that your telephone shows now", "/code")
        papers, secret = await visit.asked.witnessed(
            lambda session, actor: authentication.enrolled(session, code, actor=actor, door=door, now=now)
        )
    except (BadRequest, InvalidRequest) as error:
        found, status = mendable(error)
        return await _page(visit, uri, [Fault("code", fault.problem) for fault in found], status)
    context = {"what": "papers", "secrets": papers, "back": "/account?done=enrolled"}
    answer = standalone_page.render_standalone(visit.request, "once.html", context, 201)
    cookies.set_session(answer, secret)
    return answer


async def _page(visit: PageRequest, uri: str, faults: list[Fault], status: int) -> HTMLResponse:
    is_whole = uri.startswith(_ADDRESS) and len(uri) <= _LONGEST
    context: dict[str, object] = {
        "uri": uri if is_whole else None,
        "picture": _picture(uri) if is_whole else None,
        "secret": uri.partition("secret=")[2].partition("&")[0] if is_whole else None,
        "faults": faults,
        "given": {},
    }
    return await visit.page("factor.html", lambda *_: context, status=status)


def _picture(uri: str) -> Markup:
    """The address as a QR code that a telephone reads, dark on light whatever the page's theme."""
    code = segno.make(uri, error="m", micro=False)
    return Markup(code.svg_inline(dark="#000", light="#fff", border=4, omitsize=True, svgclass="qr", lineclass=None))
