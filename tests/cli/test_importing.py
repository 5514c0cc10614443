"""`accord case import` and `export`: many cases at once, all or none, and everything that was filed."""

import json
from pathlib import Path

from tests.cli.conftest import UNDER_WAY, Operator, opened
from tests.world import filing


def lines(desk: Operator, *drafts: object) -> Path:
    """A file with a draft on each line, the last of which nobody ended."""
    return desk.file("drafts.jsonl", "\n".join(json.dumps(draft, ensure_ascii=False) for draft in drafts))


def draft(**differing: object) -> dict[str, object]:
    return {"call": UNDER_WAY, "direction": "2.4", "content": filing()} | differing


def test_cases_are_opened_line_by_line_all_or_none(desk: Operator) -> None:
    good = lines(desk, draft(), draft(direction="2.3", content=filing(title="Second")), draft())

    dry = desk.done("case", "import", good, "--as", "ada", "--dry-run")
    before = desk.json("case", "list")
    real = desk.done("case", "import", good, "--as", "ada")
    bad = desk("case", "import", lines(desk, draft(), draft(direction="9.9"), draft(partner="IT")), "--as", "ada")

    assert (dry, before, real) == ("could open 3 cases\n", [], "opened 3 cases\n")
    assert bad.exit_code == 1
    told = bad.stderr.splitlines()
    assert [line.split(":")[0] for line in told] == ["line 2", "line 3", "accord"]
    assert told[0].startswith("line 2: there is no direction '9.9'")
    assert told[-1] == "accord: nothing was opened"
    refs = [case["ref"] for case in desk.json("case", "list")]
    assert refs == ["UW23-2.4-002", "UW23-2.3-001", "UW23-2.4-001"]
    written = [json.loads(line)["home"]["title"] for line in desk.done("case", "export").splitlines()]
    assert written == [filing()["title"], "Second", filing()["title"]]


def test_what_was_written_out_holds_everything_filed_and_can_be_narrowed(desk: Operator) -> None:
    first, second = opened(desk), opened(desk, title="Second")
    desk.done("case", "transition", second, "submit", "--as", "ada")

    written = [json.loads(line) for line in desk.done("case", "export").splitlines()]
    drafts = [json.loads(line) for line in desk.done("case", "export", "--state", "draft").splitlines()]

    assert [one["case"]["ref"] for one in written] == [first, second]
    assert [one["home"]["title"] for one in written] == [filing()["title"], "Second"]
    assert [one["case"]["ref"] for one in drafts] == [first]
    assert "there is no call “nothing”" in desk("case", "export", "--call", "nothing").stderr


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

    assert said == "opened 2 cases\n"
    assert desk.json("case", "list", "--limit", "2")[1]["title"] == "Pea\u2028protein\x85twice"


def test_a_file_that_is_not_text_is_named(table: Operator) -> None:
    desk = table
    binary = desk.folder / "drafts.jsonl"
    binary.write_bytes(b'{"call": "\xff"}\n')

    for path in (binary, desk.folder):
        result = desk("case", "import", path, "--as", "ada")
        assert (result.exit_code, result.stdout) == (1, "")
        assert str(path) in result.stderr
