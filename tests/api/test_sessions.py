"""Signing in over HTTP: the cookie, who may send the request, what a failure tells, and what ends a session."""

import base64
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import insert

from api.guard import COOKIE
from tests.api.conftest import NOVEMBER, Web
from tests.api.serving import served
from tests.workflow.signed_in import PASSWORD, WEAK
from tests.world import MICROSECOND, filing
from workflow import factors, links, people, sessions
from workflow.actors import SYSTEM, Actor
from workflow.clock import VirtualClock
from workflow.database import Database
from workflow.hashing import HASHING
from workflow.settings import Settings
from workflow.tables import CREDENTIALS

pytestmark = pytest.mark.usefixtures("hasty")

CORA = "cora@accord.example"
_HERE = {"Sec-Fetch-Site": "same-origin", "User-Agent": "a browser"}


@dataclass
class Browser:
    """One browser: what it sends comes from a page of ours, and it keeps its cookie."""

    web: Web
    secret: str | None = None

    def __call__(self, method: str, path: str, **more: object) -> Response:
        """Send a request."""
        headers = _HERE | ({"Cookie": f"{COOKIE}={self.secret}"} if self.secret else {})
        headers |= dict(more.pop("headers", {}))  # type: ignore[call-overload]
        answer = self.web(None, method, path, headers=headers, **more)
        if COOKIE in answer.cookies:
            self.secret = answer.cookies[COOKIE]
        return answer

    def sign_in(self, email: str = CORA, password: str = PASSWORD, **more: str) -> Response:
        """Sign in by address and password."""
        return self("POST", "/v1/sessions", json={"email": email, "password": password} | more)


@pytest.fixture
def browser(web: Web, database: Database) -> Browser:
    """A browser in which nobody is signed in; all but Bo and Diego have passwords."""
    with database.writing() as session:
        rows = [
            {"person": person, "hash": WEAK.hash(PASSWORD), "changed_at": NOVEMBER}
            for name, person in web.ids.items()
            if name not in ("bo", "diego")
        ]
        session.connection().execute(insert(CREDENTIALS), rows)
    return Browser(web)


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
    _enrol(database, web.ids["eli"])
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


def test_a_person_sees_their_own_sessions_and_ends_any_of_them(browser: Browser, web: Web) -> None:
    other, stranger = Browser(web), Browser(web)
    for one, email in ((browser, CORA), (other, CORA), (stranger, "ada@accord.example")):
        one.sign_in(email)
    mine = browser("GET", "/v1/sessions").json()
    [theirs] = stranger("GET", "/v1/sessions").json()
    second = next(visit["id"] for visit in mine if not visit["current"])

    foreign = browser("DELETE", f"/v1/sessions/{theirs['id']}")
    ended = browser("DELETE", f"/v1/sessions/{second}")

    assert (len(mine), [visit["current"] for visit in mine].count(True)) == (2, 1)
    assert (foreign.status_code, ended.status_code) == (404, 204)
    assert [one("GET", "/v1/me").status_code for one in (browser, other, stranger)] == [200, 401, 200]


def test_an_administrator_ends_the_session_of_anybody_from_its_next_request_on(browser: Browser, web: Web) -> None:
    browser.sign_in()
    [visit] = browser("GET", "/v1/sessions").json()

    ended = web("adam", "DELETE", f"/v1/sessions/{visit['id']}")

    assert (ended.status_code, browser("GET", "/v1/me").status_code) == (204, 401)
    assert (
        browser("POST", "/v1/cases", json={"call": "intergovernmental-2023-1", "direction": "2.4"}).status_code == 401
    )


def test_all_but_the_session_in_use_are_ended_at_once(browser: Browser, web: Web) -> None:
    others = [Browser(web) for _ in range(3)]
    for one in (*others, browser):
        one.sign_in()

    assert browser("DELETE", "/v1/sessions").status_code == 204
    assert [one("GET", "/v1/me").status_code for one in (*others, browser)] == [401, 401, 401, 200]


def test_signing_out_ends_the_session_and_has_the_browser_forget(browser: Browser) -> None:
    browser.sign_in()
    kept = Browser(browser.web, browser.secret)

    answer = browser("DELETE", "/v1/sessions/current")

    assert answer.status_code == 204
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    [cookie] = answer.headers.get_list("set-cookie")
    assert cookie.startswith('__Host-accord="";') and "Max-Age=0" in cookie
    assert kept("GET", "/v1/me").status_code == 401


def test_another_site_neither_signs_anybody_out_nor_sets_their_password(browser: Browser) -> None:
    browser.sign_in()
    elsewhere = {"Sec-Fetch-Site": "cross-site"}

    answers = [
        browser("DELETE", "/v1/sessions/current", headers=elsewhere),
        browser("PUT", "/v1/me/password", headers=elsewhere, json={"password": "twelve silent bells"}),
        browser("POST", "/v1/sessions/current/proof", headers=elsewhere, json={"password": PASSWORD}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert browser("GET", "/v1/me").status_code == 200


def test_a_password_is_set_in_person_and_ends_the_other_sessions(browser: Browser, web: Web) -> None:
    other = Browser(web)
    other.sign_in()
    browser.sign_in()

    common = browser("PUT", "/v1/me/password", json={"password": "Password1234!"})
    by_token = web("cora", "PUT", "/v1/me/password", json={"password": "twelve silent bells"})
    changed = browser("PUT", "/v1/me/password", json={"password": "twelve silent bells"})

    assert (common.status_code, by_token.status_code, changed.status_code) == (422, 403, 204)
    assert [one("GET", "/v1/me").status_code for one in (browser, other)] == [200, 401]
    assert [Browser(web).sign_in(password=one).status_code for one in (PASSWORD, "twelve silent bells")] == [401, 201]


def test_what_is_weighty_asks_again_who_one_is_a_quarter_of_an_hour_after_signing_in(
    browser: Browser, web: Web
) -> None:
    browser.sign_in()
    asked: dict[str, tuple[str, dict[str, object]]] = {
        "/v1/tokens": ("POST", {"json": {"name": "laptop", "scopes": ["read"]}}),
        "/v1/events": ("GET", {"headers": {"Accept": "application/jsonl"}}),
        "/v1/cases": ("GET", {"headers": {"Accept": "text/csv"}}),
        "/v1/me/factor": ("POST", {}),
        "/v1/me/password": ("PUT", {"json": {"password": "twelve silent bells"}}),
    }
    web.clock.advance(sessions.FRESH - MICROSECOND)
    before = browser("GET", "/v1/cases", headers={"Accept": "text/csv"})
    web.clock.advance(MICROSECOND)

    refused = {path: browser(method, path, **more) for path, (method, more) in asked.items()}
    wrong = browser("POST", "/v1/sessions/current/proof", json={"password": "a wrong password"})
    proof = browser("POST", "/v1/sessions/current/proof", json={"password": PASSWORD})
    after = browser("GET", "/v1/cases", headers={"Accept": "text/csv"})

    assert (before.status_code, wrong.status_code, proof.status_code, after.status_code) == (200, 401, 204, 200)
    assert {answer.status_code for answer in refused.values()} == {403}
    assert {(answer.json()["code"], *answer.json()["remedies"]) for answer in refused.values()} == {
        ("not-fresh", "proof")
    }
    assert browser("GET", "/v1/cases").status_code == 200


def test_an_award_asks_again_who_one_is_and_a_token_is_not_asked(browser: Browser, web: Web) -> None:
    first, second = _reviewed(web), _reviewed(web)
    browser.sign_in("eli@accord.example")
    web.clock.advance(sessions.FRESH)
    award = {"move": "award", "amount": 500_000, "version": 5}

    stale = browser("POST", f"/v1/cases/{first}/moves", json=award)
    release = browser("POST", "/v1/calls/intergovernmental-2023-1/directions/2.4/release", json={})
    browser("POST", "/v1/sessions/current/proof", json={"password": PASSWORD})
    fresh = browser("POST", f"/v1/cases/{first}/moves", json=award)
    token = web("eli", "POST", f"/v1/cases/{second}/moves", json=award)

    assert (stale.status_code, stale.json()["code"], stale.json()["remedies"]) == (403, "not-fresh", ["proof"])
    assert (release.status_code, release.json()["code"]) == (403, "not-fresh")
    assert (fresh.status_code, token.status_code) == (201, 201)


def test_a_second_factor_is_set_up_asked_for_and_removed(browser: Browser, web: Web, database: Database) -> None:
    browser.sign_in()
    before = browser.secret
    none = browser("GET", "/v1/me/factor").json()
    uri = browser("POST", "/v1/me/factor").json()["uri"]
    wrong = browser("POST", "/v1/me/factor/confirmation", json={"code": "000000"})
    confirmed = browser("POST", "/v1/me/factor/confirmation", json={"code": _code(uri, web)})
    web.clock.advance(timedelta(seconds=30))

    without, second = Browser(web).sign_in(), Browser(web).sign_in(code=_code(uri, web))
    paper = Browser(web).sign_in(code=confirmed.json()["recoveries"][0])
    there = browser("GET", "/v1/me/factor").json()
    removed = browser("DELETE", "/v1/me/factor")

    assert (none, wrong.status_code, confirmed.status_code) == ({"since": None, "recoveries": 0}, 422, 201)
    assert browser.secret != before
    assert (without.status_code, second.json()["method"], paper.json()["method"]) == (
        401,
        "password+code",
        "password+recovery",
    )
    assert there == {"since": "2022-11-10T01:00:00.000000Z", "recoveries": 9}
    assert (removed.status_code, Browser(web).sign_in().status_code) == (204, 201)


def test_a_session_in_use_lasts_and_one_that_is_not_is_over_after_half_an_hour(browser: Browser, web: Web) -> None:
    browser.sign_in()
    for _ in range(6):
        web.clock.advance(timedelta(minutes=29))
        assert browser("GET", "/v1/me").status_code == 200
    [seen] = browser("GET", "/v1/sessions").json()

    web.clock.advance(sessions.IDLE)

    assert seen["used_at"] == "2022-11-10T03:54:00.000000Z"
    assert browser("GET", "/v1/me").status_code == 401
    assert browser("GET", "/v1/me").status_code == 401, "asking does not bring it back"


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
    assert [secret for secret in ("a wrong password", link, '"short"', str(browser.secret)) if secret in said] == []


@pytest.fixture
def slow(database: Database) -> Iterator[Web]:
    """The application where a token may ask three times at once, and twice a second after that."""
    url = database.url.render_as_string(hide_password=False)
    opened, clock = Database(url, Settings(rate=2, burst=3)), VirtualClock(NOVEMBER)
    with opened.writing() as session:
        secrets = {}
        for name in ("ada", "bo"):
            person = people.add(session, name, actor=SYSTEM, now=NOVEMBER)
            _, secrets[name] = people.issue(session, person, name="tests", actor=SYSTEM, now=NOVEMBER)
    with served(opened, clock) as app, TestClient(app, raise_server_exceptions=False) as client:
        yield Web(client, clock, secrets, {})


def test_a_token_that_asks_too_fast_is_told_to_wait_and_no_other_is(slow: Web) -> None:
    first = [slow("ada", "GET", "/v1/me") for _ in range(4)]
    other = slow("bo", "GET", "/v1/me")
    slow.clock.advance(timedelta(milliseconds=500))
    later = [slow("ada", "GET", "/v1/me").status_code for _ in range(2)]

    assert [answer.status_code for answer in first] == [200, 200, 200, 429]
    assert (first[-1].headers["Retry-After"], first[-1].json()["code"]) == ("1", "throttled")
    assert (other.status_code, later) == (200, [200, 429])


def _reviewed(web: Web) -> str:
    """A case of direction 2.4 ready to be awarded, at version 5."""
    body = {"call": "intergovernmental-2023-1", "direction": "2.4", "content": filing()}
    ref = str(web("ada", "POST", "/v1/cases", json=body).json()["case"])
    steps = [
        ("ada", "POST", "moves", {"move": "submit", "version": 1}),
        ("diego", "PUT", "filings/counterpart", {"content": filing(), "version": 2}),
        ("diego", "POST", "moves", {"move": "confirm", "version": 3}),
        ("cora", "POST", "moves", {"move": "review", "score": 80, "version": 4}),
    ]
    for who, method, path, step in steps:
        answer = web(who, method, f"/v1/cases/{ref}/{path}", json=step)
        assert answer.is_success, answer.text
    return ref


def _enrol(database: Database, person: str) -> None:
    """A second factor, set up just now."""
    actor = Actor(person, "somebody", session="ses_1", fresh_at=NOVEMBER)
    with database.writing() as session:
        uri = factors.enrol(session, actor=actor, now=NOVEMBER)
        factors.confirm(session, _shown(uri, NOVEMBER), actor=actor, now=NOVEMBER)


def _code(uri: str, web: Web) -> str:
    """What the telephone that read this in shows now."""
    return _shown(uri, web.clock.now())


def _shown(uri: str, when: datetime) -> str:
    [shared] = parse_qs(urlsplit(uri).query)["secret"]
    return factors.code(base64.b32decode(shared), factors.step_of(when))
