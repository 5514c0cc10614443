"""The registry over HTTP."""

from typing import Any

import pytest

from tests.api.conftest import Web
from tests.world import CALL

TREATY = {
    "code": "CN-AR.1980",
    "title": "Agreement on cooperation",
    "parties": ["CN", "AR"],
    "signed_on": "1980-06-07",
    "effective_on": None,
    "expires_on": None,
}
SCHOOL = {"name": "Pampeana", "type": "university", "country": "AR", "ror": "https://ror.org/05dxps055"}
OFFICE = {"partner": "AR", "name": "Ministry of Science", "contact": "Paz, paz @"}


def test_an_agreement_is_recorded_read_listed_and_changed(web: Web) -> None:
    made = web("cora", "POST", "/v1/agreements", json=TREATY)
    changed = web("cora", "PUT", "/v1/agreements/CN-AR.1980", json={"title": "Renamed", "parties": ["CN", "AR"]})
    read = web("ada", "GET", "/v1/agreements/CN-AR.1980")
    listed = web("ada", "GET", "/v1/agreements", params={"text": "renamed", "partner": "AR"})
    events = web("audrey", "GET", "/v1/events", params={"action": "agreement.changed"}).json()["events"]

    assert (made.status_code, made.headers["location"], made.json()) == (201, "/v1/agreements/CN-AR.1980", TREATY)
    renamed = TREATY | {"title": "Renamed", "signed_on": None}
    assert (changed.status_code, changed.json()) == (200, renamed)
    assert read.json() == renamed | {"directions": []}
    assert listed.json() == {"agreements": [renamed], "next": None}
    assert [event["data"]["from"] for event in events] == [{"title": TREATY["title"], "signed_on": "1980-06-07"}]


def test_asking_twice_under_one_key_is_recording_once(web: Web) -> None:
    headers = {"Idempotency-Key": "once"}
    first, again = (web("cora", "POST", "/v1/organisations", json=SCHOOL, headers=headers) for _ in range(2))
    other = web("cora", "POST", "/v1/organisations", json=SCHOOL)

    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert first.json() == SCHOOL | {"id": first.json()["id"], "ror": "05dxps055", "registered_in": None}
    assert (other.status_code, other.json()["code"]) == (422, "misused")
    assert other.json()["detail"] == f"Pampeana ({first.json()['id']}) has the ROR 05dxps055 already"
    assert len(web("ada", "GET", "/v1/organisations").json()["organisations"]) == 1


def test_an_organisation_is_found_by_its_ror_country_and_type_and_changed(web: Web) -> None:
    school = web("adam", "POST", "/v1/organisations", json=SCHOOL).json()
    where = f"/v1/organisations/{school['id']}"

    def found(**narrowed: str) -> list[Any]:
        listed: list[Any] = web("bo", "GET", "/v1/organisations", params=narrowed).json()["organisations"]
        return listed

    assert found(text="05dxps") == found(country="AR") == found(type="university") == [school]
    assert found(text="zz") == found(country="CL") == found(type="enterprise") == []
    assert web("bo", "GET", where).json() == school
    changed = web("adam", "PUT", where, json=SCHOOL | {"type": "enterprise", "ror": None})
    assert changed.json() == web("bo", "GET", where).json() == school | {"type": "enterprise", "ror": None}


def test_lists_go_on_where_the_cursor_says(web: Web) -> None:
    for name in ("C", "A", "B"):
        web("cora", "POST", "/v1/organisations", json=SCHOOL | {"name": name, "ror": None})
        web("cora", "POST", "/v1/authorities", json=OFFICE | {"name": name})
        web("cora", "POST", "/v1/agreements", json=TREATY | {"code": name})

    for kind, word in (("organisations", "name"), ("authorities", "name"), ("agreements", "code")):
        first = web("ada", "GET", f"/v1/{kind}", params={"limit": 2}).json()
        second = web("ada", "GET", f"/v1/{kind}", params={"limit": 2, "cursor": first["next"]}).json()
        assert [one[word] for one in first[kind] + second[kind]] == ["A", "B", "C"]
        assert second["next"] is None
        strange = web("ada", "GET", f"/v1/{kind}", params={"cursor": "nonsense"})
        assert (strange.status_code, strange.json()["code"]) == (400, "unknown-cursor")
    number = web("ada", "GET", "/v1/agreements", params={"cursor": "WzFd"})
    assert number.status_code == 400


def test_correspondence_is_logged_and_read_by_staff_and_nobody_else(web: Web) -> None:
    office = web("cora", "POST", "/v1/authorities", json=OFFICE)
    where = office.headers["location"]
    log = f"{where}/correspondence"
    headers = {"Idempotency-Key": "call"}
    first, again = (web("cora", "POST", log, json={"about": "They called."}, headers=headers) for _ in range(2))
    earlier = web("adam", "POST", log, json={"about": "A letter.", "at": "2022-11-01T09:00:00+08:00"})
    ahead = web("cora", "POST", log, json={"about": "Tomorrow.", "at": "2022-11-11T09:00:00+08:00"})

    assert (first.status_code, again.json(), first.json()["by"]) == (201, first.json(), web.ids["cora"])
    assert earlier.json()["at"] == "2022-11-01T01:00:00.000000Z"
    assert (ahead.status_code, ahead.json()["detail"]) == (422, "what is logged lies in the past")
    assert web("audrey", "GET", log).json() == {"correspondence": [earlier.json(), first.json()], "next": None}
    page = web("cora", "GET", log, params={"limit": 1}).json()
    rest = web("cora", "GET", log, params={"limit": 1, "cursor": page["next"]}).json()
    assert (page["correspondence"], rest) == ([earlier.json()], {"correspondence": [first.json()], "next": None})
    for method in ("PUT", "PATCH", "DELETE"):
        assert web("adam", method, log).status_code == 405
    for who in ("ada", "diego", "eli"):
        answer = web(who, "GET", log)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
        assert web(who, "GET", where).json() == office.json() | {"contact": None}
        assert "Paz" not in web(who, "GET", "/v1/authorities").text
    assert web("cora", "GET", where).json()["contact"] == "Paz, paz @"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/agreements", TREATY | {"code": "other"}),
        ("PUT", "/v1/agreements/none", {"title": "T", "parties": ["CN", "AR"]}),
        ("POST", "/v1/organisations", SCHOOL),
        ("PUT", "/v1/organisations/none", SCHOOL),
        ("POST", "/v1/authorities", OFFICE),
        ("PUT", "/v1/authorities/none", OFFICE),
        ("POST", "/v1/authorities/none/correspondence", {"about": "Hello."}),
    ],
)
def test_only_its_keepers_change_the_registry(web: Web, method: str, path: str, body: object) -> None:
    for who in ("ada", "diego", "eli", "audrey"):
        answer = web(who, method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert web(None, method, path, json=body).status_code == 401
    kept = web("cora", method, path, json=body)
    assert kept.status_code == (404 if "none" in path else 201)
    assert web("audrey", "GET", "/v1/events", params={"call": CALL}).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/agreements", TREATY | {"code": "CN AR"}, 422),
        ("/v1/agreements", TREATY | {"parties": ["CN"]}, 422),
        ("/v1/agreements", TREATY | {"parties": ["CN", "UK"]}, 422),
        ("/v1/agreements", TREATY | {"signed_on": "1980-13-01"}, 422),
        ("/v1/agreements", TREATY | {"signed_on": 1}, 422),
        ("/v1/agreements", TREATY | {"number": 1}, 422),
        ("/v1/organisations", SCHOOL | {"country": "UK"}, 422),
        ("/v1/organisations", SCHOOL | {"type": "person"}, 422),
        ("/v1/organisations", SCHOOL | {"ror": "05dxps054"}, 422),
        ("/v1/authorities", OFFICE | {"partner": "XK"}, 422),
        ("/v1/authorities", OFFICE | {"contact": ""}, 422),
        ("/v1/authorities", OFFICE | {"name": "a\0b"}, 400),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(
    web: Web, path: str, body: dict[str, object], status: int
) -> None:
    answer = web("cora", "POST", path, json=body)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert web("ada", "GET", path).json() == {path.rpartition("/")[2]: [], "next": None}


@pytest.mark.parametrize("path", ["agreements/none", "organisations/none", "authorities/none"])
def test_what_is_not_there_is_not_found(web: Web, path: str) -> None:
    answer = web("ada", "GET", f"/v1/{path}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


LAUREATE = {
    "kind": "person",
    "name": "Ana Paz",
    "other_name": None,
    "country": "AR",
    "programme": "international-cooperation",
    "award_year": 1995,
    "ceremony": "1996",
    "source": None,
}


def test_a_laureate_is_recorded_read_listed_exported_corrected_and_removed(web: Web) -> None:
    made = web("cora", "POST", "/v1/laureates", json=LAUREATE)
    where = made.headers["location"]
    body = {"kind": "organisation", "name": "CIMMYT", "programme": "international-cooperation", "award_year": 2020}
    web("adam", "POST", "/v1/laureates", json=body)
    first = web("ada", "GET", "/v1/laureates", params={"limit": 1}).json()
    second = web("ada", "GET", "/v1/laureates", params={"limit": 1, "cursor": first["next"]}).json()
    narrowed = web("ada", "GET", "/v1/laureates", params={"year": 1995, "country": "AR", "text": "paz"}).json()
    table = web("ada", "GET", "/v1/laureates", headers={"Accept": "text/csv"})

    assert (made.status_code, made.json()) == (201, LAUREATE | {"id": made.json()["id"], "case": None})
    assert (first["laureates"], second["laureates"][0]["name"], second["next"]) == ([made.json()], "CIMMYT", None)
    assert narrowed["laureates"] == [made.json()]
    assert table.text.splitlines() == [
        "kind,name,programme,award_year,other_name,country,ceremony,source",
        "person,Ana Paz,international-cooperation,1995,,AR,1996,",
        "organisation,CIMMYT,international-cooperation,2020,,,,",
    ]
    corrected = web("cora", "PUT", where, json=LAUREATE | {"ceremony": "1996-12-25"})
    assert (corrected.status_code, corrected.json()["ceremony"]) == (200, "1996-12-25")
    assert web("cora", "DELETE", where, params={"reason": "never received it"}).status_code == 204
    assert web("ada", "GET", where).status_code == 404
    events = web("audrey", "GET", "/v1/events", params={"action": "laureate.removed"}).json()["events"]
    assert [event["data"]["reason"] for event in events] == ["never received it"]


@pytest.mark.parametrize(
    ("differing", "pointer"),
    [
        ({"award_year": 1994}, "/award_year"),
        ({"award_year": 2050}, "/award_year"),
        ({"country": "ZZ"}, "/country"),
        ({"country": None}, "/country"),
        ({"kind": "team"}, "/kind"),
        ({"programme": "nobel"}, "/programme"),
        ({"ceremony": "1996-02-30"}, "/ceremony"),
        ({"ceremony": "1994"}, "/ceremony"),
        ({"name": "\u202eA"}, "/name"),
    ],
)
def test_a_laureate_of_whom_something_cannot_be_is_refused_at_its_place(
    web: Web, differing: dict[str, Any], pointer: str
) -> None:
    answer = web("cora", "POST", "/v1/laureates", json=LAUREATE | differing)

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
