"""A row that cannot be read is missing from its list, and nothing else is: registry, people, pool, decisions, letters."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from tests.api.conftest import Web
from tests.workflow.forgery import forge
from tests.world import ADA, AGENCY, CALL, World, answering, at, done, filing
from workflow.deciding import candidates
from workflow.notifications import outbox
from workflow.upkeep import broken_rows

pytestmark = pytest.mark.thorough

NOVEMBER = at("2022-11-10 09:00")
DIRECTION = f"/v1/calls/{CALL}/directions/2.4"
JSON = ("{broken", "null", "{}", '"text"', "", "[", "7")
INSTANTS = {"sqlite": "1-01-01 00:00:00.000000", "postgresql": "infinity"}


def _spoiled(web: Web, url: URL, table: str, column: str, value: str, where: str) -> Callable[[], None]:
    """Spoil a value past every guard; what is returned puts it back."""
    with web.database.reading() as session:
        stored = session.execute(text(f"SELECT CAST({column} AS TEXT) FROM {table} WHERE {where}")).scalar_one()
    forge(url, f"UPDATE {table} SET {column} = '{value}' WHERE {where}".replace(":", "\\:"))

    def put_back() -> None:
        back = "NULL" if stored is None else "'" + str(stored).replace("'", "''").replace(":", "\\:") + "'"
        forge(url, f"UPDATE {table} SET {column} = {back} WHERE {where}")

    return put_back


def _found(web: Web) -> set[tuple[str, str]]:
    with web.database.reading() as session:
        return {(one.table, one.column) for one in broken_rows.find_broken_rows(session)}


@pytest.mark.parametrize("value", JSON)
def test_an_agreement_whose_parties_cannot_be_read_leaves_the_others_in_the_list(
    web: Web, url: URL, value: str
) -> None:
    for code in ("CN-AR.1", "CN-AR.2", "CN-AR.3"):
        said = {"code": code, "title": "A treaty", "parties": ["CN", "AR"]}
        assert web("cora", "POST", "/v1/agreements", json=said).status_code == 201
    put_back = _spoiled(web, url, "agreements", "parties", value, "code = 'CN-AR.2'")

    listed, alone = web("ada", "GET", "/v1/agreements"), web("ada", "GET", "/v1/agreements/CN-AR.2")
    found = _found(web)
    put_back()

    codes = {one["code"] for one in listed.json()["agreements"]}
    assert listed.status_code == 200 and codes >= {"CN-AR.1", "CN-AR.3"} and "CN-AR.2" not in codes
    assert (alone.status_code, alone.json()["code"]) == (503, "set-aside")
    assert found == {("agreements", "parties")}


@pytest.mark.parametrize("value", JSON)
def test_a_reviewer_whose_expertise_cannot_be_read_leaves_the_others_in_the_pool(
    web: Web, url: URL, value: str
) -> None:
    for who in ("audrey", "bo"):
        web("adam", "POST", f"/v1/people/{web.ids[who]}/roles", json={"role": "reviewer"})
        said = {"person": web.ids[who], "organisation": "Academy", "country": "CN", "expertise": ["peas"]}
        assert web("cora", "POST", "/v1/reviewers", json=said).status_code == 201
    put_back = _spoiled(web, url, "reviewers", "expertise", value, f"person = '{web.ids['bo']}'")

    listed = web("cora", "GET", "/v1/reviewers")
    proposed = web("cora", "POST", f"{DIRECTION}/assignments?dry_run=true", json={})
    found = _found(web)
    put_back()

    assert [one["person"] for one in listed.json()["reviewers"]] == [web.ids["audrey"]]
    assert proposed.status_code == 200
    assert found == {("reviewers", "expertise")}


@pytest.mark.parametrize("column", ["created_at", "disabled_at"])
def test_a_person_whose_instants_cannot_be_read_leaves_the_others_in_the_list(web: Web, url: URL, column: str) -> None:
    value = INSTANTS[url.get_backend_name()]
    put_back = _spoiled(web, url, "people", column, value, f"id = '{web.ids['bo']}'")

    listed, alone = web("adam", "GET", "/v1/people"), web("adam", "GET", f"/v1/people/{web.ids['bo']}")
    put_back()

    assert listed.status_code == 200
    assert {one["id"] for one in listed.json()["people"]} == set(web.ids.values()) - {web.ids["bo"]}
    assert (alone.status_code, alone.json()["code"]) == (503, "set-aside")


@pytest.mark.thorough
@pytest.mark.parametrize("column", ["created_at", "expires_at", "used_at", "revoked_at"])
def test_a_token_or_feed_of_ones_own_that_cannot_be_read_leaves_the_others_in_the_list(
    web: Web, url: URL, column: str
) -> None:
    value = INSTANTS[url.get_backend_name()]
    spare = web("ada", "POST", "/v1/tokens", json={"name": "spare", "scopes": ["read"]}).json()
    feeds = [web("ada", "POST", "/v1/me/feeds", json={"name": name}).json() for name in ("one", "two")]
    back = [
        _spoiled(web, url, table, column, value, f"id = '{key}'")
        for table, key in (("tokens", spare["id"]), ("feeds", feeds[0]["id"]))
    ]

    tokens, kept = web("ada", "GET", "/v1/tokens"), web("ada", "GET", "/v1/me/feeds")
    for put_back in back:
        put_back()

    assert tokens.status_code == 200 and spare["id"] not in tokens.text
    assert kept.status_code == 200 and feeds[1]["id"] in kept.text and feeds[0]["id"] not in kept.text


def test_a_letter_that_cannot_be_read_leaves_the_rest_of_the_log(web: Web, url: URL) -> None:
    authority = web("cora", "POST", "/v1/authorities", json={"partner": "AR", "name": "A ministry"}).json()["id"]
    path = f"/v1/authorities/{authority}/correspondence"
    numbers = [web("cora", "POST", path, json={"about": about}).json()["number"] for about in ("one", "two", "three")]
    value = INSTANTS[url.get_backend_name()]
    put_back = _spoiled(web, url, "correspondence", "at", value, f"id = {numbers[1]}")

    answer = web("cora", "GET", path)
    put_back()

    assert answer.status_code == 200
    assert "one" in answer.text and "three" in answer.text and "two" not in answer.text


@pytest.mark.thorough
@pytest.mark.parametrize("value", JSON)
def test_a_drafted_decision_that_cannot_be_read_leaves_the_others_in_the_ranking(
    web: Web, url: URL, value: str
) -> None:
    world = World(web.database)
    refs = world.ready(3, now=NOVEMBER)
    for ref in refs:
        said = {"outcome": "award", "amount": 5, "reason": "x", "version": world.case(ref).version}
        assert web("eli", "PUT", f"/v1/cases/{ref}/decision", json=said).status_code == 200
    mine = f"case_id = (SELECT id FROM cases WHERE ref = '{refs[1]}')"
    put_back = _spoiled(web, url, "decisions", "indicators", value, mine)

    told, alone = web("eli", "GET", f"{DIRECTION}/decisions"), web("eli", "GET", f"/v1/cases/{refs[1]}")
    with web.database.reading() as session:
        assert candidates.find_next(session, CALL, "2.4") is None
    found = _found(web)
    put_back()

    assert told.status_code == 200
    assert {one["case"]["ref"] for one in told.json()["ranking"]} == {refs[0], refs[2]}
    assert (alone.status_code, alone.json()["code"]) == (503, "set-aside")
    assert found == {("decisions", "indicators")}


def test_an_embargo_that_cannot_be_read_is_said_to_be_so(web: Web, url: URL) -> None:
    scheduled = web("eli", "POST", f"{DIRECTION}/release", json={"at": "2022-12-01T00:00:00Z"})
    assert scheduled.status_code == 200
    put_back = _spoiled(web, url, "releases", "at", INSTANTS[url.get_backend_name()], "direction = '2.4'")

    asked = [
        web("eli", "GET", f"{DIRECTION}/decisions"),
        web("eli", "DELETE", f"{DIRECTION}/release"),
        web("eli", "POST", f"{DIRECTION}/release", json={"at": "2022-12-02T00:00:00Z"}),
    ]
    beside = web("eli", "GET", f"/v1/calls/{CALL}/directions/1.2/decisions")
    put_back()

    assert {(one.status_code, one.json()["code"]) for one in asked} == {(503, "set-aside")}
    assert beside.status_code == 200


def test_the_examination_of_a_direction_leaves_out_a_case_that_cannot_be_read_and_names_the_others_rightly(
    web: Web, url: URL
) -> None:
    world = World(web.database)
    refs = [world.opened(filing(title=f"Peas {number}"), now=NOVEMBER) for number in range(3)]
    for ref in refs:
        done(world.extend(ref, "agency", AGENCY + timedelta(days=9), now=NOVEMBER))
        done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
        done(world.file(ref, answering(), now=NOVEMBER))
    mine = f"case_id = (SELECT id FROM cases WHERE ref = '{refs[0]}')"
    back = [
        _spoiled(web, url, "extensions", "at", INSTANTS[url.get_backend_name()], mine),
        _spoiled(web, url, "cases", "state", "nowhere", f"ref = '{refs[1]}'"),
    ]

    answer = web("cora", "GET", f"{DIRECTION}/examination")
    for put_back in back:
        put_back()

    assert answer.status_code == 200, answer.text
    assert refs[2] in answer.text and "Peas 2" in answer.text and "Peas 0" not in answer.text


@pytest.mark.thorough
@pytest.mark.parametrize("value", ["{broken", "null", "[]", json.dumps({"data": {}})])
def test_an_event_that_cannot_be_read_keeps_no_letter_of_another_from_being_written(
    web: Web, url: URL, value: str
) -> None:
    world = World(web.database)
    refs = [world.opened(now=NOVEMBER) for _ in range(2)]
    for ref in refs:
        done(world.transition(ref, "submit", actor=ADA, now=NOVEMBER))
    mine = f"action = 'case.transitioned' AND case_id = (SELECT id FROM cases WHERE ref = '{refs[0]}')"
    put_back = _spoiled(web, url, "events", "body", value, mine)

    with web.database.writing() as session:
        followed = outbox.project_events(session, now=NOVEMBER)
    with web.database.reading() as session:
        again = session.execute(text("SELECT swept FROM heartbeats WHERE name = 'outbox'")).scalar_one()
    put_back()

    assert followed > 0 and again > 0


@pytest.mark.parametrize("who", ["cora", "eli", "adam", "audrey"])
def test_a_case_that_is_set_aside_is_not_told_to_those_a_conflict_keeps_from_it(web: Web, url: URL, who: str) -> None:
    world = World(web.database)
    [ref] = world.ready(1, now=NOVEMBER)
    said = {"ground": "family", "reason": "a cousin", "version": world.case(ref).version}
    assert web(who, "POST", f"/v1/cases/{ref}/conflicts", json=said).status_code == 201
    put_back = _spoiled(web, url, "cases", "state", "nowhere", f"ref = '{ref}'")

    barred = web(
        who, "POST", f"/v1/cases/{ref}/transitions", json={"transition": "withdraw", "version": 5, "reason": "x"}
    )
    absent = web(
        who, "POST", "/v1/cases/IG23-2.4-999/transitions", json={"transition": "withdraw", "version": 5, "reason": "x"}
    )
    seeing = {
        one: web(
            one, "POST", f"/v1/cases/{ref}/transitions", json={"transition": "withdraw", "version": 5, "reason": "x"}
        )
        for one in {"cora", "adam", "diego"} - {who}
    }
    put_back()

    assert (barred.status_code, barred.json()["code"]) == (absent.status_code, absent.json()["code"])
    assert {one.json()["code"] for one in seeing.values()} == {"set-aside"}
