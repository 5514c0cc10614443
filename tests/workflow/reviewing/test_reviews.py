"""Reviews: who gives one and when, and who reads it."""

from typing import Any

import pytest

from tests.panel import NOVEMBER, Panel, opinion
from tests.world import (
    ADA,
    ADAM,
    AUDREY,
    CORA,
    DIEGO,
    ELI,
    done,
    refused,
)
from workflow import canonical, salted
from workflow.auditing import history, verify
from workflow.commands import EraseCase
from workflow.errors import NotAllowed
from workflow.reviewing.reviews import Opinion
from workflow.tables import REVIEWS

FULL = {"significance": 80, "feasibility": 71, "cooperation": 60, "results": 100}


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
    panel.world.transition(ref, "submit", actor=ADA, now=NOVEMBER)
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
            told, _ = history.list_case_events(session, actor, ref, limit=50)
            then = history.load_case_at(session, actor, ref, NOVEMBER)
        assert not any("80" in entry.body and "review" in entry.action for entry in told)
        assert then.version < panel.world.case(ref).version


def test_the_words_of_reviews_go_when_a_case_is_erased_and_the_trail_still_proves_them(panel: Panel) -> None:
    rosa, ref = panel.reviewer("Rosa"), panel.case()
    panel.accepted(ref, rosa)
    done(panel.score(ref, rosa, 80))
    panel.world.transition(ref, "withdraw", actor=ADA, now=NOVEMBER, reason="x")
    done(panel.world.one(EraseCase(actor=ADAM, received_at=NOVEMBER, ref=ref, reason="asked")))

    [review] = opinion(panel.world, CORA, ref).reviews
    assert (review.comment, review.total) == ("", 8000)
    with panel.world.database.reading() as session:
        assert verify.verify_trail(session).is_sound
