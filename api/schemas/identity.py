"""The JSON of signing in: what a person shows, and what they get to see of their sessions and second factor."""

from typing import Annotated

from pydantic import ConfigDict, Field, JsonValue, StringConstraints, model_validator

from api.schemas.answers import Instant, MeOut, Out
from api.schemas.inputs import In
from workflow.identity.authentication import Entered

_Password = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
_Code = Annotated[str, StringConstraints(min_length=1, max_length=100)]


def _only(*given: str, no: list[str]) -> JsonValue:
    """That some members are given and others are not, in the words of JSON Schema."""
    said: dict[str, JsonValue] = {name: {"type": "null" if name in no else "string"} for name in (*given, *no)}
    return {"required": list(given), "properties": said}


class SignInIn(In):
    """An address and a password, or the secret of a link; beside either the code of a second factor, where there is one."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [_only("email", "password", no=["link"]), _only("link", no=["email", "password"])]}
    )

    email: Annotated[str, StringConstraints(min_length=1, max_length=254)] | None = None
    password: _Password | None = Field(default=None, repr=False)
    link: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = Field(default=None, repr=False)
    code: _Code | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _is_one_way(self) -> "SignInIn":
        by_password = self.email is not None and self.password is not None
        if (self.email is None) is not (self.password is None) or by_password is (self.link is not None):
            raise ValueError("give either email and password, or link")
        return self


class ProofIn(In):
    """Who one is, proved again by a password or by a code."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [_only("password", no=["code"]), _only("code", no=["password"])]}
    )

    password: _Password | None = Field(default=None, repr=False)
    code: _Code | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _is_one(self) -> "ProofIn":
        if (self.password is None) is (self.code is None):
            raise ValueError("give either password or code")
        return self


class PasswordIn(In):
    """A new password."""

    password: _Password = Field(repr=False)


class CodeIn(In):
    """The first code of a second factor."""

    code: _Code = Field(repr=False)


class VisitOut(Out):
    """A session, without its secret. `method` says how its holder proved who they are."""

    id: str
    method: str
    agent: str
    created_at: Instant
    used_at: Instant
    expires_at: Instant


class MineOut(VisitOut):
    """A session of one's own; `current` is the one that asks."""

    current: bool


class EnteredOut(VisitOut):
    """The session just begun, and whose it is. With the method `enrolment` a second factor has to be set up first."""

    person: MeOut

    @classmethod
    def of(cls, entered: Entered) -> "EnteredOut":
        """What whoever signed in gets to see."""
        who, visit = entered.actor, VisitOut.model_validate(entered.visit).model_dump()
        roles, scopes = sorted(who.roles), sorted(who.scopes)
        return cls(**visit, person=MeOut(id=who.id, name=who.name, roles=roles, scopes=scopes))


class FactorOut(Out):
    """Since when there is a second factor (null: there is none), and how many codes on paper are left."""

    since: Instant | None
    recoveries: int


class EnrolmentOut(Out):
    """What a telephone reads in, as an otpauth address; shown this once."""

    uri: str


class RecoveriesOut(Out):
    """Codes to keep on paper, each good for one sign-in without the telephone; shown this once."""

    recoveries: list[str]
