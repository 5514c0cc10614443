"""What is written beside a case, each row by one event; nothing here is ever changed."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, Text
from sqlmodel import Field

from workflow.tables.base import Note


class Waiver(Note, table=True):
    """An in-principle clause set aside for one case, or (not `granted`) no longer."""

    __tablename__ = "waivers"
    clause: str = Field(max_length=40)
    granted: bool
    reason: str = Field(sa_type=Text)


class Judgement(Note, table=True):
    """What a person found of a clause that people judge: met or not-met, on what evidence (`body`, or a document's id).

    `seen` is the salted hash of the words it was judged on, `unjudged` how many clauses were still to be judged after it.
    """

    __tablename__ = "judgements"
    clause: str = Field(max_length=40)
    verdict: str = Field(max_length=7)
    document: str | None = Field(default=None, max_length=40)
    reason: str | None = Field(default=None, sa_type=Text)
    seen: str = Field(max_length=64)
    unjudged: int
    body: str = Field(sa_type=Text)
    salt: bytes = Field(sa_type=LargeBinary)
    digest: str = Field(max_length=64)


class Receipt(Note, table=True):
    """That one side filed with its own competent authority: when, under which number, and whether told from paper."""

    __tablename__ = "receipts"
    side: str = Field(max_length=11)
    authority: str = Field(max_length=500)
    reference: str = Field(max_length=100)
    received_at: datetime
    zone: str = Field(max_length=40)
    paper: bool
    reason: str | None = Field(default=None, sa_type=Text)


class Relation(Note, table=True):
    """What a person is to one case beside owning it: its partner, added or removed; by which invitation, if by one."""

    __tablename__ = "relations"
    __table_args__ = (Index("ix_relations_person_case_id", "person", "case_id"),)
    person: str = Field(max_length=40)
    role: str = Field(max_length=20)
    status: str = Field(max_length=20)
    invitation: str | None = Field(default=None, max_length=40)
    reason: str | None = Field(default=None, sa_type=Text)


class SameMeaning(Note, table=True):
    """That two differing texts of a field mean the same, as a named person found for these revisions of either side."""

    __tablename__ = "samenesses"
    field: str = Field(max_length=40)
    home: int
    counterpart: int
    reason: str | None = Field(default=None, sa_type=Text)


class Document(Note, table=True):
    """A paper on a case: what it is, who signed it when, and its file by hash. A later note of the same id may remove it."""

    __tablename__ = "documents"
    id: str = Field(max_length=40, index=True)
    side: str = Field(max_length=11)
    kind: str = Field(max_length=40)
    name: str = Field(max_length=255)
    media: str = Field(max_length=100)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)
    signed_on: str | None = Field(default=None, max_length=10)
    signatories: str = Field(default="[]", sa_type=Text)
    removed: bool = False


class Assignment(Note, table=True):
    """How a reviewer stands to a case: invited, accepted, declined (with a reason) or removed."""

    __tablename__ = "assignments"
    __table_args__ = (Index("ix_assignments_reviewer_case_id", "reviewer", "case_id"),)
    reviewer: str = Field(max_length=40)
    status: str = Field(max_length=20)
    automatic: bool = False
    reason: str | None = Field(default=None, sa_type=Text)


class Conflict(Note, table=True):
    """A conflict of interest of a person with a case: suspected, declared, confirmed or dismissed (with a reason)."""

    __tablename__ = "conflicts"
    __table_args__ = (Index("ix_conflicts_person_case_id", "person", "case_id"),)
    person: str = Field(max_length=40)
    status: str = Field(max_length=20)
    ground: str = Field(max_length=40)
    reason: str | None = Field(default=None, sa_type=Text)


class Review(Note, table=True):
    """A reviewer's scored opinion; a later one replaces it. `scores` is a JSON object, `total` in hundredths of a point."""

    __tablename__ = "reviews"
    __table_args__ = (Index("ix_reviews_reviewer_case_id", "reviewer", "case_id"),)
    reviewer: str = Field(max_length=40)
    scores: str = Field(sa_type=Text)
    total: int
    recommendation: str = Field(max_length=20)
    body: str = Field(sa_type=Text)
    salt: bytes = Field(sa_type=LargeBinary)
    digest: str = Field(max_length=64)


class Milestone(Note, table=True):
    """What a transition recorded: the panel's suggestion, an approval, a conferral. `items` is a JSON list of texts."""

    __tablename__ = "milestones"
    kind: str = Field(max_length=20)
    day: str | None = Field(default=None, max_length=10)
    body: str | None = Field(default=None, max_length=500)
    place: str | None = Field(default=None, max_length=500)
    outcome: str | None = Field(default=None, max_length=20)
    reference: str | None = Field(default=None, max_length=500)
    items: str = Field(default="[]", sa_type=Text)


class Decision(Note, table=True):
    """What the committee means to decide: drafted, not yet told to anyone. A later draft replaces it; `none` takes it back."""

    __tablename__ = "decisions"
    outcome: str = Field(max_length=20)
    amount: int | None = Field(default=None, sa_type=BigInteger)
    rank: int | None = None
    reason: str | None = Field(default=None, sa_type=Text)
    indicators: str = Field(default="[]", sa_type=Text)
