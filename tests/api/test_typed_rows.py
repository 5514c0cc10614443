"""A value of the wrong kind, in any column of any table: its row is set aside, its neighbours are not, doctor repairs it.

SQLite stores any value in any column, and texts that are no UTF-8; PostgreSQL refuses most of these.
"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from tests.api.conftest import Web
from tests.api.test_set_aside import damaged_and_repaired, swept
from tests.workflow.forgery import forge
from tests.world import AGENCY, CALL, INTERNAL, World, at
from workflow import case_counters
from workflow.auditing import verify
from workflow.upkeep import broken_rows, invariants, repairs

pytestmark = pytest.mark.thorough

NOVEMBER = at("2022-11-10 09:00")
SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
QUOTED = (
    *(("version", "'x'"), ("amount", "'lots'"), ("head", "5")),
    ("title", "x'ff00ff'"),
    ("translated_title", "x'80'"),
    ("title", "CAST(x'ff80' AS TEXT)"),
)
"""Columns of a case, and what a tester once put into them."""
MORE = (
    ("state", "x'00'"),
    ("owner", "CAST(x'c3' AS TEXT)"),
    ("home", "'one'"),
    ("counterpart", "1.5"),
    ("counterpart_filed", "x'01'"),
    ("stale", "'maybe'"),
    ("extended", "x''"),
    ("kind", "CAST(x'eda080' AS TEXT)"),
    ("call", "x'63'"),
    ("direction", "CAST(x'fe' AS TEXT)"),
    ("edition", "'first'"),
    ("asked", "'10e'"),
    ("score", "'good'"),
    ("rank", "0.5"),
    ("deadline", "x'31'"),
    ("agreement", "x'ff'"),
    ("topic", "x'ff'"),
    ("partner", "x'4152'"),
    ("opened_at", "x'ff'"),
    ("due_at", "20221225"),
)


@SQLITE
@pytest.mark.parametrize(("column", "value"), [*QUOTED, *MORE])
def test_a_case_with_a_value_of_the_wrong_kind_is_set_aside_and_repaired(
    web: Web, url: URL, column: str, value: str
) -> None:
    spoiled = f"UPDATE cases SET {column} = {value} WHERE ref = '{{ref}}'"

    _, done = damaged_and_repaired(web, url, lambda ref: spoiled.format(ref=ref))

    assert [(one.table, one.column) for one in done] == [("cases", column)]
    assert str(done[0].repaired).startswith("repaired from the trail"), done


@SQLITE
@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(pair for pair in QUOTED if "title" not in pair[0]),
        *((name, value) for name, value in MORE if name not in ("opened_at", "kind", "topic")),
    ],
)
def test_a_draft_that_could_not_be_written_keeps_no_other_from_lapsing(
    web: Web, url: URL, column: str, value: str
) -> None:
    world = World(web.database)
    refs = [world.opened(now=NOVEMBER) for _ in range(3)]
    forge(url, f"UPDATE cases SET {column} = {value} WHERE ref = '{refs[1]}'")

    swept(world, INTERNAL + timedelta(days=30))
    states = {ref: world.case(ref).state for ref in (refs[0], refs[2])}
    _repair(web)
    swept(world, INTERNAL + timedelta(days=31))

    assert states == {refs[0]: "lapsed", refs[2]: "lapsed"}
    assert world.case(refs[1]).state == "lapsed"


def _repair(web: Web) -> list[broken_rows.Finding]:
    with web.database.writing() as session:
        done = repairs.repair_broken_rows(session, now=AGENCY + timedelta(days=40))
    with web.database.reading() as session:
        assert broken_rows.find_broken_rows(session) == [] and invariants.find_broken(session) == {}
        assert verify.verify_trail(session).evidence == ()
    return done


def _answers(web: Web, *asked: tuple[str, str]) -> list[Any]:
    found = []
    for who, path in asked:
        answer = web(who, "GET", path)
        assert answer.status_code == 200, (who, path, answer.text)
        found.append(answer.json())
    return found


@pytest.mark.parametrize(("column", "value"), [("zone", "'Nowhere'"), ("zone", "'Factory'"), ("at", None)])
def test_a_partner_deadline_that_cannot_be_read_leaves_the_others_and_nothing_stands_in_for_it(
    web: Web, url: URL, column: str, value: str | None
) -> None:
    value = value or ("'soon'" if url.get_backend_name() == "sqlite" else "'infinity'")
    said = {"until": "2023-02-01", "zone": "Europe/Berlin", "reason": "their call"}
    for code, partner in (("2.4", "AR"), ("2.3", "ZA")):
        path = f"/v1/calls/{CALL}/directions/{code}/partners/{partner}/deadline"
        answer = web("cora", "POST", path, json=said)
        assert answer.status_code == 201, answer.text
    [before] = _answers(web, ("cora", f"/v1/calls/{CALL}/partner-deadlines"))
    forge(url, f"UPDATE partner_deadlines SET {column} = {value} WHERE direction = '2.4'")

    listed, *_ = _answers(
        web,
        ("cora", f"/v1/calls/{CALL}/partner-deadlines"),
        ("cora", "/v1/deadlines"),
        ("cora", "/v1/cases"),
        ("cora", f"/v1/calls/{CALL}/directions/2.4"),
    )
    done = _repair(web)
    [after] = _answers(web, ("cora", f"/v1/calls/{CALL}/partner-deadlines"))

    assert [one for one in before if one["direction"] != "2.4"] == listed
    assert [(one.table, one.column) for one in done] == [("partner_deadlines", column)]
    assert after == before


@SQLITE
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("cases_held", "'x'"),
        ("funds_held", "'x'"),
        ("cases_limit", "x'01'"),
        ("funds_limit", "0.5"),
        ("numbered", "'x'"),
    ],
)
def test_a_quota_line_that_cannot_be_read_leaves_its_call_and_the_other_lines(
    web: Web, url: URL, column: str, value: str
) -> None:
    world = World(web.database)
    ref = world.opened(now=NOVEMBER)
    paths = [("cora", f"/v1/calls/{CALL}"), ("cora", f"/v1/calls/{CALL}/directions/2.4")]
    before = _answers(web, *paths)
    forge(url, f"UPDATE lines SET {column} = {value} WHERE call = '{CALL}' AND line = '2.4'")

    during = _answers(web, *paths, ("cora", "/v1/cases"), ("cora", f"/v1/calls/{CALL}/directions/1.2"))
    done = _repair(web)

    quotas = {one["code"]: one["quota"] for one in during[0]["directions"]}
    assert quotas["2.4"] is None and quotas["1.2"] is not None and during[1]["lines"] == []
    assert [one["ref"] for one in during[2]["cases"]] == [ref]
    assert [(one.table, one.column) for one in done] == [("lines", column)]
    assert _answers(web, *paths) == before


PEOPLE = [
    ("name", "x'ff'", None),
    ("email", "x'ff'", None),
    ("sort_name", "CAST(x'ff' AS TEXT)", "repaired"),
    ("folded", "x'ff'", "repaired"),
    ("created_at", "5", "repaired"),
    ("disabled_at", "'never'", "repaired"),
]


@SQLITE
@pytest.mark.parametrize(("column", "value", "result"), PEOPLE)
def test_a_person_that_cannot_be_read_leaves_the_others_and_is_named(
    web: Web, url: URL, column: str, value: str, result: str | None
) -> None:
    bo = web.ids["bo"]
    with web.database.reading() as session:
        stored = session.execute(text(f"SELECT {column} FROM people WHERE id = '{bo}'")).scalar_one()
    forge(url, f"UPDATE people SET {column} = {value} WHERE id = '{bo}'")

    [listed] = _answers(web, ("adam", "/v1/people"))
    with web.database.writing() as session:
        [done] = repairs.repair_broken_rows(session, now=NOVEMBER)
    if result is None:
        quoted = "'" + str(stored) + "'"
        forge(url, f"UPDATE people SET {column} = {quoted} WHERE id = '{bo}'")
    [after] = _answers(web, ("adam", "/v1/people"))

    assert {one["id"] for one in listed["people"]} >= set(web.ids.values()) - {bo}
    assert (done.table, done.key, done.column) == ("people", bo, column)
    assert str(done.repaired).startswith(result or "cannot be repaired")
    assert {one["id"] for one in after["people"]} == set(web.ids.values())


@SQLITE
@pytest.mark.parametrize("column", ["role", "call", "partner", "person"])
def test_a_grant_that_cannot_be_read_gives_nothing_and_is_repaired(web: Web, url: URL, column: str) -> None:
    diego = web.ids["diego"]
    with web.database.reading() as session:
        number = session.execute(text(f"SELECT id FROM grants WHERE person = '{diego}'")).scalar_one()
    forge(url, f"UPDATE grants SET {column} = x'ff' WHERE id = {number}")

    listed, *_ = _answers(web, ("adam", "/v1/people"), ("cora", "/v1/cases"), ("diego", "/v1/cases"))
    [done] = _repair(web)

    assert {one["id"]: one["grants"] for one in listed["people"]}[diego] == []
    assert (done.table, done.column) == ("grants", column) and str(done.repaired).startswith("repaired")


SCHOOL: dict[str, object] = {"type": "university", "country": "CN"}
REGISTRY = [
    ("agreements", "title", "code = 'CN-AR.2'"),
    ("agreements", "signed_on", "code = 'CN-AR.2'"),
    ("organisations", "name", "name = 'School 2'"),
    ("organisations", "sort_name", "name = 'School 2'"),
    ("organisations", "country", "name = 'School 2'"),
    ("laureates", "country", "name = 'Laureate 2'"),
    ("laureates", "award_year", "name = 'Laureate 2'"),
    ("laureates", "source", "name = 'Laureate 2'"),
]


@SQLITE
@pytest.mark.parametrize(("table", "column", "where"), REGISTRY)
@pytest.mark.parametrize("value", ["x'ff'", "CAST(x'ff80' AS TEXT)"])
def test_an_entry_of_the_registry_that_cannot_be_read_leaves_the_others_and_is_repaired(
    web: Web, url: URL, table: str, column: str, where: str, value: str
) -> None:
    for number in (1, 2, 3):
        entries: dict[str, dict[str, object]] = {
            "agreements": {"code": f"CN-AR.{number}", "title": "A treaty", "parties": ["CN", "AR"]},
            "organisations": {"name": f"School {number}"} | SCHOOL,
            "laureates": {"kind": "person", "name": f"Laureate {number}", "country": "DE", "award_year": 2000 + number}
            | {"programme": "zhongguancun", "source": "a register"},
        }
        answer = web("cora", "POST", f"/v1/{table}", json=entries[table])
        assert answer.status_code == 201, answer.text
    path = f"/v1/{table}?limit=200"
    [before] = _answers(web, ("cora", path))
    forge(url, f"UPDATE {table} SET {column} = {value} WHERE {where}")

    [listed] = _answers(web, ("cora", path))
    [done] = _repair(web)
    [after] = _answers(web, ("cora", path))

    assert len(listed[table]) in (len(before[table]) - 1, len(before[table]))
    assert all(one in before[table] for one in listed[table])
    assert (done.table, done.column) == (table, column) and after == before


@SQLITE
@pytest.mark.parametrize(
    ("column", "value"),
    [("name", "x'ff'"), ("at", "x'ff'"), ("moved", "'often'"), ("moved_at", "5"), ("first_at", "''")],
)
def test_a_deadline_that_cannot_be_read_leaves_the_list_of_calls_and_every_other_call(
    web: Web, url: URL, column: str, value: str
) -> None:
    forge(url, f"UPDATE deadlines SET {column} = {value} WHERE call = '{CALL}' AND name = 'review'")

    listed, *_ = _answers(web, ("cora", "/v1/calls"), ("ada", "/v1/calls/zhongguancun-2024"), ("cora", "/v1/cases"))
    with web.database.reading() as session:
        [found] = broken_rows.find_broken_rows(session)
    forge(url, f"UPDATE deadlines SET {column} = 'review' WHERE {column} = {value}" if column == "name" else "SELECT 1")
    if column != "name":
        _repair(web)

    assert len(listed) == 4
    assert (found.table, found.column) == ("deadlines", column)


def test_a_value_that_cannot_be_counted_keeps_no_other_case_from_lapsing(web: Web, url: URL) -> None:
    world = World(web.database)
    refs = [world.opened(now=NOVEMBER) for _ in range(4)]
    large = f"ref IN ('{refs[1]}', '{refs[2]}')"
    with web.database.reading() as session:
        asked = session.execute(text(f"SELECT asked FROM cases WHERE ref = '{refs[1]}'")).scalar()
    forge(url, f"UPDATE cases SET asked = {2**63 - 1} WHERE {large}")

    swept(world, INTERNAL + timedelta(days=30))
    states = [world.case(refs[place]).state for place in (0, 3)]
    forge(url, f"UPDATE cases SET asked = {asked if asked is not None else 'NULL'} WHERE {large}")
    with web.database.writing() as session:
        case_counters.rebuild_all(session)
        repairs.repair_broken_rows(session, now=AGENCY)
    swept(world, INTERNAL + timedelta(days=31))

    assert states == ["lapsed", "lapsed"]
    assert {world.case(ref).state for ref in refs} == {"lapsed"}
