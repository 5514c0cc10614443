"""The way in and out: signing in, proving again who one is, choosing a language and a theme."""

from collections.abc import Callable, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import cookies, csrf
from api.console import language as languages
from api.console import layout, proofs, standalone_page
from api.console.form import Form
from api.console.page_request import Visitor
from api.console.route import PageRoute
from api.errors import told
from api.services import get_services
from workflow.credentials import sessions
from workflow.errors import Throttled, Unauthenticated
from workflow.identity import authentication
from workflow.identity.authentication import Entered

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_KEPT = "kept."
_YEAR = 365 * 24 * 3600
Then = Annotated[str, Query(max_length=2000)]
Kept = Sequence[tuple[str, str]]


@router.get("/sign-in")
async def sign_in(request: Request, then: Then = "/") -> HTMLResponse:
    """The page to sign in on."""
    return standalone_page.render_standalone(
        request, "sign_in.html", {"then": _ours(then), "kept": [], "problem": None, "given": {}}
    )


@router.post("/sign-in")
async def signed_in(request: Request) -> Response:
    """Sign in by address and password, and go on to where one was going."""
    csrf.require_same_origin(request)
    form = await Form.of(request)
    email, password, code = form.text("email") or "", form.data.get("password"), form.text("code")
    database, now = get_services(request).database, request.state.received_at
    return await _entered(
        request,
        form,
        lambda: authentication.sign_in_by_password(
            database, email, str(password or ""), code, door=csrf.read_client(request), now=now
        ),
    )


@router.post("/sign-in/link")
async def signed_in_by_link(request: Request) -> Response:
    """Sign in by a link, which is used up by that."""
    csrf.require_same_origin(request)
    form = await Form.of(request)
    secret, code = (form.text("link") or "").rpartition("#")[2], form.text("code")
    database, now = get_services(request).database, request.state.received_at
    return await _entered(
        request,
        form,
        lambda: authentication.sign_in_by_link(database, secret, code, door=csrf.read_client(request), now=now),
    )


@router.get("/prove")
async def prove(request: Request, visit: Visitor, then: Then = "/") -> HTMLResponse:
    """The page to prove again who one is."""
    await visit.read(lambda _, actor: actor)
    return standalone_page.render_standalone(request, "prove.html", await _proving(request, _ours(then), [], None))


@router.post("/prove")
async def proved(request: Request, visit: Visitor) -> Response:
    """Prove again who one is, and go on with what asked for it."""
    form = await Form.of(request)
    actor = await visit.read(lambda _, actor: actor)
    database, now = get_services(request).database, request.state.received_at
    then, kept = _ours(form.text("then")), _kept(form)
    password, code = form.data.get("password"), form.text("code")
    try:
        await run_in_threadpool(
            lambda: authentication.prove_again(
                database, actor, password=str(password) if password else None, code=code, now=now
            )
        )
    except (Unauthenticated, Throttled) as error:
        return standalone_page.render_standalone(
            request, "prove.html", await _proving(request, then, kept, str(error)), told(error)[0]
        )
    return _on(request, then, kept)


@router.get("/taken")
async def taken(request: Request, then: Then = "/") -> HTMLResponse:
    """A list to take away, on its way now that somebody proved who they are; and the way back."""
    address = _ours(then)
    return standalone_page.render_standalone(
        request, "taken.html", {"then": address if proofs.is_export(address) else "/"}
    )


@router.post("/sign-out")
async def signed_out(visit: Visitor) -> Response:
    """Sign out: the session is worth nothing from now on."""
    now = visit.asked.received_at
    await visit.asked.witnessed(lambda session, actor: sessions.end(session, actor.session or "", actor=actor, now=now))
    response = RedirectResponse("/sign-in", 303)
    cookies.clear_session(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@router.get("/language/{code}")
async def language(code: Annotated[str, Path(pattern="^[a-z]{2}$")], then: Then = "/") -> Response:
    """Show every page in a language from now on."""
    return _remembering(languages.COOKIE, code if code in languages.languages() else "", then)


@router.get("/theme/{name}")
async def theme(name: Annotated[str, Path(pattern="^(light|dark|system)$")], then: Then = "/") -> Response:
    """Show every page light, dark, or as the system does."""
    return _remembering(layout.THEME, "" if name == "system" else name, then)


@router.get("/keys/{choice}")
async def keys(choice: Annotated[str, Path(pattern="^(on|off)$")], then: Then = "/") -> Response:
    """Let single keys move through lists from now on, or not."""
    return _remembering(layout.KEYS, "" if choice == "on" else choice, then)


async def _entered(request: Request, form: Form, enter: Callable[[], Entered]) -> Response:
    then, kept = _ours(form.text("then")), _kept(form)
    try:
        entered = await run_in_threadpool(enter)
    except (Unauthenticated, Throttled) as error:
        given = {"email": form.text("email")}
        context = {"then": then, "kept": kept, "problem": str(error), "given": given}
        return standalone_page.render_standalone(request, "sign_in.html", context, told(error)[0])
    response = _on(request, then, kept)
    cookies.set_session(response, entered.secret)
    return response


def _on(request: Request, then: str, kept: Kept) -> Response:
    """On to where somebody was going; what they had written is sent on when they say so."""
    if not kept and proofs.is_export(then):
        return RedirectResponse(f"/taken?then={quote(then, safe='')}", 303)
    if not kept:
        return RedirectResponse(then, 303)
    return standalone_page.render_standalone(request, "again.html", {"then": then, "kept": kept})


async def _proving(request: Request, then: str, kept: Kept, problem: str | None) -> dict[str, object]:
    return {"then": then, "kept": kept, "problem": problem, "proofs": await proofs.find_proofs(request)}


def _kept(form: Form) -> list[tuple[str, str]]:
    fields = ((name, value) for name, value in form.data.multi_items() if isinstance(value, str))
    return [(name.removeprefix(_KEPT), value) for name, value in fields if name.startswith(_KEPT)]


def _ours(address: str | None) -> str:
    """An address of this console; anything else leads to the queue."""
    is_ours = address is not None and address.startswith("/") and not address.startswith(("//", "/\\", "/sign-in"))
    return address if is_ours and address is not None and address.isprintable() else "/"


def _remembering(cookie: str, value: str, then: str) -> Response:
    response = RedirectResponse(_ours(then), 303)
    response.set_cookie(cookie, value, max_age=_YEAR if value else 0, path="/", httponly=True, samesite="lax")
    return response
