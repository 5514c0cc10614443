"""What a call says of the other side: what its filing must say, whom it must name, and by when it files."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from states.calendar import Zone
from states.shape import Name, Shape, Text


class CounterpartPlan(Shape):
    """What the other side's filing must say before it can be submitted: the fields that it must fill.

    `named` tells by a home field that names somebody of the other side the field in which that side names them itself: the
    two must be the same, or be found to be.
    `basis` says whether the source lists them or they are a default of ours.
    """

    requires: tuple[Name, ...] = ()
    named: dict[Name, Name] = Field(default_factory=dict)
    basis: Literal["source", "default"]
    clause: Text | None = None


class ForeignDeadline(Shape):
    """By when a partner files with its own authority: the end of a day, or a local time, in its own zone.

    `basis` says whether the source states it or it is a default of ours.
    """

    on: date | None = None
    at: datetime | None = None
    zone: Zone
    basis: Literal["source", "default"]
    clause: Text | None = None
