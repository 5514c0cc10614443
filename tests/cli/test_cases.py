"""`accord case`: a whole case from a terminal, and everything that can be wrong with what is typed."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from states import loader
from tests.cli.conftest import UNDER_WAY, Operator, programmes
from tests.world import filing
from workflow import editions, people
from workflow.actors import SYSTEM, Granted
from workflow.clock import SystemClock
from workflow.database import Database
from workflow.outcomes import moment
from workflow.settings import Settings

PEOPLE = {
    "ada": Granted("applicant"),
    "cora": Granted("coordinator"),
    "diego": Granted("partner", UNDER_WAY, "AR"),
    "eli": Granted("committee"),
}


@pytest.fixture
def desk(operator: Operator) -> Operator:
    """An operator with a call under way and people in it, on a database of each kind."""
    return furnished(operator)


@pytest.fixture
def table(accord: Operator) -> Operator:
    """The same on SQLite alone, for what is judged before it reaches a database."""
    accord.done("migrate")
    return furnished(accord)


def furnished(operator: Operator) -> Operator:
    call = loader.calls(programmes(operator.folder))[UNDER_WAY]
    settings, now = Settings(), SystemClock().now()
    database = Database(settings.database_url, settings)
    with database.writing() as session:
        editions.publish(session, call, actor=SYSTEM, now=now)
        for name, held in PEOPLE.items():
            who = people.add(session, name.title(), email=name, actor=SYSTEM, now=now)
            people.grant(session, who, held.role, call=held.call, partner=held.partner, actor=SYSTEM, now=now)
    database.close()
    return operator


def opened(desk: Operator, **differing: object) -> str:
    draft = desk.file("draft.json", filing(**differing))
    return str(desk.json("case", "open", UNDER_WAY, "2.4", "--as", "ada", "--file", draft)["case"])


def test_a_case_runs_from_draft_to_award_at_a_terminal(desk: Operator) -> None:
    draft = desk.file("draft.json", filing(months=36))
    change = desk.file("change.json", {"months": 24, "own_funds": None})
    theirs = desk.file("theirs.json", filing())

    opened = desk.done("case", "open", UNDER_WAY, "2.4", "--as", "ada", "--file", draft)
    refused = desk("case", "move", "IG23-2.4-001", "submit", "--as", "ada")
    said = [
        desk.done("case", "amend", "IG23-2.4-001", "--file", change, "--as", "ada", "--json"),
        desk.done("case", "move", "IG23-2.4-001", "submit", "--as", "ada", "--version", "2"),
        desk.done("case", "file", "IG23-2.4-001", "--file", theirs, "--as", "diego"),
        desk.done("case", "move", "IG23-2.4-001", "confirm", "--as", "diego"),
        desk.done("case", "move", "IG23-2.4-001", "review", "--as", "cora", "--score", "91"),
        desk.done("case", "move", "IG23-2.4-001", "award", "--as", "eli", "--amount", "500000"),
    ]

    assert opened.startswith("IG23-2.4-001 is draft, version 1 (event ")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == (
        "refused (needs-unmet): Submit is not possible yet: The project runs exactly two years. (36 months)\n"
        "  - The project runs exactly two years. (36 months) [clause 2.4-a]\n"
    )
    assert json.loads(said[0])["action"] == "case.amended"
    assert [line.split(" (")[0] for line in said[1:]] == [
        "IG23-2.4-001 is submitted, version 3",
        "IG23-2.4-001 is submitted, version 4",
        "IG23-2.4-001 is partner-confirmed, version 5",
        "IG23-2.4-001 is reviewed, version 6",
        "IG23-2.4-001 is awarded, version 7",
    ]
    assert (", due " in said[1], ", due " in said[-1]) == (True, False)


def test_a_case_is_listed_and_shown_whole_and_as_it_stood(desk: Operator) -> None:
    ref = opened(desk)
    desk.done("case", "move", ref, "submit", "--as", "ada")

    [listed] = desk.json("case", "list", "--call", UNDER_WAY, "--direction", "2.4", "--state", "submitted")
    whole = desk.json("case", "show", ref)
    shown, table = desk.done("case", "show", ref), desk.done("case", "list", "--text", "pea protein")
    first = whole["events"][0]["effective_at"]
    then = json.loads(desk.done("case", "show", ref, "--as-of", first))

    assert (listed["ref"], listed["state"], listed["version"]) == (ref, "submitted", 2)
    assert whole["case"] == listed
    assert (whole["home"], whole["counterpart"], whole["edition"]) == (filing(), None, 1)
    assert [event["data"].get("move", event["action"]) for event in whole["events"]] == ["case.opened", "submit"]
    assert (then["state"], then["version"], then["home"]) == ("draft", 1, filing())
    assert shown.startswith(f"{ref} Gentle extraction of pea protein\nsubmitted, version 2, due ")
    assert "submit: draft to submitted" in shown
    assert [line.split()[0] for line in table.splitlines()] == ["case", ref]
    assert desk.json("case", "list", "--state", "awarded") == []


def test_a_refusal_as_json_is_the_whole_refusal_and_exits_with_one(table: Operator) -> None:
    desk = table
    ref = opened(desk)

    result = desk("case", "move", ref, "award", "--as", "ada", "--amount", "1", "--json")

    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["code"], told["case"], told["state"], told["version"]) == ("not-from-this-state", ref, "draft", 1)
    assert told["allowed"] == ["submit", "withdraw", "lapse"]


def test_a_refusal_says_what_could_be_done_and_what_would_help(table: Operator) -> None:
    desk = table
    ref = opened(desk)

    elsewhere = desk("case", "move", ref, "award", "--as", "eli", "--amount", "1")
    stale = desk("case", "move", ref, "submit", "--as", "ada", "--version", "9")
    theirs = desk("case", "file", ref, "--file", desk.file("x.json", {}), "--side", "home", "--as", "eli")

    assert elsewhere.stderr == (
        "refused (not-from-this-state): Award is not possible from draft\n  moves from here: submit, withdraw, lapse\n"
    )
    assert stale.stderr == "refused (stale): the case has moved on: it is at version 1, you saw 9\n"
    assert theirs.stderr == ("refused (not-yours-to-make): the home filing can be written by: applicant, coordinator\n")
    assert {result.exit_code for result in (elsewhere, stale, theirs)} == {1}


def test_a_case_is_given_more_time_by_a_date_or_an_instant(desk: Operator) -> None:
    ref = opened(desk)

    by_date = desk.json("case", "extend", ref, "internal", "2199-01-01", "--reason", "a flood", "--as", "cora")
    earlier = desk("case", "extend", ref, "internal", "2198-01-01", "--reason", "a flood", "--as", "cora")
    offset = "2199-01-02T08:00:00+08:00"
    by_instant = desk.json("case", "extend", ref, "internal", offset, "--reason", "again", "--as", "cora")
    entry = desk.json("case", "show", ref)["events"][-1]

    assert moment(by_date["due_at"]) == datetime(2199, 1, 1, 16, tzinfo=UTC)
    assert earlier.exit_code == 1
    assert earlier.stderr.startswith("refused (misfit): an extension must lie ahead, and after 2199-01-01T16:00:00")
    assert moment(by_instant["due_at"]) == datetime(2199, 1, 2, tzinfo=UTC)
    assert entry["data"]["deadline"] == {
        "name": "internal",
        "from": "2199-01-01T16:00:00.000000Z",
        "to": "2199-01-02T00:00:00.000000Z",
    }


def test_every_instant_is_told_as_the_api_and_the_trail_tell_it(table: Operator) -> None:
    desk, ref = table, opened(table)
    desk.done("case", "move", ref, "submit", "--as", "ada")

    told = [
        desk.done("case", "show", ref, "--json"),
        desk.done("case", "list", "--json"),
        desk.done("audit", "list", "--json"),
        desk.done("case", "export"),
        desk.done("case", "move", ref, "return", "--reason", "said", "--as", "cora", "--json"),
    ]

    found = [
        re.findall(r'"(?:opened_at|entered_at|due_at|effective_at|recorded_at)": ?"([^"]+)"', text) for text in told
    ]
    form = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
    assert all(found)
    assert [one for instants in found for one in instants if not form.fullmatch(one)] == []


def test_what_does_not_exist_is_named(table: Operator) -> None:
    desk = table
    ref = opened(desk)
    empty = desk.file("empty.json", {"colour": "red"})
    wrong = {
        (
            "case",
            "open",
            "nocall",
            "2.4",
            "--as",
            "ada",
        ): "refused (no-such-definition): there is no call 'nocall'; there are:",
        (
            "case",
            "open",
            UNDER_WAY,
            "9.9",
            "--as",
            "ada",
        ): "refused (no-such-definition): there is no direction '9.9'; the",
        ("case", "open", UNDER_WAY, "2.4", "--as", "nobody"): "accord: there is no person 'nobody'",
        ("case", "open", UNDER_WAY, "2.4", "--as", "ada", "--file", empty): "refused (misfit): /colour: no such field",
        ("case", "open", UNDER_WAY, "1.1", "--as", "ada"): "refused (misfit): partner: must be one of: ",
        ("case", "move", ref, "teleport", "--as", "ada"): "refused (unknown-move): there is no move 'teleport'",
        (
            "case",
            "move",
            "IG23-2.4-999",
            "submit",
            "--as",
            "ada",
        ): "refused (no-such-case): there is no case IG23-2.4-999",
        ("case", "amend", ref, "--file", empty, "--as", "ada"): "refused (misfit): /colour: no such field",
        ("case", "show", "IG23-2.4-999"): "accord: there is no case IG23-2.4-999",
        ("case", "show", ref, "--as-of", "2000-01-01T00:00:00Z"): f"accord: the case {ref} was not open at 2000-01-01",
        ("case", "show", ref, "--as-of", "yesterday"): "accord: 'yesterday' is not an instant such as 2022-12-25T",
        ("case", "show", ref, "--as-of", "2022-12-25T16:00:00"): "accord: '2022-12-25T16:00:00' is not an instant",
        ("case", "extend", ref, "internal", "2022-02-30", "--reason", "x", "--as", "cora"): "accord: '2022-02-30",
        ("case", "extend", ref, "noon", "2199-01-01", "--reason", "x", "--as", "cora"): (
            "refused (no-such-definition): there is no deadline 'noon'; there are: internal, agency, review, decision"
        ),
    }

    found = {arguments: desk(*arguments) for arguments in wrong}

    told = {
        arguments: (one.exit_code, one.stdout, one.stderr[: len(wrong[arguments])]) for arguments, one in found.items()
    }
    assert told == {arguments: (1, "", problem) for arguments, problem in wrong.items()}


def test_a_file_that_is_not_one_json_object_is_named(table: Operator) -> None:
    desk = table
    binary = desk.folder / "binary.json"
    binary.write_bytes(b'{"title": "\xff"}')
    files = [desk.file("list.json", [1]), desk.file("broken.json", "{"), binary, desk.folder]

    for path in files:
        result = desk("case", "open", UNDER_WAY, "2.4", "--as", "ada", "--file", path)
        assert (result.exit_code, result.stdout) == (1, ""), path
        assert result.stderr.startswith(f"accord: {path}: ")
    assert desk("case", "open", UNDER_WAY, "2.4", "--as", "ada", "--file", desk.folder / "none.json").exit_code == 2
    side = desk("case", "file", "IG23-2.4-001", "--file", files[0], "--side", "middle", "--as", "ada")
    assert side.exit_code == 2
    assert desk.json("case", "list") == []


# Many at once ----------------------------------------------------------------------------------------------------------


def lines(desk: Operator, *drafts: object) -> Path:
    return desk.file("drafts.jsonl", "".join(json.dumps(draft, ensure_ascii=False) + "\n" for draft in drafts))


def draft(**differing: object) -> dict[str, object]:
    return {"call": UNDER_WAY, "direction": "2.4", "content": filing()} | differing


def test_cases_are_opened_line_by_line_all_or_none(desk: Operator) -> None:
    good = lines(desk, draft(), draft(direction="2.3"), draft())

    dry = desk.done("case", "import", good, "--as", "ada", "--dry-run")
    before = desk.json("case", "list")
    real = desk.done("case", "import", good, "--as", "ada")
    bad = desk("case", "import", lines(desk, draft(), draft(direction="9.9"), draft(partner="IT")), "--as", "ada")

    assert (dry, before, real) == ("3 cases could be opened\n", [], "3 cases were opened\n")
    assert bad.exit_code == 1
    told = bad.stderr.splitlines()
    assert [line.split(":")[0] for line in told] == ["line 2", "line 3", "accord"]
    assert told[-1] == "accord: nothing was opened"
    refs = [case["ref"] for case in desk.json("case", "list")]
    assert refs == ["IG23-2.4-002", "IG23-2.3-001", "IG23-2.4-001"]


def test_what_was_written_out_holds_everything_filed_and_can_be_narrowed(desk: Operator) -> None:
    first, second = opened(desk), opened(desk, title="Second")
    desk.done("case", "move", second, "submit", "--as", "ada")

    written = [json.loads(line) for line in desk.done("case", "export").splitlines()]
    drafts = [json.loads(line) for line in desk.done("case", "export", "--state", "draft").splitlines()]

    assert [one["case"]["ref"] for one in written] == [first, second]
    assert [one["home"]["title"] for one in written] == [filing()["title"], "Second"]
    assert [one["case"]["ref"] for one in drafts] == [first]
    assert desk.done("case", "export", "--call", "nothing") == ""


def test_a_line_that_is_no_draft_is_named_and_nothing_is_opened(table: Operator) -> None:
    desk, found = table, {}
    wrong = [
        "{",
        "[]",
        '{"call": "under-way"}',
        '{"call": "under-way", "direction": "2.4", "colour": "red"}',
        '{"call": "under-way", "direction": "2.4", "content": 5}',
        '{"call": "under-way", "direction": "2.4", "content": null}',
        '{"call": 7, "direction": "2.4"}',
        '{"call": "under-way", "direction": ["2.4"]}',
        '{"call": "under-way", "direction": "2.4", "topic": {}}',
        '{"call": "under-way", "direction": "2.4", "partner": 1}',
    ]

    for line in wrong:
        path = desk.file("drafts.jsonl", f"{json.dumps(draft())}\n{line}\n")
        try:
            result = desk("case", "import", path, "--as", "ada")
            found[line] = (result.exit_code, result.stdout, "line 2: " in result.stderr)
        except AssertionError as error:
            found[line] = (1, str(error).splitlines()[0], False)

    assert found == dict.fromkeys(wrong, (1, "", True))
    assert desk.json("case", "list") == []


def test_a_text_with_a_line_separator_of_unicode_is_still_one_line(table: Operator) -> None:
    desk = table
    path = lines(desk, draft(content=filing(title="Pea\u2028protein\x85twice")), draft())

    said = desk.done("case", "import", path, "--as", "ada")

    assert said == "2 cases were opened\n"
    assert desk.json("case", "list", "--limit", "2")[1]["title"] == "Pea\u2028protein\x85twice"


def test_a_file_that_is_not_text_is_named(table: Operator) -> None:
    desk = table
    binary = desk.folder / "drafts.jsonl"
    binary.write_bytes(b'{"call": "\xff"}\n')

    for path in (binary, desk.folder):
        result = desk("case", "import", path, "--as", "ada")
        assert (result.exit_code, result.stdout) == (1, "")
        assert str(path) in result.stderr
