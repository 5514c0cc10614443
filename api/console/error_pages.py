"""Pages for what did not work: what happened, that nothing was changed, what to do next, what to quote when asking for help."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import Scope

from api import denial_log, errors
from api.console import language as languages
from api.console import layout, proofs, templating, unseen_changes
from api.console.form import Form
from api.console.formatting import Formatter
from api.errors import BadRequest, Refused
from api.request_faults import describe_fault
from api.uploads import files
from workflow.errors import ReauthenticationRequired, Throttled, Unauthenticated, Unavailable

_OVERTAKEN = ("stale", "deadline-passed")
_TECHNICAL = (
    "once",
    "version",
    "do",
    "zone",
    "deadline",
    "ground",
    "verdict",
    "person",
    "case",
    "call",
    "ref",
    "cursor",
)
_SHOWN = 60  # characters of what was given
_SECRET = ("password", "again")  # never written into a page, and so to be typed anew


async def render_error(request: Request, error: Exception) -> Response:
    """The page for an error; who is not signed in is asked to, and comes back to where they were, their words kept."""
    if isinstance(error, Unauthenticated | ReauthenticationRequired):
        return await _asked_in(request, error)
    status, code, detail = errors.told(error)
    language = languages.chosen(request, request.app.state.services.database.settings.language)
    context = layout.build_layout(request, language, Formatter(language, request.state.received_at))
    context |= {"status": status, "code": code, "detail": detail, "refusal": getattr(error, "refusal", None)}
    context["parameters"] = _list_parameters(error) if isinstance(error, RequestValidationError) else []
    case = error.refusal.case if isinstance(error, Refused) else None
    context["written"] = await _list_words(request) if case and request.method == "POST" else []
    context["change"] = await unseen_changes.find_change(request, case) if case and code in _OVERTAKEN else None
    headers = {}
    if isinstance(error, Unavailable | Throttled):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, HTTPException):
        headers |= dict(error.headers or {})
    text = templating.drawn("fault.html", language, context)
    return HTMLResponse(text, status, headers, background=denial_log.log_denial(request, code, case))


def _list_parameters(error: RequestValidationError) -> list[tuple[str, str, str]]:
    """The parameters of an address that cannot be taken: the name of each, what was given, and what would be accepted."""
    found = {}
    for one in error.errors():
        given = one.get("input")
        shown = given[:_SHOWN] if isinstance(given, str) else ""
        found[str(one["loc"][1])] = (str(one["loc"][1]), shown, describe_fault(one))
    return list(found.values())


def draw_too_large(scope: Scope, limit: int) -> bytes:
    """The error page for a form beyond the size limit. Going back in the browser returns to what was written."""
    request = Request(scope)
    request.state.received_at = request.app.state.services.clock.now()
    language = languages.chosen(request, request.app.state.services.database.settings.language)
    context = layout.build_layout(request, language, Formatter(language, request.state.received_at))
    largest = Formatter(language, request.state.received_at).limit(
        request.app.state.services.database.settings.document_limit
    )
    said = language("At most {limit} bytes are taken here.", limit=f"{limit:,}")
    if _is_upload(request):
        said = language("A file may have at most {size}.", size=largest)
    context |= {"status": 413, "code": "too-large", "detail": said, "refusal": None, "change": None, "written": []}
    context["parameters"] = []
    return templating.drawn("fault.html", language, context).encode()


async def _asked_in(request: Request, error: Exception) -> Response:
    """To the sign-in page; a form that was sent meanwhile is kept there and sent again afterwards."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    again = isinstance(error, ReauthenticationRequired)
    if request.method != "POST":
        return RedirectResponse(f"{'/prove' if again else '/sign-in'}?then={quote(here, safe='')}", 303)
    fields = await _list_fields(request)
    kept = [(name, value) for name, value in fields if isinstance(value, str) and name not in _SECRET]
    language = languages.chosen(request, request.app.state.services.database.settings.language)
    context = layout.build_layout(request, language, Formatter(language, request.state.received_at))
    context |= {"then": here, "kept": kept, "problem": None, "given": {}, "provider": None}
    context["provider"] = getattr(request.app.state.provider, "label", None)
    context["proofs"] = await proofs.find_proofs(request) if again else proofs.Proofs()
    text = templating.drawn("prove.html" if again else "sign_in.html", language, context)
    return HTMLResponse(text, errors.told(error)[0])


async def _list_words(request: Request) -> list[str]:
    """The words that were written into the form of a case that went on meanwhile: to be copied, so that none is lost."""
    try:
        fields = await _list_fields(request)
    except BadRequest:
        return []
    kept = (value.strip() for name, value in fields if isinstance(value, str) and name not in (*_TECHNICAL, *_SECRET))
    return [value for value in kept if value]


async def _list_fields(request: Request) -> Sequence[tuple[str, object]]:
    """What was written into the form that was sent, by name; of an upload all but its file."""
    if _is_upload(request):
        return await files.read_fields(request)
    return (await Form.of(request)).data.multi_items()


def _is_upload(request: Request) -> bool:
    """Whether the page that was asked for reads its body piece by piece."""
    return getattr(request.scope.get("route"), "is_streamed", False)
