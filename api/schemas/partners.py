"""The JSON of partners of a case: what the API takes and what it gives."""

from api.schemas.inputs import In, Reason, Version, Word
from api.schemas.out import Instant, Out


class PartnerIn(In):
    """Whom to make the partner of the case, by id, and why."""

    person: Word
    reason: Reason
    version: Version | None = None


class PartnerOut(Out):
    """Who acts for the other side of the case: since when, added by whom, and by which invitation, if any."""

    person: str
    name: str
    since: Instant
    by: str
    invitation: str | None
    number: int
