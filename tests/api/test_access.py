"""What people outside are told of a case, acting for somebody else, and denials that leave a trace."""

import csv
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest

from tests.api.conftest import Web
from tests.world import CALL, answering, filing
from workflow.actors import SYSTEM
from workflow.identity import people
from workflow.store.database import Database

SECRET = re.compile(r"\breviewed\b|\b83\b")
HIDDEN = ("score", "rank", "entered_at", "deadline", "due_at")


def confirmed(web: Web) -> str:
    """A case that both sides stand by."""
    ref: str = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4", "content": filing()}).json()[
        "case"
    ]
    moved(web, "ada", ref, "submit")
    web(
        "diego",
        "PUT",
        f"/v1/cases/{ref}/filings/counterpart",
        json={"content": answering(), "submit": True, "version": 2},
    )
    moved(web, "diego", ref, "confirm")
    return ref


def reviewed(web: Web) -> str:
    """The same, with the panel's opinion."""
    ref = confirmed(web)
    moved(web, "cora", ref, "review", score=83)
    return ref


def moved(web: Web, who: str, ref: str, transition: str, **given: Any) -> Any:
    """The answer to a transition on the case as it stands."""
    version = web("cora", "GET", f"/v1/cases/{ref}").json()["case"]["version"]
    answer = web(
        who, "POST", f"/v1/cases/{ref}/transitions", json={"transition": transition, "version": version, **given}
    )
    return answer.json()


def listed(web: Web, who: str, query: str = "") -> list[str]:
    return [case["ref"] for case in web(who, "GET", f"/v1/cases{query}").json()["cases"]]


def events(web: Web, who: str, ref: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = web(who, "GET", f"/v1/cases/{ref}/events").json()["events"]
    return found


# What people outside are told ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ada", "diego"])
def test_people_outside_cannot_tell_a_reviewed_case_from_a_confirmed_one(web: Web, who: str) -> None:
    one, other = confirmed(web), reviewed(web)
    web.clock.advance(timedelta(days=1))
    when = "?as_of=2022-11-11T00:00:00Z"

    told = [web(who, "GET", f"/v1/cases/{ref}").json() for ref in (one, other)]
    then = [web(who, "GET", f"/v1/cases/{ref}{when}").json() for ref in (one, other)]
    may = [
        [transition["transition"] for transition in web(who, "GET", f"/v1/cases/{ref}/transitions").json()]
        for ref in (one, other)
    ]
    actions = [[entry["action"] for entry in events(web, who, ref)] for ref in (one, other)]

    for whole in told:
        assert {name: whole["case"][name] for name in HIDDEN} == dict.fromkeys(HIDDEN)
        assert whole["case"]["state"] == "partner-confirmed"
    assert [(was["state"], was["score"]) for was in then] == [("partner-confirmed", None)] * 2
    assert may[0] == may[1]
    assert actions[0] == actions[1]
    for text in (web(who, "GET", f"/v1/cases/{other}{path}").text for path in ("", "/events", when)):
        assert not SECRET.search(text)
    assert listed(web, who, "?state=reviewed") == []
    assert listed(web, who, "?state=partner-confirmed") == [other, one]
    assert web(who, "GET", "/v1/deadlines").json()["cases"] == []
    rows = csv.DictReader(StringIO(web(who, "GET", "/v1/cases", headers={"Accept": "text/csv"}).text))
    assert [(row["state"], row["score"], row["due_at"]) for row in rows] == [("partner-confirmed", "", "")] * 2


def test_staff_are_told_all_of_it(web: Web) -> None:
    ref = reviewed(web)

    case = web("cora", "GET", f"/v1/cases/{ref}").json()["case"]

    assert (case["state"], case["score"], case["deadline"]) == ("reviewed", 83, "decision")
    assert (listed(web, "cora", "?state=reviewed"), listed(web, "cora", "?state=partner-confirmed")) == ([ref], [])
    assert events(web, "cora", ref)[-1]["data"]["given"] == {"score": 83}


def test_an_event_proves_itself_to_people_outside_as_long_as_it_hides_nothing(web: Web) -> None:
    ref = reviewed(web)

    shown = [(entry["data"].get("transition"), entry["leaf"] is not None) for entry in events(web, "ada", ref)]

    assert shown == [(None, True), ("submit", True), (None, True), ("confirm", False)]
    assert all(entry["leaf"] and entry["body"] for entry in events(web, "cora", ref))


def test_receipts_and_refusals_say_no_more_than_the_case_does(web: Web) -> None:
    ref = reviewed(web)

    refused = moved(web, "diego", ref, "retract", reason="said")
    amended = web("ada", "PATCH", f"/v1/cases/{ref}", json={"content": {"months": 25}, "version": 5}).json()
    withdrawn = moved(web, "ada", ref, "withdraw", reason="said")

    assert (refused["code"], refused["state"]) == ("not-from-this-state", "partner-confirmed")
    assert (amended["code"], amended["state"]) == ("not-editable", "partner-confirmed")
    assert not SECRET.search(str((refused, amended, withdrawn)))
    assert (withdrawn["source"], withdrawn["state"]) == ("partner-confirmed", "withdrawn")
    assert not SECRET.search(str(events(web, "ada", ref)))


# In this order ---------------------------------------------------------------------------------------------------------


def test_what_is_not_there_and_what_is_not_shown_are_answered_alike(web: Web) -> None:
    ref = confirmed(web)
    missing = ref[:-3] + "999"
    requests = [
        ("GET", "", None),
        ("GET", "/events", None),
        ("POST", "/transitions", {"transition": "submit", "version": 1}),
    ]

    for method, path, body in requests:
        answers = [web("bo", method, f"/v1/cases/{one}{path}", json=body) for one in (ref, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
        hidden, absent = (
            {key: str(value).replace(one, "-") for key, value in answer.json().items() if key != "instance"}
            for one, answer in zip((ref, missing), answers, strict=True)
        )
        assert hidden == absent


def test_who_may_not_is_told_so_before_when_it_could_be_done(web: Web) -> None:
    ref = confirmed(web)

    wrong_state = moved(web, "diego", ref, "award", amount=1)
    stale = web(
        "diego", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "award", "version": 1, "amount": 1}
    )
    own = web(
        "diego", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "retract", "version": 1, "reason": "said"}
    )

    assert (wrong_state["code"], stale.json()["code"]) == ("not-yours-to-make", "not-yours-to-make")
    assert (own.status_code, own.json()["code"]) == (409, "stale")


def test_a_token_that_may_only_read_learns_of_nothing_more_by_writing(web: Web, database: Database) -> None:
    ref = confirmed(web)
    with database.writing() as session:
        for name in ("bo", "ada"):
            _, web.secrets[name] = people.issue(
                session, web.ids[name], name="reader", scopes=["read"], actor=SYSTEM, now=web.clock.now()
            )
    asked = {"transition": "withdraw", "version": 4, "reason": "said"}

    assert web("bo", "POST", f"/v1/cases/{ref}/transitions", json=asked).status_code == 404
    assert web("ada", "POST", f"/v1/cases/{ref}/transitions", json=asked).status_code == 403


# For somebody else -----------------------------------------------------------------------------------------------------


def test_a_coordinator_acts_for_the_applicant_and_the_event_names_both(web: Web) -> None:
    behalf = {"Accord-On-Behalf-Of": web.ids["ada"]}
    body = {"call": CALL, "direction": "2.4", "content": filing()}

    ref = web("cora", "POST", "/v1/cases", json=body, headers=behalf).json()["case"]
    done = web(
        "cora", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "submit", "version": 1}, headers=behalf
    )

    assert (done.status_code, web("ada", "GET", f"/v1/cases/{ref}").json()["case"]["owner"]) == (201, web.ids["ada"])
    named = {"id": web.ids["cora"], "behalf": web.ids["ada"]}
    for entry in events(web, "cora", ref):
        assert entry["actor"] == web.ids["cora"]
        assert all(f'"{name}":"{value}"' in entry["body"] for name, value in named.items())


def test_nobody_else_acts_for_anybody_nor_in_another_role_or_place(web: Web) -> None:
    ref = confirmed(web)
    ada, nobody = {"Accord-On-Behalf-Of": web.ids["ada"]}, {"Accord-On-Behalf-Of": "per_0"}
    withdraw = {"transition": "withdraw", "version": 4, "reason": "said"}
    path = f"/v1/cases/{ref}/transitions"

    assert web("eli", "POST", path, json=withdraw, headers=ada).status_code == 403
    assert web("diego", "POST", path, json=withdraw, headers=ada).status_code == 403
    assert web("bo", "POST", path, json=withdraw, headers=ada).status_code == 404
    assert web("cora", "POST", path, json=withdraw, headers=nobody).json()["code"] == "misused"
    assert web("cora", "POST", "/v1/tokens", json={"name": "x", "scopes": ["read"]}, headers=ada).status_code == 400
    award = {"transition": "award", "version": 4, "amount": 1}
    assert web("cora", "POST", path, json=award, headers=ada).json()["code"] == "not-yours-to-make"


# Denials ---------------------------------------------------------------------------------------------------------------


def test_denials_of_people_signed_in_are_told_once_an_hour(web: Web) -> None:
    ref = confirmed(web)
    missing = ref[:-3] + "999"
    for _ in range(3):
        web("bo", "GET", f"/v1/cases/{ref}")
        web("bo", "GET", f"/v1/cases/{missing}")
        web(None, "GET", f"/v1/cases/{ref}")
    moved(web, "ada", ref, "award", amount=1)
    bulk = {"transitions": [{"case": ref, "transition": "award", "version": 4, "amount": 1}]}
    web("diego", "POST", "/v1/transitions", json=bulk)
    web("ada", "GET", "/v1/events")
    web.clock.advance(timedelta(hours=1))
    web("bo", "GET", f"/v1/cases/{ref}")

    found = web("audrey", "GET", "/v1/events?action=access.denied").json()["events"]

    assert [(entry["actor"], entry["data"]) for entry in found] == [
        (web.ids["bo"], {"action": "GET /v1/cases/{ref}", "case": ref, "count": 1}),
        (web.ids["ada"], {"action": "POST /v1/cases/{ref}/transitions", "case": ref, "count": 1}),
        (web.ids["diego"], {"action": "POST /v1/transitions", "case": ref, "count": 1}),
        (web.ids["ada"], {"action": "GET /v1/events", "case": None, "count": 1}),
        (web.ids["bo"], {"action": "GET /v1/cases/{ref}", "case": ref, "count": 3}),
    ]


def test_a_denial_is_nothing_that_happened_to_the_case(web: Web) -> None:
    ref = confirmed(web)
    before = web("cora", "GET", f"/v1/cases/{ref}").json()

    assert moved(web, "ada", ref, "award", amount=1)["code"] == "not-yours-to-make"
    assert web("cora", "GET", f"/v1/cases/{ref}").json() == before
