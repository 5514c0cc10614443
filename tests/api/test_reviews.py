"""Reviewing over HTTP: the pool, invitations, conflicts, reviews, and what whoever is in conflict never gets."""

import re
from typing import Any

import pytest

from tests.api.conftest import NOVEMBER, Web
from tests.world import CALL, answering, filing
from workflow.actors import SYSTEM
from workflow.identity import people
from workflow.store.database import Database

REVIEW = {
    "scores": {"significance": 80, "feasibility": 80, "cooperation": 80, "results": 80},
    "comment": "Sound.",
    "recommendation": "support",
}
DIRECTION = f"/v1/calls/{CALL}/directions/2.4"


@pytest.fixture
def staffed(web: Web, database: Database) -> Web:
    """With two reviewers in the pool, a second coordinator and a second member of the committee."""
    more = {"rosa": "reviewer", "ruth": "reviewer", "cleo": "coordinator", "echo": "committee"}
    with database.writing() as session:
        for name, role in more.items():
            web.ids[name] = people.add(session, name, actor=SYSTEM, now=NOVEMBER)
            people.grant(session, web.ids[name], role, actor=SYSTEM, now=NOVEMBER)
            _, web.secrets[name] = people.issue(session, web.ids[name], name="tests", actor=SYSTEM, now=NOVEMBER)
    for name in ("rosa", "ruth"):
        assert enlist(web, name).status_code == 201
    return web


def enlist(web: Web, name: str, who: str = "cora", **differing: Any) -> Any:
    about = {"person": web.ids[name], "organisation": f"Academy of {name}", "country": "CN"} | differing
    return web(who, "POST", "/v1/reviewers", json=about)


def confirmed(web: Web, title: str = "Peas") -> str:
    """A case that is with its reviewers."""
    opening = {"call": CALL, "direction": "2.4", "content": filing(title=title)}
    ref = str(web("ada", "POST", "/v1/cases", json=opening).json()["case"])
    made = web("ada", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "submit", "version": 1})
    put = {"content": answering(title=title), "submit": True, "version": made.json()["version"]}
    made = web("diego", "PUT", f"/v1/cases/{ref}/filings/counterpart", json=put)
    made = web(
        "diego",
        "POST",
        f"/v1/cases/{ref}/transitions",
        json={"transition": "confirm", "version": made.json()["version"]},
    )
    assert made.status_code == 201, made.text
    return ref


def version(web: Web, ref: str) -> int:
    return int(web("cora", "GET", f"/v1/cases/{ref}").json()["case"]["version"])


def post(web: Web, who: str, ref: str, path: str, **body: Any) -> Any:
    """Ask something about a case as it stands."""
    return web(who, "POST", f"/v1/cases/{ref}/{path}", json=body | {"version": version(web, ref)})


def accepted(web: Web, ref: str, *names: str) -> None:
    for name in names:
        assert post(web, "cora", ref, "assignments", reviewer=web.ids[name]).status_code == 201
        assert post(web, name, ref, f"assignments/{web.ids[name]}/response", accepts=True).status_code == 201


def test_the_pool_is_kept_and_read_by_coordinators_and_administrators(staffed: Web) -> None:
    said_again = enlist(staffed, "rosa", who="adam", expertise=["Food safety"], most=3)
    listed = staffed("cora", "GET", "/v1/reviewers").json()
    first = staffed("audrey", "GET", "/v1/reviewers?limit=1").json()
    second = staffed("audrey", "GET", f"/v1/reviewers?limit=1&cursor={first['next']}").json()

    assert said_again.json() == {
        "person": staffed.ids["rosa"],
        "name": "rosa",
        "organisation": "Academy of rosa",
        "country": "CN",
        "expertise": ["Food safety"],
        "most": 3,
        "active": True,
        "calls": [None],
        "load": 0,
    }
    assert [one["name"] for one in listed["reviewers"]] == ["rosa", "ruth"]
    assert ([one["name"] for one in first["reviewers"]], [one["name"] for one in second["reviewers"]]) == (
        ["rosa"],
        ["ruth"],
    )
    assert second["next"] is None
    for outsider in ("ada", "diego", "eli", "rosa"):
        assert staffed(outsider, "GET", "/v1/reviewers").status_code == 403
        assert enlist(staffed, "ruth", who=outsider).status_code == 403
    assert enlist(staffed, "ada").status_code == 422
    assert enlist(staffed, "rosa", country="XX").json()["code"] == "misused"


def test_a_case_is_reviewed_from_the_invitation_to_the_recorded_result(staffed: Web) -> None:
    ref = confirmed(staffed)
    accepted(staffed, ref, "rosa", "ruth")
    mine = staffed("rosa", "GET", "/v1/me/assignments").json()
    too_early = post(staffed, "cora", ref, "transitions", transition="review", score=80)
    given = post(staffed, "rosa", ref, "reviews", **REVIEW)
    unread = staffed("ruth", "GET", f"/v1/cases/{ref}/reviews").json()
    lower = REVIEW | {"scores": dict.fromkeys(REVIEW["scores"], 50), "recommendation": "reject"}
    assert post(staffed, "ruth", ref, "reviews", **lower).status_code == 201
    read = staffed("ruth", "GET", f"/v1/cases/{ref}/reviews").json()
    whole = staffed("eli", "GET", f"/v1/cases/{ref}/reviews").json()
    [place] = staffed("eli", "GET", f"{DIRECTION}/ranking?disputed=true").json()
    recorded = post(staffed, "cora", ref, "transitions", transition="review", score=65)

    assert [(one["case"], one["status"], one["reviewed"]) for one in mine] == [(ref, "accepted", False)]
    assert (too_early.status_code, too_early.json()["missing"][0]["code"]) == (409, "reviews-missing")
    assert (given.status_code, given.json()["action"]) == (201, "case.review-submitted")
    assert given.headers["etag"] == f'"{given.json()["version"]}"'
    assert unread == {"reviews": [], "reading": None}
    assert ([one["total"] for one in read["reviews"]], read["reading"]) == ([8000, 5000], None)
    assert (
        whole["reading"]
        == place["reading"]
        == {
            "reviews": 2,
            "quorum": 2,
            "mean": 6500,
            "spread": 3000,
            "disagrees": True,
            "apart": ["significance", "feasibility", "cooperation", "results"],
            "recommendations": {"reject": 1, "support": 1},
        }
    )
    assert (recorded.status_code, recorded.json()["state"]) == (201, "reviewed")


def test_a_refused_invitation_says_everything_that_stands_in_its_way(staffed: Web) -> None:
    ref = confirmed(staffed)
    enlist(staffed, "rosa", country="AR", organisation="Faculty of Agronomy")

    refused = post(staffed, "cora", ref, "assignments", reviewer=staffed.ids["rosa"])
    unknown = post(staffed, "cora", ref, "assignments", reviewer="per_nobody")

    assert (refused.status_code, refused.json()["code"], refused.json()["remedies"]) == (
        409,
        "needs-unmet",
        ["settlement"],
    )
    assert [(lack["code"], lack["pointer"], lack["remedy"]) for lack in refused.json()["missing"]] == [
        ("conflict-suspected", "/reviewer", "settlement"),
        ("conflict-suspected", "/reviewer", "settlement"),
    ]
    assert [lack["code"] for lack in unknown.json()["missing"]] == ["not-in-pool"]


def test_conflicts_are_looked_for_settled_and_listed(staffed: Web) -> None:
    ref = confirmed(staffed)
    enlist(staffed, "rosa", country="AR")
    rosa = staffed.ids["rosa"]

    only_seen = staffed("cora", "POST", f"/v1/cases/{ref}/conflicts/search?dry_run=true").json()
    found = staffed("cora", "POST", f"/v1/cases/{ref}/conflicts/search").json()
    again = staffed("cora", "POST", f"/v1/cases/{ref}/conflicts/search").json()
    suspected = staffed("audrey", "GET", f"/v1/cases/{ref}/conflicts").json()
    settled = post(
        *(staffed, "cora", ref, f"conflicts/{rosa}/settlement"), ground="country-side", confirmed=False, reason="asked"
    )
    invited = post(staffed, "cora", ref, "assignments", reviewer=rosa)

    assert [one["done"]["action"] for one in only_seen["results"]] == ["case.conflict-suspected"]
    assert [one["done"]["event"] > 0 for one in found["results"]] == [True]
    assert again == {"results": []}
    assert [(one["person"], one["ground"], one["status"]) for one in suspected] == [(rosa, "country-side", "suspected")]
    assert (settled.status_code, invited.status_code) == (201, 201)
    for outsider in ("ada", "diego", "eli", "rosa"):
        assert staffed(outsider, "GET", f"/v1/cases/{ref}/conflicts").status_code == 403
        assert staffed(outsider, "POST", f"/v1/cases/{ref}/conflicts/search").status_code == 403


def test_a_reviewer_steps_back_and_a_coordinator_takes_a_case_away(staffed: Web) -> None:
    ref = confirmed(staffed)
    accepted(staffed, ref, "rosa", "ruth")
    rosa, ruth = staffed.ids["rosa"], staffed.ids["ruth"]

    for_another = post(staffed, "rosa", ref, f"assignments/{ruth}/response", accepts=False, reason="x")
    back = post(staffed, "rosa", ref, f"assignments/{rosa}/response", accepts=False, reason="ill")
    gone = staffed("rosa", "GET", f"/v1/cases/{ref}")
    unversioned = staffed("cora", "DELETE", f"/v1/cases/{ref}/assignments/{ruth}?reason=late")
    seen = version(staffed, ref)
    taken = staffed(
        "cora", "DELETE", f"/v1/cases/{ref}/assignments/{ruth}?reason=late", headers={"If-Match": f'"{seen}"'}
    )
    stale = staffed("cora", "DELETE", f"/v1/cases/{ref}/assignments/{ruth}?reason=late&version={seen}")

    assert (for_another.status_code, back.status_code, gone.status_code) == (403, 201, 404)
    assert (unversioned.status_code, taken.status_code, stale.status_code) == (428, 200, 409)
    assert [
        (one["status"], one["reason"]) for one in staffed("cora", "GET", f"/v1/cases/{ref}/assignments").json()
    ] == [
        ("declined", "ill"),
        ("removed", "late"),
    ]
    assert staffed("ruth", "GET", "/v1/me/assignments").json() == []


def test_a_direction_is_given_to_its_reviewers_at_once_and_once_under_a_key(staffed: Web) -> None:
    refs = [confirmed(staffed) for _ in range(3)]
    path, key = f"{DIRECTION}/assignments", {"Idempotency-Key": "match-1"}

    foretold = staffed("cora", "POST", f"{path}?dry_run=true", json={}).json()
    before = staffed("cora", "GET", f"/v1/cases/{refs[0]}/assignments").json()
    made = staffed("cora", "POST", path, json={"mode": "atomic"}, headers=key)
    repeated = staffed("cora", "POST", path, json={"mode": "atomic"}, headers=key)
    more = staffed("cora", "POST", path, json={"each": 3}).json()

    assert len(foretold["pairs"]) == len(made.json()["pairs"]) == 6
    assert [pair["result"]["done"]["event"] for pair in foretold["pairs"]] == [0] * 6
    assert (before, repeated.json()) == ([], made.json())
    assert all(pair["result"]["done"]["action"] == "case.reviewer-assigned" for pair in made.json()["pairs"])
    assert (more["pairs"], more["short"]) == ([], [{"case": ref, "lacking": 1} for ref in refs])
    for outsider in ("ada", "eli", "rosa", "audrey"):
        assert staffed(outsider, "POST", path, json={}).status_code == 403


def test_nobody_outside_learns_who_reviews_or_what_they_say(staffed: Web) -> None:
    ref = confirmed(staffed)
    accepted(staffed, ref, "rosa")
    post(staffed, "rosa", ref, "reviews", **REVIEW)

    for who in ("ada", "diego"):
        assert staffed(who, "GET", f"/v1/cases/{ref}/assignments").status_code == 403
        assert staffed(who, "GET", f"/v1/cases/{ref}/reviews").status_code == 403
        assert staffed(who, "GET", f"{DIRECTION}/ranking").status_code == 403
        for path in ("", "/events", "/transitions", f"?as_of={NOVEMBER.isoformat().replace('+', '%2B')}"):
            answer = staffed(who, "GET", f"/v1/cases/{ref}{path}")
            assert answer.status_code == 200
            assert staffed.ids["rosa"] not in answer.text
            assert not re.search(r"\b8000\b", answer.text)  # as a number: a hash may hold these digits
    assert staffed("rosa", "GET", f"/v1/cases/{ref}/events").text.count(staffed.ids["rosa"]) == 0


@pytest.mark.parametrize(("who", "colleague"), [("cleo", "cora"), ("echo", "eli")])
def test_whoever_declared_a_conflict_gets_a_404_and_finds_the_case_nowhere(
    staffed: Web, who: str, colleague: str
) -> None:
    shown, ref = confirmed(staffed), confirmed(staffed, "Lentils")
    accepted(staffed, ref, "rosa")
    accepted(staffed, shown, "rosa")
    declared = post(staffed, who, ref, "conflicts", ground="family", reason="a cousin")

    assert (declared.status_code, declared.json()["action"]) == (201, "case.conflict-declared")
    for path in ("", "/transitions", "/events", "/consistency", "/assignments", "/conflicts", "/reviews", "/documents"):
        mine, nobodys = (staffed(who, "GET", f"/v1/cases/{one}{path}") for one in (ref, "IG23-2.4-999"))
        assert mine.status_code == nobodys.status_code == 404, path
        assert mine.json()["detail"].replace(ref, "REF") == nobodys.json()["detail"].replace("IG23-2.4-999", "REF")
    bodies: dict[str, dict[str, Any]] = {
        "transitions": {"transition": "exclude", "reason": "x"},
        "assignments": {"reviewer": staffed.ids["ruth"]},
        "reviews": REVIEW,
        "conflicts": {"ground": "family", "reason": "x"},
        f"conflicts/{staffed.ids[who]}/settlement": {"ground": "family", "confirmed": False, "reason": "x"},
    }
    for path, body in bodies.items():
        assert staffed(who, "POST", f"/v1/cases/{ref}/{path}", json=body | {"version": 1}).status_code == 404, path
    for path in ("/v1/cases", "/v1/cases?text=Lentils", "/v1/deadlines", f"{DIRECTION}/ranking"):
        assert ref not in staffed(who, "GET", path).text, path
        assert ref in staffed(colleague, "GET", path).text, path
    if who == "cleo":
        for kind in ("application/json", "application/jsonl", "text/csv"):
            assert ref not in staffed(who, "GET", "/v1/events", headers={"Accept": kind}).text
            assert ref in staffed(colleague, "GET", "/v1/events", headers={"Accept": kind}).text
        loads = {one["name"]: one["load"] for one in staffed(who, "GET", "/v1/reviewers").json()["reviewers"]}
        assert loads == {"rosa": 1, "ruth": 0}
        extension = {"until": "2023-06-01", "reason": "x"}
        dry = f"/v1/calls/{CALL}/deadlines/review/extensions?dry_run=true"
        rearmed = [staffed(one, "POST", dry, json=extension).json()["rearmed"] for one in (who, colleague)]
        assert rearmed == [1, 2]


def test_what_does_not_fit_is_a_problem_with_its_place(staffed: Web) -> None:
    ref = confirmed(staffed)
    accepted(staffed, ref, "rosa")

    wrong = REVIEW | {"scores": {"significance": 101}}
    scored = post(staffed, "rosa", ref, "reviews", **wrong)
    shaped = post(staffed, "rosa", ref, "reviews", **(REVIEW | {"recommendation": "maybe"}))
    ground = post(staffed, "cleo", ref, "conflicts", ground="envy", reason="x")

    assert scored.status_code == 422
    assert [lack["pointer"] for lack in scored.json()["missing"]] == [
        *("/scores/significance", "/scores/feasibility", "/scores/cooperation", "/scores/results"),
    ]
    assert (shaped.status_code, shaped.json()["code"]) == (422, "invalid")
    assert (ground.status_code, ground.json()["missing"][0]["pointer"]) == (422, "/ground")
