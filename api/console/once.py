"""Idempotent forms: however often its button is clicked, a form is processed once, and each click gets the same answer.

Each form carries a hidden idempotency key, drawn at random when its page is rendered. A form with the same key and the
same content is a repetition; with other content it is a new form.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from contextlib import suppress

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from api import csrf
from api.console import results
from api.console.form import Form
from api.services import Services, get_services
from workflow.errors import AccordError, Unavailable
from workflow.identity import people
from workflow.overview import sent_forms

FIELD = "once"
_PATIENCE, _PAUSE = 15.0, 0.1  # seconds: how long to wait for the answer of another process, and between two looks
_LONGEST_KEY = 64


def once_field() -> Markup:
    """The hidden field with the idempotency key; each form has one."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, secrets.token_urlsafe(16))


async def answer_once(request: Request, answer: Callable[[], Awaitable[Response]]) -> Response:
    """Process a form; a repetition is answered as the first was. Raises Unavailable."""
    key = await _key(request)
    if key is None:
        return await _answered(request, answer)
    waiting: dict[str, Future[Response]] = request.app.state.forms_under_way
    mine: Future[Response] = Future()
    first = waiting.setdefault(key, mine)
    if first is not mine:
        return _again(await asyncio.shield(asyncio.wrap_future(first)))
    try:
        response = await _answered_under(request, key, answer)
        mine.set_result(response)
        return response
    finally:
        waiting.pop(key, None)
        if not mine.done():
            mine.set_result(Response(status_code=503))


async def _answered_under(request: Request, key: str, answer: Callable[[], Awaitable[Response]]) -> Response:
    here, now = get_services(request), request.state.received_at
    sent = await here.write(lambda session: sent_forms.reserve_form(session, key, now=now))
    if not sent.is_new:
        return RedirectResponse(sent.location or await _location(here, key), 303)
    done = False
    try:
        response = await _answered(request, answer)
        if response.status_code == 303:
            location = response.headers["location"]
            await here.write(lambda session: sent_forms.record_answer(session, key, location))
            done = True
        return response
    finally:
        if not done:
            with suppress(AccordError):
                await here.write(lambda session: sent_forms.release_form(session, key))


async def _answered(request: Request, answer: Callable[[], Awaitable[Response]]) -> Response:
    """The answer to a form; a result page is stored, and the answer redirects to it (post, redirect, get)."""
    response = await answer()
    is_page = results.is_result(response) and "x-fragment" not in request.headers
    return await results.redirect_to_page(request, response) if is_page else response


async def _location(here: Services, key: str) -> str:
    """Wait for another process that handles the form, and find where its answer redirected. Raises Unavailable."""
    for _ in range(int(_PATIENCE / _PAUSE)):
        found = await here.read(lambda session: sent_forms.find_answer(session, key))
        if found is not None:
            return found
        await asyncio.sleep(_PAUSE)
    raise Unavailable("this form is still being processed: wait a moment, then load the page again")


async def _key(request: Request) -> str | None:
    """A hash of the sender, the address, the key and the content; None without a key or without a session."""
    visitor = csrf.read_session_digest(request)
    if visitor is None:
        return None
    form = await Form.of(request)
    drawn = form.text(FIELD)
    if drawn is None or len(drawn) > _LONGEST_KEY:
        return None
    now = request.state.received_at
    known = await get_services(request).read(lambda session: people.authenticate(session, [visitor], now=now))
    if visitor not in known:
        return None
    told = f"{known[visitor].id}\n{request.url.path}?{request.url.query}\n{drawn}\n".encode()
    return hashlib.sha256(told + await request.body()).hexdigest()


def _again(first: Response) -> Response:
    """The answer of the first click, for the second."""
    second = Response(first.body, first.status_code)
    second.raw_headers = list(first.raw_headers)
    return second
