"""The JSON of the registry: what the API takes and what it gives."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from api.schemas.answers import Instant, Out
from api.schemas.inputs import In, Moment
from states import calendar
from states.frozen_model import AgreementCode
from workflow.registry import agreements, authorities, organisations

Line = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"),
    Field(json_schema_extra={"format": "date"}),
    AfterValidator(lambda written: calendar.parse_day(written).isoformat()),
]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class AgreementIn(In):
    """What an agreement says: its parties by their partner codes, its days written like 2022-12-25 where they are known."""

    title: Line
    parties: Annotated[list[Country], Field(min_length=2, max_length=200, json_schema_extra={"uniqueItems": True})]
    signed_on: Day | None = None
    effective_on: Day | None = None
    expires_on: Day | None = None

    def of(self, code: str) -> agreements.Agreement:
        """The agreement of that code that says this."""
        days = (self.signed_on, self.effective_on, self.expires_on)
        return agreements.Agreement(code, self.title, tuple(self.parties), *days)


class NewAgreementIn(AgreementIn):
    """An agreement to record, under a code of the sender's choice."""

    code: AgreementCode


class AgreementOut(Out):
    """An agreement."""

    code: str
    title: str
    parties: list[str]
    signed_on: str | None
    effective_on: str | None
    expires_on: str | None


class UnderOut(Out):
    """A direction that stands under an agreement."""

    call: str
    direction: str


class WholeAgreementOut(AgreementOut):
    """An agreement, and the directions that stand under it."""

    directions: list[UnderOut]


class AgreementsOut(Out):
    """A page of agreements; `next` is the cursor of the page that follows."""

    agreements: list[AgreementOut]
    next: str | None


class OrganisationIn(In):
    """What is known of an organisation. `ror` may be given as it stands or as its web address."""

    name: Line
    type: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(organisations.TYPES)})]
    country: Country
    registered_in: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    ror: Annotated[str, StringConstraints(max_length=100)] | None = None

    def about(self) -> organisations.OrganisationDetails:
        """The same, as the registry takes it."""
        return organisations.OrganisationDetails(self.name, self.type, self.country, self.registered_in, self.ror)


class OrganisationOut(Out):
    """An organisation."""

    id: str
    name: str
    type: str
    country: str
    registered_in: str | None
    ror: str | None


class OrganisationsOut(Out):
    """A page of organisations; `next` is the cursor of the page that follows."""

    organisations: list[OrganisationOut]
    next: str | None


class AuthorityIn(In):
    """What is known of an authority; its contact is free text for people, to which nothing is ever sent."""

    partner: Country
    name: Line
    contact: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None

    def about(self) -> authorities.AuthorityDetails:
        """The same, as the registry takes it."""
        return authorities.AuthorityDetails(self.partner, self.name, self.contact)


class AuthorityOut(Out):
    """An authority; `contact` is null where it is not known, or not the bearer's to read."""

    id: str
    partner: str
    name: str
    contact: str | None


class AuthoritiesOut(Out):
    """A page of authorities; `next` is the cursor of the page that follows."""

    authorities: list[AuthorityOut]
    next: str | None


class LetterIn(In):
    """That there was contact with an authority: what it was about, and when, if it was not just now."""

    about: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    at: Moment | None = None


class LetterOut(Out):
    """An entry of the log: when it was, who of us it was, and what it was about."""

    number: int
    at: Instant
    by: str
    about: str


class CorrespondenceOut(Out):
    """A page of the log, newest first; `next` is the cursor of the page that follows."""

    correspondence: list[LetterOut]
    next: str | None
