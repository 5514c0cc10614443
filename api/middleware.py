"""What happens to every request and answer: an id in and out, a line of the log, headers for browsers."""

import re
import secrets
from itertools import count

import anyio
from starlette.datastructures import MutableHeaders
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.access_log import AccessLogLine
from api.headers import STRICT_TRANSPORT, Headers

_SAFE = re.compile(r"[A-Za-z0-9._:\-]{1,64}")
_PROCESS = secrets.token_hex(6)
_NUMBERS = count(1)


class _Bodiless:
    """Sends the answer to a HEAD: the head of the answer to a GET. A streamed body is cancelled."""

    def __init__(self, send: Send, whole: anyio.CancelScope) -> None:
        self._send, self._whole, self._is_over = send, whole, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._send(message)
            if MutableHeaders(raw=message["headers"]).get("content-length") is None:
                await self._end(is_streamed=True)
        elif not self._is_over:
            await self._end(is_streamed=message.get("more_body", False))

    async def _end(self, *, is_streamed: bool) -> None:
        self._is_over = True
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        if is_streamed:
            self._whole.cancel()


class Envelope:
    """Gives each request an id, echoed in `X-Request-ID`: the caller's own if it is one we can write down.

    Each answer gets the headers given, but for those that it brings itself.
    """

    def __init__(self, app: ASGIApp, headers: Headers, *, is_secure: bool) -> None:
        self.app = app
        self._plain, self._secure = headers, (*headers, STRICT_TRANSPORT)
        self._is_secure = is_secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        scope.setdefault("state", {})
        if is_head:
            scope = {**scope, "method": "GET"}  # a copy: the server knows by its own that no body is sent
        given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), "")
        request_id = given if _SAFE.fullmatch(given) else f"req_{_PROCESS}{next(_NUMBERS):x}"
        scope["state"]["request_id"] = request_id
        line = AccessLogLine(scope, "HEAD" if is_head else scope["method"])
        own = (b"x-request-id", request_id.encode())
        usual = self._secure if self._is_secure or scope["scheme"] == "https" else self._plain

        too_large = b""
        answer: Send

        async def send_enveloped(message: Message) -> None:
            nonlocal too_large
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                if message["status"] == 413 and headers.get("content-type", "").startswith("text/plain"):
                    # The framework refuses a body that is too large before any handler of ours is asked.
                    too_large, headers["content-type"] = self._too_large(scope, request_id)
                    headers["content-length"] = str(len(too_large))
                if "vary" in scope["state"]:
                    headers.add_vary_header(scope["state"]["vary"])
                brought = {name for name, _ in headers.raw}
                message["headers"] = [*headers.raw, own, *(pair for pair in usual if pair[0] not in brought)]
            elif too_large:
                message["body"] = too_large
            await answer(message)
            line.heed(message)

        try:
            with anyio.CancelScope() as whole:
                answer = _Bodiless(send, whole) if is_head else send
                await self.app(scope, receive, send_enveloped)
        finally:
            line.close()

    def _too_large(self, scope: Scope, request_id: str) -> tuple[bytes, str]:
        """What is answered to a body beyond the limit, and its media type: a page to a browser that sent a form."""
        limit = scope.get(MAX_BODY_SIZE_SCOPE_KEY, 0)  # the limit of the route that was asked, whichever it was
        accepted = next((value for name, value in scope["headers"] if name == b"accept"), b"")
        draw = getattr(scope["app"].state, "draw_too_large", None) if "app" in scope else None
        if draw is not None and not scope["path"].startswith("/v1/") and b"application/json" not in accepted:
            page: bytes = draw(scope, limit)
            return page, "text/html; charset=utf-8"
        return errors.too_large(request_id, limit), "application/problem+json"
