"""`accord people`: who acts, in which roles, with which tokens."""

import re

from tests.cli.conftest import Operator
from tests.world import CALL


def test_a_person_is_added_given_roles_and_a_token(operator: Operator) -> None:
    person = operator.json("people", "add", "Ada Lin", "--email", "ada@example.org")["id"]

    granted = operator.done("people", "grant", "ada@example.org", "applicant")
    partner = operator.done("people", "grant", person, "authority", "--call", CALL, "--partner", "AR")
    secret = operator.done("people", "token", "ada@example.org", "--name", "laptop", "--days", "7").strip()
    issued = operator.json("people", "token", person, "--scope", "read")

    assert re.fullmatch(r"per_[0-9a-f]{16}", person)
    assert granted == "Ada Lin is applicant\n"
    assert partner == f"Ada Lin is authority in {CALL} for AR\n"
    assert re.fullmatch(r"accord_[0-9A-Za-z]{36}", secret)
    assert set(issued) == {"id", "secret"}
    assert issued["secret"] != secret
    assert operator.json("audit", "list", "--action", "token.issued")[1]["data"] == {
        "token": issued["id"],
        "person": person,
    }


def test_a_person_added_without_json_is_told_by_the_id_alone(operator: Operator) -> None:
    assert re.fullmatch(r"per_[0-9a-f]{16}\n", operator.done("people", "add", "Bo"))


def test_what_cannot_be_done_for_a_person_is_said_in_one_sentence(operator: Operator) -> None:
    operator.done("people", "add", "Ada", "--email", "ada@example.org")
    wrong = {
        ("people", "add", ""): "a person needs a name",
        (
            "people",
            "add",
            "Eve",
            "--email",
            "ada@example.org",
        ): "the address ada@example.org belongs to someone already",
        ("people", "grant", "nobody", "applicant"): "there is no person 'nobody'",
        ("people", "grant", "ada@example.org", "applicant", "--call", "nonsense"): "there is no call 'nonsense'",
        ("people", "token", "nobody"): "there is no person 'nobody'",
        (
            "people",
            "token",
            "ada@example.org",
            "--scope",
            "all",
        ): "there is no scope 'all'; there are: read, write, manage",
    }

    for arguments, problem in wrong.items():
        result = operator(*arguments)
        assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"accord: {problem}\n")
    king = operator("people", "grant", "ada@example.org", "king")
    assert king.exit_code == 1
    assert king.stderr.startswith("accord: there is no role 'king' to be given; there are: applicant, authority")
    assert operator("people", "token", "ada@example.org", "--days", "0").exit_code == 2
    assert operator("people", "token", "ada@example.org", "--days", "367").exit_code == 2


def test_a_name_that_is_too_long_is_refused_in_one_sentence(operator: Operator) -> None:
    result = operator("people", "add", "n" * 201)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("accord: ")


def test_the_tokens_of_a_person_are_listed_and_ended(operator: Operator) -> None:
    person = operator.json("people", "add", "Ada Lin", "--email", "ada@example.org")["id"]
    operator.done("people", "add", "Bo", "--email", "bo@example.org")
    issued = operator.json("people", "token", person, "--name", "laptop", "--scope", "read")["id"]
    theirs = operator.json("people", "token", "bo@example.org")["id"]

    [before] = operator.json("people", "tokens", "ada@example.org")
    wrong = operator("people", "tokens", person, "--revoke", theirs)
    [after] = operator.json("people", "tokens", person, "--revoke", issued)
    shown = operator.done("people", "tokens", person)

    assert (before["id"], before["scopes"], before["used_at"], before["revoked_at"]) == (issued, ["read"], None, None)
    assert (wrong.exit_code, wrong.stderr) == (1, f"accord: Ada Lin has no token {theirs}\n")
    assert after["revoked_at"] is not None
    assert "last used" in shown and issued in shown


def test_a_role_is_taken_back_as_it_was_granted_and_never_from_the_last_administrator(operator: Operator) -> None:
    operator.done("people", "add", "Ada Lin", "--email", "ada@example.org")
    operator.done("people", "grant", "ada@example.org", "authority", "--call", CALL, "--partner", "AR")
    operator.done("people", "grant", "ada@example.org", "administrator")

    wrong = operator("people", "take-back", "ada@example.org", "authority")
    last = operator("people", "take-back", "ada@example.org", "administrator")
    done = operator.done("people", "take-back", "ada@example.org", "authority", "--call", CALL, "--partner", "AR")
    [ada] = operator.json("people", "list", "--text", "ada@")

    assert (wrong.exit_code, wrong.stderr) == (1, "accord: this role is not held\n")
    assert last.stderr == "accord: this is the last administrator; make somebody else one first\n"
    assert done == f"Ada Lin is authority in {CALL} for AR no longer\n"
    assert ada["grants"] == [{"role": "administrator", "call": None, "partner": None}]
    assert [one["actor"] for one in operator.json("audit", "list", "--action", "role.revoked")] == ["system"]


def test_an_account_is_closed_and_opened_again_by_its_address(operator: Operator) -> None:
    operator.done("people", "add", "Ada Lin", "--email", "ada@example.org")

    closed = operator.done("people", "close", "ada@example.org")
    twice, link = operator("people", "close", "ada@example.org"), operator("people", "link", "ada@example.org")
    [then] = operator.json("people", "list")
    opened = operator.done("people", "open", "ada@example.org")
    [now] = operator.json("people", "list")

    assert (closed, opened) == ("the account of Ada Lin is closed\n", "the account of Ada Lin is open\n")
    assert (twice.exit_code, link.exit_code) == (1, 1)
    assert (then["disabled_at"] is None, now["disabled_at"]) == (False, None)
    assert operator("people", "open", "nobody").stderr == "accord: there is no person 'nobody'\n"


def test_people_are_listed_with_their_roles_and_narrowed_by_them(operator: Operator) -> None:
    for name in ("Bo", "Ada"):
        operator.done("people", "add", name, "--email", f"{name.lower()}@x.test")
    operator.done("people", "grant", "ADA@x.test", "reviewer", "--call", CALL)

    every = operator.json("people", "list")
    reviewers = operator.json("people", "list", "--role", "reviewer")
    shown = operator.done("people", "list")

    assert [one["name"] for one in every] == ["Ada", "Bo"]
    assert [one["name"] for one in reviewers] == ["Ada"]
    assert (every[0]["seen_at"], every[0]["has_password"]) == (None, False)
    assert f"reviewer in {CALL}" in " ".join(shown.split())
