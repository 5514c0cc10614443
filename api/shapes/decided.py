"""The JSON of a decision, drafted or made."""

from api.shapes.out import Out


class IndicatorOut(Out):
    """A figure promised for an award."""

    name: str
    operator: str
    value: int
    unit: str


class DecisionOut(Out):
    """What is drafted about a case, or (`released`) was decided; its owner is told of an award alone, once it is made."""

    outcome: str
    amount: int | None
    rank: int | None
    reason: str | None
    indicators: list[IndicatorOut]
    released: bool
