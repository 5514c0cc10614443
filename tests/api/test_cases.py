"""A case from draft to award, each step over HTTP, and everything that can be wrong with a request."""

from datetime import timedelta

import pytest

from tests.api.conftest import NOVEMBER, Web
from tests.world import CALL, INTERNAL, MICROSECOND, answering, filing


def opened(web: Web, **content: object) -> str:
    body = {"call": CALL, "direction": "2.4", "content": filing(**content)}
    answer = web("ada", "POST", "/v1/cases", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case"])


def transition(web: Web, who: str, ref: str, name: str, version: int, **given: object) -> dict[str, object]:
    answer = web(who, "POST", f"/v1/cases/{ref}/transitions", json={"transition": name, "version": version, **given})
    return {"status": answer.status_code, **answer.json()}


def test_a_case_runs_from_draft_to_award_over_http(web: Web) -> None:
    ref = opened(web)
    steps = [
        transition(web, "ada", ref, "submit", 1)["state"],
        web(
            "diego",
            "PUT",
            f"/v1/cases/{ref}/filings/counterpart",
            json={"content": answering(), "submit": True, "version": 2},
        ).json()["state"],
        transition(web, "diego", ref, "confirm", 3)["state"],
        transition(web, "cora", ref, "review", 4, score=91)["state"],
        transition(web, "eli", ref, "award", 5, amount=500_000)["state"],
    ]

    whole = web("ada", "GET", f"/v1/cases/{ref}")
    line = web("cora", "GET", f"/v1/calls/{CALL}/directions/2.4").json()["lines"]

    assert steps == ["submitted", "submitted", "partner-confirmed", "reviewed", "awarded"]
    assert (whole.json()["case"]["state"], whole.json()["case"]["amount"]) == ("awarded", 500_000)
    assert whole.headers["ETag"] == '"6"'
    assert line == [{"line": "2.4", "cases_limit": 4, "funds_limit": 2_000_000, "cases_held": 1, "funds_held": 500_000}]


def test_a_submission_at_the_deadline_is_refused_as_a_problem_that_says_why(web: Web) -> None:
    ref = opened(web)
    web.clock.set(INTERNAL)

    answer = web("ada", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "submit", "version": 1})

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "deadline-passed"
    assert problem["until"] == "2022-12-25T16:00:00.000000Z"
    assert problem["remedies"] == ["extension"]


def test_a_submission_in_the_last_microsecond_is_accepted(web: Web) -> None:
    ref = opened(web)
    web.clock.set(INTERNAL - MICROSECOND)

    assert transition(web, "ada", ref, "submit", 1)["status"] == 201


def test_a_refusal_names_every_need_and_its_clause_at_once(web: Web) -> None:
    ref = opened(web, title=None, months=36)

    problem = transition(web, "ada", ref, "submit", 1)

    assert problem["status"] == 409
    missing = problem["missing"]
    assert isinstance(missing, list)
    assert [(lack["code"], lack["clause"]) for lack in missing] == [("field-empty", None), ("rule-not-met", "2.4-a")]


def test_a_stale_version_is_told_apart_and_nothing_is_overwritten(web: Web) -> None:
    ref = opened(web)
    web("ada", "PATCH", f"/v1/cases/{ref}", json={"content": {"title": "A new title"}, "version": 1})

    in_body = web("ada", "PATCH", f"/v1/cases/{ref}", json={"content": {"title": "Lost"}, "version": 1})
    in_header = web(
        "ada", "PATCH", f"/v1/cases/{ref}", json={"content": {"title": "Lost"}}, headers={"If-Match": '"1"'}
    )
    unsaid = web("ada", "PATCH", f"/v1/cases/{ref}", json={"content": {"title": "Lost"}})

    assert (in_body.status_code, in_header.status_code, unsaid.status_code) == (409, 412, 428)
    assert in_body.json()["version"] == 2
    assert web("ada", "GET", f"/v1/cases/{ref}").json()["case"]["title"] == "A new title"


def test_a_repeated_key_gets_the_same_answer_and_does_nothing_twice(web: Web) -> None:
    body = {"call": CALL, "direction": "2.4", "content": filing()}

    first = web("ada", "POST", "/v1/cases", json=body, headers={"Idempotency-Key": "k-1"})
    again = web("ada", "POST", "/v1/cases", json=body, headers={"Idempotency-Key": "k-1"})
    other = web("ada", "POST", "/v1/cases", json=body | {"direction": "2.3"}, headers={"Idempotency-Key": "k-1"})
    someone = web("bo", "POST", "/v1/cases", json=body, headers={"Idempotency-Key": "k-1"})

    assert first.json() == again.json()
    assert other.status_code == 422
    assert someone.json()["case"] != first.json()["case"]
    assert len(web("cora", "GET", "/v1/cases").json()["cases"]) == 2


def test_a_dry_run_judges_and_changes_nothing(web: Web) -> None:
    ref = opened(web)

    allowed = web(
        "ada", "POST", f"/v1/cases/{ref}/transitions?dry_run=true", json={"transition": "submit", "version": 1}
    )
    refused = web(
        "eli", "POST", f"/v1/cases/{ref}/transitions?dry_run=true", json={"transition": "submit", "version": 1}
    )

    assert (allowed.status_code, allowed.json()["state"], allowed.json()["event"]) == (200, "submitted", 0)
    assert refused.status_code == 403
    assert web("ada", "GET", f"/v1/cases/{ref}").json()["case"]["state"] == "draft"


def test_a_bulk_of_each_does_what_it_can_and_an_atomic_one_all_or_nothing(web: Web) -> None:
    good, bad = opened(web), opened(web, months=36)
    transitions = [{"case": ref, "transition": "submit", "version": 1} for ref in (good, bad)]

    atomic = web("ada", "POST", "/v1/transitions", json={"mode": "atomic", "transitions": transitions}).json()[
        "results"
    ]
    dry = web(
        "ada", "POST", "/v1/transitions", json={"mode": "each", "dry_run": True, "transitions": transitions}
    ).json()["results"]
    each = web("ada", "POST", "/v1/transitions", json={"mode": "each", "transitions": transitions}).json()["results"]

    assert [result["refused"]["code"] for result in atomic] == ["abandoned", "needs-unmet"]
    assert [result["done"] is not None for result in each] == [True, False]
    assert [result["refused"] for result in dry] == [result["refused"] for result in each]
    assert dry[0]["done"] | {"event": 0} == each[0]["done"] | {"event": 0}


def test_a_person_sees_their_own_cases_and_learns_nothing_of_others(web: Web) -> None:
    ref = opened(web)

    hidden = web("bo", "GET", f"/v1/cases/{ref}")
    absent = web("bo", "GET", "/v1/cases/IG23-2.4-999")
    moved = web("bo", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "submit", "version": 1})

    assert (hidden.status_code, absent.status_code, moved.status_code) == (404, 404, 404)
    assert hidden.json()["detail"].replace(ref, "") == absent.json()["detail"].replace("IG23-2.4-999", "")
    assert web("bo", "GET", "/v1/cases").json() == {"cases": [], "next": None}
    assert web("diego", "GET", f"/v1/cases/{ref}").status_code == 404


def test_a_case_can_be_read_as_it_stood_at_any_instant(web: Web) -> None:
    ref = opened(web)
    web.clock.advance(timedelta(hours=1))
    web("ada", "PATCH", f"/v1/cases/{ref}", json={"content": {"title": "Second"}, "version": 1})
    web.clock.advance(timedelta(hours=1))
    transition(web, "ada", ref, "submit", 2)

    def then(hours: float) -> tuple[str, str]:
        instant = (NOVEMBER + timedelta(hours=hours)).isoformat()
        found = web("ada", "GET", f"/v1/cases/{ref}", params={"as_of": instant}).json()
        return found["state"], found["home"]["title"]

    assert then(0) == ("draft", "Gentle extraction of pea protein")
    assert then(1.5) == ("draft", "Second")
    assert then(2) == ("submitted", "Second")
    early = (NOVEMBER - timedelta(hours=1)).isoformat()
    assert web("ada", "GET", f"/v1/cases/{ref}", params={"as_of": early}).status_code == 404


def test_the_moves_of_a_case_say_which_are_allowed_and_why_the_rest_are_not(web: Web) -> None:
    ref = opened(web)

    found = {one["transition"]: one for one in web("ada", "GET", f"/v1/cases/{ref}/transitions").json()}

    assert set(found) == {"submit", "withdraw"}
    assert found["submit"]["allowed"]
    assert found["withdraw"]["asks"] == ["reason"]


def test_lists_are_paged_by_a_cursor_and_narrowed_by_what_is_asked(web: Web) -> None:
    refs = [opened(web, title=f"Title {number}") for number in range(5)]

    first = web("cora", "GET", "/v1/cases", params={"limit": 2}).json()
    second = web("cora", "GET", "/v1/cases", params={"limit": 2, "cursor": first["next"]}).json()
    third = web("cora", "GET", "/v1/cases", params={"limit": 2, "cursor": second["next"]}).json()
    found = web("cora", "GET", "/v1/cases", params={"text": "title 3", "state": "draft", "direction": "2.4"}).json()
    due = web("cora", "GET", "/v1/deadlines", params={"limit": 3}).json()

    paged = [case["ref"] for page in (first, second, third) for case in page["cases"]]
    assert paged == list(reversed(refs))
    assert third["next"] is None
    assert [case["ref"] for case in found["cases"]] == [refs[3]]
    assert [case["ref"] for case in due["cases"]] == refs[:3]
    rest = web("cora", "GET", "/v1/deadlines", params={"limit": 3, "cursor": due["next"]}).json()
    assert [case["ref"] for case in rest["cases"]] == refs[3:]


def test_what_needs_me_is_what_my_role_can_move_on(web: Web) -> None:
    ref = opened(web)

    before = web("diego", "GET", "/v1/cases", params={"needs": "me"}).json()["cases"]
    transition(web, "ada", ref, "submit", 1)
    after = web("diego", "GET", "/v1/cases", params={"needs": "me"}).json()["cases"]

    assert (before, [case["ref"] for case in after]) == ([], [ref])


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"call": "no-such-call", "direction": "2.4"}, 422, "/call"),
        ({"call": CALL, "direction": "9.9"}, 422, "/direction"),
        ({"call": CALL, "direction": "2.4", "content": {"colour": "red"}}, 422, "/content/colour"),
        ({"call": CALL, "direction": "2.4", "content": {"months": -1}}, 422, "/content/months"),
        ({"call": CALL, "direction": "2.4", "content": {"budget": 1.5}}, 422, "/content/budget"),
        ({"call": CALL, "direction": "1.1"}, 422, "/partner"),
        ({"call": CALL, "direction": "2.4", "partner": "US"}, 422, "/partner"),
        ({"call": CALL, "direction": "1.4"}, 422, "/topic"),
    ],
)
def test_what_is_wrong_with_a_new_case_is_pointed_at(
    web: Web, body: dict[str, object], status: int, pointer: str
) -> None:
    answer = web("ada", "POST", "/v1/cases", json=body)

    assert answer.status_code == status
    assert [lack["pointer"] for lack in answer.json()["missing"]] == [pointer]
    assert web("cora", "GET", "/v1/cases").json()["cases"] == []


def test_a_call_that_has_closed_takes_no_new_case(web: Web) -> None:
    web.clock.set(INTERNAL)

    answer = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": filing()})

    assert (answer.status_code, answer.json()["code"]) == (409, "deadline-passed")
