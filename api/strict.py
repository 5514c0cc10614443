"""Routes of the API: they read the whole body, note when it had arrived, and refuse unknown parameters."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api import parameters
from api.json_body import loads


class StrictRequest(Request):
    """A request whose JSON was read strictly before anything else looked at it."""

    value: Any = None

    async def json(self) -> Any:
        return self.value


class StrictRoute(APIRoute):
    """A route that checks what its address says, reads its body whole, and reads its JSON strictly.

    It notes the instant at which the body was there.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        known = parameters.known_to(self)

        async def handle_strictly(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive)
            if request.method != "GET" and (body := await strict.body()) and _is_json(request):
                strict.value = loads(body)
            strict.state.received_at = request.app.state.services.clock.now()
            parameters.check_request(request, known)
            return await handle(strict)

        return handle_strictly


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")
