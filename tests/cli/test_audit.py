"""`accord audit` and `accord doctor`: the trail read, written out and proved; what was tampered with exits with one."""

import json

import pytest
from sqlalchemy.engine import URL

from cli import audit
from states import loader
from tests.cli.conftest import Operator
from tests.workflow.forgery import forge
from tests.world import ADA, CALL, World, at
from workflow import merkle
from workflow.store.database import Database

NOVEMBER = at("2022-11-10 09:00")
PARTS = {"seq", "case", "number", "action", "actor", "effective_at", "recorded_at", "data", "leaf", "body"}
PUBLISHED = len(loader.calls())  # events that every database begins with
EVENTS = PUBLISHED + 7


@pytest.fixture
def lived(url: URL, accord: Operator, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """An operator over a database in which something has happened, and may be tampered with."""
    address = url.render_as_string(hide_password=False)
    monkeypatch.setenv("ACCORD_DATABASE_URL", address)
    database = Database(address)
    world = World(database)
    [ref] = world.ready(1, now=NOVEMBER)
    world.award(ref, now=NOVEMBER)
    world.transition(ref, "withdraw", actor=ADA, now=NOVEMBER, reason="said")
    database.close()
    return accord


def test_events_are_listed_in_order_and_narrowed(lived: Operator) -> None:
    found = lived.json("audit", "list")
    moved = lived.json(
        "audit", "list", "--action", "case.transitioned", "--actor", ADA.id, "--case", "IG23-2.4-001", "--call", CALL
    )
    rest = lived.json("audit", "list", "--after", str(EVENTS - 2), "--limit", "1")
    table = lived.done("audit", "list").splitlines()

    assert [event["seq"] for event in found] == list(range(1, EVENTS + 1))
    assert {frozenset(event) for event in found} == {frozenset(PARTS)}
    assert [event["data"]["transition"] for event in moved] == ["submit", "withdraw"]
    assert [event["seq"] for event in rest] == [EVENTS - 1]
    assert len(table) == EVENTS + 1
    opened = table[PUBLISHED + 1].split()
    assert opened == [str(PUBLISHED + 1), "2022-11-10", "09:00", "case.opened", "IG23-2.4-001", "per_ada"]


def test_what_was_written_out_is_the_trail_byte_for_byte(lived: Operator) -> None:
    written = lived.done("audit", "export").splitlines()
    proof = lived.json("audit", "verify")
    listed = lived.json("audit", "list")

    leaves = [merkle.leaf(line.encode()) for line in written]
    assert [leaf.hex() for leaf in leaves] == [event["leaf"] for event in listed]
    assert merkle.root(merkle.append(0, b"", leaves)[1]).hex() == proof["root"]
    assert [json.loads(line)["seq"] for line in written] == list(range(1, EVENTS + 1))


def test_a_sound_trail_is_proved_and_every_promise_holds(lived: Operator) -> None:
    proof = lived.json("audit", "verify")

    assert proof == {"events": EVENTS, "root": proof["root"], "evidence": [], "sound": True}
    assert lived.done("audit", "verify") == f"sound: {EVENTS} events, root {proof['root']}\n"
    assert lived.json("doctor") == {}
    assert lived.done("doctor").splitlines() == [f"holds   {name}" for name in audit.PROMISES]


def test_a_trail_that_was_tampered_with_exits_with_one_and_says_where(lived: Operator, url: URL) -> None:
    forge(
        url,
        f"UPDATE events SET actor = 'per_somebody' WHERE seq = {PUBLISHED + 2}",
        "UPDATE cases SET state = 'awarded' WHERE ref = 'IG23-2.4-001'",
    )

    told, plain = lived("audit", "verify", "--json"), lived("audit", "verify")

    assert (told.exit_code, plain.exit_code) == (1, 1)
    proof = json.loads(told.stdout)
    assert (proof["sound"], [one["seq"] for one in proof["evidence"]]) == (False, [PUBLISHED + 2, None])
    assert plain.stdout.splitlines() == [
        f"not sound: 2 findings in {EVENTS} events",
        f"  event {PUBLISHED + 2}: its column actor says 'per_somebody', its sealed body 'per_ada'",
        "  the case IG23-2.4-001: state: its row says 'awarded', its events 'withdrawn'",
    ]


def test_a_broken_promise_exits_with_one_and_is_named_with_its_rows(lived: Operator, url: URL) -> None:
    forge(url, "UPDATE lines SET cases_held = 2 WHERE line = '2.4'")

    told, plain = lived("doctor", "--json"), lived("doctor")

    assert (told.exit_code, plain.exit_code) == (1, 1)
    assert json.loads(told.stdout) == {"a line holds what its cases reserve": [f"{CALL} 2.4"]}
    said = plain.stdout.splitlines()
    assert "BROKEN  a line holds what its cases reserve" in said
    assert f"          {CALL} 2.4" in said
    assert len([line for line in said if line.startswith("holds")]) == len(audit.PROMISES) - 1


def test_counts_that_are_wrong_are_told_and_counted_anew_where_that_is_asked_for(lived: Operator, url: URL) -> None:
    forge(url, "UPDATE counts SET cases = cases + 1 WHERE cases > 0")

    told, mended, after = lived("doctor", "--json"), lived("doctor", "--recount", "--json"), lived("doctor", "--json")

    assert (told.exit_code, mended.exit_code, after.exit_code) == (1, 0, 0)
    assert list(json.loads(told.stdout)) == ["cases are counted where they stand"]


def test_another_database_can_be_named(lived: Operator, url: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_DATABASE_URL", "sqlite:////proc/nowhere/accord.db")
    address = url.render_as_string(hide_password=False)

    assert lived("audit", "verify").exit_code == 1
    assert lived.done("audit", "verify", "--database", address).startswith(f"sound: {EVENTS} events")
    assert lived.done("doctor", "--database", address)


@pytest.mark.parametrize(
    ("option", "value", "there"),
    [
        ("--actor", "cora@x.test", "“cora@x.test” is nobody here"),
        ("--actor", "per_nobody", "“per_nobody” is nobody here"),
        ("--action", "case.mooved", "case.transitioned"),
        ("--transition", "submitt", "submit"),
        ("--direction", "9.9", "2.4"),
        ("--deadline", "tomorrow", "agency"),
        ("--call", "nowhere", CALL),
        ("--case", "IG23-9.9-999", "there is no case IG23-9.9-999"),
        ("--from", "yesterday", "yesterday"),
    ],
)
def test_what_the_trail_cannot_be_narrowed_to_is_an_error(lived: Operator, option: str, value: str, there: str) -> None:
    result = lived("audit", "list", option, value)

    assert result.exit_code == 1
    assert there in result.stderr


def test_events_are_listed_newest_first_by_time_move_and_direction_and_say_what_they_did(lived: Operator) -> None:
    newest = lived.json("audit", "list", "--newest", "--limit", "2")
    before = lived.json("audit", "list", "--newest", "--limit", "1", "--after", str(newest[-1]["seq"]))
    moved = lived.json("audit", "list", "--transition", "award", "--direction", "2.4")
    late = lived.json("audit", "list", "--from", "2099-01-01T00:00:00Z")
    table = lived.done("audit", "list", "--transition", "submit")

    assert [event["seq"] for event in newest] == [EVENTS, EVENTS - 1]
    assert [event["seq"] for event in before] == [EVENTS - 2]
    assert [event["data"]["transition"] for event in moved] == ["award"]
    assert late == []
    assert "submit: draft → submitted" in table


def test_a_row_that_cannot_be_read_is_named_and_repaired_from_the_trail(lived: Operator, url: URL) -> None:
    value = "1-01-01 00:00:00.000000" if url.get_backend_name() == "sqlite" else "infinity"
    forge(url, f"UPDATE cases SET entered_at = '{value}', state = 'nowhere' WHERE ref = 'IG23-2.4-001'")

    told, repaired, after = lived("doctor"), lived("doctor", "--repair"), lived("doctor")

    assert (told.exit_code, repaired.exit_code, after.exit_code) == (1, 0, 0)
    assert "cases 1 (IG23-2.4-001): entered_at is no instant" in told.stdout.replace("\n", " ")
    assert "repaired from the trail" in repaired.stdout.replace("\n", " ")
    assert lived.done("case", "show", "IG23-2.4-001")
