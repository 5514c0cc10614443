"""What several reviews come to, and how many make a quorum."""

from typing import Any

import pytest

from states.refusal import Unmet
from tests.panel import CRITERIA, NOVEMBER, Panel, opinion
from tests.world import (
    ADA,
    CALL,
    CORA,
    DIEGO,
    ELI,
    NOMINATIONS,
    SPRING,
    ZHONGGUANCUN,
    done,
    refused,
)
from workflow.actors import SYSTEM
from workflow.commands import AssignReviewer, MakeTransition, OpenCase, SubmitReview
from workflow.errors import NotAllowed, NotFound
from workflow.overview import queries
from workflow.reviewing import panel as panels
from workflow.reviewing.panel import ScoreSummary
from workflow.reviewing.reviews import Opinion

# What they come to -----------------------------------------------------------------------------------------------------


def test_reviews_are_read_together_as_their_mean_and_how_far_they_lie_apart(panel: Panel) -> None:
    people = [panel.reviewer(name) for name in ("Ren", "Rosa", "Ruth")]
    ref = panel.case()
    panel.accepted(ref, *people)
    given = ((90, "support"), (65, "support"), (64, "reject"))
    for reviewer, (points, recommendation) in zip(people, given, strict=True):
        done(panel.score(ref, reviewer, points, recommendation=recommendation))

    assert opinion(panel.world, CORA, ref).reading == ScoreSummary(
        reviews=3,
        quorum=2,
        totals=(6400, 6500, 9000),
        mean=7300,
        spread=2600,
        disagrees=True,
        apart=("significance", "feasibility", "cooperation", "results"),
        recommendations={"reject": 1, "support": 2},
    )


def test_reviews_that_lie_just_as_far_apart_as_they_may_do_not_disagree(panel: Panel) -> None:
    rosa, ruth, ref = panel.reviewer("Rosa"), panel.reviewer("Ruth"), panel.case()
    panel.accepted(ref, rosa, ruth)
    done(panel.score(ref, rosa, 75))
    done(panel.score(ref, ruth, 50))
    agreed = opinion(panel.world, CORA, ref).reading
    done(panel.score(ref, ruth, 49, 50, 50, 50))
    one_apart = opinion(panel.world, CORA, ref).reading

    assert agreed is not None and (agreed.spread, agreed.disagrees, agreed.apart) == (2500, False, ())
    assert one_apart is not None and (one_apart.spread, one_apart.disagrees, one_apart.apart) == (
        *(2530, True, ("significance",)),
    )


def test_nothing_is_made_of_no_reviews(panel: Panel) -> None:
    found = opinion(panel.world, CORA, panel.case())

    assert found == Opinion([], ScoreSummary(0, 2, (), None, None, False, (), {}))


def test_a_review_no_longer_counts_once_the_case_was_taken_from_its_author(panel: Panel) -> None:
    rosa, ruth, ref = panel.reviewer("Rosa"), panel.reviewer("Ruth"), panel.case()
    panel.accepted(ref, rosa, ruth)
    done(panel.score(ref, rosa, 80))
    done(panel.score(ref, ruth, 20))
    done(panel.unassign(ref, ruth))

    found = opinion(panel.world, CORA, ref)

    assert [(review.total, review.counts) for review in found.reviews] == [(8000, True), (2000, False)]
    assert found.reading is not None and (found.reading.reviews, found.reading.mean) == (1, 8000)


def test_a_direction_is_ranked_by_the_means_and_equals_share_a_rank(panel: Panel) -> None:
    rosa, ruth = panel.reviewer("Rosa"), panel.reviewer("Ruth")
    low, high, same, unread = (panel.case() for _ in range(4))
    for ref, points in ((low, (40, 50)), (high, (90, 70)), (same, (80, 80))):
        panel.accepted(ref, rosa, ruth)
        done(panel.score(ref, rosa, points[0]))
        done(panel.score(ref, ruth, points[1]))
    other = panel.world.ready(1, now=NOVEMBER)

    with panel.world.database.reading() as session:
        found = panels.load_ranking(session, ELI, CALL, "2.4")
        for actor in (ADA, DIEGO, rosa):
            with pytest.raises(NotAllowed):
                panels.load_ranking(session, actor, CALL, "2.4")
        with pytest.raises(NotFound):
            panels.load_ranking(session, ELI, CALL, "9.9")

    assert [(one.rank, one.case, one.reading.mean) for one in found] == [
        (1, high, 8000),
        (1, same, 8000),
        (3, low, 4500),
        (None, unread, None),
    ]
    assert other[0] not in {one.case for one in found}


# The quorum ------------------------------------------------------------------------------------------------------------


def test_without_any_reviewer_the_panels_result_is_recorded_as_a_whole(panel: Panel) -> None:
    assert done(panel.world.transition(panel.case(), "review", actor=CORA, now=NOVEMBER, score=80)).state == "reviewed"


def test_a_case_that_was_given_to_reviewers_is_reviewed_once_a_quorum_of_them_has_spoken(panel: Panel) -> None:
    rosa, ruth, ref = panel.reviewer("Rosa"), panel.reviewer("Ruth"), panel.case()

    def attempt() -> tuple[Unmet, ...] | str:
        with panel.world.database.reading() as session:
            [foreseen] = [
                transition
                for transition in queries.list_transitions(session, CORA, ref, now=NOVEMBER)
                if transition.transition == "review"
            ]
        outcome = panel.world.transition(ref, "review", actor=CORA, now=NOVEMBER, score=80)
        assert foreseen.allowed == (not hasattr(outcome, "missing"))
        return outcome.missing if hasattr(outcome, "missing") else outcome.state

    panel.accepted(ref, rosa, ruth)
    none = attempt()
    done(panel.score(ref, rosa, 80))
    one = attempt()
    done(panel.score(ref, rosa, 85))
    still_one = attempt()
    done(panel.score(ref, ruth, 70))
    done(panel.unassign(ref, ruth))
    gone = attempt()
    done(panel.assign(ref, ruth))
    invited = attempt()
    done(panel.respond(ref, ruth))

    def lack(count: int) -> tuple[Unmet]:
        said = f"{count} of the 2 reviews that are needed are there"
        return (Unmet("reviews-missing", said, None, remedy="review"),)

    assert (none, one, still_one, gone, invited) == (lack(0), lack(1), lack(1), lack(1), lack(1))
    assert attempt() == "reviewed"


def test_a_review_given_in_the_same_transaction_counts_toward_the_quorum(panel: Panel) -> None:
    rosa, ruth, ref = panel.reviewer("Rosa"), panel.reviewer("Ruth"), panel.case()
    panel.accepted(ref, rosa, ruth)
    told: dict[str, Any] = {
        "received_at": NOVEMBER,
        "ref": ref,
        "scores": dict.fromkeys(CRITERIA, 80),
        "comment": "x",
        "recommendation": "support",
    }

    answers = panel.world.apply(
        SubmitReview(actor=rosa, **told),
        SubmitReview(actor=ruth, **told),
        MakeTransition(actor=CORA, received_at=NOVEMBER, ref=ref, transition="review", given={"score": 77}),
        now=NOVEMBER,
    )

    assert [done(answer).action for answer in answers] == ["case.review-submitted"] * 2 + ["case.transitioned"]


def test_an_award_asks_for_three_reviews(panel: Panel) -> None:
    opening = OpenCase(
        actor=ADA, received_at=SPRING, call=ZHONGGUANCUN, direction="award", content=NOMINATIONS[ZHONGGUANCUN]
    )
    ref = done(panel.world.one(opening)).case
    for transition, actor in (("submit", ADA), ("confirm", CORA)):
        done(panel.world.transition(ref, transition, actor=actor, now=SPRING))
    panel.world.examine(ref, now=SPRING)
    rosa = panel.reviewer("Rosa")
    done(panel.world.one(AssignReviewer(actor=CORA, received_at=SPRING, ref=ref, reviewer=rosa.id)))

    refusal = refused(panel.world.transition(ref, "review", actor=CORA, now=SPRING, score=80, suggestion="suggested"))

    assert [lack.problem for lack in refusal.missing] == ["0 of the 3 reviews that are needed are there"]
    assert opinion(panel.world, SYSTEM, ref).reading == ScoreSummary(0, 3, (), None, None, False, (), {})
