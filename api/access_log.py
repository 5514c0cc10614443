"""One line of the log for each request: who did what to which case, and how it ended. Never an address's own text, which may
hold a secret, nor any header, cookie or body: the route stands for the address, an id for the person.
"""

import logging
import time

from starlette.types import Message, Scope

_LOG = logging.getLogger("accord.request")


class AccessLogLine:
    """What is said of one request, from when it came until its answer is out."""

    def __init__(self, scope: Scope, method: str) -> None:
        self._scope, self._method, self._begun, self._status = scope, method, time.perf_counter(), 0
        self._is_open = _LOG.isEnabledFor(logging.INFO)

    def heed(self, message: Message) -> None:
        """Look at a message of the answer on its way out; the line is written with its last."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
        elif not message.get("more_body", False):
            self.close()

    def close(self) -> None:
        """Write the line, unless it is written. A status of 0 tells that there was no answer, or nobody to take it."""
        if not self._is_open:
            return
        self._is_open = False
        state, route = self._scope["state"], self._scope.get("route")
        told = {
            "request": state["request_id"],
            "actor": state.get("actor"),
            "case": state.get("case") or self._scope.get("path_params", {}).get("ref"),
            "method": self._method,
            "route": getattr(route, "path", None),
            "status": self._status,
            "ms": round((time.perf_counter() - self._begun) * 1000, 1),
        }
        level = logging.WARNING if self._status >= 500 else logging.INFO
        _LOG.log(level, "answered", extra={"told": {name: value for name, value in told.items() if value is not None}})
