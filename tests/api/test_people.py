"""People over HTTP: looked after by administrators, listed for coordinators too, and nobody's business else."""

import pytest

from tests.api.conftest import NOVEMBER, Web
from tests.api.signing import Browser, browser
from tests.world import CALL
from workflow.credentials import sessions
from workflow.outcomes import format_instant

__all__ = ["browser"]  # a fixture
ADDED = {"name": "Nour Haddad", "email": "nour@example.org"}


@pytest.fixture
def nour(web: Web) -> str:
    """The address of somebody who was added just now."""
    answer = web("adam", "POST", "/v1/people", json=ADDED)
    assert answer.status_code == 201
    return str(answer.headers["location"])


def test_a_person_is_added_once_under_a_key_and_read_by_those_who_look_after_people_and_by_themselves(
    web: Web,
) -> None:
    answers = [
        web("adam", "POST", "/v1/people", json=ADDED, headers={"Idempotency-Key": "nour"}).json() for _ in range(2)
    ]
    again = web("adam", "POST", "/v1/people", json=ADDED)
    place = f"/v1/people/{answers[0]['id']}"
    oneself = web("bo", "GET", f"/v1/people/{web.ids['bo']}")
    statuses = [web(who, "GET", place).status_code for who in ("cora", "audrey", "bo")]

    assert answers[0] == answers[1] == web("adam", "GET", place).json()
    assert answers[0] == ADDED | {
        "id": answers[0]["id"],
        "orcid": None,
        "grants": [],
        "created_at": format_instant(NOVEMBER),
        "seen_at": None,
        "disabled_at": None,
    }
    assert (again.status_code, again.json()["detail"]) == (
        422,
        "the address nour@example.org belongs to someone already",
    )
    assert (oneself.json()["name"], statuses) == ("bo", [200, 403, 403])
    assert web("adam", "GET", "/v1/people/per_0").status_code == 404


def test_a_role_is_granted_and_taken_back_as_it_was_granted_and_counts_from_the_next_request(web: Web) -> None:
    bo = f"/v1/people/{web.ids['bo']}"
    own = {"role": "applicant", "call": None, "partner": None}
    partner = {"role": "authority", "call": CALL, "partner": "AR"}

    before = web("bo", "GET", "/v1/people").status_code
    granted = web("adam", "POST", f"{bo}/roles", json={"role": "coordinator"})
    during = web("bo", "GET", "/v1/people").status_code
    web("adam", "POST", f"{bo}/roles", json=partner)
    both = web("adam", "POST", f"{bo}/roles", json=partner).json()["grants"]
    not_so = web("adam", "DELETE", f"{bo}/roles/coordinator?call={CALL}")
    taken = [
        web("adam", "DELETE", f"{bo}/roles/{role}").status_code
        for role in ("coordinator", f"authority?call={CALL}&partner=AR")
    ]

    assert (before, granted.status_code, during) == (403, 201, 200)
    assert both == [own, {"role": "coordinator", "call": None, "partner": None}, partner]
    assert (not_so.status_code, not_so.json()["detail"]) == (404, "this role is not held")
    assert (taken, web("bo", "GET", "/v1/people").status_code) == ([204, 204], 403)
    told = [web("audrey", "GET", f"/v1/events?action=role.{done}").json()["events"] for done in ("granted", "revoked")]
    assert [[one["data"]["role"] for one in events][-2:] for events in told] == [["coordinator", "authority"]] * 2


def test_what_cannot_be_granted_is_said_and_nothing_unknown_is_taken(web: Web) -> None:
    roles = f"/v1/people/{web.ids['bo']}/roles"
    wrong = {
        "king": {"role": "king"},
        "partner": {"role": "partner", "call": CALL, "partner": "AR"},
        "authority of nothing": {"role": "authority", "call": CALL},
        "no such call": {"role": "reviewer", "call": "nonsense"},
        "unknown": {"role": "reviewer", "until": "tomorrow"},
        "a number": {"role": 1},
    }
    answers = {name: web("adam", "POST", roles, json=body) for name, body in wrong.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(wrong, 422) | {
        "no such call": 404
    }
    assert {answer.headers["content-type"] for answer in answers.values()} == {"application/problem+json"}
    assert web("adam", "POST", "/v1/people/per_0/roles", json={"role": "reviewer"}).status_code == 404


def test_an_account_is_closed_and_opened_again_but_neither_ones_own_nor_the_last_administrators(web: Web) -> None:
    bo, adam = (f"/v1/people/{web.ids[name]}" for name in ("bo", "adam"))
    closed = web("adam", "PUT", f"{bo}/closure").status_code
    meanwhile = web("bo", "GET", "/v1/me").status_code
    since = web("adam", "GET", bo).json()["disabled_at"]
    twice = web("adam", "PUT", f"{bo}/closure").status_code
    opened = web("adam", "DELETE", f"{bo}/closure").status_code

    assert (closed, meanwhile, since, twice, opened) == (204, 401, format_instant(NOVEMBER), 404, 204)
    assert web("bo", "GET", "/v1/me").status_code == 200
    own = web("adam", "PUT", f"{adam}/closure")
    last = web("adam", "DELETE", f"{adam}/roles/administrator")
    assert (own.status_code, own.json()["detail"]) == (
        422,
        "nobody closes their own account: another administrator does",
    )
    assert (last.status_code, last.json()["detail"]) == (
        422,
        "this is the last administrator; make somebody else one first",
    )


def test_people_are_listed_by_name_found_and_narrowed_a_page_after_the_other(web: Web, nour: str) -> None:
    first = web("cora", "GET", "/v1/people?limit=5").json()
    rest = web("cora", "GET", f"/v1/people?limit=5&cursor={first['next']}").json()
    found = web("cora", "GET", "/v1/people?text=HADDAD").json()["people"]
    narrowed = web("cora", "GET", "/v1/people?role=authority").json()["people"]

    names = [one["name"] for one in (*first["people"], *rest["people"])]
    assert (sorted(names), rest["next"]) == (sorted([*web.ids, "Nour Haddad"]), None)
    assert [f"/v1/people/{one['id']}" for one in found] == [nour]
    assert [(one["name"], one["grants"]) for one in narrowed] == [
        ("diego", [{"role": "authority", "call": CALL, "partner": "AR"}])
    ]
    assert web("cora", "GET", "/v1/people?role=king").status_code == 422


def test_roles_and_accounts_ask_a_session_for_proof_and_the_list_tells_when_one_was_last_here(
    browser: Browser, web: Web
) -> None:
    browser.sign_in("adam@accord.example")
    web.clock.advance(sessions.FRESH)
    bo = f"/v1/people/{web.ids['bo']}"
    asked = (("POST", "/roles"), ("DELETE", "/roles/applicant"), ("PUT", "/closure"), ("DELETE", "/closure"))

    refused = [
        browser(method, f"{bo}{path}", **({"json": {"role": "reviewer"}} if method == "POST" else {}))
        for method, path in asked
    ]
    seen = {one["name"]: one["seen_at"] for one in browser("GET", "/v1/people").json()["people"]}

    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(403, "not-fresh")] * 4
    assert seen["adam"] is not None and seen["bo"] is None


def test_somebody_is_signed_out_everywhere_by_an_administrator_alone(browser: Browser, web: Web) -> None:
    browser.sign_in()
    cora = f"/v1/people/{web.ids['cora']}/sessions"

    statuses = [web(who, "DELETE", cora).status_code for who in ("bo", "audrey", "adam")]

    assert (statuses, browser("GET", "/v1/me").status_code) == ([403, 403, 204], 401)
