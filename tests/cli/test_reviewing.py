"""`accord review`: reviewers enlisted, asked one by one or matched with a direction, listed, and a direction ranked."""

from contextlib import closing

from tests.cli.conftest import UNDER_WAY, Operator, opened
from tests.world import answering
from workflow import cases
from workflow.clock import SystemClock
from workflow.commands import AnswerInvitation, SubmitReview
from workflow.identity import people
from workflow.outcomes import Result
from workflow.settings import Settings
from workflow.store.database import Database

DIRECTION = (UNDER_WAY, "2.4")
CORA = ("--as", "cora")


def confirmed(desk: Operator) -> str:
    """A case that is with its reviewers."""
    ref = opened(desk)
    desk.done("case", "transition", ref, "submit", "--as", "ada")
    desk.done("case", "file", ref, "--file", desk.file("counterpart.json", answering()), "--submit", "--as", "diego")
    desk.done("case", "transition", ref, "confirm", "--as", "diego")
    return ref


def enlisted(desk: Operator, *names: str) -> list[str]:
    """People of the pool; their ids."""
    found = []
    for name in names:
        found.append(desk.json("people", "add", name, "--email", f"{name}@accord.example")["id"])
        desk.done("people", "grant", found[-1], "reviewer")
        said = desk.done(
            *(
                "review",
                "enlist",
                found[-1],
                "--organisation",
                f"Academy of {name}",
                "--country",
                "CN",
                "--most",
                2,
                *CORA,
            )
        )
        assert said == f"{name} takes 2 cases at most\n"
    return found


def scored(ref: str, reviewer: str, points: int) -> None:
    """The reviewer accepts and gives a review."""
    settings, now = Settings(), SystemClock().now()
    with closing(Database(settings.database_url, settings)) as database, database.writing() as session:
        actor = people.load_person(session, reviewer)
        criteria = ("significance", "feasibility", "cooperation", "results")
        answers = cases.apply(
            session,
            [
                AnswerInvitation(actor=actor, received_at=now, ref=ref, reviewer=reviewer, accepts=True),
                SubmitReview(
                    actor=actor,
                    received_at=now,
                    ref=ref,
                    scores=dict.fromkeys(criteria, points),
                    comment="Sound.",
                    recommendation="support",
                ),
            ],
            now=now,
        )
    assert all(isinstance(answer, Result) for answer in answers)


def test_reviewers_are_asked_one_by_one_and_what_they_said_is_listed_and_ranked(desk: Operator) -> None:
    ref = confirmed(desk)
    rosa, ruth = enlisted(desk, "rosa", "ruth")

    receipt = desk.json("review", "assign", ref, "rosa@accord.example", *CORA)
    again = desk("review", "assign", ref, rosa, *CORA)
    desk.done("review", "assign", ref, ruth, *CORA)
    scored(ref, rosa, 80)
    scored(ref, ruth, 50)
    listed = desk.json("review", "list", ref)
    table = desk.done("review", "list", ref)
    [place] = desk.json("review", "ranking", *DIRECTION)

    assert receipt["action"] == "case.reviewer-assigned"
    assert (again.exit_code, "is assigned to this case already" in again.stderr) == (1, True)
    assert [(one["name"], one["status"]) for one in listed["assignments"]] == [
        ("rosa", "accepted"),
        ("ruth", "accepted"),
    ]
    assert [review["total"] for review in listed["reviews"]] == [8000, 5000]
    assert "80.00" in table and "support" in table
    assert (place["rank"], place["case"], place["reading"]["mean"], place["reading"]["disagrees"]) == (
        1,
        ref,
        6500,
        True,
    )
    assert "65.00" in desk.done("review", "ranking", *DIRECTION)


def test_a_direction_is_matched_with_its_reviewers_first_only_to_see(desk: Operator) -> None:
    refs = [confirmed(desk) for _ in range(2)]
    enlisted(desk, "rosa", "ruth", "ren")

    foretold = desk.done("review", "match", *DIRECTION, "--dry-run", *CORA)
    before = desk.json("review", "list", refs[0])["assignments"]
    made = desk.json("review", "match", *DIRECTION, "--atomic", *CORA)
    short = desk("review", "match", *DIRECTION, "--each", 4, *CORA)

    assert foretold.endswith("4 invitations could be sent\n")
    assert before == []
    assert sorted(ref for ref, _ in made["pairs"]) == sorted(refs * 2)
    assert (made["short"], made["refused"]) == ([], [])
    assert short.exit_code == 0
    assert short.stderr.splitlines() == [f"{ref}: 1 more wanted, nobody is left to ask" for ref in refs]


def test_whoever_rests_is_not_asked_and_only_a_coordinator_asks(desk: Operator) -> None:
    ref = confirmed(desk)
    [rosa] = enlisted(desk, "rosa")
    rests = desk.done(*("review", "enlist", rosa, "--organisation", "Academy", "--country", "CN", "--resting", *CORA))

    resting = desk("review", "assign", ref, rosa, *CORA)
    outsider = desk("review", "match", *DIRECTION, "--as", "eli")

    assert rests == "rosa rests\n"
    assert (resting.exit_code, "not in the pool" in resting.stderr) == (1, True)
    assert (outsider.exit_code, outsider.stderr) == (1, "accord: reviewers are proposed by: coordinator\n")
