"""What keeps another site from using someone's session: where an unsafe request comes from, as the browser itself says it.

A browser says `Sec-Fetch-Site`; an older one `Origin`. A request that changes something and carries a cookie must come from
this very origin. One that carries neither header carries no cookie that counts: a program shows a token instead.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.requests import Request

from api.services import get_services
from workflow.credentials import login_throttle, sessions
from workflow.errors import NotAllowed
from workflow.identity.authentication import Client

COOKIE = "__Host-accord"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})


def require_same_origin(request: Request, trusted: Collection[str] = ()) -> None:
    """Raises NotAllowed for a request that another site may have made its visitor send."""
    if not is_same_origin(request, trusted):
        raise NotAllowed("this request came from another site")


def is_same_origin(request: Request, trusted: Collection[str] = ()) -> bool:
    """Whether a request only reads, or comes from this origin or a trusted one."""
    if request.method in _SAFE:
        return True
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None and origin in trusted:
        return True
    if site is not None:
        return site in _OURS
    return origin is not None and origin != "null" and urlsplit(origin).netloc == request.headers.get("host")


def require_no_forgery(request: Request) -> None:
    """The same, but a program that shows no cookie and says of no page that it sends for it may come from anywhere.

    Raises NotAllowed.
    """
    is_program = not {"origin", "sec-fetch-site"} & set(request.headers.keys()) and read_session_digest(request) is None
    if not is_program:
        require_same_origin(request)


def require_patience(request: Request) -> None:
    """That whoever needs no token for this comes from this origin, and not too often from one address.

    Raises NotAllowed, Throttled.
    """
    require_same_origin(request)
    here = get_services(request)
    here.strangers.take(login_throttle.address(read_client(request).address), at=request.state.received_at)


def read_session_digest(request: Request) -> str | None:
    """The digest of the session that a request's cookie shows, if it can be one of ours."""
    secret = request.cookies.get(COOKIE)
    return sessions.digest(secret) if secret else None


def read_client(request: Request) -> Client:
    """From where, with which browser and in place of which session someone asks to be let in."""
    address = request.client.host if request.client is not None else ""
    return Client(address, request.headers.get("user-agent", ""), read_session_digest(request))
