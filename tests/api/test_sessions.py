"""Sessions over HTTP: how long one lasts, what ends it, and what asks anew who one is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tests.api import signing
from tests.api.conftest import NOVEMBER, Web
from tests.api.serving import served
from tests.api.signing import CORA, Browser, code
from tests.workflow.signed_in import PASSWORD
from tests.world import MICROSECOND, answering, filing
from workflow.actors import SYSTEM
from workflow.clock import VirtualClock
from workflow.credentials import sessions
from workflow.identity import people
from workflow.settings import Settings
from workflow.store.database import Database

pytestmark = pytest.mark.usefixtures("hasty")
browser = signing.browser


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
    award = {"transition": "award", "amount": 500_000, "version": 5}

    stale = browser("POST", f"/v1/cases/{first}/transitions", json=award)
    release = browser("POST", "/v1/calls/intergovernmental-2023-1/directions/2.4/release", json={})
    browser("POST", "/v1/sessions/current/proof", json={"password": PASSWORD})
    fresh = browser("POST", f"/v1/cases/{first}/transitions", json=award)
    token = web("eli", "POST", f"/v1/cases/{second}/transitions", json=award)

    assert (stale.status_code, stale.json()["code"], stale.json()["remedies"]) == (403, "not-fresh", ["proof"])
    assert (release.status_code, release.json()["code"]) == (403, "not-fresh")
    assert (fresh.status_code, token.status_code) == (201, 201)


def test_a_second_factor_is_set_up_asked_for_and_removed(browser: Browser, web: Web, database: Database) -> None:
    browser.sign_in()
    before = browser.secret
    none = browser("GET", "/v1/me/factor").json()
    uri = browser("POST", "/v1/me/factor").json()["uri"]
    wrong = browser("POST", "/v1/me/factor/confirmation", json={"code": "000000"})
    confirmed = browser("POST", "/v1/me/factor/confirmation", json={"code": code(uri, web)})
    web.clock.advance(timedelta(seconds=30))

    without, second = Browser(web).sign_in(), Browser(web).sign_in(code=code(uri, web))
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
        yield Web(client, clock, secrets, {}, opened)


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
        ("ada", "POST", "transitions", {"transition": "submit", "version": 1}),
        ("diego", "PUT", "filings/counterpart", {"content": answering(), "submit": True, "version": 2}),
        ("diego", "POST", "transitions", {"transition": "confirm", "version": 3}),
        ("cora", "POST", "transitions", {"transition": "review", "score": 80, "version": 4}),
    ]
    for who, method, path, step in steps:
        answer = web(who, method, f"/v1/cases/{ref}/{path}", json=step)
        assert answer.is_success, answer.text
    return ref
