"""What the address and the headers of a request may say: known parameters, each once, in text that can be read.

One check for every route, so that a filter that is misspelled is refused as an unknown member of a body is.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar, get_origin
from urllib.parse import unquote_to_bytes

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api import pointers
from api.errors import BadRequest, refuse_parameter, refuse_unreadable

_Endpoint = TypeVar("_Endpoint", bound=Callable[..., Any])
_TAKING_ANY: set[Callable[..., Any]] = set()
_LONGEST = 64  # of a name that an answer repeats
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_BESIDE_SPACE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_IN_HEADER = re.compile("[\x00-\x08\x0a-\x1f\x7f]")  # its text is UTF-8 read as Latin-1


def take_any(endpoint: _Endpoint) -> _Endpoint:
    """Let a route take parameters it does not know, because somebody else adds them."""
    _TAKING_ANY.add(endpoint)
    return endpoint


def known_to(route: APIRoute) -> Mapping[str, bool] | None:
    """The query parameters of a route, and whether each may be repeated; None if it takes any parameter."""
    return None if route.endpoint in _TAKING_ANY else _declared(route.dependant)


def _declared(dependant: Dependant) -> Mapping[str, bool]:
    found: dict[str, bool] = {}
    for field in dependant.query_params:
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found |= {one.alias or name: _is_many(one.annotation) for name, one in kind.model_fields.items()}
        else:
            found[field.alias] = _is_many(kind)
    for inner in dependant.dependencies:
        found |= _declared(inner)
    return found


def _is_many(kind: object) -> bool:
    return get_origin(kind) in (list, set, tuple)


def check_request(request: Request, known: Mapping[str, bool] | None, *, cleaned: Collection[str] = ()) -> None:
    """Raises BadRequest for text that cannot be read, and for a parameter that is unknown or repeated.

    Nothing is asked of a route where any may come (None), and no readable text of those that are `cleaned` later.
    """
    if known is None:
        return
    _check_text(request, cleaned)
    given = [name for name, _ in request.query_params.multi_items()]
    for name in given:
        if name not in known:
            there = f"there are: {', '.join(known)}" if known else "there are none"
            raise refuse_parameter(f"there is no parameter {_shown(name)} here; {there}", _pointer(name), "query")
        if not known[name] and given.count(name) > 1:
            raise refuse_parameter(f"{name} is given twice: say it once", _pointer(name), "query")


def _check_text(request: Request, cleaned: Collection[str]) -> None:
    path = _decoded(request.scope.get("raw_path") or request.url.path.encode(), "the path")
    if _CONTROL.search(path):
        raise BadRequest(422, "invalid", "the path holds a character that cannot be shown", None)
    _decoded(request.scope.get("query_string", b""), "the query")
    for name, value in request.query_params.multi_items():
        if _CONTROL.search(name) or (name not in cleaned and _BESIDE_SPACE.search(value)):
            raise refuse_parameter(f"{_shown(name)} holds a character that cannot be shown", _pointer(name), "query")
    for name, value in request.headers.items():
        if _IN_HEADER.search(value):
            raise refuse_unreadable(f"the header {_shown(name)} holds a character that cannot be shown")


def _decoded(raw: bytes, what: str) -> str:
    try:
        return unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse_unreadable(f"{what} is not UTF-8") from error


def _pointer(name: str) -> str:
    return pointers.write([_shown(name)])


def _shown(name: str) -> str:
    """A name as an answer repeats it: cut, and with what cannot be printed written out."""
    seen = "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in name[:_LONGEST])
    return seen or "without a name"
