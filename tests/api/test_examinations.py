"""The formal examination over HTTP."""

from typing import Any

import pytest

from tests.api.conftest import Web
from tests.world import NOMINATIONS, SPRING, SUGGESTED, ZHONGGUANCUN
from workflow.actors import SYSTEM
from workflow.identity import people
from workflow.store.database import Database


@pytest.fixture(autouse=True)
def spring(web: Web, database: Database) -> None:
    """Everybody uses the API in the spring in which nominations are made, with a token of then."""
    web.clock.set(SPRING)
    with database.writing() as session:
        for name, person in web.ids.items():
            _, web.secrets[name] = people.issue(session, person, name="spring", actor=SYSTEM, now=SPRING)


def confirmed(web: Web) -> str:
    """A nomination that was confirmed, and waits for its examination."""
    body = {"call": ZHONGGUANCUN, "direction": "award", "content": NOMINATIONS[ZHONGGUANCUN]}
    ref = str(web("ada", "POST", "/v1/cases", json=body).json()["case"])
    for who, transition, version in (("ada", "submit", 1), ("cora", "confirm", 2)):
        assert (
            web(
                who, "POST", f"/v1/cases/{ref}/transitions", json={"transition": transition, "version": version}
            ).status_code
            == 201
        )
    return ref


def judgement(clause: str, verdict: str = "met", **more: Any) -> dict[str, Any]:
    return {"clause": clause, "verdict": verdict, "evidence": "the academy's list"} | more


def test_a_case_is_examined_and_then_reviewed(web: Web) -> None:
    ref = confirmed(web)
    path = f"/v1/cases/{ref}"

    early = web(
        "cora", "POST", f"{path}/transitions", json={"transition": "review", "version": 3, "score": 80, **SUGGESTED}
    )
    made = web("cora", "POST", f"{path}/judgements", json=judgement("ZGC-02A", version=3))
    web("cora", "POST", f"{path}/judgements", json=judgement("ZGC-05A", version=4))
    shown = web("cora", "GET", f"{path}/examination").json()
    outside = web("ada", "GET", f"{path}/examination").json()
    body = {"transition": "review", "version": 5, "score": 80, **SUGGESTED}
    reviewed = web("cora", "POST", f"{path}/transitions", json=body)

    lacks = [(one["code"], one["clause"], one["remedy"]) for one in early.json()["missing"]]
    assert lacks == [("clause-unjudged", clause, "examination") for clause in ("ZGC-02A", "ZGC-05A")]
    assert (made.status_code, made.json()["action"], made.headers["ETag"]) == (201, "case.clause-judged", '"4"')
    by_people = {one["id"]: one for one in shown if one["judged_by"] == "people"}
    assert [by_people[clause]["status"] for clause in ("ZGC-02A", "ZGC-02B", "ZGC-05A")] == [
        "met",
        "not-applicable",
        "met",
    ]
    assert by_people["ZGC-05A"]["recorded"][0]["evidence"] == "the academy's list"
    assert {one["judged_by"] for one in shown} >= {"people", "rule", "lifecycle", "quota"}
    assert not any(one["recorded"] for one in outside)
    assert reviewed.status_code == 201


def test_many_are_judged_at_once_and_a_direction_shows_what_is_left(web: Web) -> None:
    refs = [confirmed(web) for _ in range(2)]
    many = [{"case": ref, "version": 3} | judgement("ZGC-02A") for ref in refs]

    tried = web("cora", "POST", "/v1/judgements", json={"judgements": many, "dry_run": True}).json()
    done = web("cora", "POST", "/v1/judgements", json={"judgements": many}).json()
    page = web("cora", "GET", f"/v1/calls/{ZHONGGUANCUN}/directions/award/examination").json()

    assert [one["done"]["event"] for one in tried["results"]] == [0, 0]
    assert all(one["done"]["event"] > 0 for one in done["results"])
    assert [(one["ref"], one["unjudged"], one["clauses"]["ZGC-02A"]) for one in page["cases"]] == [
        (ref, 1, "met") for ref in refs
    ]
    assert web("ada", "GET", f"/v1/calls/{ZHONGGUANCUN}/directions/award/examination").status_code == 403


def test_a_judgement_without_evidence_points_at_what_is_missing(web: Web) -> None:
    ref = confirmed(web)

    answer = web("cora", "POST", f"/v1/cases/{ref}/judgements", json=judgement("ZGC-02A", evidence="", version=3))
    unknown = web("cora", "POST", f"/v1/cases/{ref}/judgements", json=judgement("ZGC-02A", "maybe", version=3))

    assert (answer.status_code, answer.json()["missing"][0]["pointer"]) == (422, "/evidence")
    assert unknown.status_code == 422
