"""`accord case`: a whole case from a terminal, told as the API and the trail tell it."""

import json
import re
from datetime import UTC, datetime

from tests.cli.conftest import UNDER_WAY, Operator, opened
from tests.world import answering, filing
from workflow.outcomes import parse_instant


def test_a_case_runs_from_draft_to_award_at_a_terminal(desk: Operator) -> None:
    draft = desk.file("draft.json", filing(months=36))
    change = desk.file("change.json", {"months": 24, "own_funds": None})
    theirs = desk.file("theirs.json", answering())

    opened = desk.done("case", "open", UNDER_WAY, "2.4", "--as", "ada", "--file", draft)
    refused = desk("case", "transition", "UW23-2.4-001", "submit", "--as", "ada")
    said = [
        desk.done("case", "amend", "UW23-2.4-001", "--file", change, "--as", "ada", "--json"),
        desk.done("case", "transition", "UW23-2.4-001", "submit", "--as", "ada", "--version", "2"),
        desk.done("case", "file", "UW23-2.4-001", "--file", theirs, "--submit", "--as", "diego"),
        desk.done("case", "transition", "UW23-2.4-001", "confirm", "--as", "diego"),
        desk.done("case", "transition", "UW23-2.4-001", "review", "--as", "cora", "--score", "91"),
        desk.done("case", "transition", "UW23-2.4-001", "award", "--as", "eli", "--amount", "500000"),
    ]

    assert opened.startswith("UW23-2.4-001 is draft, version 1 (event ")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == (
        "refused (needs-unmet): Submit is not possible yet: Must be 24 months; you entered 36\n"
        "  - Must be 24 months; you entered 36 [clause 2.4-a: The project runs exactly two years.]\n"
    )
    assert json.loads(said[0])["action"] == "case.amended"
    assert [line.split(" (")[0] for line in said[1:]] == [
        "UW23-2.4-001 is submitted, version 3",
        "UW23-2.4-001 is submitted, version 4",
        "UW23-2.4-001 is partner-confirmed, version 5",
        "UW23-2.4-001 is reviewed, version 6",
        "UW23-2.4-001 is awarded, version 7",
    ]
    assert (", open until " in said[1], ", open until " in said[-1]) == (True, False)
    assert "award: reviewed to awarded" in desk.done("case", "show", "UW23-2.4-001")
    assert desk.json("case", "show", "UW23-2.4-001")["case"]["amount"] == 500_000


def test_a_case_is_listed_and_shown_whole_and_as_it_stood(desk: Operator) -> None:
    ref = opened(desk)
    desk.done("case", "transition", ref, "submit", "--as", "ada")

    [listed] = desk.json("case", "list", "--call", UNDER_WAY, "--direction", "2.4", "--state", "submitted")
    whole = desk.json("case", "show", ref)
    shown, table = desk.done("case", "show", ref), desk.done("case", "list", "--text", "pea protein")
    first = whole["events"][0]["effective_at"]
    then = json.loads(desk.done("case", "show", ref, "--as-of", first))

    assert (listed["ref"], listed["state"], listed["version"]) == (ref, "submitted", 2)
    assert whole["case"] == listed
    assert (whole["home"], whole["counterpart"], whole["edition"]) == (filing(), None, 1)
    assert [event["data"].get("transition", event["action"]) for event in whole["events"]] == ["case.opened", "submit"]
    assert (then["state"], then["version"], then["home"]) == ("draft", 1, filing())
    assert shown.startswith(f"{ref} Gentle extraction of pea protein\nsubmitted, version 2, open until ")
    assert "submit: draft to submitted" in shown
    assert [line.split()[0] for line in table.splitlines()] == ["case", ref]
    assert desk.json("case", "list", "--state", "awarded") == []


def test_a_refusal_as_json_is_the_whole_refusal_and_exits_with_one(table: Operator) -> None:
    desk = table
    ref = opened(desk)

    result = desk("case", "transition", ref, "award", "--as", "eli", "--amount", "1", "--json")

    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["code"], told["case"], told["state"], told["version"]) == ("not-from-this-state", ref, "draft", 1)
    assert told["allowed"] == ["submit", "withdraw", "lapse"]


def test_a_refusal_says_what_could_be_done_and_what_would_help(table: Operator) -> None:
    desk = table
    ref = opened(desk)

    elsewhere = desk("case", "transition", ref, "award", "--as", "eli", "--amount", "1")
    stale = desk("case", "transition", ref, "submit", "--as", "ada", "--version", "9")
    theirs = desk("case", "file", ref, "--file", desk.file("x.json", {}), "--side", "home", "--as", "eli")

    assert elsewhere.stderr == (
        "refused (not-from-this-state): Award is not possible while the case is at: Draft\n"
        "  transitions from here: submit, withdraw, lapse\n"
    )
    assert stale.stderr == "refused (stale): the case has moved on: it is at version 1, you saw 9\n"
    assert theirs.stderr == ("refused (not-yours-to-make): the home filing can be written by: applicant, coordinator\n")
    assert {result.exit_code for result in (elsewhere, stale, theirs)} == {1}


def test_a_case_is_given_more_time_by_a_date_or_an_instant(desk: Operator) -> None:
    ref = opened(desk)

    unmeant = desk("case", "extend", ref, "internal", "2199-01-01", "--reason", "a flood", "--as", "cora")
    by_date = desk.json(
        "case", "extend", ref, "internal", "2199-01-01", "--reason", "a flood", "--as", "cora", "--confirm"
    )
    earlier = desk("case", "extend", ref, "internal", "2198-01-01", "--reason", "a flood", "--as", "cora", "--confirm")
    offset = "2199-01-02T08:00:00+08:00"
    by_instant = desk.json("case", "extend", ref, "internal", offset, "--reason", "again", "--as", "cora", "--confirm")
    entry = desk.json("case", "show", ref)["events"][-1]

    assert parse_instant(by_date["due_at"]) == datetime(2199, 1, 1, 16, tzinfo=UTC)
    assert unmeant.exit_code == 1 and "would end after “Agency submission”" in unmeant.stderr
    assert earlier.exit_code == 1
    assert earlier.stderr.startswith(
        "refused (misfit): an extension must lie ahead, and after 2199-01-01 23:59 (Asia/Shanghai)"
    )
    assert parse_instant(by_instant["due_at"]) == datetime(2199, 1, 2, tzinfo=UTC)
    assert entry["data"]["deadline"] == {
        "name": "internal",
        "from": "2199-01-01T16:00:00.000000Z",
        "to": "2199-01-02T00:00:00.000000Z",
    }


def test_every_instant_is_told_as_the_api_and_the_trail_tell_it(table: Operator) -> None:
    desk, ref = table, opened(table)
    desk.done("case", "transition", ref, "submit", "--as", "ada")

    told = [
        desk.done("case", "show", ref, "--json"),
        desk.done("case", "list", "--json"),
        desk.done("audit", "list", "--json"),
        desk.done("case", "export"),
        desk.done("case", "transition", ref, "return", "--reason", "said", "--as", "cora", "--json"),
    ]

    found = [
        re.findall(r'"(?:opened_at|entered_at|due_at|effective_at|recorded_at)": ?"([^"]+)"', text) for text in told
    ]
    form = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
    assert all(found)
    assert [one for instants in found for one in instants if not form.fullmatch(one)] == []


def test_a_duplicate_is_named_where_a_case_is_shown(desk: Operator) -> None:
    one, other = opened(desk), opened(desk)

    [duplicate] = desk.json("case", "show", one)["duplicates"]

    assert (duplicate["ref"], duplicate["same"]) == (other, ["title", "leader"])
    assert f"may be a duplicate of {other} (draft): same title, leader" in desk.done("case", "show", one)
