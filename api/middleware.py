"""What happens to every request and answer: an id in and out, a limit on the body, headers that keep browsers careful."""

import re
import secrets
from itertools import count

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors

_SAFE = re.compile(r"[A-Za-z0-9._:\-]{1,64}")
_PROCESS = secrets.token_hex(6)
_NUMBERS = count(1)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)


class Envelope:
    """Gives each request an id, echoed in `X-Request-ID`: the caller's own if it is one we can write down."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), "")
        request_id = given if _SAFE.fullmatch(given) else f"req_{_PROCESS}{next(_NUMBERS):x}"
        scope.setdefault("state", {})["request_id"] = request_id
        own = (b"x-request-id", request_id.encode())

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
                message["headers"] = [
                    *headers.raw,
                    own,
                    *(pair for pair in _HEADERS if pair[0].decode() not in headers),
                ]
            elif too_large:
                message["body"] = too_large
            await send(message)

        await self.app(scope, receive, send_enveloped)
