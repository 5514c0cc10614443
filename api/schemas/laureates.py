"""The JSON of the register of laureates."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.inputs import In
from api.schemas.out import Out
from api.schemas.registry import Country, Line
from workflow.registry import laureates

AwardYear = Annotated[int, Field(ge=laureates.FIRST_YEAR, le=2999)]


class LaureateIn(In):
    """What is known of a laureate. `ceremony` is a year or a day; only an organisation may have no `country`."""

    kind: Annotated[str, Field(max_length=20, json_schema_extra={"enum": list(laureates.KINDS)})]
    name: Line
    other_name: Line | None = None
    country: Country | None = None
    programme: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    award_year: AwardYear
    ceremony: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$")] | None = None
    source: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None

    def build_about(self) -> laureates.LaureateDetails:
        """The same, as the registry takes it."""
        return laureates.LaureateDetails(**self.model_dump())


class LaureateOut(Out):
    """An entry of the register; `case` is null where it comes from none, or from one the bearer may not see."""

    id: str
    kind: str
    name: str
    other_name: str | None
    country: str | None
    programme: str
    award_year: int
    ceremony: str | None
    source: str | None
    case: str | None


class LaureatesOut(Out):
    """A page of the register; `next` is the cursor of the page that follows."""

    laureates: list[LaureateOut]
    next: str | None
