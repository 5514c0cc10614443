"""Partners of a case and the partners' own deadlines, at a terminal."""

from datetime import timedelta

from tests.cli.conftest import UNDER_WAY, Operator, opened
from tests.world import answering
from workflow.clock import SystemClock


def test_a_partner_of_a_case_is_added_listed_and_removed(desk: Operator) -> None:
    ref = opened(desk)
    pia = desk.done("people", "add", "Pia", "--email", "pia@x.test").strip()
    about = (ref, "pia@x.test", "--as", "cora", "--reason", "named in the filing")

    theirs = desk("case", "add-partner", ref, "pia@x.test", "--as", "ada", "--reason", "I want it")
    added = desk.json("case", "add-partner", *about)
    [listed] = desk.json("case", "partners", ref)
    table = desk.done("case", "partners", ref)
    removed = desk.json("case", "remove-partner", *about)

    assert (theirs.exit_code, theirs.stderr.startswith("refused (not-yours-to-make)")) == (1, True)
    assert (added["action"], removed["action"]) == ("case.partner-added", "case.partner-removed")
    assert (listed["person"], listed["name"], listed["invitation"]) == (pia, "Pia", None)
    assert "Pia" in table
    assert desk.json("case", "partners", ref) == []


def test_a_filing_that_was_submitted_is_taken_back(desk: Operator) -> None:
    ref = opened(desk)
    desk.done("case", "transition", ref, "submit", "--as", "ada")
    desk.done("case", "file", ref, "--file", desk.file("theirs.json", answering()), "--submit", "--as", "diego")

    recalled = desk.json("case", "recall-filing", ref, "--as", "diego", "--reason", "the wrong plan")
    again = desk("case", "recall-filing", ref, "--as", "diego")
    confirmed = desk("case", "transition", ref, "confirm", "--as", "diego")

    assert (recalled["action"], recalled["state"]) == ("case.filing-recalled", "submitted")
    assert (again.exit_code, confirmed.exit_code) == (1, 1)


def test_the_deadline_of_a_partner_is_our_default_until_a_coordinator_records_it(desk: Operator) -> None:
    def argentina() -> dict[str, object]:
        found = desk.json("programme", "partner-deadlines", UNDER_WAY)
        return next(one for one in found if (one["direction"], one["partner"]) == ("2.4", "AR"))

    day = (SystemClock().now() + timedelta(days=60)).date()
    later, where = day + timedelta(days=5), (UNDER_WAY, "2.4", "AR")
    about = ("--zone", "America/Argentina/Buenos_Aires", "--reason", "the ministry's own call")
    before = argentina()

    theirs = desk("programme", "set-partner-deadline", *where, day, *about, "--as", "ada")
    nonsense = desk("programme", "set-partner-deadline", *where, "tomorrow", *about, "--as", "cora")
    by_day = desk.done("programme", "set-partner-deadline", *where, day, *about, "--as", "cora")
    recorded = argentina()
    desk.done("programme", "set-partner-deadline", *where, f"{later}t12:00:00z", *about, "--as", "cora")

    assert (theirs.exit_code, theirs.stderr.startswith("refused (not-yours-to-make)")) == (1, True)
    assert (nonsense.exit_code, nonsense.stderr.startswith("accord: 'tomorrow'")) == (1, True)
    assert by_day.startswith(f"AR files in 2.4 before {day + timedelta(days=1)} 00:00 (America/Argentina/Buenos_Aires)")
    assert (before["basis"], recorded["basis"]) == ("default", "office")
    assert argentina()["at"] == f"{later}T12:00:00.000000Z"
    assert "set by the office" in desk.done("programme", "partner-deadlines", UNDER_WAY)
    assert "our default: the partner's is not known" in desk.done("programme", "partner-deadlines", UNDER_WAY)
