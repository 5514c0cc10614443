"""`accord case examine` and `judge`: what people find of the clauses that no rule judges, at a terminal."""

import pytest

from tests.cli.conftest import UNDER_WAY, Operator
from tests.filings import good, partner

CLAUSE = "1.8-b-contents"


@pytest.fixture
def submitted(desk: Operator) -> list[str]:
    """Two cases of a direction in which people judge a clause, submitted."""
    agreement = good("1.8")["cooperation_agreement"] | {"valid_until": "2199-12-31"}  # the call is under way today
    draft = desk.file("draft.json", good("1.8", cooperation_agreement=agreement))
    opening = ("case", "open", UNDER_WAY, "1.8", "--partner", partner("1.8"), "--as", "ada", "--file", draft)
    refs = [str(desk.json(*opening)["case"]) for _ in range(2)]
    for ref in refs:
        desk.done("case", "transition", ref, "submit", "--as", "ada")
    return refs


def verdicts(desk: Operator, ref: str) -> list[str]:
    """What people found of the clause, the newest first."""
    [found] = [one for one in desk.json("case", "examine", ref) if one["id"] == CLAUSE]
    return [said["verdict"] for said in found["recorded"]]


def test_a_clause_is_judged_on_one_case_and_shown_with_its_evidence(desk: Operator, submitted: list[str]) -> None:
    ref, other = submitted
    judge = ("case", "judge", CLAUSE, ref, "--met", "--evidence", "read in the work plan", "--as")

    theirs = desk(*judge, "ada")
    judged = desk.json(*judge, "cora")

    assert (theirs.exit_code, theirs.stderr.startswith("refused (not-yours-to-make)")) == (1, True)
    assert judged["action"] == "case.clause-judged"
    assert (verdicts(desk, ref), verdicts(desk, other)) == (["met"], [])
    [said] = [line for line in desk.done("case", "examine", ref).splitlines() if line.startswith(f"{CLAUSE}: ")]
    assert said.startswith(f"{CLAUSE}: met, Cora, ")
    assert said.endswith(": read in the work plan")


def test_a_clause_is_judged_on_many_cases_first_tried_and_then_done(desk: Operator, submitted: list[str]) -> None:
    judge = (
        "case",
        "judge",
        CLAUSE,
        *submitted,
        "UW23-1.8-999",
        "--not-met",
        "--evidence",
        "not there",
        "--as",
        "cora",
    )

    tried = desk(*judge, "--dry-run")
    before = [verdicts(desk, ref) for ref in submitted]
    made = desk(*judge)

    assert [line.split(maxsplit=1)[1].strip() for line in tried.stdout.splitlines()[1:3]] == ["would be not-met"] * 2
    assert [line.split(maxsplit=1)[1].strip() for line in made.stdout.splitlines()[1:3]] == ["not-met"] * 2
    for result in (tried, made):
        assert (result.exit_code, result.stderr) == (1, "accord: 1 of 3 cases were left as they are\n")
    assert before == [[], []]
    assert [verdicts(desk, ref) for ref in submitted] == [["not-met"], ["not-met"]]
