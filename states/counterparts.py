"""What a call says of the two sides: what the counterpart must file, by when, and which receipts are needed."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from states.calendar import Zone
from states.facts import Side
from states.frozen_model import Basis, FrozenModel, Name, Slug, Text


class CounterpartPlan(FrozenModel):
    """What the other side's filing must say before it can be submitted: the fields that it must fill.

    `named` tells by a home field that names somebody of the other side the field in which that side names them itself:
    the two must be the same, or be found to be. `basis` says whether the source lists them or they are a default of
    ours.
    """

    requires: tuple[Name, ...] = ()
    named: dict[Name, Name] = Field(default_factory=dict)
    basis: Basis
    clause: Text | None = None


class ForeignDeadline(FrozenModel):
    """By when a partner files with its own authority: the end of a day, or a local time, in its own zone.

    `basis` says whether the source states it or it is a default of ours.
    """

    on: date | None = None
    at: datetime | None = None
    zone: Zone
    basis: Basis
    clause: Text | None = None


class ReceiptPlan(FrozenModel):
    """Of which sides a receipt must show that their own authority has their filing, before which transitions are made.

    The counterpart's authority must have had it before the counterpart's own deadline, the home side's before `until`,
    a deadline of the call; left out, that is the deadline that the state waiting for the counterpart has. `basis` says
    whether the source asks for receipts, in which `clause`, or they are a default of ours.
    """

    sides: Annotated[tuple[Side, ...], Field(min_length=1)]
    by: Annotated[tuple[Slug, ...], Field(min_length=1)]
    until: Name | None = None
    basis: Basis
    clause: Text | None = None
