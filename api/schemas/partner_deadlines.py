"""The JSON in which partners' own filing deadlines are told and recorded."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.inputs import ExtendIn
from api.schemas.out import Instant, Out


class PartnerDeadlineIn(ExtendIn):
    """By when a partner files: a date (the end of that day in `zone`) or an instant with its offset."""

    zone: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class PartnerDeadlineOut(Out):
    """By when a partner of a direction files: the first instant that is too late.

    `basis` is source, office (set by `set_by`), or default: our own deadline stands in, because the partner's is not
    known.
    """

    direction: str
    partner: str
    at: Instant
    zone: str
    basis: str
    clause: str | None
    reason: str | None
    set_by: str | None
    set_at: Instant | None


class DeadlineSetOut(Out):
    """What recording a partner's deadline did, or would do: how many cases are due anew."""

    direction: str
    partner: str
    until: Instant
    zone: str
    rearmed: int
    event: int
