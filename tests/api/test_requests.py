"""Requests that nobody should send, and the tokens and headers every request carries."""

import hashlib
from datetime import timedelta

import pytest

from api import body_limits
from tests.api.conftest import Web
from tests.world import CALL, INTERNAL, at

NONSENSE = {
    "NaN": b'{"call": NaN}',
    "infinity": b'{"call": 1e999}',
    "a huge integer": b'{"call": 9007199254740993}',
    "five thousand digits": b'{"call": ' + b"9" * 5000 + b"}",
    "a lone surrogate": b'{"call": "\\ud800"}',
    "NUL": b'{"call": "a\\u0000b"}',
    "a key twice": b'{"call": "a", "call": "b"}',
    "UTF-16": '{"call": "a"}'.encode("utf-16"),
    "deep nesting": b'{"content": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "half an object": b'{"call": ',
}


@pytest.mark.parametrize("name", NONSENSE)
def test_json_that_readers_would_disagree_about_is_refused_with_400(web: Web, name: str) -> None:
    answer = web("ada", "POST", "/v1/cases", content=NONSENSE[name], headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (400, "not-json"), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("DELETE", "/v1/cases", 405),
        ("GET", "/v1/cases/IG23-2.4-001?as_of=yesterday", 422),
        ("GET", "/v1/cases?limit=0", 422),
        ("GET", "/v1/cases?cursor=nonsense", 400),
        ("GET", "/v1/deadlines?cursor=WzFd", 400),
        ("GET", "/v1/cases/no%20such%20case", 422),
        ("GET", "/v1/calls/no-such-call", 404),
        ("GET", f"/v1/calls/{CALL}/directions/9.9", 404),
        ("GET", "/v1/events?since=2022-12-25", 422),
    ],
)
def test_every_error_is_a_problem(web: Web, method: str, path: str, status: int) -> None:
    answer = web("cora", method, path)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["instance"] == answer.headers["X-Request-ID"]


def test_a_body_that_is_too_large_or_not_json_at_all_is_a_problem_too(web: Web) -> None:
    beyond = b'"' + b"x" * body_limits.filing_limit(1_000_000) + b'"'
    large = web("ada", "POST", "/v1/cases", content=beyond, headers={"Content-Type": "application/json"})
    form = web(
        "ada", "POST", "/v1/cases", content=b"a=b", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    unknown = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "colour": "red"})

    assert (large.status_code, form.status_code, unknown.status_code) == (413, 422, 422)
    assert {answer.headers["content-type"] for answer in (large, form, unknown)} == {"application/problem+json"}
    assert unknown.json()["errors"][0]["pointer"] == "/colour"


def test_a_token_that_is_missing_mistyped_unknown_or_expired_is_refused(web: Web) -> None:
    secret = web.secrets["ada"]
    wrong = [
        None,
        "Basic YTpi",
        "Bearer nonsense",
        f"Bearer {secret[:-1]}{'y' if secret[-1] == 'x' else 'x'}",
        f"Bearer accord_{'0' * 36}",
    ]

    answers = [web(None, "GET", "/v1/me", headers={"Authorization": one} if one else {}) for one in wrong]
    web.clock.advance(timedelta(days=91))
    expired = web("ada", "GET", "/v1/me")

    assert {answer.status_code for answer in [*answers, expired]} == {401}
    assert all(answer.headers["WWW-Authenticate"].startswith("Bearer") for answer in answers)


def test_a_revoked_token_is_refused_from_the_next_request(web: Web) -> None:
    issued = web("ada", "POST", "/v1/tokens", json={"name": "laptop", "scopes": ["read", "write"], "days": 7}).json()
    web.secrets["laptop"] = issued["secret"]
    before = web("laptop", "GET", "/v1/me")

    ended = web("ada", "DELETE", f"/v1/tokens/{issued['id']}")
    after = web("laptop", "GET", "/v1/me")
    written = web("laptop", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4"})

    assert (before.status_code, ended.status_code, after.status_code, written.status_code) == (200, 204, 401, 401)
    assert web("bo", "DELETE", f"/v1/tokens/{issued['id']}").status_code == 404


def test_a_token_that_may_only_read_changes_nothing_and_passes_on_no_more_than_it_has(web: Web) -> None:
    issued = web("ada", "POST", "/v1/tokens", json={"name": "reader", "scopes": ["read"]}).json()
    web.secrets["reader"] = issued["secret"]

    written = web("reader", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4"})
    same = web("reader", "POST", "/v1/tokens", json={"name": "again", "scopes": ["read"]})
    wider = web("reader", "POST", "/v1/tokens", json={"name": "more", "scopes": ["read", "write"]})

    assert (written.status_code, same.status_code, wider.status_code) == (403, 403, 403)
    assert [token["name"] for token in web("ada", "GET", "/v1/tokens").json()].count("reader") == 1


def test_a_request_id_is_echoed_and_stands_on_the_event(web: Web) -> None:
    own = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4"}, headers={"X-Request-ID": "mine-1"})
    unsafe = web("ada", "GET", "/v1/me", headers={"X-Request-ID": "a b\tc"})

    found = web("audrey", "GET", "/v1/events", params={"request": "mine-1"}).json()["events"]

    assert own.headers["X-Request-ID"] == "mine-1"
    assert unsafe.headers["X-Request-ID"].startswith("req_")
    assert [event["case"] for event in found] == [own.json()["case"]]


def test_the_trail_is_read_by_auditors_and_not_by_applicants(web: Web) -> None:
    web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4"})

    read = web("audrey", "GET", "/v1/events", params={"call": CALL, "limit": 2})
    more = web("audrey", "GET", "/v1/events", params={"call": CALL, "cursor": read.json()["next"]})
    denied = web("ada", "GET", "/v1/events")

    assert read.json()["events"][0]["action"] == "call.published"
    assert more.json()["events"][-1]["action"] == "case.opened"
    assert denied.status_code == 403


def test_the_trail_is_exported_whole_as_sealed_lines_or_as_a_harmless_table(web: Web) -> None:
    for _ in range(3):
        web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4"})

    lines = web("audrey", "GET", "/v1/events", headers={"Accept": "application/jsonl"})
    sheet = web("audrey", "GET", "/v1/events", params={"action": "case.opened"}, headers={"Accept": "text/csv"})
    listed = web("audrey", "GET", "/v1/events", params={"limit": 200}).json()["events"]
    denied = web("ada", "GET", "/v1/events", headers={"Accept": "text/csv"})

    assert lines.text.splitlines() == [event["body"] for event in listed]
    assert [hashlib.sha256(b"\0" + line.encode()).hexdigest() for line in lines.text.splitlines()] == [
        event["leaf"] for event in listed
    ]
    assert len(sheet.text.splitlines()) == 4
    assert (sheet.headers["content-type"].partition(";")[0], denied.status_code) == ("text/csv", 403)


def test_a_calls_deadline_is_extended_for_all_who_stand_under_it_after_a_dry_run_that_tells_whom(web: Web) -> None:
    for _ in range(3):
        web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4"})
    path = f"/v1/calls/{CALL}/deadlines/internal/extensions"
    body = {"until": "2022-12-27", "reason": "the portal was down"}

    dry = web("cora", "POST", f"{path}?dry_run=true", json=body)
    denied = web("ada", "POST", path, json=body)
    backwards = web("cora", "POST", path, json=body | {"until": "2022-12-20"})
    done = web("cora", "POST", path, json=body, headers={"Idempotency-Key": "e-1"})
    again = web("cora", "POST", path, json=body, headers={"Idempotency-Key": "e-1"})
    due = {case["due_at"] for case in web("cora", "GET", "/v1/deadlines").json()["cases"]}

    assert (dry.status_code, dry.json()["rearmed"]) == (200, 3)
    assert (denied.status_code, backwards.status_code, done.status_code) == (403, 422, 201)
    assert done.json()["rearmed"] == 3
    assert (again.status_code, again.json()) == (201, done.json())
    assert due == {"2022-12-27T16:00:00.000000Z"}


def test_just_after_a_deadline_its_extension_is_told_to_come_again_in_a_moment(web: Web) -> None:
    ref = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4"}).json()["case"]
    path = f"/v1/calls/{CALL}/deadlines/internal/extensions"
    body = {"until": "2022-12-27", "reason": "the portal was down"}

    web.clock.set(INTERNAL + timedelta(seconds=0.5))
    early = web("cora", "POST", path, json=body)
    web.clock.set(INTERNAL + timedelta(seconds=2))
    done = web("cora", "POST", path, json=body)

    assert (early.status_code, early.json()["code"]) == (503, "settling")
    assert (done.status_code, done.json()["rearmed"], done.json()["ran_out"]) == (201, 0, [ref])


def test_definitions_are_served_with_deadlines_quotas_and_diagrams(web: Web) -> None:
    calls = {call["code"] for call in web("ada", "GET", "/v1/calls").json()}
    call = web("ada", "GET", f"/v1/calls/{CALL}").json()
    direction = web("ada", "GET", f"/v1/calls/{CALL}/directions/2.4")
    svg = web("ada", "GET", f"/v1/calls/{CALL}/directions/2.4", headers={"Accept": "image/svg+xml"})
    mermaid = web("ada", "GET", f"/v1/calls/{CALL}/directions/2.4", headers={"Accept": "text/vnd.mermaid"})
    picture = web("ada", "GET", f"/v1/calls/{CALL}/directions/2.4", headers={"Accept": "image/png"})

    assert calls == {CALL, "zhongguancun-2024", "international-cooperation-2024", "bast-events-2025"}
    assert [one["code"] for one in call["directions"]][8:11] == ["1.9", "2.0", "2.1"]
    internal = next(one for one in call["deadlines"] if one["name"] == "internal")
    assert (internal["at"], internal["local"]) == ("2022-12-25T16:00:00.000000Z", "2022-12-26T00:00:00+08:00")
    assert {rule["id"] for rule in direction.json()["rules"]} >= {"2.4-a", "2.4-b", "2.4-c"}
    assert svg.text.startswith("<svg")
    assert mermaid.text.startswith("stateDiagram-v2")
    assert picture.status_code == 406
    assert {one["code"] for one in web("ada", "GET", "/v1/programmes").json()} == {
        "bast-events",
        "intergovernmental",
        "international-cooperation",
        "zhongguancun",
    }


def test_health_says_what_is_missing(web: Web) -> None:
    alive = web(None, "GET", "/healthz")
    ready = web(None, "GET", "/readyz")

    assert (alive.status_code, ready.status_code) == (200, 503)
    assert ready.json()["checks"] == {
        "database": "ok",
        "guards": "ok",
        "head": "ok",
        "scheduler": "no scheduler has looked for due cases yet",
        "keys": "ok",
        "editions": "ok",
        "rows": "ok",
    }


def test_a_deadline_between_two_requests_counts_from_when_each_was_received(web: Web) -> None:
    ref = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4"}).json()["case"]
    web.clock.set(INTERNAL + timedelta(milliseconds=200))

    late = web("ada", "PATCH", f"/v1/cases/{ref}", json={"content": {"title": "late"}, "version": 1})

    assert (late.status_code, late.json()["code"]) == (409, "deadline-passed")
    assert web("ada", "GET", f"/v1/cases/{ref}").json()["case"]["state"] == "draft"
    web.clock.set(at("2022-12-26 00:01"))
    web("ada", "PATCH", f"/v1/cases/{ref}", json={"content": {"title": "late"}, "version": 1})
    assert web("ada", "GET", f"/v1/cases/{ref}").json()["case"]["state"] == "lapsed"
