"""What schemathesis is told beside its configuration: two more checks, and two requests that it must not spoil its run with."""

import json
import os
import re
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response

FORM = frozenset({"invalid", "not-json", "unreadable", "unsupported-media-type"})
_MEMBERS = {"type": str, "title": str, "status": int, "detail": str, "instance": str, "code": str}
_PERSON = re.compile(r"per_[0-9A-Za-z]+")
_KEPT = frozenset(json.loads(Path(os.environ["ACCORD_FUZZ_USERS"]).read_text())["kept"])


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
    headers, path = case.headers, case.path_parameters or {}
    behalf = headers.get("Accord-On-Behalf-Of") if headers else None
    if behalf is not None and _PERSON.fullmatch(str(behalf)) and behalf not in _KEPT:
        del headers["Accord-On-Behalf-Of"]  # for a person nobody knows: nothing else of the request would be looked at
    if path.get("token") in _KEPT:
        path["token"] = "tok_0"  # the run's own token: the rest of it would be asked by nobody
