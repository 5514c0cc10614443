"""`accord simulate` and `accord demo`: a whole call in virtual time, and a call under way to look at."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.demonstration import fill
from cli.showcase.guide import find_path
from simulation import participants
from states import loader
from tests.cli.conftest import Operator
from tests.world import CALL, STATE_AWARD
from workflow import migrations
from workflow.actors import SYSTEM, Actor
from workflow.clock import SystemClock
from workflow.credentials import tokens
from workflow.identity import links, people
from workflow.overview import queries
from workflow.overview.searches import Search
from workflow.pool import reviewers
from workflow.store.database import Database

FIGURES = ["received", "lapsed", "unilateral", "ineligible", "reviewed", "awarded", "declined", "funds"]


def test_a_simulation_tells_the_figures_of_every_direction_and_that_all_of_it_holds(accord: Operator) -> None:
    told = accord.json("simulate", CALL, "--cases", "60", "--seed", "3")

    assert list(told) == ["directions", "total", "trail", "invariants"]
    assert (told["trail"], told["invariants"]) == ("sound", [])
    assert len(told["directions"]) == 15
    assert [line["code"] for line in told["directions"]][7:11] == ["1.8", "1.9", "2.0", "2.1"]
    assert {tuple(line) for line in told["directions"]} == {("code", *FIGURES)}
    assert list(told["total"]) == FIGURES
    assert told["total"] == {name: sum(line[name] for line in told["directions"]) for name in FIGURES}
    assert told["total"]["received"] > told["total"]["reviewed"] > told["total"]["awarded"] > 0


@pytest.mark.thorough
def test_the_same_seed_makes_the_same_season_and_another_another(accord: Operator) -> None:
    one, same, other = (accord.json("simulate", CALL, "--cases", "10", "--seed", seed) for seed in (1, 1, 2))

    assert one == same
    assert one != other


@pytest.mark.thorough
def test_a_simulation_for_people_ends_with_a_table_and_the_proof(accord: Operator, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'season.db'}"

    said = accord.done("simulate", CALL, "--cases", "15", "--database", address).splitlines()
    again = accord("simulate", CALL, "--cases", "15", "--database", address)

    assert said[0].split() == [*FIGURES, "of", "quota"]
    assert said[16].split()[0] == "total"
    assert re.fullmatch(r"trail: sound, \d+ events, root [0-9a-f]{64}", said[18])
    assert said[19] == "invariants: all hold"
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.endswith("is not empty: a simulation begins in an empty database\n")
    assert accord.done("audit", "verify", "--database", address).startswith("sound: ")


def test_what_cannot_be_simulated_is_said(accord: Operator) -> None:
    unknown, award = accord("simulate", "no-such-call"), accord("simulate", STATE_AWARD, "--cases", "5")

    assert (unknown.exit_code, award.exit_code) == (1, 1)
    assert unknown.stderr.startswith("accord: there is no call 'no-such-call'; there are: ")
    assert award.stderr.lstrip() == f"accord: {STATE_AWARD} cannot be simulated, it has no deadline agency, internal\n"
    none = accord("simulate", CALL, "--cases", "0")
    assert (none.exit_code, "--cases" in none.stderr) == (2, True)


@pytest.mark.parametrize(
    ("address", "said"), [("nonsense", "not a database address"), ("mysql://x/y", "mysql is not supported")]
)
def test_a_simulation_needs_a_database_it_can_work_on(accord: Operator, address: str, said: str) -> None:
    result = accord("simulate", CALL, "--database", address)

    assert (result.exit_code, result.stdout, said in result.stderr) == (1, "", True)


@pytest.fixture
def demonstration(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'demo' / 'accord.db'}"


def test_a_demonstration_has_a_call_under_way_and_tokens_that_work(accord: Operator, demonstration: str) -> None:
    said = accord.done("demo", "--cases", "30", "--database", demonstration)
    secrets = dict(re.findall(r"^  (\w+) +(accord_[0-9A-Za-z]{36})$", said, re.MULTILINE))

    database = Database(demonstration)
    with database.reading() as session:
        wanted = {name: tokens.digest(secret) or "" for name, secret in secrets.items()}
        held = people.authenticate(session, wanted.values(), now=SystemClock().now())
        roles = {name: sorted(_holder(held, digest).roles) for name, digest in wanted.items()}
        pool, _ = reviewers.list_pool(session, SYSTEM)
        signed_in = links.holder(session, re.findall(r"/sign-in#(\S+)", said)[0], now=SystemClock().now())
        coordinator = people.load_person(session, participants.make_address("coordinator"))
    database.close()
    assert said.startswith(f"{demonstration}: {CALL}, both awards and the event programme are under way")
    assert roles == {
        "coordinator": ["coordinator"],
        "committee": ["committee"],
        "auditor": ["auditor"],
        "admin": ["administrator"],
        "applicant": ["applicant"],
        "nominator": ["applicant"],
        "partner": [],  # a partner is one of cases, which is no role
        "authority": ["authority"],
        "reviewer": ["reviewer"],
    }
    assert signed_in == coordinator.id
    assert len(pool) == 64
    assert all(one.organisation and one.expertise and one.may_review(CALL) for one in pool)
    assert {"CN", "AR"} <= {one.country for one in pool}
    for code, call in loader.calls().items():
        states = {case["state"] for case in _listed(accord, demonstration) if case["call"] == code}
        lifecycle = call.directions[0].lifecycle
        reached = {state for state in lifecycle.states if find_path(lifecycle, state) is not None}
        assert states >= ({"submitted"} if code == CALL else reached), code
    standing = {(case["call"], case["state"]) for case in _listed(accord, demonstration)}
    assert ("international-cooperation-2024", "lapsed") in standing
    database = Database(demonstration)
    with database.reading() as session:
        for name in ("coordinator", "committee", "auditor", "admin"):
            staff = people.load_person(session, participants.make_address(name))
            assert all(staff.roles_in(code) for code in loader.calls()), name
        partner = people.load_person(session, participants.make_address("partner"))
        found, _ = queries.list_cases(session, partner, Search(), limit=50)
        assert found and {case.call for case in found} <= {"zhongguancun-2024", "international-cooperation-2024"}
    database.close()
    assert accord.done("audit", "verify", "--database", demonstration).startswith("sound: ")
    assert accord.json("doctor", "--database", demonstration) == {}


@pytest.mark.parametrize("hour", [16, *(pytest.param(hour, marks=pytest.mark.thorough) for hour in (4, 23))])
def test_a_demonstration_can_be_made_at_any_hour(tmp_path: Path, hour: int) -> None:
    database = Database(f"sqlite:///{tmp_path / 'accord.db'}")
    migrations.upgrade(database)

    fill(database, 20, seed=1, now=datetime(2026, 11, 29, hour, 30, tzinfo=UTC))

    database.close()


def test_a_demonstration_is_kept_unless_it_is_to_begin_again(accord: Operator, demonstration: str) -> None:
    def root() -> str:
        return str(accord.json("audit", "verify", "--database", demonstration)["root"])

    accord.done("demo", "--cases", "20", "--database", demonstration)
    first = root()
    accord.done("demo", "--cases", "20", "--database", demonstration)
    kept = json.loads(accord.done("audit", "verify", "--database", demonstration, "--json"))
    accord.done("demo", "--cases", "20", "--database", demonstration, "--fresh")
    fresh = json.loads(accord.done("audit", "verify", "--database", demonstration, "--json"))

    assert first != kept["root"] != fresh["root"]
    assert kept["events"] == fresh["events"] + 10
    assert (kept["sound"], fresh["sound"]) == (True, True)


def _holder(held: dict[str, Actor], digest: str) -> Actor:
    return held[digest]


def _listed(accord: Operator, address: str) -> list[dict[str, object]]:
    database = Database(address)
    with database.reading() as session:
        found = session.connection().exec_driver_sql("SELECT ref, state, call FROM cases").all()
    database.close()
    return [{"ref": row[0], "state": row[1], "call": row[2]} for row in found]
