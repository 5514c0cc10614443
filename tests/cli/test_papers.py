"""Documents at a terminal: attached from a file or as a paper in hand, and listed."""

import hashlib
from pathlib import Path

import pytest

from tests.cli.conftest import Operator, furnished, opened
from tests.files import HOSTILE, pdf

FILE = pdf()


@pytest.fixture
def desk(operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """An operator with a call under way, people in it, and a folder for documents."""
    monkeypatch.setenv("ACCORD_DOCUMENTS", str(tmp_path / "documents"))
    return furnished(operator)


def stored(desk: Operator) -> list[str]:
    folder = desk.folder / "documents"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_attached_and_listed(desk: Operator) -> None:
    ref, file = opened(desk), desk.folder / "agreement.pdf"
    file.write_bytes(FILE)

    done = desk.json(
        *("case", "attach", ref, file, "--as", "ada", "--kind", "agreement", "--signed-on", "2022-11-09"),
        *("--signatory", "Lin Qing", "--signatory", "María Sosa"),
    )
    listed = desk.json("case", "documents", ref)
    table = desk.done("case", "documents", ref)

    digest = hashlib.sha256(FILE).hexdigest()
    assert [(one["id"], one["sha256"], one["signed_on"], one["signatories"]) for one in listed] == [
        (done["document"], digest, "2022-11-09", ["Lin Qing", "María Sosa"])
    ]
    assert (done["action"], done["document"] in table) == ("case.document-attached", True)
    assert stored(desk) == [f"clean/{done['document']}/{digest}"]


def test_a_paper_in_hand_is_recorded_without_a_file(desk: Operator) -> None:
    ref = opened(desk)

    said = desk.done(
        "case",
        "attach",
        ref,
        "--as",
        "cora",
        "--kind",
        "letter",
        "--name",
        "Letter of the ministry",
        "--reason",
        "It came by post.",
    )

    [paper] = desk.json("case", "documents", ref)
    assert said == f"{paper['id']} is attached to {ref}, version 2 (event {said.split()[-1][:-1]})\n"
    assert (paper["media"], paper["sha256"], paper["name"]) == ("paper", "", "Letter of the ministry")


def test_a_hostile_file_a_refused_command_and_a_day_that_is_none_leave_nothing_behind(desk: Operator) -> None:
    ref, bad, good = opened(desk), desk.folder / "bad.pdf", desk.folder / "good.pdf"
    bad.write_bytes(HOSTILE["a PDF that runs JavaScript"][1])
    good.write_bytes(FILE)
    asked = ("--kind", "agreement", "--as", "ada")

    results = [
        desk("case", "attach", ref, bad, *asked),
        desk("case", "attach", ref, good, *asked, "--side", "counterpart"),
        desk("case", "attach", ref, good, *asked, "--signed-on", "yesterday"),
        desk("case", "attach", ref, good, *asked, "--signed-on", "2999-01-01"),
        desk("case", "attach", "IG23-2.4-999", good, *asked),
        desk("case", "attach", ref, *asked, "--name", "A letter"),
    ]
    side = desk("case", "attach", ref, good, *asked, "--side", "both")

    assert [result.exit_code for result in results] == [1] * 6
    assert "JavaScript" in results[0].stderr
    assert side.exit_code == 2
    assert (stored(desk), desk.json("case", "documents", ref)) == ([], [])


def test_a_file_beyond_the_limit_is_refused(desk: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    ref, file = opened(desk), desk.folder / "large.pdf"
    file.write_bytes(bytes(2_000))
    monkeypatch.setenv("ACCORD_DOCUMENT_LIMIT", "1999")

    result = desk("case", "attach", ref, file, "--kind", "agreement", "--as", "ada")

    assert (result.exit_code, result.stderr) == (1, "accord: the file is larger than 1,999 bytes\n")
    assert stored(desk) == []
