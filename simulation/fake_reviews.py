"""What an invented reviewer says: scores about what an application is worth, a recommendation that fits them, a comment."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from states.call import ReviewPlan

_BANDS = ((75, "support"), (65, "support-with-reserve"), (0, "reject"))
_COMMENTS = {
    "support": (
        "Two groups that need each other, a plan that can be followed month by month, and figures that can be checked.",
        "The best part is the common protocol; the exchange of young people is planned with care.",
        "A clear question, the right equipment on both sides, and results that somebody waits for.",
    ),
    "support-with-reserve": (
        "Worth supporting if the second task is made smaller; three sites in one year are too many.",
        "Sound, but the share of the partner could be said more precisely, and so could who uses the results.",
        "The method is known and will work. What is new about it stands between the lines.",
    ),
    "reject": (
        "The two halves of the plan do not need each other; either could be done alone.",
        "The budget is not explained, and the results are promised rather than derived.",
        "Much of this has been published; the proposal does not say what would be added.",
    ),
}


@dataclass(frozen=True, slots=True)
class FakeReview:
    """A review as it is handed in."""

    scores: Mapping[str, int]
    recommendation: str
    comment: str


def draw_review(rng: Random, plan: ReviewPlan, worth: int) -> FakeReview:
    """The opinion of one of several reviewers: each a little off, and now and then one far off."""
    lean = rng.choice((-18, 18)) if rng.random() < 0.02 else rng.gauss(0, 1.5)
    scores = {name: _point(worth + lean + rng.gauss(0, 3), one.most) for name, one in plan.criteria.items()}
    total = plan.total(scores) / 100
    recommendation = next(name for least, name in _BANDS if total >= least)
    return FakeReview(scores, recommendation, rng.choice(_COMMENTS[recommendation]))


def _point(share: float, most: int) -> int:
    return max(0, min(most, round(share * most / 100)))
