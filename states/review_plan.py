"""How the cases of a call are reviewed: by which criteria, by how many, and what counts for a panel elsewhere."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, PositiveInt

from states.frozen_model import Basis, FrozenModel, Name, Text


class Criterion(FrozenModel):
    """What a reviewer scores, from 0 to `most`, and how much of the total it makes up, in hundredths."""

    label: Text
    label_zh: Text
    weight: PositiveInt
    most: Annotated[int, Field(ge=1, le=1_000)] = 100


class ReviewPlan(FrozenModel):
    """How cases are reviewed: by which criteria, how many reviews are enough, and how many points apart they disagree.

    `basis` says whether the source lays it down or it is a default of ours. Where no reviewer was ever assigned,
    `panel` says what stands for the panel: only its reviews, or also its minutes with a reason, or (open) the
    coordinator's word.
    """

    criteria: Annotated[dict[Name, Criterion], Field(min_length=1)]
    quorum: PositiveInt
    disagreement: Annotated[int, Field(ge=0, le=100)]
    panel: Literal["reviews", "minutes", "open"] = Field(default="open", exclude_if=lambda panel: panel == "open")
    basis: Basis
    clause: Text | None = None

    def points(self, name: str, score: int) -> Fraction:
        """What a score for a criterion comes to on the scale from 0 to 100."""
        return Fraction(score * 100, self.criteria[name].most)

    def total(self, scores: Mapping[str, int]) -> int:
        """The weighted mean of the scores, from 0 to 100 points, in hundredths of a point; half of one rounds up."""
        mean = sum(one.weight * self.points(name, scores[name]) for name, one in self.criteria.items())
        return int(mean + Fraction(1, 2))
