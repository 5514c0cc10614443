"""What lists are narrowed to: what there is; anything else is refused with its name and what there is."""

import pytest

from tests.api.conftest import NOVEMBER, Web
from tests.world import CALL, filing
from workflow.outcomes import format_instant

UNKNOWN = [
    ("/v1/cases?state=nonsense", "state", "draft"),
    ("/v1/cases?state=Draft", "state", "draft"),
    ("/v1/cases?call=nowhere", "call", CALL),
    ("/v1/cases?direction=9.9", "direction", "2.4"),
    (f"/v1/cases?call={CALL}&direction=9.9", "direction", "2.4"),
    ("/v1/cases?partner=ZZ", "partner", "AR"),
    ("/v1/cases?owner=per_nobody", "owner", "per_1f2e3d4c5b6a7988"),
    ("/v1/cases?owner=nobody@example.org", "owner", "e-mail"),
    ("/v1/cases?needs=you", "needs", "me"),
    ("/v1/people?role=king", "role", "coordinator"),
    ("/v1/organisations?country=ZZ", "country", "ISO 3166-1"),
    ("/v1/organisations?type=circus", "type", "university"),
    ("/v1/laureates?country=ZZ", "country", "ISO 3166-1"),
    ("/v1/laureates?programme=nobel", "programme", "zhongguancun"),
    ("/v1/laureates?year=1994", "year", "1995"),
    ("/v1/agreements?partner=ZZ", "partner", "ISO 3166-1"),
    ("/v1/authorities?partner=nowhere", "partner", "ISO 3166-1"),
]
UNKNOWN_EVENTS = [
    ("action=case.mooved", "action", "case.transitioned"),
    ("transition=submitt", "transition", "submit"),
    ("direction=9.9", "direction", "2.4"),
    ("deadline=tomorrow", "deadline", "agency"),
    ("call=nowhere", "call", CALL),
    ("case=IG23-9.9-999", "case", "no case"),
    ("actor=nobody@example.org", "actor", "e-mail"),
    ("actor=per_0", "actor", "per_1f2e3d4c5b6a7988"),
    ("order=random", "order", "newest"),
]


@pytest.mark.parametrize(("path", "name", "there"), UNKNOWN)
def test_a_filter_for_what_is_not_there_is_refused_with_what_there_is(
    web: Web, path: str, name: str, there: str
) -> None:
    answer = web("cora", "GET", path)

    assert answer.status_code == 422, answer.text
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["in"]) == (f"/{name}", "query")
    assert there in fault["detail"]


@pytest.mark.parametrize(("query", "name", "there"), UNKNOWN_EVENTS)
def test_so_is_one_of_the_trail(web: Web, query: str, name: str, there: str) -> None:
    answer = web("audrey", "GET", f"/v1/events?{query}")

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == f"/{name}"
    assert there in answer.json()["errors"][0]["detail"]


def test_an_export_refuses_what_the_list_refuses(web: Web) -> None:
    answers = [
        web("audrey", "GET", path, headers={"Accept": "text/csv"})
        for path in ("/v1/events?transition=submitt", "/v1/cases?state=nonsense", "/v1/events?order=newest")
    ]

    assert [answer.status_code for answer in answers] == [422] * 3


def test_an_applicant_learns_of_nobody_by_asking_for_their_cases(web: Web) -> None:
    answers = [web("ada", "GET", f"/v1/cases?owner={who}") for who in (web.ids["bo"], "per_nobody")]

    assert [(answer.status_code, answer.json()["cases"]) for answer in answers] == [(200, [])] * 2


def test_the_trail_is_narrowed_by_move_direction_deadline_actor_time_and_read_backwards(web: Web) -> None:
    body = {"call": CALL, "direction": "2.4", "content": filing()}
    ref = web("ada", "POST", "/v1/cases", json=body).json()["case"]
    web("ada", "POST", f"/v1/cases/{ref}/transitions", json={"transition": "submit", "version": 1})
    later = {"deadline": "agency", "until": "2023-01-10", "reason": "a flood", "version": 2}
    assert web("cora", "POST", f"/v1/cases/{ref}/extensions", json=later).status_code == 201
    whole = {"until": "2023-01-12", "reason": "a flood"}
    assert web("cora", "POST", f"/v1/calls/{CALL}/deadlines/agency/extensions", json=whole).status_code == 201
    person = web("adam", "POST", "/v1/people", json={"name": "Nour", "email": "Nour@Example.org"}).json()

    def seen(query: str) -> list[tuple[str, str | None]]:
        events = web("audrey", "GET", f"/v1/events?{query}").json()["events"]
        return [(event["action"], event["case"]) for event in events]

    assert seen("transition=submit") == [("case.transitioned", ref)]
    assert seen("transition=withdraw") == []
    assert seen("direction=2.4") == [("case.opened", ref), ("case.transitioned", ref), ("case.extended", ref)]
    assert seen("deadline=agency") == [("case.extended", ref), ("deadline.extended", None)]
    assert seen(f"actor={web.ids['ada']}") == [("case.opened", ref), ("case.transitioned", ref)]
    assert seen("actor=nour@EXAMPLE.org") == []
    assert seen("actor=system&action=person.added&limit=1") == [("person.added", None)]
    assert seen(f"since={format_instant(NOVEMBER)}&direction=2.4&order=newest") == [
        ("case.extended", ref), ("case.transitioned", ref), ("case.opened", ref),
    ]  # fmt: skip
    first = web("audrey", "GET", "/v1/events?direction=2.4&order=newest&limit=2").json()
    rest = web("audrey", "GET", f"/v1/events?direction=2.4&order=newest&cursor={first['next']}").json()
    assert [one["action"] for one in rest["events"]] == ["case.opened"]
    assert person["email"] == "Nour@Example.org"
