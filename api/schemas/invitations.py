"""The JSON of invitations: what the API takes and what it gives."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas.inputs import SEEN, In, Word
from api.schemas.out import Instant, Out

_Address = Annotated[str, StringConstraints(min_length=1, max_length=254, strip_whitespace=True)]


class InvitationIn(In):
    """Whom to invite as what, and the language in which they are written to. A partner is invited to a case alone."""

    email: _Address
    role: Literal["partner", "reviewer", "authority"]
    language: Literal["en", "zh"] = "en"


class CallInvitationIn(InvitationIn):
    """The same for a call: a reviewer, or the authority of a partner country, which is to be named."""

    partner: Word | None = None


class AcceptanceIn(In):
    """What stands behind the `#` of the link, and how whoever accepts it is called."""

    secret: Annotated[str, StringConstraints(min_length=1, max_length=100)] = Field(repr=False)
    name: (
        Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=SEEN)] | None
    ) = None


class SentOut(Out):
    """An invitation just made. The link is shown this once, to be handed over; null where a letter brings it."""

    id: str
    expires_at: Instant
    link: str | None


class InvitationOut(Out):
    """An invitation, without its link. `partner` and `case` are what it is bound to, beside the call.

    `letter` says what became of the letter that brings the link (null where none is mailed), `answer` what the mail
    server said to one that failed.
    """

    id: str
    email: str
    role: str
    call: str
    partner: str | None
    case: str | None
    language: str
    by: str
    created_at: Instant
    expires_at: Instant
    accepted_at: Instant | None
    revoked_at: Instant | None
    letter: Literal["waiting", "sent", "failed"] | None
    answer: str | None


class InvitationsOut(Out):
    """A page of invitations; `next` is the cursor of the page that follows."""

    invitations: list[InvitationOut]
    next: str | None


class AcceptedOut(Out):
    """Who has come to be what. Whoever was not signed in has a session now, in the cookie of this answer."""

    person: str
    name: str
    role: str
    call: str
    partner: str | None
    case: str | None
