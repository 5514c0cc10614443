"""Reviews: who gives one and when, who reads it, what several come to, and how many make a quorum."""

from typing import Any

import pytest

from states.refusal import Unmet
from tests.panel import NOVEMBER, Panel
from tests.world import (
    ADA,
    ADAM,
    AUDREY,
    CALL,
    CORA,
    DIEGO,
    ELI,
    NOMINATIONS,
    SPRING,
    ZHONGGUANCUN,
    World,
    done,
    refused,
)
from workflow import canonical, history, queries, reviews, salted, verify
from workflow import panel as panels
from workflow.actors import SYSTEM, Actor
from workflow.commands import Assign, Erase, Move, Open, Score
from workflow.errors import NoSuchThing, NotAllowed
from workflow.panel import Reading
from workflow.reviews import Opinion
from workflow.tables import REVIEWS

FULL = {"significance": 80, "feasibility": 71, "cooperation": 60, "results": 100}


@pytest.fixture
def panel(world: World) -> Panel:
    """A panel."""
    return Panel(world)


def opinion(world: World, actor: Actor, ref: str) -> Opinion:
    with world.database.reading() as session:
        return reviews.of_case(session, actor, ref)


def totals(found: Opinion) -> list[int]:
    return [review.total for review in found.reviews]


# Giving one ------------------------------------------------------------------------------------------------------------


def test_a_review_weighs_its_scores_and_the_trail_seals_everything_but_its_words(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    panel.accepted(ref, rosa)

    given = done(
        panel.score(ref, rosa, 0, scores=FULL, comment=" Nobody else could. ", recommendation="support-with-reserve")
    )

    [review] = opinion(panel.world, CORA, ref).reviews
    assert (review.reviewer, review.name, review.scores, review.total, review.recommendation, review.comment) == (
        *(rosa.id, "Rosa", FULL, 7675, "support-with-reserve", "Nobody else could."),
    )
    entry = panel.world.entries(ref)[-1]
    note = entry.data["note"]
    assert isinstance(note, dict)
    assert (entry.action, entry.seq, review.counts) == ("case.review-submitted", given.event, True)
    assert "Nobody" not in entry.body
    with panel.world.database.reading() as session:
        [row] = session.execute(REVIEWS.select()).all()
    assert note == {
        "of": "reviews",
        "reviewer": rosa.id,
        "scores": canonical.dumps(FULL).decode(),
        "total": 7675,
        "recommendation": "support-with-reserve",
        "digest": salted.digest(row.salt, row.body),
    }


def test_a_later_review_replaces_an_earlier_one(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    panel.accepted(ref, rosa)
    done(panel.score(ref, rosa, 50))
    done(panel.score(ref, rosa, 70))

    found = opinion(panel.world, CORA, ref)

    assert totals(found) == [7000]
    assert found.reading is not None and found.reading.reviews == 1


def test_a_review_is_given_only_by_a_reviewer_who_has_accepted(panel: Panel) -> None:
    rosa, ruth, ref = panel.reviewer("Rosa"), panel.reviewer("Ruth"), panel.case()
    done(panel.assign(ref, rosa))

    codes = [refused(panel.score(ref, actor, 50)).code for actor in (rosa, CORA, ELI, ADA, DIEGO)]

    assert codes == ["not-yours-to-make"] * 5
    assert refused(panel.score(ref, ruth, 50)).code == "no-such-case"


def test_a_review_has_a_score_for_every_criterion_a_comment_and_a_recommendation(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    panel.accepted(ref, rosa)

    def wrong(**differing: Any) -> list[str | None]:
        refusal = refused(panel.score(ref, rosa, 50, **differing))
        assert refusal.code == "misfit"
        return [lack.pointer for lack in refusal.missing]

    assert wrong(scores={"significance": 50}) == ["/scores/feasibility", "/scores/cooperation", "/scores/results"]
    assert wrong(scores=FULL | {"charm": 9}) == ["/scores/charm"]
    assert wrong(scores=FULL | {"results": 101}) == ["/scores/results"]
    assert wrong(scores=FULL | {"results": -1}) == ["/scores/results"]
    assert wrong(scores=FULL | {"results": True}) == ["/scores/results"]
    assert wrong(recommendation="maybe") == ["/recommendation"]
    assert wrong(comment=" ") == ["/comment"]
    assert wrong(comment="x" * 20_001) == ["/comment"]
    assert wrong(scores={}, recommendation="", comment="") == [
        *(f"/scores/{name}" for name in FULL),
        "/recommendation",
        "/comment",
    ]


def test_a_review_is_taken_only_while_the_case_is_with_its_reviewers(panel: Panel) -> None:
    rosa = panel.reviewer("Rosa")
    ref = panel.world.opened(now=NOVEMBER)
    panel.world.move(ref, "submit", actor=ADA, now=NOVEMBER)
    panel.accepted(ref, rosa)

    refusal = refused(panel.score(ref, rosa, 50))

    assert (refusal.code, refusal.problem) == ("not-editable", "no review is taken while the case is submitted")


# Reading them ----------------------------------------------------------------------------------------------------------


def test_a_reviewer_reads_the_others_only_once_their_own_review_is_there(panel: Panel) -> None:
    rosa, ruth, ref = panel.reviewer("Rosa"), panel.reviewer("Ruth"), panel.case()
    panel.accepted(ref, rosa, ruth)
    done(panel.score(ref, rosa, 80))

    before = opinion(panel.world, ruth, ref)
    done(panel.score(ref, ruth, 40))
    after = opinion(panel.world, ruth, ref)

    assert (before, totals(after), after.reading) == (Opinion([], None), [8000, 4000], None)


def test_reviews_are_read_by_those_inside_and_by_nobody_outside(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    panel.accepted(ref, rosa)
    done(panel.score(ref, rosa, 80))

    for actor in (CORA, ELI, AUDREY):
        found = opinion(panel.world, actor, ref)
        assert totals(found) == [8000] and found.reading is not None
    for actor in (ADA, DIEGO):
        with pytest.raises(NotAllowed):
            opinion(panel.world, actor, ref)
        with panel.world.database.reading() as session:
            told, _ = history.of_case(session, actor, ref, limit=50)
            then = history.as_of(session, actor, ref, NOVEMBER)
        assert not any("80" in entry.body and "review" in entry.action for entry in told)
        assert then.version < panel.world.case(ref).version


def test_the_words_of_reviews_go_when_a_case_is_erased_and_the_trail_still_proves_them(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    panel.accepted(ref, rosa)
    done(panel.score(ref, rosa, 80))
    panel.world.move(ref, "withdraw", actor=ADA, now=NOVEMBER, reason="x")
    done(panel.world.one(Erase(actor=ADAM, received_at=NOVEMBER, ref=ref, reason="asked")))

    [review] = opinion(panel.world, CORA, ref).reviews
    assert (review.comment, review.total) == ("", 8000)
    with panel.world.database.reading() as session:
        assert verify.trail(session).is_sound


# What they come to -----------------------------------------------------------------------------------------------------


def test_reviews_are_read_together_as_their_mean_and_how_far_they_lie_apart(panel: Panel) -> None:
    people = [panel.reviewer(name) for name in ("Ren", "Rosa", "Ruth")]
    ref = panel.case()
    panel.accepted(ref, *people)
    given = ((90, "support"), (65, "support"), (64, "reject"))
    for reviewer, (points, recommendation) in zip(people, given, strict=True):
        done(panel.score(ref, reviewer, points, recommendation=recommendation))

    assert opinion(panel.world, CORA, ref).reading == Reading(
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

    assert found == Opinion([], Reading(0, 2, (), None, None, False, (), {}))


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
        found = panels.ranking(session, ELI, CALL, "2.4")
        for actor in (ADA, DIEGO, rosa):
            with pytest.raises(NotAllowed):
                panels.ranking(session, actor, CALL, "2.4")
        with pytest.raises(NoSuchThing):
            panels.ranking(session, ELI, CALL, "9.9")

    assert [(one.rank, one.case, one.reading.mean) for one in found] == [
        (1, high, 8000),
        (1, same, 8000),
        (3, low, 4500),
        (None, unread, None),
    ]
    assert other[0] not in {one.case for one in found}


# The quorum ------------------------------------------------------------------------------------------------------------


def test_without_any_reviewer_the_panels_result_is_recorded_as_a_whole(panel: Panel) -> None:
    assert done(panel.world.move(panel.case(), "review", actor=CORA, now=NOVEMBER, score=80)).state == "reviewed"


def test_a_case_that_was_given_to_reviewers_is_reviewed_once_a_quorum_of_them_has_spoken(panel: Panel) -> None:
    rosa, ruth, ref = panel.reviewer("Rosa"), panel.reviewer("Ruth"), panel.case()

    def attempt() -> tuple[Unmet, ...] | str:
        with panel.world.database.reading() as session:
            [foreseen] = [move for move in queries.moves(session, CORA, ref, now=NOVEMBER) if move.move == "review"]
        outcome = panel.world.move(ref, "review", actor=CORA, now=NOVEMBER, score=80)
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
        "scores": FULL,
        "comment": "x",
        "recommendation": "support",
    }

    answers = panel.world.apply(
        Score(actor=rosa, **told),
        Score(actor=ruth, **told),
        Move(actor=CORA, received_at=NOVEMBER, ref=ref, move="review", given={"score": 77}),
        now=NOVEMBER,
    )

    assert [done(answer).action for answer in answers] == ["case.review-submitted"] * 2 + ["case.moved"]


def test_an_award_asks_for_three_reviews(panel: Panel) -> None:
    opening = Open(
        actor=ADA, received_at=SPRING, call=ZHONGGUANCUN, direction="award", content=NOMINATIONS[ZHONGGUANCUN]
    )
    ref = done(panel.world.one(opening)).case
    for move, actor in (("submit", ADA), ("confirm", CORA)):
        done(panel.world.move(ref, move, actor=actor, now=SPRING))
    rosa = panel.reviewer("Rosa")
    done(panel.world.one(Assign(actor=CORA, received_at=SPRING, ref=ref, reviewer=rosa.id)))

    refusal = refused(panel.world.move(ref, "review", actor=CORA, now=SPRING, score=80))

    assert [lack.problem for lack in refusal.missing] == ["0 of the 3 reviews that are needed are there"]
    assert opinion(panel.world, SYSTEM, ref).reading == Reading(0, 3, (), None, None, False, (), {})
