"""The command line as an operator uses it: every step of a case, clear words for what is wrong, exit codes to match."""

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from tests.world import filing

RUNNER = CliRunner()
CALL = "intergovernmental-2023-1"
COMMANDS = [
    [],
    ["serve"],
    ["schedule"],
    ["migrate"],
    ["demo"],
    ["simulate"],
    ["doctor"],
    *(["programme", name] for name in ("list", "show", "check", "draw", "publish")),
    *(["case", name] for name in ("open", "list", "show", "amend", "file", "move", "extend", "export", "import")),
    *(["people", name] for name in ("add", "grant", "token")),
    *(["audit", name] for name in ("list", "export", "verify")),
]


def accord(*words: object) -> Result:
    """Run the command."""
    return RUNNER.invoke(app, [str(word) for word in words])


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demonstration: its SQLite file, named by the environment."""
    path = tmp_path / "accord.db"
    monkeypatch.setenv("ACCORD_DATABASE_URL", f"sqlite:///{path}")
    assert accord("demo", "--cases", 30).exit_code == 0
    return path


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(words: list[str]) -> None:
    result = accord(*words, "--help")

    assert result.exit_code == 0
    assert "Usage:" in result.stdout


def test_the_bundled_programmes_are_sound_and_shown() -> None:
    checked, shown = accord("programme", "check"), accord("programme", "show", CALL)
    drawn, listed = accord("programme", "draw", CALL, "2.4"), accord("programme", "list", "--json")

    assert f"{CALL}: sound; 15 directions, 138 cases, 496,000,000 yuan" in checked.stdout
    assert "2.4-c (must)" in shown.stdout
    assert drawn.stdout.startswith("stateDiagram-v2")
    assert CALL in {call["code"] for call in json.loads(listed.stdout)}


def test_a_broken_programme_lists_every_fault_with_its_file_and_place(tmp_path: Path) -> None:
    (tmp_path / "lifecycles").mkdir()
    (tmp_path / "lifecycles" / "simple.toml").write_text('kind = "application"\ninitial = 3\n', "utf-8")
    (tmp_path / "spring").mkdir()
    (tmp_path / "spring" / "call.toml").write_text('extends = "simple"\ncolour = "red"\n', "utf-8")

    result = accord("programme", "check", "--folder", tmp_path)

    assert result.exit_code == 1
    assert "lifecycles/simple.toml: initial:" in result.stderr
    assert "lifecycles/simple.toml: states:" in result.stderr


def test_a_case_runs_from_draft_to_award_from_the_command_line(file: Path, tmp_path: Path) -> None:
    draft = tmp_path / "filing.json"
    draft.write_text(json.dumps(filing(months=36)), "utf-8")
    good = tmp_path / "good.json"
    good.write_text(json.dumps(filing()), "utf-8")
    applicant, coordinator = "applicant-001@accord.example", "coordinator@accord.example"
    opened = json.loads(accord("case", "open", CALL, "2.4", "--as", applicant, "--file", draft, "--json").stdout)
    ref = opened["case"]

    refused = accord("case", "move", ref, "submit", "--as", applicant)
    steps = [
        accord("case", "amend", ref, "--file", good, "--as", applicant),
        accord("case", "move", ref, "submit", "--as", applicant),
        accord("case", "file", ref, "--file", good, "--as", "partner-AR@accord.example"),
        accord("case", "move", ref, "confirm", "--as", "partner-AR@accord.example"),
        accord("case", "move", ref, "review", "--score", 88, "--as", coordinator),
        accord("case", "move", ref, "award", "--amount", 500000, "--as", "committee@accord.example"),
    ]

    assert refused.exit_code == 1
    assert "[clause 2.4-a]" in refused.stderr
    assert [step.exit_code for step in steps] == [0] * 6, [step.stderr for step in steps]
    assert f"{ref} is awarded, version 7" in steps[-1].stdout
    assert "award: reviewed to awarded" in accord("case", "show", ref).stdout
    assert json.loads(accord("case", "show", ref, "--json").stdout)["case"]["amount"] == 500_000
    assert accord("audit", "verify").exit_code == 0
    assert accord("doctor").exit_code == 0


def test_cases_are_exported_and_imported_all_or_none(file: Path, tmp_path: Path) -> None:
    lines = [json.dumps({"call": CALL, "direction": "2.4", "content": filing(title=f"Title {n}")}) for n in range(3)]
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    good.write_text("\n".join(lines), "utf-8")
    bad.write_text("\n".join([*lines, json.dumps({"call": CALL, "direction": "9.9"})]), "utf-8")
    before = len(accord("case", "export").stdout.splitlines())

    refused = accord("case", "import", bad, "--as", "applicant-001@accord.example")
    tried = accord("case", "import", good, "--as", "applicant-001@accord.example", "--dry-run")
    between = len(accord("case", "export").stdout.splitlines())
    done = accord("case", "import", good, "--as", "applicant-001@accord.example")
    after = [json.loads(line) for line in accord("case", "export").stdout.splitlines()]

    assert (refused.exit_code, tried.exit_code, done.exit_code) == (1, 0, 0)
    assert "line 4: there is no direction '9.9'" in refused.stderr
    assert (before, between, len(after)) == (before, before, before + 3)
    assert [one["home"]["title"] for one in after[-3:]] == ["Title 0", "Title 1", "Title 2"]


def test_people_get_roles_and_tokens(file: Path) -> None:
    added = accord("people", "add", "Ada Lin", "--email", "ada@example.org")
    granted = accord("people", "grant", "ada@example.org", "applicant", "--call", CALL)
    token = accord("people", "token", "ada@example.org", "--scope", "read", "--days", 1)
    again = accord("people", "add", "Another", "--email", "ada@example.org")
    unknown = accord("people", "grant", "ada@example.org", "king")

    assert [one.exit_code for one in (added, granted, token, again, unknown)] == [0, 0, 0, 1, 1]
    assert token.stdout.startswith("accord_")
    assert "belongs to someone already" in again.stderr
    assert "there is no role 'king'" in unknown.stderr


def test_a_changed_event_is_found_and_said(file: Path) -> None:
    with sqlite3.connect(file) as raw:
        raw.execute("DROP TRIGGER events_unchanged")
        raw.execute("UPDATE events SET body = replace(body, 'case.opened', 'case.openeb') WHERE seq = 90")
    raw.close()

    result = accord("audit", "verify")
    told = json.loads(accord("audit", "verify", "--json").stdout)

    assert result.exit_code == 1
    assert "not sound" in result.stdout
    assert (told["sound"], told["evidence"][0]["seq"]) == (False, 90)


def test_a_simulation_prints_exactly_what_is_documented() -> None:
    result = accord("simulate", CALL, "--cases", 40, "--seed", 2, "--json")

    told = json.loads(result.stdout)
    keys = ["code", "received", "lapsed", "unilateral", "ineligible", "reviewed", "awarded", "declined", "funds"]
    assert result.exit_code == 0
    assert list(told) == ["directions", "total", "trail", "invariants"]
    assert [list(direction) for direction in told["directions"]] == [keys] * 15
    assert list(told["total"]) == keys[1:]
    assert (told["trail"], told["invariants"]) == ("sound", [])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["simulate", "no-such-call"], 1, "there is no call 'no-such-call'"),
        (["simulate", CALL, "--cases", "0"], 2, "--cases"),
        (["simulate", CALL, "--database", "nonsense"], 1, "not a database address"),
        (["simulate", CALL, "--database", "mysql://x/y"], 1, "mysql is not supported"),
        (["simulate", "zhongguancun-2024"], 1, "cannot be simulated"),
        (["case", "show", "IG23-9.9-001"], 1, "there is no case IG23-9.9-001"),
        (["case", "move", "IG23-2.4-001", "fly", "--as", "coordinator@accord.example"], 1, "there is no move 'fly'"),
        (["case", "move", "IG23-2.4-001", "submit", "--as", "nobody"], 1, "there is no person 'nobody'"),
        (["case", "move", "IG23-2.4-001", "submit"], 2, "--as"),
        (["case", "open", CALL, "9.9", "--as", "applicant-001@accord.example"], 1, "there is no direction '9.9'"),
        (["case", "extend", "IG23-2.4-001", "agency", "tomorrow", "--reason", "x", "--as", "x"], 1, "not an instant"),
        (["programme", "show", "no-such-call"], 1, "there is no call"),
        (["programme", "draw", CALL, "9.9"], 1, "there is no direction"),
        (["nonsense"], 2, "No such command"),
    ],
)
def test_what_is_wrong_is_said_with_an_exit_code_to_match(file: Path, words: list[str], code: int, said: str) -> None:
    result = accord(*words)

    assert (result.exit_code, said in result.stderr) == (code, True), result.stderr


def test_a_database_that_is_empty_newer_or_not_there_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "accord.db"
    monkeypatch.setenv("ACCORD_DATABASE_URL", f"sqlite:///{file}")
    empty = accord("case", "list")
    accord("migrate")
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '2099_01_01_flying_cars'")
    raw.close()
    newer = accord("serve")
    monkeypatch.setenv("ACCORD_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    down = accord("case", "list")
    monkeypatch.setenv("ACCORD_PORT", "abc")
    misset = accord("doctor")

    assert [one.exit_code for one in (empty, newer, down, misset)] == [1, 1, 1, 1]
    assert "is empty, this service needs" in empty.stderr
    assert "made by a newer version (step 2099_01_01_flying_cars)" in newer.stderr
    assert "cannot be reached" in down.stderr
    assert "ACCORD_PORT" in misset.stderr
