"""The JSON the API takes. Unknown members are refused."""

from datetime import date
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from states import calendar
from states.lifecycle import Ask

Word = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]*$")]
SEEN: Final = r"[^\s\x85\uFEFF]"  # something that is not white space, in the words of JSON Schema and of ours alike
Reason = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True, pattern=SEEN)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True, pattern=SEEN)]
Version = Annotated[int, Field(ge=1, le=10**9)]
VALUE_NAME: Final = "Value"
VALUE: Final[dict[str, Any]] = {
    "title": VALUE_NAME,
    "description": "Any JSON that all readers read alike: no whole number beyond 2^53, nothing nested deeper than 32",
    "anyOf": [
        {"type": ["string", "boolean", "null"]},
        {"type": "integer", "minimum": -(2**53) + 1, "maximum": 2**53 - 1},
        {"type": "number", "not": {"type": "integer"}},
        {"type": "array", "items": {"$ref": f"#/components/schemas/{VALUE_NAME}"}},
        {"type": "object", "additionalProperties": {"$ref": f"#/components/schemas/{VALUE_NAME}"}},
    ],
}
Content = Annotated[
    dict[Annotated[str, StringConstraints(max_length=64)], Any],
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"maxLength": 64},
            "additionalProperties": {"$ref": f"#/components/schemas/{VALUE_NAME}"},
        }
    ),
]
# The years that the service accepts, for whoever reads the description; the parsers of states.calendar decide.
IN_RANGE: Final = r"^(19|20|21)[0-9]{2}-"
_RANGED: Final[dict[str, Any]] = {"pattern": IN_RANGE}
# Only text of the form: the framework would take a number for a time since 1970.
Moment = Annotated[
    AwareDatetime, Field(strict=False, json_schema_extra=_RANGED), BeforeValidator(calendar.parse_instant)
]
Day = Annotated[date, Field(strict=False, json_schema_extra=_RANGED), BeforeValidator(calendar.parse_day)]


Side = Literal["home", "counterpart"]
_Kind = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9\-]{0,39}$")]
_Name = Annotated[str, StringConstraints(max_length=1000)]


class In(BaseModel):
    """What a client sends, in JSON's own types: no text for a number, no number for a time."""

    model_config = ConfigDict(extra="forbid", strict=True)


class OpenIn(In):
    """A new case: where it is filed, and a first draft of the home filing."""

    call: Word
    direction: Word
    topic: Word | None = None
    partner: Word | None = None
    content: Content = Field(default_factory=dict)


class AmendIn(In):
    """Fields of the home filing to change; null empties one. A reason is asked for where only a mending is possible."""

    content: Content
    version: Version | None = None
    reason: Reason | None = None


class FileIn(In):
    """A side's whole filing. A reason is asked for where only a mending is possible.

    `submit` submits the counterpart's filing at once; without it, or without a submission later, it is only saved.
    """

    content: Content
    submit: bool = False
    version: Version | None = None
    reason: Reason | None = None


class WaiverIn(In):
    """An in-principle clause to set aside for this case, or (`granted` false) to let count again."""

    clause: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    reason: Reason
    granted: bool = True
    version: Version | None = None


class ReceiptIn(In):
    """That a side filed with its own competent authority: when, under which number, in which time zone.

    `paper` says that it is told from the authority's paper; it then asks for a reason.
    """

    side: Side
    authority: Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True, pattern=SEEN)]
    reference: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True, pattern=SEEN)]
    at: Moment
    zone: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    paper: bool = False
    reason: Reason | None = None
    version: Version | None = None


class SubmissionIn(In):
    """That the counterpart's filing is submitted as it stands."""

    version: Version | None = None


class RecallIn(In):
    """That the submission of the counterpart's filing is taken back."""

    reason: Reason | None = None
    version: Version | None = None


class ErasureIn(In):
    """Why the words of an ended case are erased for good."""

    reason: Reason
    version: Version | None = None


class FindingIn(In):
    """What comparing the filings came to: that a field's texts mean the same, or (no field) that all was compared again."""

    field: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    reason: Reason | None = None
    version: Version | None = None


class TransitionIn(In):
    """A transition, with what it asks for."""

    transition: Word
    version: Version | None = None
    reason: Reason | None = None
    amount: Annotated[int, Field(ge=1, le=10**12)] | None = None
    rank: Annotated[int, Field(ge=1, le=10_000)] | None = None
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    suggestion: Literal["suggested", "not-suggested"] | None = None
    minutes: Said | None = None
    approved_on: Day | None = None
    approved_by: Said | None = None
    conferred_on: Day | None = None
    conferred_by: Said | None = None
    place: Said | None = None
    items: Annotated[list[Said], Field(min_length=1, max_length=20)] | None = None

    def given(self) -> dict[str, object]:
        """What is given with the transition."""
        given = {name: value for name in get_args(Ask) if (value := getattr(self, name)) is not None}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}


class IndicatorIn(In):
    """A figure that an award promises, in whole numbers of a unit."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True, pattern=SEEN)]
    operator: Literal["more-than", "at-least", "exactly", "at-most", "less-than"]
    value: Annotated[int, Field(ge=0, le=10**12)]
    unit: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]


class DecisionIn(In):
    """What the committee means to decide on a case; for the reserve list also the amount it would get."""

    outcome: Literal["award", "reserve", "decline"]
    amount: Annotated[int, Field(ge=1, le=10**12)] | None = None
    rank: Annotated[int, Field(ge=1, le=10_000)] | None = None
    reason: Reason | None = None
    indicators: Annotated[list[IndicatorIn], Field(max_length=50)] = Field(default_factory=list)
    version: Version | None = None


class ReleaseIn(In):
    """Release what is drafted: now, or (`at`) at an instant that lies ahead. A dry run changes nothing."""

    at: Moment | None = None
    dry_run: bool = False


class TransitionOfIn(TransitionIn):
    """A transition of a bulk: also says of which case."""

    case: Word


class BulkIn(In):
    """Many transitions at once: each on its own, or all or none; a dry run changes nothing."""

    mode: Literal["each", "atomic"] = "each"
    dry_run: bool = False
    transitions: Annotated[list[TransitionOfIn], Field(min_length=1, max_length=500)]


class ExtendIn(In):
    """A later time for a deadline: a date (the end of that day in the call's zone) or an instant with its offset.

    `confirmed` says that it is meant to pass a later deadline.
    """

    until: Day | Moment
    reason: Reason
    confirmed: bool = False


class ExtendCaseIn(ExtendIn):
    """The same for one case."""

    deadline: Word
    version: Version | None = None


class _DescribedIn(In):
    """What may be said of any document. It also comes in a form and in a query, where everything is text."""

    model_config = ConfigDict(strict=False)

    signed_on: Day | None = None
    signatories: Annotated[
        list[Annotated[str, StringConstraints(min_length=1, max_length=200)]], Field(max_length=20)
    ] = []
    reason: Reason | None = None
    version: Version | None = None


class DocumentIn(_DescribedIn):
    """What a document is, beside its file: whose side it belongs to, what kind of paper, who signed it and on which day."""

    side: Side
    kind: _Kind
    name: _Name


class PaperIn(DocumentIn):
    """The same of a paper that somebody holds in hand: it comes as JSON, in JSON's own types."""

    model_config = ConfigDict(strict=True)


class BareIn(_DescribedIn):
    """The same in the query, for a file that comes bare."""

    side: Side | None = None
    kind: _Kind | None = None
    name: _Name | None = None


class TokenIn(In):
    """A token to issue: its name, what it may do, and for how many days."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    scopes: Annotated[list[Literal["read", "write", "manage"]], Field(min_length=1, max_length=3)]
    days: Annotated[int, Field(ge=1, le=366)] = 90
