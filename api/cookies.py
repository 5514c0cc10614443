"""The cookies of those who sign in. Both are kept from scripts, from other sites' forms, and from anyone who listens."""

from starlette.requests import Request
from starlette.responses import Response

from api.csrf import COOKIE
from workflow.credentials import oidc_flows

FLOW = "__Host-accord-flow"


def set_session(response: Response, secret: str) -> None:
    """Let the browser show a session from now on, until it is closed."""
    _set(response, COOKIE, secret)


def clear_session(response: Response) -> None:
    """Let the browser forget its session."""
    _set(response, COOKIE, "", 0)


def set_flow(response: Response, kept: str) -> None:
    """Let the browser keep what a sign-in at a provider has to be finished with."""
    _set(response, FLOW, kept, int(oidc_flows.LASTING.total_seconds()))


def clear_flow(response: Response) -> None:
    """Let the browser forget it."""
    _set(response, FLOW, "", 0)


def kept_flow(request: Request) -> str:
    """What the browser kept of a sign-in at a provider; empty if nothing."""
    return request.cookies.get(FLOW, "")


def _set(response: Response, name: str, value: str, seconds: int | None = None) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")
