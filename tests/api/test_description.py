"""The description of the API says what the API does. (tests/api/fuzz asks it ten thousand things more.)"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.beside import BESIDE
from tests.api.conftest import Web
from tests.world import CALL, filing

JSON = {"Content-Type": "application/json"}


def described(web: Web) -> dict[str, Any]:
    found: dict[str, Any] = web(None, "GET", "/openapi.json").json()
    return found


def operations(web: Web) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, found in described(web).items()
        if path == "paths"
        for path, methods in found.items()
        for method, operation in methods.items()
    }


def test_who_needs_a_token_is_said_of_each_route(web: Web) -> None:
    said = operations(web)
    opened = {route for route, operation in said.items() if operation["security"] == []}

    assert opened == {one.route for one in BESIDE if one.is_open} & said.keys()


def test_every_problem_is_described_by_its_media_type_and_every_answer_by_its_headers(web: Web) -> None:
    shared = described(web)["components"]["responses"]

    assert {frozenset(answer["content"]) for answer in shared.values()} == {frozenset({"application/problem+json"})}
    assert (
        "Retry-After" in shared["TooManyRequests"]["headers"]
        and "WWW-Authenticate" in shared["Unauthorized"]["headers"]
    )
    for operation in operations(web).values():
        for status, answer in operation["responses"].items():
            name = answer.get("$ref", "").rpartition("/")[2]
            assert "X-Request-ID" in (shared[name] if name else answer)["headers"], (operation, status)


def test_a_header_that_cannot_be_read_is_refused_wherever_one_is_described(web: Web) -> None:
    ref = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": filing()}).json()["case"]
    transition = ("POST", f"/v1/cases/{ref}/transitions", {"transition": "submit", "version": 1})
    token = ("POST", "/v1/tokens", {"name": "mine", "scopes": ["read"]})

    def asked(what: tuple[str, str, Any], name: str) -> int:
        method, path, body = what
        return web("cora", method, path, json=body, headers={name: "not one"}).status_code

    names = {parameter["name"] for parameter in operations(web)["POST /v1/cases/{ref}/transitions"]["parameters"]}
    assert names == {"ref", "dry_run", "If-Match", "Idempotency-Key", "Accord-On-Behalf-Of"}
    assert [asked(transition, name) for name in sorted(names - {"ref", "dry_run"})] == [400, 400, 400]
    assert "parameters" not in operations(web)["POST /v1/tokens"]
    assert asked(token, "If-Match") == 201


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/cases", "GET, HEAD, POST"),
        ("/v1/sessions", "DELETE, GET, HEAD, POST"),
        ("/v1/sessions/current", "DELETE"),
        ("/v1/acceptances", "POST"),
        ("/v1/calls/a/directions/b/release", "DELETE, POST"),
    ],
)
def test_whoever_asks_in_another_way_is_told_every_way_there_is(web: Web, path: str, allowed: str) -> None:
    for method in ("OPTIONS", "PATCH"):
        answer = web("cora", method, path)

        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {"deadline": "agency", "until": 1700000000, "reason": "said", "version": 1},
        {"deadline": "agency", "until": "1700000000", "reason": "said", "version": 1},
        {"deadline": "agency", "until": "2030-01-01", "reason": "said", "version": "1"},
        {"deadline": "agency", "until": "2030-01-01", "reason": " \n", "version": 1},
    ],
)
def test_a_number_is_no_time_and_no_text_is_a_number_nor_a_blank_a_reason(web: Web, body: dict[str, Any]) -> None:
    answer = web("cora", "POST", "/v1/cases/IG23-2.4-001/extensions", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert web("cora", "GET", "/v1/cases?due_to=1700000000").status_code == 422


def test_a_whole_number_may_be_written_with_a_point(web: Web) -> None:
    body = b'{"call": "%s", "direction": "2.4", "content": {"months": 24.0, "budget": 5e5}}' % CALL.encode()

    ref = web("ada", "POST", "/v1/cases", content=body, headers=JSON).json()["case"]

    assert web("ada", "GET", f"/v1/cases/{ref}").json()["home"] == {"months": 24, "budget": 500000}


@pytest.mark.parametrize("cursor", ["WyIyMDIyLTExLTEwIiwxXQ", "WyIyMDIyLTExLTEwVDAwOjAwOjAwWiIsMWU5OV0"])
def test_a_cursor_made_up_by_somebody_is_refused(web: Web, cursor: str) -> None:
    answer = web("cora", "GET", f"/v1/deadlines?cursor={cursor}")  # an instant in no zone, and a number that is none

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown-cursor")


def test_a_cursor_beyond_what_a_database_counts_is_refused(web: Web) -> None:
    answer = web("cora", "GET", "/v1/cases?cursor=WzE4NDQ2NzQ0MDczNzA5NTUxNjE1XQ")  # 2^64 - 1

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown-cursor")


def test_no_number_and_no_text_that_is_taken_is_without_a_bound(web: Web) -> None:
    shapes = described(web)["components"]["schemas"]
    taken = {name: shape for name, shape in shapes.items() if name.endswith("In")}

    def unbounded(said: Any, at: str) -> Iterator[str]:
        if isinstance(said, dict):
            if said.get("type") == "integer" and not {"minimum", "maximum"} <= said.keys():
                yield at
            if said.get("type") == "string" and not {"maxLength", "pattern", "enum", "const", "format"} & said.keys():
                yield at
            for name, inner in said.items():
                if name != "oneOf":  # which members go together; what each is stands beside it
                    yield from unbounded(inner, f"{at}/{name}")
        elif isinstance(said, list):
            for place, inner in enumerate(said):
                yield from unbounded(inner, f"{at}/{place}")

    assert [place for name, shape in taken.items() for place in unbounded(shape, name)] == []
