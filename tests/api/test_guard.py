"""Requests that another site makes its visitor send: the cases of Go's CrossOriginProtection that apply, and our own."""

import pytest
from starlette.requests import Request

from api import csrf
from tests.api.browser import SITE
from tests.api.conftest import Web
from tests.api.inviting import visit
from workflow.store.database import Database

HOST, EVIL, TRUSTED = "https://example.com", "https://attacker.example", "https://trusted.example"


def passes(method: str, site: str, origin: str, host: str = "example.com", trusted: tuple[str, ...] = ()) -> bool:
    """Whether a request with these headers (empty: without them) is taken for one of this origin."""
    given = {"host": host, "sec-fetch-site": site, "origin": origin}
    raw = [(name.encode(), value.encode()) for name, value in given.items() if value]
    return csrf.is_same_origin(Request({"type": "http", "method": method, "headers": raw}), trusted)


@pytest.mark.parametrize(
    ("name", "method", "site", "origin", "expected"),
    [
        ("same-origin", "POST", "same-origin", "", True),
        ("none: the visitor typed it", "POST", "none", "", True),
        ("cross-site", "POST", "cross-site", "", False),
        ("same-site: a neighbour is not us", "POST", "same-site", "", False),
        ("no header, the origin is the host", "POST", "", HOST, True),
        ("no header, another origin", "POST", "", EVIL, False),
        ("no header, the null origin", "POST", "", "null", False),
        ("GET only reads", "GET", "cross-site", "", True),
        ("HEAD only reads", "HEAD", "cross-site", "", True),
        ("OPTIONS only reads", "OPTIONS", "cross-site", "", True),
        ("PUT", "PUT", "cross-site", "", False),
        ("cross-site, whatever the origin says", "POST", "cross-site", HOST, False),
        ("same-origin, whatever the origin says", "POST", "same-origin", EVIL, True),
        ("a value that is not known", "POST", "somewhere", "", False),
        # Go lets this pass, for programs send neither; here programs show a token instead, and are not asked.
        ("neither header", "POST", "", "", False),
        ("a method nobody knows", "get", "cross-site", "", False),
    ],
)
def test_where_a_request_comes_from_is_as_the_browser_says(
    name: str, method: str, site: str, origin: str, expected: bool
) -> None:
    assert passes(method, site, origin) is expected, name


@pytest.mark.parametrize(
    ("origin", "site", "expected"),
    [(TRUSTED, "", True), (TRUSTED, "cross-site", True), (EVIL, "", False), (EVIL, "cross-site", False)],
)
def test_a_trusted_origin_passes_and_no_other(origin: str, site: str, expected: bool) -> None:
    assert passes("POST", site, origin, trusted=(TRUSTED,)) is expected


@pytest.mark.parametrize(
    ("origin", "site", "expected"),
    [
        (EVIL, "cross-site", False),
        ("", "same-origin", True),
        ("http://127.0.0.1:8000", "", True),
        (TRUSTED, "", True),
        (EVIL, "", False),
        ("http://127.0.0.1:8001", "", False),
        ("http://127.0.0.1", "", False),
        ("http://127.0.0.1:8000.attacker.example", "", False),
        ("http://attacker.example/127.0.0.1:8000", "", False),
        ("http://127.0.0.1:8000@attacker.example", "", False),
    ],
)
def test_a_server_with_a_port_is_told_from_every_other(origin: str, site: str, expected: bool) -> None:
    assert passes("POST", site, origin, "127.0.0.1:8000", (TRUSTED,)) is expected


@pytest.mark.parametrize("path", ["", "/", "/example.com", "?example.com", "#example.com"])
def test_what_is_not_an_origin_is_not_ours(path: str) -> None:
    assert not passes("POST", "", f"{EVIL}{path}", trusted=(TRUSTED,))
    assert not passes("POST", "", f"{TRUSTED}{path or '/'}", trusted=(TRUSTED,))


def test_every_route_that_changes_something_asks_a_cookie_where_it_comes_from(web: Web, database: Database) -> None:
    cookie = f"{csrf.COOKIE}={visit(web, database, 'cora')}"
    changing = (
        "POST /v1/transitions",
        "POST /v1/tokens",
        "PATCH /v1/cases/x",
        "DELETE /v1/sessions",
        "PUT /v1/me/password",
    )
    refusals = [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://sister.accord.test"},
        {"Origin": EVIL},
        {"Origin": "null"},
        {},
    ]
    for route in changing:
        method, path = route.split(" ")
        for headers in refusals:
            answer = web(None, method, path, headers={"Cookie": cookie, **headers}, json={})
            assert (answer.status_code, answer.json()["detail"]) == (403, "this request came from another site"), route
        token = web("cora", method, path, headers={"Sec-Fetch-Site": "cross-site", "Origin": SITE}, json={})
        assert "another site" not in token.text, "a token is not sent by a browser of itself"
