"""Every error as a problem (RFC 9457), the framework's too. The only place that knows HTTP's status numbers."""

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api import denial_log, pointers, request_faults
from api.json_body import NotStrictJson
from states.refusal import Refusal
from workflow.credentials import reauthentication
from workflow.errors import (
    AccordError,
    ConfigurationError,
    DamagedEdition,
    EditionConflict,
    InProgress,
    InvalidRequest,
    NotAllowed,
    NotFound,
    ReauthenticationRequired,
    SchemaMismatch,
    SetAside,
    Throttled,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from workflow.outcomes import to_json

_LOG = logging.getLogger("accord.api")

REFUSALS: Mapping[str, int] = {
    "unknown-transition": 422,
    "not-from-this-state": 409,
    "deadline-passed": 409,
    "not-open-yet": 409,
    "not-yours-to-make": 403,
    "not-fresh": 403,
    "needs-unmet": 409,
    "stale": 409,
    "not-editable": 409,
    "already-submitted": 409,
    "not-waivable": 422,
    "misfit": 422,
    "no-such-case": 404,
    "no-such-definition": 422,
    "settling": 503,
    "set-aside": 503,
    "abandoned": 409,
}
ERRORS: Mapping[type[AccordError], tuple[int, str]] = {
    NotFound: (404, "not-found"),
    NotAllowed: (403, "not-allowed"),
    ReauthenticationRequired: (403, "not-fresh"),
    InProgress: (409, "in-progress"),
    Throttled: (429, "throttled"),
    Unauthenticated: (401, "unauthenticated"),
    InvalidRequest: (422, "misused"),
    TooLarge: (413, "too-large"),
    Unavailable: (503, "unavailable"),
    ConfigurationError: (503, "misset"),
    SchemaMismatch: (503, "wrong-schema"),
    EditionConflict: (503, "changed-edition"),
    DamagedEdition: (503, "damaged-edition"),
    SetAside: (503, "set-aside"),
}


class Problem(BaseModel):
    """What went wrong: `code` for programs, `detail` for people; a refusal says more beside them."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str


class Refused(Exception):
    """Carries a refusal from a route to its handler."""

    def __init__(self, refusal: Refusal, *, precondition: bool = False) -> None:
        self.refusal, self.precondition = refusal, precondition
        super().__init__(refusal.problem)


class BadRequest(Exception):
    """A request that cannot be understood: which part of it, and what is wrong."""

    def __init__(self, status: int, code: str, detail: str, pointer: str | None = None, where: str = "body") -> None:
        self.status, self.code, self.detail, self.pointer, self.where = status, code, detail, pointer, where
        super().__init__(detail)


def missing_version() -> BadRequest:
    """The answer to a change that does not say which version it was made on."""
    return BadRequest(
        428, "version-required", "say which version you saw: If-Match, or version in the body", "/version"
    )


def refuse_unreadable(detail: str) -> BadRequest:
    """The answer to a header or query that cannot be read."""
    return BadRequest(400, "unreadable", detail)


def unknown_cursor() -> BadRequest:
    """The answer to a cursor that no list of ours gave."""
    return BadRequest(400, "unknown-cursor", "the cursor is not one of ours")


def too_slow(detail: str) -> BadRequest:
    """The answer to a body of which nothing came for too long."""
    return BadRequest(408, "too-slow", detail)


def unsupported(detail: str) -> BadRequest:
    """The answer to a body in a form that the route does not take."""
    return BadRequest(415, "unsupported-media-type", detail)


def refuse_parameter(detail: str, pointer: str, where: str = "body") -> BadRequest:
    """The answer to a part of a request that contradicts the rest, pointing at it."""
    return BadRequest(422, "invalid", detail, pointer, where)


def unacceptable(offers: Iterable[str]) -> BadRequest:
    """The answer to an `Accept` that none of the forms on offer fits."""
    return BadRequest(406, "not-acceptable", f"this can be given as: {', '.join(offers)}")


def refuse_undescribed(detail: str, pointer: str) -> BadRequest:
    """The answer to a bare file of which the query does not say what it is."""
    return BadRequest(422, "undescribed", detail, pointer, "query")


def statuses(*codes: int) -> dict[int | str, dict[str, Any]]:
    """The problems a route may answer with, for its documentation."""
    return {
        code: {"model": Problem, "description": HTTPStatus(code).phrase}
        for code in sorted({400, 401, 429, 503, *codes})
    }


def install(app: FastAPI) -> None:
    """Let every error leave the application as a problem."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(BadRequest, _unfit)
    app.add_exception_handler(NotStrictJson, _not_strict)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(AccordError, _accord)
    app.add_exception_handler(Exception, _unforeseen)


def told(error: Exception) -> tuple[int, str, str]:
    """What an error comes to: HTTP's status for it, its code, and what to tell people."""
    match error:
        case Refused():
            status = 412 if error.precondition and error.refusal.code == "stale" else REFUSALS[error.refusal.code]
            return status, error.refusal.code, error.refusal.problem
        case BadRequest():
            return error.status, error.code, error.detail
        case RequestValidationError():
            found = [f"{one['in']} {one['pointer']}: {one['detail']}" for one in _faults(error)[:5]]
            return 422, "invalid", "; ".join(found)
        case HTTPException():
            known = HTTPStatus(error.status_code).phrase.lower().replace(" ", "-")
            return error.status_code, "too-large" if error.status_code == 413 else known, str(error.detail)
        case AccordError():
            status, code = next(
                (found for kind, found in ERRORS.items() if isinstance(error, kind)), (500, "unforeseen")
            )
            return status, code, str(error)
    return 500, "unforeseen", "something went wrong here; the request's id is in the log"


def problem(request: Request, status: int, code: str, detail: str, more: Mapping[str, Any] | None = None) -> Response:
    """A problem as a response; `more` stands beside its own members."""
    body = _body(status, code, detail, str(getattr(request.state, "request_id", "")))
    headers = {}
    if status in (429, 503):
        headers["Retry-After"] = str((more or {}).get("retry_after", 1))
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="accord"'
    content = orjson.dumps(body | dict(more or {}), default=str)
    return Response(content, status, headers, media_type="application/problem+json")


def too_large(request_id: str, limit: int) -> bytes:
    """The problem of a body beyond the limit (in bytes), as bytes."""
    return orjson.dumps(_body(413, "too-large", f"the body is larger than the {limit:,} bytes taken here", request_id))


def unreadable_request() -> bytes:
    """The problem of what is no HTTP request, as bytes; it has no id, for no request came of it."""
    return orjson.dumps(_body(400, "unreadable", "this is not an HTTP request that can be read", ""))


def _body(status: int, code: str, detail: str, instance: str) -> dict[str, Any]:
    about = {"type": f"/problems/{code}", "title": HTTPStatus(status).phrase, "status": status}
    return about | {"detail": detail, "instance": instance, "code": code}


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    refusal = error.refusal
    more = {
        key: value
        for key, value in to_json(refusal).items()
        if key not in ("done", "problem") and value not in (None, ())
    }
    answer = problem(request, *told(error), more)
    answer.background = denial_log.log_denial(request, refusal.code, refusal.case)
    return answer


async def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, BadRequest)
    more = {"errors": [_fault(error.where, error.pointer, error.detail)]} if error.pointer else None
    return problem(request, *told(error), more)


async def _not_strict(request: Request, error: Exception) -> Response:
    return problem(request, 400, "not-json", str(error))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem(request, *told(error), {"errors": _faults(error)})


def _faults(error: RequestValidationError) -> list[dict[str, str]]:
    """The faults of a request, each with its place: a JSON pointer (RFC 6901) into the body, or a parameter."""
    found = {}
    for one in error.errors():
        where, *parts = one["loc"]
        if where == "body":
            parts = pointers.resolve(error.body, parts, is_missing=one["type"] == "missing")
        detail = request_faults.describe_fault(one)
        found[where, tuple(parts), detail] = _fault(str(where), pointers.write(parts), detail)
    return list(found.values())


def _fault(where: str, pointer: str, detail: str) -> dict[str, str]:
    beside = {} if where == "body" else {"parameter": pointer.removeprefix("/").split("/")[0]}
    return {"in": where, "pointer": pointer, **beside, "detail": detail}


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    answer = problem(request, *told(error))
    answer.headers.update(error.headers or {})
    if error.status_code == 405:
        answer.headers["Allow"] = ", ".join(_methods(request))
    return answer


def _methods(request: Request) -> list[str]:
    """Everything that can be done at a path; the framework would name what the first of its routes does."""
    routes = iter_route_contexts(request.app.routes)
    here = (route for route in routes if route.methods and route.path_regex.match(request.url.path))
    found = {method for route in here for method in route.methods or ()}
    return sorted(found | {"HEAD"} if "GET" in found else found)


async def _accord(request: Request, error: Exception) -> Response:
    status, code, detail = told(error)
    more: dict[str, Any] = {}
    if isinstance(error, Unavailable | Throttled | InProgress):
        more["retry_after"] = error.retry_after
    if isinstance(error, InvalidRequest) and error.pointer is not None:
        placed = [(one.pointer, str(one)) for one in (error, *error.others) if one.pointer is not None]
        more["errors"] = [_fault(_where(request, pointer), pointer, said) for pointer, said in placed]
    if isinstance(error, ReauthenticationRequired):
        more["remedies"] = [reauthentication.REMEDY]
    answer = problem(request, status, code, detail, more)
    answer.background = denial_log.log_denial(request, code)
    return answer


def _where(request: Request, pointer: str) -> str:
    return "query" if pointer.removeprefix("/") in request.query_params else "body"


async def _unforeseen(request: Request, error: Exception) -> Response:
    _LOG.error("request %s failed", getattr(request.state, "request_id", "-"), exc_info=error)
    answer = problem(request, *told(error))
    answer.headers["Connection"] = "close"  # the server hangs up after what it did not foresee
    return answer
