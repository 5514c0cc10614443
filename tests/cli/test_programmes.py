"""`accord programme`: definitions checked, listed, shown, drawn and published."""

from pathlib import Path

import pytest

from states import diagram, loader, registry_sources
from tests.cli.conftest import UNDER_WAY, Operator, programmes
from tests.states import definitions
from tests.world import BAST, CALL, STATE_AWARD, ZHONGGUANCUN


def test_the_bundled_programmes_are_sound(accord: Operator) -> None:
    assert accord.done("programme", "check").splitlines() == [
        f"{BAST}: sound; 1 direction, 60 cases",
        f"{CALL}: sound; 15 directions, 138 cases, 496,000,000 yuan",
        f"{STATE_AWARD}: sound; 1 direction, 10 cases",
        f"{ZHONGGUANCUN}: sound; 1 direction, 10 cases",
    ]


def test_a_broken_folder_exits_with_one_and_lists_every_fault_of_every_file(accord: Operator, tmp_path: Path) -> None:
    root = definitions.written(
        tmp_path / "broken",
        lifecycle=('to = "sent"\nby = ["applicant"]', 'to = "nowhere"\nby = ["applicant"]'),
        call=("cases = 5", "cases = 6"),
        A=("most = 24", "most = 24\nleast = 25"),
    )

    result = accord("programme", "check", "--folder", root)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.removeprefix("accord: ").splitlines() == definitions.faults(root)
    assert len(definitions.faults(root)) >= 3
    for fault in ("no state 'nowhere'", "says 6, the directions add up to 5", "least 25 is more than most 24"):
        assert fault in result.stderr


def test_a_file_that_is_not_toml_is_named(accord: Operator, tmp_path: Path) -> None:
    root = definitions.written(tmp_path / "broken")
    (root / "seeds-2030" / "B.toml").write_text("code = ", "utf-8")

    result = accord("programme", "check", "--folder", root)

    assert result.exit_code == 1
    assert result.stderr.startswith("accord: seeds-2030/B.toml: is not TOML: ")


def test_a_call_of_a_programme_that_is_not_there_is_a_fault(accord: Operator, tmp_path: Path) -> None:
    result = accord("programme", "check", "--folder", definitions.written(tmp_path / "alone"))

    assert (result.exit_code, result.stderr) == (1, "accord: seeds-2030: there is no programme 'seeds'\n")


def test_a_folder_that_is_not_there_is_not_understood(accord: Operator, tmp_path: Path) -> None:
    assert accord("programme", "check", "--folder", tmp_path / "nothing").exit_code == 2


def test_calls_are_listed_with_their_places_and_funds(accord: Operator) -> None:
    found = accord.json("programme", "list")
    table = accord.done("programme", "list")

    assert [(one["code"], one["directions"], one["cases"], one["funds"]) for one in found] == [
        (BAST, 1, 60, None),
        (CALL, 15, 138, 496_000_000),
        (STATE_AWARD, 1, 10, None),
        (ZHONGGUANCUN, 1, 10, None),
    ]
    assert "496,000,000" in table
    assert [line.split()[0] for line in table.splitlines()[1:]] == [BAST, CALL, STATE_AWARD, ZHONGGUANCUN]


def test_a_call_is_shown_with_its_deadlines_directions_and_rules(accord: Operator) -> None:
    said = accord.done("programme", "show", CALL)
    whole = accord.json("programme", "show", CALL)

    assert "internal  2022-12-25 16:00:00+00:00  from the source, P-01, line 6-8" in said
    assert "2.4 China–Argentina joint research with AR: 4 cases, 2,000,000 yuan" in said
    assert "    2.4-a (must) The project runs exactly two years." in said
    for rule in definitions.direction("2.4").rules:
        assert f"    {rule.id} ({rule.strength}{'' if rule.basis == 'source' else ', our default'}) " in said
    assert whole == loader.calls()[CALL].model_dump(mode="json", by_alias=True)


@pytest.mark.parametrize("command", ["show", "draw", "publish"])
def test_a_call_that_is_not_defined_is_told_from_those_that_are(operator: Operator, command: str) -> None:
    result = operator("programme", command, "no-such-call", *(["2.4"] if command == "draw" else []))

    said = f"accord: there is no call 'no-such-call'; there are: {BAST}, {CALL}, {STATE_AWARD}, {ZHONGGUANCUN}\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)


def test_a_lifecycle_is_drawn_as_text_or_as_a_picture(accord: Operator) -> None:
    lifecycle = definitions.direction("2.4").lifecycle

    assert accord.done("programme", "draw", CALL, "2.4") == diagram.mermaid(lifecycle) + "\n"
    assert accord.done("programme", "draw", CALL, "2.4", "--svg") == diagram.svg(lifecycle) + "\n"


def test_a_direction_that_is_not_there_is_not_drawn(accord: Operator) -> None:
    result = accord("programme", "draw", CALL, "9.9")

    assert (result.exit_code, result.stderr) == (1, f"accord: there is no direction '9.9' in {CALL}\n")


def test_publishing_is_done_once_and_a_changed_edition_is_refused(operator: Operator) -> None:
    root = programmes(operator.folder)

    again = operator.done("programme", "publish").splitlines()
    first = operator.done("programme", "publish", UNDER_WAY, "--folder", root)
    second = operator.done("programme", "publish", UNDER_WAY, "--folder", root)
    file = root / UNDER_WAY / "2.4.toml"
    file.write_text(file.read_text("utf-8").replace("least = 24", "least = 12"), "utf-8")
    changed = operator("programme", "publish", UNDER_WAY, "--folder", root)

    named = [f"registry: {one.id}" for one in registry_sources.load_cited().authorities]
    assert again == [
        *named,
        *(f"{code}, edition 1: is published already" for code in (BAST, CALL, STATE_AWARD, ZHONGGUANCUN)),
    ]
    assert (first, second) == (
        f"{UNDER_WAY}, edition 1: published\n",
        f"{UNDER_WAY}, edition 1: is published already\n",
    )
    assert changed.exit_code == 1
    assert changed.stderr == f"accord: edition 1 of {UNDER_WAY} was already published with another text\n"


def test_a_default_is_shown_as_ours_until_a_coordinator_confirms_it(desk: Operator) -> None:
    confirm = ("programme", "confirm", UNDER_WAY, "deadlines.review", "--reason", "decided by the office", "--as")

    def review() -> str:
        told = desk.done("programme", "provenance", UNDER_WAY)
        return next(" ".join(line.split()) for line in told.splitlines() if line.startswith("deadlines.review "))

    before = review()
    theirs = desk(*confirm, "ada")
    confirmed = desk.done(*confirm, "cora")
    [found] = [one for one in desk.json("programme", "provenance", UNDER_WAY) if one["key"] == "deadlines.review"]

    assert before == "deadlines.review our default"
    assert (theirs.exit_code, theirs.stderr.startswith("refused (not-yours-to-make)")) == (1, True)
    assert confirmed.startswith(f"deadlines.review of {UNDER_WAY} is set by the office (event ")
    assert (found["label"], found["name"]) == ("office", "Cora")
    assert review().startswith("deadlines.review set by the office Cora, ")
    assert desk(*confirm, "cora").exit_code == 1
    assert "from the source" in desk.done("programme", "provenance", UNDER_WAY)
