"""The type of a problem is an address, and there it says what it means."""

from api import problem_catalogue
from api.errors import ERRORS, REFUSALS
from tests.api.conftest import Web


def test_every_problem_says_at_its_own_address_what_it_means(web: Web) -> None:
    codes = {*REFUSALS, *(code for _, code in ERRORS.values()), *problem_catalogue.OTHERS}

    for code in sorted(codes):
        answer = web(None, "GET", f"/problems/{code}")
        assert (answer.status_code, answer.json()["code"]) == (200, code)
        assert all(one["means"] and 400 <= one["status"] < 600 for one in answer.json()["meanings"])
    assert len(codes) > 30


def test_the_type_of_an_answer_leads_to_what_that_answer_means(web: Web) -> None:
    for answer in (
        web(None, "GET", "/v1/me"),
        web("ada", "GET", "/v1/cases/IG23-9.9-999"),
        web("ada", "DELETE", "/healthz"),
        web("ada", "POST", "/v1/cases", json={}),
        web("ada", "POST", "/v1/cases", content=b"{", headers={"Content-Type": "application/json"}),
        web("ada", "GET", "/v1/cases?cursor=x"),
    ):
        told = web(None, "GET", answer.json()["type"]).json()
        assert answer.status_code in {one["status"] for one in told["meanings"]}, answer.text


def test_a_browser_gets_a_page_and_what_is_no_problem_a_404(web: Web) -> None:
    page = web(None, "GET", "/problems/stale", headers={"Accept": "text/html,*/*"})

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>stale</h1><p><strong>409</strong> The case has moved on" in page.text
    assert web(None, "GET", "/problems/nothing-of-ours").status_code == 404
    assert web(None, "GET", "/problems/%3Cscript%3E").status_code == 422
