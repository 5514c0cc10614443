"""The formal check of a case from a terminal: clauses waived, receipts, the comparison, and at the end erasure."""

import json

from tests.cli.conftest import Operator, opened
from tests.world import answering


def test_a_receipt_on_paper_is_recorded_with_where_it_comes_from(desk: Operator) -> None:
    ref = opened(desk)
    desk.done("case", "transition", ref, "submit", "--as", "ada")
    receipt = ("case", "receive", ref, "Ministry of Science", "AR-77", "2022-12-20T09:00:00-03:00", "--as", "cora")

    said = desk.json(*receipt, "--paper", "a letter of 20 December", "--zone", "America/Argentina/Buenos_Aires")
    [told] = desk.json("case", "show", ref)["receipts"]

    assert (said["action"], said["state"]) == ("case.filing-received", "submitted")
    assert (told["reference"], told["received_at"], told["paper"]) == ("AR-77", "2022-12-20T12:00:00.000000Z", True)


def test_a_receipt_that_lies_ahead_or_is_no_instant_is_refused(desk: Operator) -> None:
    ref = opened(desk)
    desk.done("case", "transition", ref, "submit", "--as", "ada")

    ahead = desk("case", "receive", ref, "Ministry", "AR-77", "2199-01-01T00:00:00Z", "--as", "diego")
    nonsense = desk("case", "receive", ref, "Ministry", "AR-77", "yesterday", "--as", "diego")

    assert (ahead.exit_code, nonsense.exit_code) == (1, 1)
    assert "in the future" in ahead.stderr
    assert "'yesterday': must be an instant that exists" in nonsense.stderr


def test_a_difference_of_words_is_confirmed_and_the_case_goes_on(desk: Operator) -> None:
    ref = opened(desk)
    desk.done("case", "transition", ref, "submit", "--as", "ada")
    theirs = desk.file("theirs.json", answering(title="Proteína de arveja"))
    desk.done("case", "file", ref, "--file", theirs, "--as", "diego")
    desk.done("case", "submit-filing", ref, "--as", "diego")

    blocked = desk("case", "transition", ref, "confirm", "--as", "diego")
    found = desk.json("case", "compare", ref, "--field", "title", "--reason", "read by a translator", "--as", "cora")
    again = desk("case", "compare", ref, "--as", "cora")
    confirmed = desk.json("case", "transition", ref, "confirm", "--as", "diego")

    assert (blocked.exit_code, "they differ in: title" in blocked.stderr) == (1, True)
    assert (found["action"], again.exit_code, confirmed["state"]) == ("case.compared", 1, "partner-confirmed")


def test_a_clause_that_must_hold_is_not_waived(desk: Operator) -> None:
    ref = opened(desk)

    refused = desk("case", "waive", ref, "2.4-a", "--reason", "why not", "--as", "cora", "--json")

    assert (refused.exit_code, json.loads(refused.stdout)["code"]) == (1, "not-waivable")


def test_the_words_of_a_case_that_goes_on_are_not_erased(desk: Operator) -> None:
    ref = opened(desk)

    refused = desk("case", "erase", ref, "--reason", "ten years have passed", "--as", "cora")

    assert (refused.exit_code, "can be erased by: administrator" in refused.stderr) == (1, True)
