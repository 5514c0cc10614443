"""What every answer tells a browser, whichever route gives it and whoever asks."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from api import headers
from tests.api.conftest import Web
from tests.api.institute import House
from tests.api.serving import lent, served
from workflow.settings import Settings
from workflow.store.database import Database

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CAREFUL = {
    "content-security-policy": STRICT,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}


WATCHING = "/v1/stream"  # its answer lasts as long as somebody listens; tests/crash does


def told(answer: Response) -> dict[str, str | None]:
    return {name: answer.headers.get(name) for name in CAREFUL}


def routes() -> Iterator[tuple[str, str]]:
    """Every route there is, with something in the place of what varies."""
    with lent(Settings()) as app:
        found = tuple(iter_route_contexts(app.routes))
    for route in found:
        assert route.path is not None
        if route.path == WATCHING:
            continue
        for method in sorted(route.methods or ()):
            yield method, re.sub(r"\{\w+(:\w+)?\}", "x", route.path)


@pytest.mark.thorough
def test_every_route_answers_everybody_with_every_header(web: Web) -> None:
    asked = list(routes())
    for method, path in asked:
        for who in (None, "cora"):
            expected = dict(CAREFUL)
            answer = web(who, method, path)
            if path == "/docs":
                expected["content-security-policy"] = str(answer.headers["content-security-policy"])
            assert told(answer) == expected, f"{method} {path}"
            assert len(answer.headers.get_list("content-security-policy")) == 1

    assert len(asked) > 90


def test_what_no_route_answers_has_them_too(web: Web) -> None:
    answers = {
        404: web(None, "GET", "/nowhere"),
        405: web(None, "DELETE", "/healthz"),
        413: web("ada", "POST", "/v1/me/feeds", content=b"x" * 2_000_000, headers={"Content-Type": "application/json"}),
        200: web(None, "GET", "/static-offline-docs/swagger-ui.css"),
    }

    assert {status: answer.status_code for status, answer in answers.items()} == {one: one for one in answers}
    assert [told(answer) for answer in answers.values()] == [CAREFUL] * 4


def test_a_fault_of_ours_has_them_too(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.overview.queries.list_cases", None)

    answer = web("ada", "GET", "/v1/cases")

    assert (answer.status_code, told(answer)) == (500, CAREFUL)


def test_the_reference_loads_nothing_from_elsewhere_and_runs_only_the_script_written_into_it(web: Web) -> None:
    page = web(None, "GET", "/docs")
    policy = dict(one.split(" ", 1) for one in page.headers["content-security-policy"].split("; "))
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    [script] = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)

    assert [web(None, "GET", path).status_code for path in loaded] == [200, 200, 200]
    assert policy["script-src"] == f"'self' {headers.inline_scripts(f'<script>{script}</script>')}"
    assert headers.policy(script_src=policy["script-src"].partition(" ")[2]) == page.headers["content-security-policy"]
    assert " style=" not in page.text and "unsafe" not in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("site", "base", "is_strict"),
    [
        ("http://127.0.0.1:8000", "http://testserver", False),
        ("http://127.0.0.1:8000", "https://testserver", True),
        ("https://accord.example", "http://testserver", True),
    ],
)
def test_a_browser_that_came_by_https_never_comes_by_http_again(
    database: Database, web: Web, site: str, base: str, is_strict: bool
) -> None:
    opened = Database(database.url.render_as_string(hide_password=False), Settings(site=site))

    with served(opened, web.clock) as app:
        answer = TestClient(app, base_url=base).get("/healthz")
    opened.close()

    expected = "max-age=31536000; includeSubDomains" if is_strict else None
    assert answer.headers.get("strict-transport-security") == expected


def test_a_form_may_lead_to_the_identity_provider_and_nowhere_else(house: House) -> None:
    policy = house.browser().ask("GET", "/v1/sign-in").headers["content-security-policy"]

    assert policy == STRICT.replace("form-action 'self'", f"form-action 'self' {house.provider.issuer}")
