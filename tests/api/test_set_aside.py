"""A row that cannot be read or judged stops no list, export or sweep, and doctor repairs it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from tests.api.conftest import Web
from tests.workflow.forgery import forge
from tests.world import ADA, AGENCY, CALL, CORA, INTERNAL, World, at, filing
from workflow.actors import SYSTEM
from workflow.auditing import verify
from workflow.commands import FireTimeouts
from workflow.outcomes import SweepResult
from workflow.upkeep import broken_rows, health, heartbeats, invariants, repairs

NOVEMBER = at("2022-11-10 09:00")
READERS = ("cora", "audrey", "adam", "eli", "ada", "diego")
INSTANTS = {
    "sqlite": ("1-01-01 00:00:00.000000", "soon", "", "2022-13-45 00:00:00"),
    "postgresql": ("infinity", "-infinity", "20022-01-01 00:00:00+00", "0044-03-15 00:00:00+00 BC"),
}
OF_CASES = ("due_at", "counterpart_at", "entered_at", "opened_at")
OTHERS = {
    "state": "UPDATE cases SET state = 'nowhere' WHERE ref = '{ref}'",
    "edition": "UPDATE cases SET edition = 9 WHERE ref = '{ref}'",
    "direction": "UPDATE cases SET direction = '9.9' WHERE ref = '{ref}'",
}


def prepared(web: Web, world: World) -> tuple[str, list[str]]:
    """A case with everything on it, and others: its reference, and theirs."""
    refs = [world.opened(now=NOVEMBER, actor=_as(web, "ada")) for _ in range(4)]
    world.extend(refs[0], "agency", AGENCY + timedelta(days=9), now=NOVEMBER)
    for ref in refs[:2]:
        world.transition(ref, "submit", actor=_as(web, "ada"), now=NOVEMBER)
        world.receive(ref, NOVEMBER, now=NOVEMBER)
        world.file(ref, filing(), now=NOVEMBER, actor=CORA)
    return refs[0], refs[1:]


def _as(web: Web, who: str) -> Any:
    return replace(ADA, id=web.ids[who])


def readings(web: Web) -> list[str]:
    """Every address that is read without naming a case."""
    found = []
    for path, methods in web("cora", "GET", "/openapi.json").json()["paths"].items():
        where = path.replace("{call}", CALL).replace("{direction}", "2.4")
        if "get" in methods and "{" not in where and where not in ("/v1/stream", "/readyz"):
            found.append(where)
    return [*found, "/v1/cases?state=draft", "/v1/cases?text=pea", "/v1/cases?limit=1"]


def unharmed(web: Web, others: list[str]) -> None:
    """Everything can be read by everybody, and the other cases are there."""
    for who in READERS:
        for path in readings(web):
            answer = web(who, "GET", path)
            assert answer.status_code < 500, (who, path, answer.text)
    listed = {one["ref"] for one in web("cora", "GET", "/v1/cases?limit=200").json()["cases"]}
    assert set(others) <= listed
    for ref in others:
        assert web("cora", "GET", f"/v1/cases/{ref}").status_code == 200


def swept(world: World, now: Any) -> int:
    [answer] = world.apply(FireTimeouts(actor=SYSTEM, received_at=now, limit=100), now=now)
    assert isinstance(answer, SweepResult)
    return answer.count


def damaged_and_repaired(web: Web, url: URL, spoil: Callable[[str], str]) -> tuple[str, list[broken_rows.Finding]]:
    """Spoil a row, see that nothing else is harmed, and have it repaired."""
    world = World(web.database)
    ref, others = prepared(web, world)
    forge(url, spoil(ref))

    unharmed(web, others)
    count = swept(world, INTERNAL)
    assert {world.case(other).state for other in others[1:]} == {"lapsed"}, count
    assert swept(world, INTERNAL) == 0
    swept(world, AGENCY + timedelta(days=30))
    with world.database.reading() as session:
        assert heartbeats.next_due(session) is None or heartbeats.next_due(session) > AGENCY  # type: ignore[operator]
        found = broken_rows.find_broken_rows(session)
    assert [one.case for one in found] == [ref], found
    unharmed(web, others)

    with world.database.writing() as session:
        done = repairs.repair_broken_rows(session, now=AGENCY + timedelta(days=40))
    with world.database.reading() as session:
        assert broken_rows.find_broken_rows(session) == [] and invariants.find_broken(session) == {}
        assert verify.verify_trail(session).evidence == ()
        assert health.run_checks(session, now=AGENCY)["rows"] == "ok"
    swept(world, AGENCY + timedelta(days=50))
    assert web("cora", "GET", f"/v1/cases/{ref}").status_code == 200
    unharmed(web, [ref, *others])
    return ref, done


@pytest.mark.parametrize("place", [0, *(pytest.param(place, marks=pytest.mark.thorough) for place in (1, 2, 3))])
@pytest.mark.parametrize(
    "column", [OF_CASES[0], *(pytest.param(name, marks=pytest.mark.thorough) for name in OF_CASES[1:])]
)
def test_an_instant_of_a_case_that_cannot_be_read_is_set_aside_and_repaired(
    web: Web, url: URL, column: str, place: int
) -> None:
    value = INSTANTS[url.get_backend_name()][place]

    _, [done] = damaged_and_repaired(web, url, lambda ref: f"UPDATE cases SET {column} = '{value}' WHERE ref = '{ref}'")

    assert (done.table, done.column) == ("cases", column) and str(done.repaired).startswith("repaired from the trail")


@pytest.mark.parametrize(
    "what", ["state", *(pytest.param(one, marks=pytest.mark.thorough) for one in OTHERS if one != "state")]
)
def test_a_case_that_names_what_is_not_there_is_set_aside_and_repaired(web: Web, url: URL, what: str) -> None:
    _, [done] = damaged_and_repaired(web, url, lambda ref: OTHERS[what].format(ref=ref))

    assert done.column == what and str(done.repaired).startswith("repaired from the trail")


@pytest.mark.parametrize("table", ["receipts", pytest.param("extensions", marks=pytest.mark.thorough)])
def test_an_instant_beside_a_case_is_set_aside_and_repaired(web: Web, url: URL, table: str) -> None:
    value, column = INSTANTS[url.get_backend_name()][0], {"receipts": "received_at", "extensions": "at"}[table]
    spoiled = f"UPDATE {table} SET {column} = '{value}' WHERE case_id = (SELECT id FROM cases WHERE ref = '{{ref}}')"

    _, [done] = damaged_and_repaired(web, url, lambda ref: spoiled.format(ref=ref))

    assert (done.table, done.column) == (table, column) and str(done.repaired).startswith("repaired from the trail")


@pytest.mark.parametrize(
    "body", ["{broken", *(pytest.param(body, marks=pytest.mark.thorough) for body in ("[]", "null", ""))]
)
def test_a_filing_that_cannot_be_read_is_named_and_what_cannot_be_repaired_is_said(
    web: Web, url: URL, body: str
) -> None:
    world = World(web.database)
    ref, others = prepared(web, world)
    mine = f"case_id = (SELECT id FROM cases WHERE ref = '{ref}') AND side = 'home'"
    with world.database.reading() as session:
        before = session.execute(text(f"SELECT body FROM revisions WHERE {mine}")).scalar_one()
    forge(url, f"UPDATE revisions SET body = '{body}' WHERE {mine}")

    unharmed(web, others)
    alone = web("cora", "GET", f"/v1/cases/{ref}")
    with world.database.writing() as session:
        [done] = repairs.repair_broken_rows(session, now=NOVEMBER)
    with world.database.writing() as session:
        session.connection().execute(text(f"UPDATE revisions SET body = :body WHERE {mine}"), {"body": before})

    assert (alone.status_code, alone.json()["code"]) == (503, "set-aside"), alone.text
    assert (done.table, done.case) == ("revisions", ref) and "restore the row from a backup" in str(done.repaired)
    assert web("cora", "GET", f"/v1/cases/{ref}").status_code == 200


def test_a_command_on_a_case_that_is_set_aside_is_told_so_and_to_strangers_nothing(web: Web, url: URL) -> None:
    world = World(web.database)
    ref, others = prepared(web, world)
    forge(url, OTHERS["state"].format(ref=ref))

    told = {
        who: web(
            who, "POST", f"/v1/cases/{ref}/transitions", json={"transition": "withdraw", "version": 5, "reason": "x"}
        )
        for who in ("ada", "cora", "bo")
    }
    bulk = web(
        "cora",
        "POST",
        "/v1/transitions",
        json={"transitions": [{"case": one, "transition": "submit", "version": 1} for one in (ref, others[1])]},
    )
    with world.database.writing() as session:
        repairs.repair_broken_rows(session, now=NOVEMBER)

    assert {who: (one.status_code, one.json()["code"]) for who, one in told.items()} == {
        "ada": (503, "set-aside"),
        "cora": (503, "set-aside"),
        "bo": (404, "no-such-case"),
    }
    assert bulk.status_code < 500, bulk.text
    assert "set-aside" in bulk.text and world.case(others[1]).state == "submitted"


def test_a_deadline_that_cannot_be_read_sets_only_its_call_aside(web: Web, url: URL) -> None:
    world = World(web.database)
    prepared(web, world)
    value = INSTANTS[url.get_backend_name()][0]
    forge(url, f"UPDATE deadlines SET at = '{value}' WHERE call = '{CALL}' AND name = 'review'")

    for who in READERS:
        for path in readings(web):
            answer = web(who, "GET", path)
            assert answer.status_code < 500 or answer.json()["code"] == "set-aside", (who, path, answer.text)
    assert swept(world, INTERNAL) == 2
    with world.database.writing() as session:
        [done] = repairs.repair_broken_rows(session, now=AGENCY)
    assert str(done.repaired).startswith("repaired from the trail")


def test_an_edition_whose_text_was_changed_refuses_what_depends_on_it_and_nothing_else(web: Web, url: URL) -> None:
    world = World(web.database)
    ref, _ = prepared(web, world)
    database = web.database
    with database.reading() as session:
        before = session.execute(text("SELECT body FROM editions WHERE call = :call"), {"call": CALL}).scalar_one()
    forge(url, f"UPDATE editions SET body = replace(body, 'pea', 'oat') || ' ' WHERE call = '{CALL}'")
    database._info["editions"].clear()  # type: ignore[attr-defined]  # as a server that has just started

    alone = web("cora", "GET", f"/v1/cases/{ref}")
    opening = web("ada", "POST", "/v1/cases", json={"call": CALL, "direction": "2.4"})
    lists = {path: web("cora", "GET", path).status_code for path in ("/v1/cases", "/v1/calls", "/v1/deadlines")}
    beside = web("ada", "GET", "/v1/calls/zhongguancun-2024")
    ready = web(None, "GET", "/readyz")
    with database.reading() as session:
        evidence = [one.problem for one in verify.verify_trail(session).evidence]
    restored = before.replace("'", "''").replace(":", "\\:")
    forge(url, f"UPDATE editions SET body = '{restored}' WHERE call = '{CALL}'")

    assert (alone.status_code, alone.json()["code"]) == (503, "damaged-edition"), alone.text
    assert (opening.status_code, opening.json()["code"]) == (503, "damaged-edition"), opening.text
    assert set(lists.values()) == {200} and beside.status_code == 200
    assert ready.status_code == 503 and "is not the one that was sealed" in ready.json()["checks"]["editions"]
    assert any("is not the one that was sealed" in one for one in evidence)
    assert web("cora", "GET", f"/v1/cases/{ref}").status_code == 200
