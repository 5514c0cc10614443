"""What the service says of itself (OpenAPI): the framework knows each route, and here is added what holds for many.

Derived, not written by hand: who needs a token stands in a route's dependencies, which headers it heeds in what it answers.
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from api.csrf import COOKIE
from api.request_context import BEHALF, FOR_OTHERS, get_context
from api.schemas.inputs import VALUE, VALUE_NAME

_Json = dict[str, Any]
_VERSION = {
    "type": "string",
    "pattern": r'^(\*|(W/)?"[0-9]{1,9}(\.[0-9]{1,9})?"(, *(W/)?"[0-9]{1,9}(\.[0-9]{1,9})?")*)$',
}
_PARAMETERS: Mapping[str, _Json] = {
    "If-Match": {
        "schema": _VERSION,
        "description": "The version this was asked on (one of several, or * for any), instead of `version` in the body",
    },
    "Idempotency-Key": {
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[!#-~]+$"},
        "description": "Asking twice under the same key is doing once",
    },
    BEHALF: {
        "schema": {"type": "string", "pattern": "^per_[0-9A-Za-z]+$", "maxLength": 40},
        "example": "per_1f2e3d4c5b6a7988",
        "description": "The id of the person for whom a coordinator asks this",
    },
}
_HEADERS: Mapping[str, _Json] = {
    "X-Request-ID": {"required": True, "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$"}},
    "ETag": {"schema": {"type": "string", "pattern": '^"[0-9a-f]+(\\.[0-9]+)?"$'}},
    "Location": {"required": True, "schema": {"type": "string", "pattern": "^/v1/"}},
    "Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 0}},
    "WWW-Authenticate": {"required": True, "schema": {"type": "string"}},
}
PLACED: Final[dict[int | str, _Json]] = {201: {"headers": {"Location": {"$ref": "#/components/headers/Location"}}}}
_OF_PROBLEMS = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}
_PROBLEM, _RECEIPT = "#/components/schemas/Problem", "#/components/schemas/ReceiptOut"
_FRAMEWORKS = "#/components/schemas/HTTPValidationError"  # what it says of a 422 that nobody described
_METHODS = ("get", "put", "post", "delete", "patch")
# POSTs that show a secret once, or are judged each time they are asked, cannot be repeated under a key.
_UNREPEATABLE = frozenset(
    {
        "issue_token",
        "open_feed",
        "invite_to_case",
        "invite_to_call",
        "begin_factor",
        "confirm_factor",
        "prove_again",
        "link_identity",
    }
)


def install(app: FastAPI) -> None:
    """Let the description be completed when it is first asked for."""
    plain = app.openapi

    def described() -> _Json:
        if app.openapi_schema is None:
            _complete(plain(), _closed(app))
        return plain()

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way to say more


def _closed(app: FastAPI) -> frozenset[str]:
    """The operations that nobody uses without a token or a session."""
    found = (context.route for context in iter_route_contexts(app.routes))
    return frozenset(route.name for route in found if isinstance(route, APIRoute) and _asks_who(route.dependant))


def _asks_who(dependant: Dependant) -> bool:
    return dependant.call is get_context or any(_asks_who(inner) for inner in dependant.dependencies)


def _complete(description: _Json, closed: frozenset[str]) -> None:
    components = description["components"]
    components["schemas"][VALUE_NAME] = VALUE
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "For programs: a token of `POST /v1/tokens`"},
        "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "For people in browsers"},
    }
    components["headers"] = dict(_HEADERS)
    components["responses"] = {}
    for path, method, operation in _operations(description):
        is_closed = operation["operationId"] in closed
        operation["security"] = [{"token": []}, {"session": []}] if is_closed else []
        if is_closed:
            _add_parameters(path, method, operation)
        if "requestBody" in operation:
            operation["responses"].setdefault("413", _problem(413))
        for status, answer in operation["responses"].items():
            operation["responses"][status] = _answer(int(status), answer, components["responses"])


def _operations(description: _Json) -> Iterator[tuple[str, str, _Json]]:
    for path, operations in description["paths"].items():
        for method in _METHODS:
            if method in operations:
                yield path, method, operations[method]


def _add_parameters(path: str, method: str, operation: _Json) -> None:
    heeded = {
        "If-Match": bool({"412", "428"} & operation["responses"].keys()),
        "Idempotency-Key": method == "post" and operation["operationId"] not in _UNREPEATABLE,
        BEHALF: path.startswith(FOR_OTHERS),
    }
    more = [{"name": name, "in": "header", **_PARAMETERS[name]} for name, is_heeded in heeded.items() if is_heeded]
    if more:
        operation.setdefault("parameters", []).extend(more)


def _answer(status: int, answer: _Json, shared: dict[str, _Json]) -> _Json:
    """An answer with its headers; a problem is described once for all routes."""
    content = answer.get("content", {})
    shapes = {said.get("schema", {}).get("$ref") for said in content.values()}
    if shapes & {_PROBLEM, _FRAMEWORKS}:
        name = HTTPStatus(status).phrase.title().replace(" ", "")
        shared[name] = {
            "description": HTTPStatus(status).phrase,
            "headers": _headers(*_OF_PROBLEMS.get(status, ())),
            "content": {"application/problem+json": {"schema": {"$ref": _PROBLEM}}},
        }
        return {"$ref": f"#/components/responses/{name}"}
    own = ("ETag",) if _RECEIPT in shapes else ()
    return answer | {"headers": _headers(*own) | answer.get("headers", {})}


def _problem(status: int) -> _Json:
    return {"description": HTTPStatus(status).phrase, "content": {"application/json": {"schema": {"$ref": _PROBLEM}}}}


def _headers(*names: str) -> _Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-ID", *names)}
