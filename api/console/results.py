"""Result pages of forms, each at an address of its own: reloading one, or going back to it, sends no form again.

The stored text is encrypted. The key is part of the address and stored nowhere, so that no secret is stored in the
clear.
"""

import hashlib
import secrets
from datetime import timedelta
from http.cookies import SimpleCookie

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import csrf
from api.services import get_services
from workflow.credentials import sessions
from workflow.errors import NotFound
from workflow.overview import sent_forms
from workflow.overview.sent_forms import KeptPage

PATH = "/shown/"
_LASTING, _SECRET_LASTING = timedelta(hours=12), timedelta(minutes=2)
_NONCE = bytes(12)  # each key seals one page, once


class ResultPage(HTMLResponse):
    """A page that shows the result of a form, whatever its status."""


class PageShownOnce(ResultPage):
    """A result page with a secret in it, which is stored for a short time only."""


def is_result(response: Response) -> bool:
    """Whether an answer to a form is a result page, and neither a redirect nor the form again with its errors."""
    is_good = isinstance(response, HTMLResponse) and response.status_code < 300
    return is_good or isinstance(response, ResultPage)


async def redirect_to_page(request: Request, response: Response) -> Response:
    """Store a result page and redirect to it. One with a secret is stored for two minutes, any other for half a day."""
    here, now = get_services(request), request.state.received_at
    secret = secrets.token_urlsafe(32)
    sealed = AESGCM(_key(secret)).encrypt(_NONCE, bytes(response.body), _owner_after(request, response))
    lasting = _SECRET_LASTING if isinstance(response, PageShownOnce) else _LASTING
    page = KeptPage(response.status_code if response.status_code >= 300 else 200, sealed)
    await here.write(lambda session: sent_forms.keep_page(session, _name(secret), page, until=now + lasting))
    onward = RedirectResponse(f"{PATH}{secret}", 303, background=response.background)
    onward.raw_headers.extend(pair for pair in response.raw_headers if pair[0] == b"set-cookie")
    return onward


async def find_result(request: Request, secret: str) -> Response:
    """A stored result page, as it was then. Raises NotFound for one that has expired or belongs to somebody else."""
    here, now = get_services(request), request.state.received_at
    page = await here.read(lambda session: sent_forms.find_page(session, _name(secret), now=now))
    try:
        text = AESGCM(_key(secret)).decrypt(_NONCE, page.sealed, _owner(request)) if page is not None else None
    except InvalidTag:
        text = None
    if page is None or text is None:
        raise NotFound("this result page has expired")
    return HTMLResponse(text, page.status)


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"seal " + secret.encode()).digest()


def _name(secret: str) -> str:
    return hashlib.sha256(b"name " + secret.encode()).hexdigest()


def _owner_after(request: Request, response: Response) -> bytes:
    """The session that may open the result: the one that the answer begins, if it begins one."""
    for name, value in response.raw_headers:
        begun = SimpleCookie(value.decode("latin-1")).get(csrf.COOKIE) if name == b"set-cookie" else None
        if begun is not None and begun.value:
            return (sessions.digest(begun.value) or "").encode()
    return _owner(request)


def _owner(request: Request) -> bytes:
    """The session that may open the result: the one that sent the form."""
    return (csrf.read_session_digest(request) or "").encode()
