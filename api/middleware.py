"""What happens to every request and answer: an id in and out, a line of the log, headers for browsers."""

import re
import secrets
from itertools import count

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.headers import STRICT_TRANSPORT, Headers
from api.journal import Line

_SAFE = re.compile(r"[A-Za-z0-9._:\-]{1,64}")
_PROCESS = secrets.token_hex(6)
_NUMBERS = count(1)


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
        given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), "")
        request_id = given if _SAFE.fullmatch(given) else f"req_{_PROCESS}{next(_NUMBERS):x}"
        scope.setdefault("state", {})["request_id"] = request_id
        line = Line(scope)
        own = (b"x-request-id", request_id.encode())
        usual = self._secure if self._is_secure or scope["scheme"] == "https" else self._plain

        too_large = b""

        async def send_enveloped(message: Message) -> None:
            nonlocal too_large
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                if message["status"] == 413 and headers.get("content-type", "").startswith("text/plain"):
                    # The framework refuses a body that is too large before any handler of ours is asked.
                    too_large = errors.too_large(request_id)
                    headers["content-type"] = "application/problem+json"
                    headers["content-length"] = str(len(too_large))
                brought = {name for name, _ in headers.raw}
                message["headers"] = [*headers.raw, own, *(pair for pair in usual if pair[0] not in brought)]
            elif too_large:
                message["body"] = too_large
            await send(message)
            line.heed(message)

        try:
            await self.app(scope, receive, send_enveloped)
        finally:
            line.close()
