"""Signing in over HTTP: the cookie, who may send the request, and what a failure tells."""

import logging
from datetime import timedelta

import pytest

from tests.api import signing
from tests.api.conftest import NOVEMBER, Web
from tests.api.signing import CORA, Browser, enrol
from tests.workflow.signed_in import PASSWORD
from workflow.actors import SYSTEM
from workflow.credentials.hashing import HASHING
from workflow.identity import links
from workflow.store.database import Database

pytestmark = pytest.mark.usefixtures("hasty")
browser = signing.browser


def test_signing_in_sets_a_cookie_that_scripts_and_other_sites_do_not_get(browser: Browser, web: Web) -> None:
    answer = browser.sign_in()

    assert answer.status_code == 201, answer.text
    assert browser.secret is not None
    [cookie] = answer.headers.get_list("set-cookie")
    name, *attributes = cookie.split("; ")
    assert name == f"__Host-accord={browser.secret}"
    assert sorted(attribute.lower() for attribute in attributes) == ["httponly", "path=/", "samesite=lax", "secure"]
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told.pop("id").startswith("ses_")
    assert told == {
        "method": "password",
        "agent": "a browser",
        "created_at": "2022-11-10T01:00:00.000000Z",
        "used_at": "2022-11-10T01:00:00.000000Z",
        "expires_at": "2022-11-10T13:00:00.000000Z",
        "person": {
            "id": web.ids["cora"],
            "name": "cora",
            "roles": ["coordinator"],
            "scopes": ["manage", "read", "write"],
        },
    }
    assert browser.secret not in answer.text
    assert browser("GET", "/v1/me").json()["id"] == web.ids["cora"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_another_site_signs_nobody_in(browser: Browser, headers: dict[str, str]) -> None:
    body = {"email": CORA, "password": PASSWORD}

    answer = browser.web(None, "POST", "/v1/sessions", headers=headers, json=body)

    assert (answer.status_code, answer.json()["code"], "set-cookie" in answer.headers) == (403, "not-allowed", False)


def test_a_program_that_says_where_it_comes_from_may_sign_in(browser: Browser) -> None:
    body = {"email": CORA, "password": PASSWORD}

    answer = browser.web(None, "POST", "/v1/sessions", headers={"Origin": "http://testserver"}, json=body)

    assert answer.status_code == 201


def test_every_failure_is_the_same_answer_and_costs_the_same(browser: Browser, web: Web, database: Database) -> None:
    enrol(database, web.ids["eli"])
    with database.writing() as session:
        used = links.issue(session, web.ids["ada"], actor=SYSTEM, now=NOVEMBER)
    assert Browser(web)("POST", "/v1/sessions", json={"link": used}).status_code == 201
    wrong = {
        "an unknown address": {"email": "nobody@accord.example", "password": PASSWORD},
        "a wrong password": {"email": CORA, "password": "a wrong password"},
        "a person without a password": {"email": "bo@accord.example", "password": PASSWORD},
        "a code that is missing": {"email": "eli@accord.example", "password": PASSWORD},
        "a code that is wrong": {"email": "eli@accord.example", "password": PASSWORD, "code": "000000"},
        "a link that was used": {"link": used},
        "no link at all": {"link": "x" * 43},
    }

    answers, hashes = {}, {}
    for name, body in wrong.items():
        web.clock.advance(timedelta(minutes=1))
        counted = HASHING.done
        answers[name] = browser("POST", "/v1/sessions", json=body)
        hashes[name] = HASHING.done - counted

    told = {tuple((key, value) for key, value in one.json().items() if key != "instance") for one in answers.values()}
    assert {one.status_code for one in answers.values()} == {401}
    assert len(told) == 1, told
    assert {frozenset(one.headers.keys()) for one in answers.values()} == {frozenset(answers["no link at all"].headers)}
    assert [hashes[name] for name in list(wrong)[:3]] == [1, 1, 1]


def test_guesses_have_to_wait_whether_there_is_such_an_account_or_not(browser: Browser, web: Web) -> None:
    for email in (CORA, "nobody@accord.example"):
        answers = [browser.sign_in(email, "a wrong password") for _ in range(6)]

        assert [answer.status_code for answer in answers] == [401] * 5 + [429]
        assert (answers[-1].headers["Retry-After"], answers[-1].json()["code"]) == ("1", "throttled")
        web.clock.advance(timedelta(days=1))

    assert browser.sign_in().status_code == 201


def test_a_session_that_was_there_before_ends_when_somebody_signs_in(browser: Browser) -> None:
    browser.sign_in("ada@accord.example")
    planted = Browser(browser.web, browser.secret)

    browser.sign_in()

    assert browser.secret != planted.secret
    assert (planted("GET", "/v1/me").status_code, browser("GET", "/v1/me").json()["name"]) == (401, "cora")


def test_a_session_that_somebody_made_up_is_not_taken_over(browser: Browser) -> None:
    made_up = "A" * 43
    browser.secret = made_up

    browser.sign_in()

    assert browser.secret != made_up
    assert Browser(browser.web, made_up)("GET", "/v1/me").status_code == 401


def test_a_link_is_used_by_a_post_alone(browser: Browser, database: Database) -> None:
    with database.writing() as session:
        link = links.issue(session, CORA, actor=SYSTEM, now=NOVEMBER)

    for method in ("GET", "HEAD", "OPTIONS"):
        browser(method, "/v1/sessions", params={"link": link})
        browser(method, f"/sign-in#{link}")
    answers = [browser("POST", "/v1/sessions", json={"link": link}).status_code for _ in range(2)]

    assert answers == [201, 401]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": CORA},
        {"password": PASSWORD},
        {"email": CORA, "password": PASSWORD, "link": "x" * 43},
        {"email": CORA, "link": "x" * 43},
        {"email": CORA, "password": PASSWORD, "remember": True},
    ],
)
def test_a_request_that_shows_neither_or_both_is_not_understood_and_repeats_no_secret(
    browser: Browser, body: dict[str, object]
) -> None:
    answer = browser("POST", "/v1/sessions", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert PASSWORD not in answer.text


def test_nothing_of_a_secret_is_in_the_log_or_in_any_answer(
    browser: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "accord")
    with database.writing() as session:
        link = links.issue(session, CORA, actor=SYSTEM, now=NOVEMBER)

    answers = [
        browser.sign_in(password="a wrong password"),
        browser("POST", "/v1/sessions", json={"link": link, "code": 7}),
        browser("POST", "/v1/sessions", json={"link": link}),
        browser("PUT", "/v1/me/password", json={"password": "short"}),
    ]

    said = caplog.text + "".join(answer.text for answer in answers)
    assert [answer.status_code for answer in answers] == [401, 422, 201, 422]
    assert caplog.text.count("was not signed in") == 1
    assert [secret for secret in ("a wrong password", link, '"short"', str(browser.secret)) if secret in said] == []
