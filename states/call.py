"""A programme, its calls, and a call's directions: what is published, as data."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, PositiveInt

from states.calendar import Span, Zone
from states.counterparts import CounterpartPlan, ForeignDeadline, ReceiptPlan
from states.fields import Field as FilingField
from states.fields import is_blank
from states.frozen_model import AgreementCode, Basis, Code, FrozenModel, Name, Slug, Text
from states.lifecycle import Lifecycle
from states.review_plan import Criterion as Criterion
from states.review_plan import ReviewPlan as ReviewPlan
from states.rules import BothFile, Consistent, OnePerAgreement, Paper, Rule, Stated

Qualifier = Literal["exact", "no-more-than", "about", "between"]


class Quota(FrozenModel):
    """The most cases and the most money of a line. `least` is the lower number where the source gives a range.

    `basis` says whether the source gives the figures. That an "about" or a range is a limit is always a default of
    ours.
    """

    cases: PositiveInt
    least: PositiveInt | None = None
    qualifier: Qualifier
    funds: PositiveInt | None = None
    funds_qualifier: Qualifier = "exact"
    currency: Literal["CNY"] = "CNY"
    basis: Basis = Field(default="source", exclude_if=lambda basis: basis == "source")


class Topic(FrozenModel):
    """A sub-line of a direction, with a quota of its own; `within` names the topic it belongs to, if any."""

    code: Code
    title: Text
    within: Code | None = None
    quota: Quota
    clause: Text


class Scope(FrozenModel):
    """What the source counts among an area or a topic (by its code), restated, with its line."""

    of: Text
    text: Text
    line: Text
    basis: Basis = "source"


class Deadline(FrozenModel):
    """A named instant of a call: a date alone (ends with that day in the zone) or a local time.

    `basis` says where it stands in the source, or that it is a default of ours because the source leaves it open.
    """

    on: date | None = None
    at: datetime | None = None
    after: Name | None = None
    by: Span | None = None
    zone: Zone | None = None
    label: Text
    label_zh: Text
    basis: Basis
    clause: Text | None = None


AboveAsked = Literal["reason", "refuse", "allow"]
"""What an award above the amount asked for needs: a recorded reason; or it is refused, or allowed as it is."""


class Inherited(FrozenModel):
    """What a call says for all its directions, each of which may say otherwise."""

    review: ReviewPlan | None = None
    counterpart: CounterpartPlan | None = None
    receipts: ReceiptPlan | None = None
    above_asked: AboveAsked = "reason"


class Direction(FrozenModel):
    """A funded line of a call: its quota, partners, fields, rules and the lifecycle its cases run.

    `under` is the code of the agreement between governments that it stands under, `review` how its cases are reviewed; an
    edition that names none reads as it did before there were these fields.
    """

    code: Code
    ordinal: PositiveInt
    reference: Code
    title: Text
    clause: Text
    line: Text
    partners: tuple[Code, ...] = ()
    areas: tuple[Text, ...] = ()
    areas_open: bool = False
    scopes: tuple[Scope, ...] = ()
    quota: Quota
    topics: tuple[Topic, ...] = ()
    rules: tuple[Rule, ...] = ()
    notes: tuple[Text, ...] = ()
    contact: Text | None = None
    under: AgreementCode | None = Field(default=None, exclude_if=lambda code: code is None)
    review: ReviewPlan | None = Field(default=None, exclude_if=lambda plan: plan is None)
    counterpart: CounterpartPlan | None = Field(default=None, exclude_if=lambda plan: plan is None)
    receipts: ReceiptPlan | None = Field(default=None, exclude_if=lambda plan: plan is None)
    foreign_deadlines: dict[Code, ForeignDeadline] = Field(default_factory=dict, exclude_if=lambda known: not known)
    above_asked: AboveAsked = Field(default="reason", exclude_if=lambda above: above == "reason")
    fields: dict[Name, FilingField]
    lifecycle: Lifecycle

    def clause_of(self, rule: str) -> Rule | None:
        """The rule of that clause, if this direction has it."""
        return next((one for one in self.rules if one.id == rule), None)

    @property
    def both_file(self) -> BothFile | None:
        """The clause by which one side alone is no application, if the direction states one."""
        return next((rule for rule in self.rules if isinstance(rule, BothFile)), None)

    @cached_property
    def both_file_by(self) -> str | None:
        """The deadline by which both sides must have filed, if they must."""
        return self.both_file.by if self.both_file is not None else None

    def missing_of_counterpart(self, content: Mapping[str, object]) -> tuple[str, ...]:
        """The fields that a counterpart must fill before it submits, and that this content leaves empty."""
        asked = self.counterpart.requires if self.counterpart is not None else ()
        return tuple(name for name in asked if is_blank(content.get(name)))

    @cached_property
    def agreement_field(self) -> str | None:
        """The field that names the agreement of which one case at most may make use, if there is one."""
        return next((rule.field for rule in self.rules if isinstance(rule, OnePerAgreement)), None)

    @cached_property
    def asks_when_applied(self) -> bool:
        """Whether any of its rules asks for the day of the submission."""
        return any(isinstance(rule, Paper) and rule.before_applying for rule in self.rules)

    @cached_property
    def is_waivable(self) -> bool:
        """Whether any of its clauses may be set aside."""
        return any(rule.is_waivable for rule in self.rules)

    @cached_property
    def for_people(self) -> tuple[Stated, ...]:
        """The clauses that people judge for each case."""
        return tuple(rule for rule in self.rules if isinstance(rule, Stated) and rule.is_for_people)

    @cached_property
    def examined(self) -> tuple[Stated, ...]:
        """Those of them without whose judgement a case goes no further to review."""
        return tuple(rule for rule in self.for_people if rule.is_examined)

    @cached_property
    def compared(self) -> dict[str, str]:
        """The fields in which the two filings must agree, each with its clause."""
        return {name: rule.id for rule in self.rules if isinstance(rule, Consistent) for name in rule.fields}

    @cached_property
    def named(self) -> dict[str, str]:
        """By a home field that names somebody of the other side, the field in which that side names them itself.

        A field in which both filings must agree is none of those: there each side writes the same, so it names nobody
        else.
        """
        named = self.counterpart.named if self.counterpart is not None else {}
        return {ours: theirs for ours, theirs in named.items() if theirs not in self.compared}

    def scope(self, of: str) -> Scope | None:
        """What the source counts among an area, or among the topic of a code."""
        return next((scope for scope in self.scopes if scope.of == of), None)

    def topic(self, code: str) -> Topic | None:
        """The topic of that code, if this direction has it."""
        return next((topic for topic in self.topics if topic.code == code), None)

    def filed_topics(self) -> tuple[str, ...]:
        """The codes a case may be filed under: the topics that no other topic lies within."""
        parents = {topic.within for topic in self.topics}
        return tuple(topic.code for topic in self.topics if topic.code not in parents)

    def lines(self, topic: str | None) -> tuple[str, ...]:
        """The quota lines a case of this direction (and topic) holds, the widest first."""
        path: list[str] = []
        step = self.topic(topic) if topic else None
        while step is not None:
            path.append(f"{self.code}/{step.code}")
            step = self.topic(step.within) if step.within else None
        return (self.code, *reversed(path))

    def tell_line(self, line: str) -> str:
        """A quota line in words: the topic it is for, or the whole direction."""
        topic = self.topic(line.partition("/")[2])
        if topic is not None:
            return f"{topic.code} {topic.title}"
        return self.title if self.code.isalpha() else f"{self.code} {self.title}"

    def quota_clause(self, line: str, topic: str | None = None) -> str:
        """The clause that lays down a quota line, for a case of a topic; the direction's own where no rule says so."""
        stated = [rule for rule in self.rules if isinstance(rule, Stated) and rule.upheld == "quota"]
        named = {of: rule.id for rule in stated for of in rule.topics}
        code = line.partition("/")[2] or topic or ""
        return named.get(code) or next((rule.id for rule in stated if not rule.topics), self.clause)

    def quotas(self) -> dict[str, Quota]:
        """Every quota line of this direction by its name."""
        return {self.code: self.quota} | {f"{self.code}/{topic.code}": topic.quota for topic in self.topics}


class Headline(FrozenModel):
    """The totals a guideline announces; the directions must add up to them exactly."""

    directions: PositiveInt
    partners: PositiveInt | None = None
    cases: PositiveInt
    funds: PositiveInt | None = None
    clause: Text


class Call(FrozenModel):
    """One published intake of a programme, complete: what a case pins when it is opened.

    `opens_basis` says whether the source gives the opening day.
    """

    code: Slug
    programme: Slug
    edition: PositiveInt
    title: Text
    title_zh: Text
    source: Text
    zone: Zone
    opens: date
    opens_basis: Basis = Field(default="default", exclude_if=lambda basis: basis == "default")
    opens_clause: Text | None = Field(default=None, exclude_if=lambda clause: clause is None)
    redated_by: int = 0
    headline: Headline
    deadlines: dict[Name, Deadline]
    review: ReviewPlan | None = Field(default=None, exclude_if=lambda plan: plan is None)
    counterpart: CounterpartPlan | None = Field(default=None, exclude_if=lambda plan: plan is None)
    receipts: ReceiptPlan | None = Field(default=None, exclude_if=lambda plan: plan is None)
    above_asked: AboveAsked = Field(default="reason", exclude_if=lambda above: above == "reason")
    award_year: Annotated[int, Field(ge=1900, le=2999)] | None = Field(
        default=None, exclude_if=lambda year: year is None
    )
    clauses: tuple[Rule, ...] = ()
    directions: Annotated[tuple[Direction, ...], Field(min_length=1)]

    def direction(self, code: str) -> Direction | None:
        """The direction of that code, if the call has it."""
        return next((direction for direction in self.directions if direction.code == code), None)


class Programme(FrozenModel):
    """A long-lived scheme: an award, or a bilateral research programme."""

    code: Slug
    title: Text
    title_zh: Text
    about: Text
    source: Text
    kind: Literal["award", "research", "support"]
    clauses: tuple[Rule, ...] = ()
