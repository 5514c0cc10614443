"""What an address may say: known parameters, each once, in text that can be read; the answer names the place."""

import base64
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from tests.api.conftest import Web
from tests.world import CALL, filing

IDS = {
    "ref": "IG23-2.4-001", "call": CALL, "code": "2.4", "document": "doc_0", "organisation": "x", "authority": "x",
    "person": "per_0", "secret": "feed_0", "problem": "stale", "side": "home", "kind": "csv", "name": "agency",
    "direction": "2.4", "partner": "AR", "digest": "0", "clause": "1.1-a", "field": "title", "transition": "submit",
    "choice": "on", "laureate": "lau_0",
}  # fmt: skip


def paths(web: Web, *, of: str) -> Iterator[str]:
    """The addresses of every route that answers a GET, under a prefix."""
    for context in iter_route_contexts(web.client.app.app.routes):  # type: ignore[attr-defined]
        route = context.route
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and (context.path or "").startswith(of):
            assert context.path is not None
            yield context.path.format(**IDS)


def test_no_route_takes_a_parameter_that_it_does_not_know(web: Web) -> None:
    asked = [
        path for path in paths(web, of="/") if not path.startswith(("/v1/sign-in/oidc/return", "/assets", "/docs"))
    ]
    answers = {path: web("cora", "GET", f"{path}?sinse=2022-12-25") for path in asked if path.startswith("/v1")}

    assert len(answers) > 35
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 422)
    for answer in answers.values():
        [fault] = answer.json()["errors"]
        assert (fault["in"], fault["parameter"], fault["pointer"]) == ("query", "sinse", "/sinse")
        assert "there is no parameter sinse here; there are" in fault["detail"]
    assert [web(None, "GET", f"/{path}?x=1").status_code for path in ("healthz", "problems/stale")] == [422, 422]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/cases?stat=draft", "stat"),
        ("/v1/cases?State=draft", "State"),
        ("/v1/cases?state%20=draft", "state "),
        ("/v1/cases?state[]=draft", "state[]"),
        ("/v1/cases?call=a&call=b", "call"),
        ("/v1/events?limit=1&limit=1", "limit"),
        ("/v1/events?a/b~c=1", "a/b~c"),
        ("/v1/people?text=a&page=2", "page"),
    ],
)
def test_a_parameter_that_is_misspelled_or_repeated_is_named(web: Web, path: str, parameter: str) -> None:
    answer = web("cora", "GET", path)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == f"/{parameter.replace('~', '~0').replace('/', '~1')}"


UNREADABLE = ("%00", "a%00b", "%01", "a%1bb", "%7f", "%c2%85", "%c2%9b")
NOT_UTF8 = ("%ff", "a%c3", "%ed%a0%80")


@pytest.mark.parametrize("text", UNREADABLE)
@pytest.mark.parametrize(
    "path",
    [
        "/v1/cases?text=", "/v1/people?text=", "/v1/organisations?text=", "/v1/agreements?text=",
        "/v1/authorities?text=", "/v1/events?request=", "/v1/cases?cursor=", "/v1/agreements?partner=",
        "/v1/cases/", "/v1/cases?a",
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_wherever_it_stands_in_an_address(web: Web, path: str, text: str) -> None:
    answer = web("cora", "GET", f"{path}{text}")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("text", NOT_UTF8)
@pytest.mark.parametrize("path", ["/v1/cases?text=", "/v1/cases/", "/v1/people?text=", "/v1/cases?a"])
def test_what_is_not_utf8_is_refused(web: Web, path: str, text: str) -> None:
    answer = web("cora", "GET", f"{path}{text}")

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


@pytest.mark.parametrize(
    "page", ["/cases?text=%00", "/people?text=a%00", "/cases/%00", "/audit?who=%01", "/cases?text=%ff"]
)
def test_a_page_refuses_it_too_and_is_a_page(web: Web, page: str) -> None:
    answer = web("cora", "GET", page, headers={"Accept": "text/html"})

    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("text", ["a\0", "\0", "\ud800", "\x01"])
@pytest.mark.parametrize(
    "path", ["/v1/people", "/v1/agreements", "/v1/organisations", "/v1/authorities", "/v1/reviewers"]
)
def test_a_cursor_made_up_with_what_cannot_be_shown_is_refused(web: Web, path: str, text: str) -> None:
    count = {"/v1/agreements": 1, "/v1/authorities": 3}.get(path, 2)
    written = (
        "["
        + ",".join([f'"{text.encode("unicode_escape").decode().replace(chr(92) + "x", chr(92) + "u00")}"'] * count)
        + "]"
    )
    cursor = base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")

    answer = web("cora", "GET", f"{path}?cursor={cursor}")

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown-cursor")


@pytest.mark.parametrize("name", ["User-Agent", "Accept-Language", "X-Anything"])
def test_a_header_with_what_cannot_be_shown_is_refused(web: Web, name: str) -> None:
    answer = web("cora", "GET", "/v1/me", headers={name: b"a\x00b"})

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")
    assert web("cora", "GET", "/v1/me", headers={name: "jörg À".encode()}).status_code == 200


BODIES = [
    ("extensions", {"deadline": "agency", "until": "soon", "reason": "x", "version": 1}, ["/until"]),
    ("extensions", {"deadline": "agency", "until": 5, "reason": " ", "version": 0}, ["/until", "/reason", "/version"]),
    ("extensions", {}, ["/deadline", "/until", "/reason"]),
    ("extensions", {"deadline": "agency", "until": "2030-01-01", "reason": "x", "a/b~c": 1}, ["/a~1b~0c"]),
    ("decision", {"outcome": "nothing", "version": 1}, ["/outcome"]),
    ("decision", {"outcome": "awarded", "version": 1, "indicators": [{"name": 5}]}, ["/indicators/0/name"]),
    ("reviews", {"scores": {"a/b": "x"}, "comment": "c", "recommendation": "support", "version": 1}, ["/scores/a~1b"]),
    ("transitions", {"transition": 7, "version": "1"}, ["/transition", "/version"]),
]


@pytest.mark.parametrize(("route", "body", "pointers"), BODIES)
def test_a_pointer_is_a_place_of_the_body(web: Web, route: str, body: dict[str, object], pointers: list[str]) -> None:
    method = "PUT" if route == "decision" else "POST"
    answer = web("cora", method, f"/v1/cases/IG23-2.4-001/{route}", json=body)

    assert answer.status_code == 422
    found = [one["pointer"] for one in answer.json()["errors"]]
    assert set(pointers) <= set(found)
    for pointer in found:
        here: object = body
        for part in pointer.split("/")[1:-1]:
            here = here[int(part)] if isinstance(here, list) else here[part.replace("~1", "/")]  # type: ignore[index]
    assert {one["in"] for one in answer.json()["errors"]} == {"body"}


def test_head_is_answered_wherever_get_is_with_the_same_head_and_no_body(web: Web) -> None:
    web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": filing()})
    for path in paths(web, of="/"):
        head = web("cora", "HEAD", path, follow_redirects=False)
        assert head.content == b"", path
        if path != "/v1/stream":  # which never ends
            get = web("cora", "GET", path, follow_redirects=False)
            assert head.status_code == get.status_code, path
            assert head.headers.get("content-type") == get.headers.get("content-type"), path
    exported = web("cora", "HEAD", "/v1/cases", headers={"Accept": "text/csv"})
    assert (exported.status_code, exported.headers["content-type"]) == (200, "text/csv; charset=utf-8")


@pytest.mark.parametrize("path", ["/v1/cases/", "/cases/", "/v1/events/", "/healthz/", "/v1/calls/a/"])
def test_an_address_with_a_slash_too_many_is_nowhere_and_leads_to_no_other_host(web: Web, path: str) -> None:
    answer = web("cora", "GET", path, headers={"Host": "evil.example"}, follow_redirects=False)

    assert answer.status_code == 404
    assert "evil.example" not in f"{answer.headers}{answer.text}"


CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON = "application/json"
ACCEPTED = [
    (None, JSON), ("*/*", JSON), ("", JSON), ("application/*", JSON), (JSON, JSON), (CSV, CSV), ("TEXT/CSV", CSV),
    ("text/*", CSV), (XLSX, XLSX), ("text/csv;q=0", None), ("text/csv;q=0, */*", JSON), ("text/csv;q=0.0,text/*", None),
    ("text/csv;q=0.5, application/json;q=0.4", CSV), ("text/csv;q=0.4, application/json;q=0.5", JSON),
    ("*/*;q=0.1, text/csv", CSV), ("text/html", None), ("text/html, */*;q=0.8", JSON), ("image/png, text/html", None),
    ("application/json;q=0, application/*;q=0.5", XLSX), ("text/csv; charset=utf-8", CSV), ("*/*;q=0", None),
    ("text/csv;q=1.000", CSV), (f"{JSON};q=0.001", JSON),
]  # fmt: skip


@pytest.mark.parametrize(("accept", "form"), ACCEPTED)
def test_the_form_of_a_list_is_the_one_its_reader_likes_best(web: Web, accept: str | None, form: str | None) -> None:
    answer = web("cora", "GET", "/v1/cases", headers={} if accept is None else {"Accept": accept})

    assert answer.headers["vary"] == "Accept"
    if form is None:
        assert (answer.status_code, answer.json()["code"]) == (406, "not-acceptable")
        assert f"{JSON}, {CSV}" in answer.json()["detail"]
    else:
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, form)


@pytest.mark.parametrize("accept", ["text", "text/csv;q=2", "text/csv;q=high", "a b/c", "text/csv;q=1.001", "/"])
def test_an_accept_that_is_none_is_refused(web: Web, accept: str) -> None:
    answer = web("audrey", "GET", "/v1/events", headers={"Accept": accept})

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


@pytest.mark.parametrize(
    ("match", "body", "status"),
    [
        ('"1"', None, 201), ('"1"', 1, 201), ('W/"1"', None, 201), ('"1.3"', None, 201), ("*", None, 201),
        ("*", 1, 201), ('"7", "1"', None, 201), ('"7","8"', None, 412), ('"7"', None, 412), ("*", 7, 412),
        ('"7"', 7, 412), (None, 7, 409), ('"1"', 7, 422), ('"7"', 1, 422), ('"7", "8"', 1, 422), ('"7", "1"', 1, 201),
        ("1", None, 400), ('"a"', None, 400), ('*, "1"', None, 400), ('"1" "2"', None, 400), (",", None, 400),
        (None, None, 428),
    ],
)  # fmt: skip
def test_two_preconditions_are_both_heeded(web: Web, match: str | None, body: int | None, status: int) -> None:
    ref = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": filing()}).json()["case"]
    given = {"transition": "submit"} | ({} if body is None else {"version": body})

    answer = web(
        "ada", "POST", f"/v1/cases/{ref}/transitions", json=given, headers={} if match is None else {"If-Match": match}
    )

    assert answer.status_code == status, answer.text
    if status == 422:
        assert answer.json()["errors"][0]["pointer"] == "/version"
