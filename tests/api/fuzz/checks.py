"""What schemathesis is told beside its configuration: two more checks, and two requests that it must not spoil its run with."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, CheckContext, HookContext, Response
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import CoveragePhaseData

from api.request_context import BEHALF
from states import calendar

FORM = frozenset({"invalid", "not-json", "unreadable", "unsupported-media-type"})
_FIRST, _LAST = datetime(1900, 1, 2), datetime(2199, 12, 30)  # noqa: DTZ001
_MEMBERS = {"type": str, "title": str, "status": int, "detail": str, "instance": str, "code": str}
_HEADERS = {"If-Match": re.compile(r'(W/)?"[0-9]{1,9}"'), BEHALF: re.compile(r"per_[0-9A-Za-z]+")}
_KEPT = frozenset(json.loads(Path(os.environ["ACCORD_FUZZ_USERS"]).read_text())["kept"])

# Within the range: the descriptions also say so by a pattern, which hardly any other date or instant would meet.
schemathesis.openapi.format("date", st.dates(calendar.FIRST_DAY, calendar.LAST_DAY).map(str))
schemathesis.openapi.format(
    "date-time",
    st.datetimes(_FIRST, _LAST, timezones=st.just(UTC)).map(datetime.isoformat),
)


@schemathesis.check
def well_formed_is_understood(_ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """A request that the description allows is never refused for its form, only for what it asks."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 415, 422):
        return
    code = response.json()["code"]
    assert code not in FORM, f"the description allows it, and yet it is answered {code}: {response.json()['detail']}"


@schemathesis.check
def refusals_are_problems(_ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Whatever is refused is a problem that tells its status, its code and the id of its request."""
    if response.status_code < 400 or case.operation.path == "/readyz":
        return
    assert response.headers["content-type"] == ["application/problem+json"], response.headers["content-type"]
    problem = response.json()
    assert {name: type(problem.get(name)) for name in _MEMBERS} == _MEMBERS, problem
    assert (problem["status"], problem["type"]) == (response.status_code, f"/problems/{problem['code']}"), problem
    assert [problem["instance"]] == response.headers["x-request-id"], problem


@schemathesis.hook
def before_call(_context: HookContext, case: Case[Any], **_: Any) -> None:
    """Leave out what would keep everything else from being asked."""
    headers: Any = case.headers or {}
    for name, form in _HEADERS.items():
        if name in headers and not _is_wrong_on_purpose(case, name) and not form.fullmatch(str(headers[name])):
            # The coverage phase writes neither quotes nor underscores into a header: what it takes for good is none.
            del headers[name]
    if headers.get(BEHALF, "") not in _KEPT and not _is_wrong_on_purpose(case, BEHALF):
        headers.pop(BEHALF, None)  # for a person nobody knows: nothing else of the request would be looked at
    path: Any = case.path_parameters or {}
    if path.get("token") in _KEPT:
        path["token"] = "tok_0"  # the run's own token: the rest of it would be asked by nobody
    if path.get("person") in _KEPT and case.operation.path.startswith("/v1/people/") and case.method != "GET":
        path["person"] = "per_0"  # nor by somebody whose account is closed, or whose roles are gone


def _is_wrong_on_purpose(case: Case[Any], header: str) -> bool:
    meta = case.meta
    if meta is None or meta.generation.mode.is_positive:
        return False
    data = meta.phase.data
    is_swept = isinstance(data, CoveragePhaseData)
    return data.parameter == header if is_swept else meta.is_negative_at(ParameterLocation.HEADER)
