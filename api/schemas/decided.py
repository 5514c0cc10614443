"""The JSON of a decision, drafted or made."""

from api.schemas.out import Out


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


class MilestoneOut(Out):
    """What a transition recorded: the panel's suggestion (`outcome`, minutes in `reference`), an approval, a conferral."""

    number: int
    kind: str
    day: str | None
    body: str | None
    place: str | None
    items: list[str]
    outcome: str | None
    reference: str | None
