"""The JSON of people, for those who look after them: who they are, in which roles, and when they were last here."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.inputs import SEEN, In, Word
from api.schemas.out import Instant, Out
from workflow.identity.directory import DirectoryEntry

RoleName = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=r"^[a-z\-]+$")]
Partner = Annotated[str, StringConstraints(min_length=1, max_length=20, pattern=SEEN)]


class PersonIn(In):
    """A person to add. Nobody else may have the address; without one they are named by their id alone."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=SEEN)]
    email: Annotated[str, StringConstraints(min_length=1, max_length=254, pattern=SEEN)] | None = None


class GrantIn(In):
    """A role to give: everywhere, in one call, or (a partner) for one partner of it."""

    role: RoleName
    call: Word | None = None
    partner: Partner | None = None


class GrantOut(Out):
    """A role that is held: everywhere, in one call, or for one partner of it."""

    role: str
    call: str | None
    partner: str | None


class PersonOut(Out):
    """A person. `seen_at` is when they last used a session that is still remembered, `disabled_at` when they were kept out."""

    id: str
    name: str
    email: str | None
    orcid: str | None
    grants: list[GrantOut]
    created_at: Instant
    seen_at: Instant | None
    disabled_at: Instant | None

    @classmethod
    def of(cls, known: DirectoryEntry) -> "PersonOut":
        """Whether they have a password is nobody's business here."""
        return cls.model_validate(known)


class PeopleOut(Out):
    """A page of people, by name."""

    people: list[PersonOut]
    next: str | None = Field(description="The cursor of the next page; null on the last")
