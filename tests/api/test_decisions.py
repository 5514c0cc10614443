"""Decisions over HTTP: drafted, previewed, released at once or at an instant, and not a word of it outside."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response

from tests.api.conftest import NOVEMBER, Web
from tests.world import CALL, SPRING, STATE_AWARD, World, answering, done, filing
from workflow.actors import SYSTEM
from workflow.identity import people
from workflow.outcomes import format_instant

DIRECTION = f"/v1/calls/{CALL}/directions/2.4"
LATER = NOVEMBER + timedelta(days=3)
PAPERS = {"name": "papers", "operator": "at-least", "value": 4, "unit": "papers"}


def reviewed(web: Web, score: int = 80) -> str:
    """A case of Ada's that waits for the committee, at version 5."""
    body = {"call": CALL, "direction": "2.4", "content": filing()}
    ref = str(web("ada", "POST", "/v1/cases", json=body).json()["case"])
    path = f"/v1/cases/{ref}"
    web("ada", "POST", f"{path}/transitions", json={"transition": "submit", "version": 1})
    web("diego", "PUT", f"{path}/filings/counterpart", json={"content": answering(), "submit": True, "version": 2})
    web("diego", "POST", f"{path}/transitions", json={"transition": "confirm", "version": 3})
    last = web("cora", "POST", f"{path}/transitions", json={"transition": "review", "version": 4, "score": score})
    assert last.status_code == 201, last.text
    return ref


def draft(web: Web, ref: str, who: str = "eli", version: int = 5, **body: Any) -> Response:
    return web(who, "PUT", f"/v1/cases/{ref}/decision", json={"version": version, **body})


def told(web: Web, who: str, ref: str) -> tuple[Any, list[str]]:
    """The decision on a case, and the actions of its events, as someone is told."""
    events = web(who, "GET", f"/v1/cases/{ref}/events").json()["events"]
    return web(who, "GET", f"/v1/cases/{ref}").json()["decision"], [event["action"] for event in events]


def states(web: Web, *refs: str) -> list[str]:
    return [web("cora", "GET", f"/v1/cases/{ref}").json()["case"]["state"] for ref in refs]


def test_a_draft_is_put_read_inside_and_taken_back(web: Web) -> None:
    ref = reviewed(web)

    put = draft(web, ref, outcome="award", amount=600_000, indicators=[PAPERS])
    inside, outside = told(web, "eli", ref), told(web, "ada", ref)
    back = web("eli", "DELETE", f"/v1/cases/{ref}/decision", headers={"If-Match": put.headers["ETag"]})

    assert (put.status_code, put.json()["action"], put.json()["state"]) == (200, "case.decision-drafted", "reviewed")
    assert inside == (
        {
            "outcome": "award",
            "amount": 600_000,
            "rank": None,
            "reason": None,
            "indicators": [PAPERS],
            "released": False,
        },
        [*outside[1], "case.transitioned", "case.decision-drafted"],
    )
    assert outside[0] is None
    assert (back.status_code, told(web, "eli", ref)[0]) == (200, None)


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("ada", 403, "not-yours-to-make"),
        ("diego", 403, "not-yours-to-make"),
        ("cora", 403, "not-yours-to-make"),
        ("bo", 404, "no-such-case"),
    ],
)
def test_who_may_not_draft_is_told_so_or_that_there_is_nothing(web: Web, who: str, status: int, code: str) -> None:
    ref = reviewed(web)

    put = draft(web, ref, who, outcome="decline", reason="weak")
    back = web(who, "DELETE", f"/v1/cases/{ref}/decision", headers={"If-Match": '"5"'})

    assert [(answer.status_code, answer.json()["code"]) for answer in (put, back)] == [(status, code)] * 2


def test_a_draft_says_its_version_and_everything_that_is_wrong_with_it(web: Web) -> None:
    ref = reviewed(web)

    unsaid = web("eli", "PUT", f"/v1/cases/{ref}/decision", json={"outcome": "award", "amount": 1})
    stale = draft(web, ref, version=4, outcome="award", amount=1)
    misfit = draft(web, ref, outcome="reserve", reason="so")
    unknown = draft(web, ref, outcome="award", amount=1, indicators=[PAPERS | {"operator": "about"}])
    early = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4"}).json()["case"]

    assert [one.status_code for one in (unsaid, stale, misfit, unknown)] == [428, 409, 422, 422]
    assert [lack["pointer"] for lack in misfit.json()["missing"]] == ["/rank", "/amount"]
    assert draft(web, early, version=1, outcome="decline", reason="weak").status_code == 409


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "decisions", 403),
        ("POST", "release", 403),
        ("DELETE", "release", 403),
        ("POST", "promotion", 403),
    ],
)
@pytest.mark.parametrize("who", ["ada", "diego"])
def test_who_stands_outside_neither_previews_nor_releases_nor_promotes(
    web: Web, who: str, method: str, path: str, status: int
) -> None:
    body: dict[str, object] = {"json": {}} if path == "release" and method == "POST" else {}

    answer = web(who, method, f"{DIRECTION}/{path}", **body)
    nowhere = web("eli", method, f"/v1/calls/{CALL}/directions/9.9/{path}", **body)
    no_call = web("eli", method, f"/v1/calls/no-such-call/directions/2.4/{path}", **body)

    assert (answer.status_code, nowhere.status_code, no_call.status_code) == (status, 404, 404)


def test_a_preview_shows_ranking_lines_and_embargo(web: Web) -> None:
    low, high = reviewed(web, 60), reviewed(web, 90)
    draft(web, low, outcome="award", amount=1_500_000)
    draft(web, high, outcome="award", amount=900_000)
    web("eli", "POST", f"{DIRECTION}/release", json={"at": format_instant(LATER)})

    preview = web("cora", "GET", f"{DIRECTION}/decisions").json()

    assert [(one["place"], one["case"]["ref"]) for one in preview["ranking"]] == [(1, high), (2, low)]
    assert [[lack["code"] for lack in one["unfit"]] for one in preview["ranking"]] == [[], ["funds-short"]]
    assert preview["lines"] == [
        {
            "line": "2.4",
            "cases_limit": 4,
            "cases_held": 0,
            "cases_drafted": 2,
            "cases_left": 2,
            "funds_limit": 2_000_000,
            "funds_held": 0,
            "funds_drafted": 2_400_000,
            "funds_left": -400_000,
        }
    ]
    assert preview["embargo"] == {"call": CALL, "direction": "2.4", "at": format_instant(LATER), "by": web.ids["eli"]}


def test_a_release_is_foretold_refused_whole_and_made_once_for_a_repeated_key(web: Web) -> None:
    one, other = reviewed(web), reviewed(web)
    draft(web, one, outcome="award", amount=1_500_000, indicators=[PAPERS])
    draft(web, other, outcome="award", amount=600_000)

    refused = web("eli", "POST", f"{DIRECTION}/release", json={}).json()
    between = states(web, one, other)
    draft(web, other, version=6, outcome="reserve", amount=600_000, rank=1)
    dry = web("eli", "POST", f"{DIRECTION}/release", json={"dry_run": True}).json()
    made = web("eli", "POST", f"{DIRECTION}/release", json={}, headers={"Idempotency-Key": "r-1"})
    again = web("eli", "POST", f"{DIRECTION}/release", json={}, headers={"Idempotency-Key": "r-1"})
    empty = web("eli", "POST", f"{DIRECTION}/release", json={})

    assert (refused["released"], [one["refused"]["code"] for one in refused["results"]]) == (
        False,
        ["abandoned", "needs-unmet"],
    )
    assert between == ["reviewed", "reviewed"]
    assert (dry["released"], [result["done"]["state"] for result in dry["results"]]) == (True, ["awarded", "reserved"])
    assert (made.status_code, made.json()) == (200, again.json())
    assert states(web, one, other) == ["awarded", "reserved"]
    assert (empty.status_code, empty.json()["missing"][0]["code"]) == (409, "nothing-drafted")
    owner, partner = told(web, "ada", one), told(web, "diego", one)
    assert owner[0] == {
        "outcome": "award",
        "amount": 1_500_000,
        "rank": None,
        "reason": None,
        "indicators": [PAPERS],
        "released": True,
    }
    assert (partner[0], told(web, "ada", other)[0]) == (None, None)
    assert "case.decision-drafted" not in {*owner[1], *partner[1]}


def test_until_an_embargo_ends_it_can_be_moved_or_cancelled(web: Web) -> None:
    ref = reviewed(web)
    draft(web, ref, outcome="decline", reason="weak")

    set_ = web("eli", "POST", f"{DIRECTION}/release", json={"at": format_instant(LATER)})
    moved = web("eli", "POST", f"{DIRECTION}/release", json={"at": format_instant(LATER + timedelta(days=1))})
    past = web("eli", "POST", f"{DIRECTION}/release", json={"at": format_instant(NOVEMBER)})
    web.clock.set(LATER)
    untouched = web("ada", "GET", f"/v1/cases/{ref}").json()
    cancelled = web("eli", "DELETE", f"{DIRECTION}/release")
    none = web("eli", "DELETE", f"{DIRECTION}/release")

    assert (set_.status_code, set_.json()["released"], set_.json()["embargo"]["at"]) == (
        200,
        False,
        format_instant(LATER),
    )
    assert moved.json()["embargo"]["at"] == cancelled.json()["at"] == format_instant(LATER + timedelta(days=1))
    assert (past.status_code, cancelled.status_code, none.status_code) == (422, 200, 404)
    assert (untouched["case"]["state"], untouched["decision"]) == ("partner-confirmed", None)


def test_what_is_asked_after_an_embargo_ended_finds_the_release_made(web: Web) -> None:
    ref = reviewed(web)
    draft(web, ref, outcome="decline", reason="weak")
    web("eli", "POST", f"{DIRECTION}/release", json={"at": format_instant(LATER)})
    web.clock.set(LATER + timedelta(milliseconds=500))
    settling = draft(web, ref, version=6, outcome="award", amount=1)

    web.clock.set(LATER + timedelta(seconds=2))
    late = draft(web, ref, version=7, outcome="award", amount=1)

    assert (settling.status_code, settling.json()["code"]) == (503, "settling")
    assert (late.status_code, late.json()["state"]) == (409, "declined")
    [event] = [one for one in web("ada", "GET", f"/v1/cases/{ref}/events").json()["events"] if "to" in one["data"]][-1:]
    assert (event["data"]["transition"], event["effective_at"]) == ("decline", format_instant(LATER))


def test_the_reserve_list_moves_up_over_http(web: Web) -> None:
    first, second = reviewed(web), reviewed(web)
    draft(web, first, outcome="award", amount=2_000_000)
    draft(web, second, outcome="reserve", amount=700_000, rank=1)
    web("eli", "POST", f"{DIRECTION}/release", json={})

    full = web("eli", "POST", f"{DIRECTION}/promotion")
    web(
        "ada",
        "POST",
        f"/v1/cases/{first}/transitions",
        json={"transition": "withdraw", "version": 7, "reason": "no staff"},
    )
    up = web("eli", "POST", f"{DIRECTION}/promotion", headers={"Idempotency-Key": "p-1"})
    again = web("eli", "POST", f"{DIRECTION}/promotion", headers={"Idempotency-Key": "p-1"})

    assert (full.status_code, full.json()["case"], full.json()["missing"][0]["code"]) == (409, second, "funds-short")
    assert (up.status_code, up.json()["case"], up.json()["state"]) == (200, second, "awarded")
    assert again.json() == up.json()


def test_the_day_of_a_ceremony_must_be_a_day(web: Web) -> None:
    ref = reviewed(web)

    wrong = web(
        "cora",
        "POST",
        f"/v1/cases/{ref}/transitions",
        json={"transition": "confer", "version": 5, "conferred_on": "2022-02-30"},
    )

    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/conferred_on")


def test_an_award_is_conferred_on_a_day_of_its_own_that_its_event_tells(web: Web, world: World) -> None:
    [ref] = world.ready(1, now=SPRING, call=STATE_AWARD, direction="award")
    done(world.honour(ref, now=SPRING))
    web.clock.set(SPRING + timedelta(days=300))
    with world.database.writing() as session:
        _, web.secrets["cora"] = people.issue(session, web.ids["cora"], name="later", actor=SYSTEM, now=web.clock.now())
    path = f"/v1/cases/{ref}"

    transitions = {one["transition"]: one for one in web("cora", "GET", f"{path}/transitions").json()}
    body = {
        "transition": "confer",
        "version": world.case(ref).version,
        "conferred_on": "2024-06-24",
        "place": "Beijing",
    }
    made = web("cora", "POST", f"{path}/transitions", json=body)
    last = web("cora", "GET", f"{path}/events").json()["events"][-1]

    assert (transitions["confer"]["allowed"], transitions["confer"]["asks"]) == (
        True,
        ["conferred_on", "place", "conferred_by", "items"],
    )
    assert (made.status_code, made.json()["source"], made.json()["state"]) == (201, "awarded", "conferred")
    told = {"conferred_on": "2024-06-24", "place": "Beijing", "conferred_by": "State Council"}
    assert last["data"]["given"] == told | {"items": ["Medal", "Certificate"]}
    approved, conferred = web("cora", "GET", path).json()["milestones"][1:]
    assert (approved["kind"], approved["day"]) == ("approval", "2024-02-20")
    assert (conferred["kind"], conferred["day"], conferred["place"], conferred["items"]) == (
        *("conferral", "2024-06-24", "Beijing"),
        ["Medal", "Certificate"],
    )
    assert last["effective_at"] == format_instant(web.clock.now())
