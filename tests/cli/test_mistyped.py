"""What is typed wrongly: it is named in one sentence, and nothing is done."""

import pytest

from tests.cli.conftest import UNDER_WAY, Operator, opened


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
        (
            "case",
            "transition",
            ref,
            "teleport",
            "--as",
            "ada",
        ): "refused (unknown-transition): there is no transition 'teleport'",
        (
            "case",
            "transition",
            "IG23-2.4-999",
            "submit",
            "--as",
            "ada",
        ): "refused (no-such-case): there is no case IG23-2.4-999",
        ("case", "transition", ref, "submit", "--as", "nobody"): "accord: there is no person 'nobody'",
        ("case", "amend", ref, "--file", empty, "--as", "ada"): "refused (misfit): /colour: no such field",
        ("case", "show", "IG23-2.4-999"): "accord: there is no case IG23-2.4-999",
        ("case", "show", ref, "--as-of", "2000-01-01T00:00:00Z"): f"accord: the case {ref} was not open at 2000-01-01",
        ("case", "show", ref, "--as-of", "yesterday"): "accord: 'yesterday': must be an instant that exists, writ",
        ("case", "show", ref, "--as-of", "2022-12-25T16:00:00"): "accord: '2022-12-25T16:00:00': must be an insta",
        ("case", "extend", ref, "internal", "2022-02-30", "--reason", "x", "--as", "cora"): "accord: '2022-02-30",
        ("case", "extend", ref, "agency", "tomorrow", "--reason", "x", "--as", "cora"): "accord: 'tomorrow",
        ("case", "extend", ref, "noon", "2199-01-01", "--reason", "x", "--as", "cora"): (
            "refused (no-such-definition): there is no deadline 'noon'; there are: internal, agency, review, decision"
        ),
    }

    found = {arguments: desk(*arguments) for arguments in wrong}

    told = {
        arguments: (one.exit_code, one.stdout, one.stderr[: len(wrong[arguments])]) for arguments, one in found.items()
    }
    assert told == {arguments: (1, "", problem) for arguments, problem in wrong.items()}


@pytest.mark.parametrize("typed", ["3000,50", "8,5", "3.000", "1_000", "1,23,456", "５００．５", "lots", "5e5"])
def test_a_number_that_is_none_is_named_with_what_was_typed(table: Operator, typed: str) -> None:
    ref = opened(table)
    before = table.json("case", "show", ref)

    for command in (("case", "transition", ref, "award", "--as", "eli", "--amount"), ("case", "list", "--limit")):
        result = table(*command, typed)
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"you entered “{typed}”" in " ".join(result.stderr.replace("│", " ").split())

    assert table.json("case", "show", ref) == before


def test_who_makes_a_move_must_be_said(table: Operator) -> None:
    result = table("case", "transition", opened(table), "submit")

    assert (result.exit_code, result.stdout, "--as" in result.stderr) == (2, "", True)


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
    side = desk("case", "file", "UW23-2.4-001", "--file", files[0], "--side", "middle", "--as", "ada")
    assert side.exit_code == 2
    assert desk.json("case", "list") == []


@pytest.mark.parametrize("written", ["\x01", "a\x00b", "\x7f", "\x1b[31m", "\x9b", "x" * 201])
def test_what_nothing_can_be_searched_for_by_is_refused(table: Operator, written: str) -> None:
    registers = [("registry", name, "list") for name in ("agreements", "organisations", "authorities", "laureates")]
    for listing in (("case", "list"), ("people", "list"), *registers):
        found = table(*listing, "--text", written)

        assert (found.exit_code, found.stdout) == (2, ""), found.stderr
        assert "must " in found.stderr and "characters" in found.stderr


@pytest.mark.parametrize("limit", ["2\u00b2", "\u2461", "2\u200b0", "2\u00a50"])
def test_a_limit_that_only_looks_like_a_number_is_refused(table: Operator, limit: str) -> None:
    found = table("case", "list", "--limit", limit)

    assert found.exit_code == 2 and "enter a whole number" in found.stderr
