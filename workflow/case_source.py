"""Where what is known of cases comes from, and a witness of what was asked of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import Table

from states.facts import Content, Side
from workflow.case_record import CaseRecord
from workflow.lines import QuotaLine
from workflow.notes import Note


class CaseSource(Protocol):
    """Where what is known of cases comes from: a transaction that may change them, or one that only reads."""

    def content(self, case: CaseRecord, side: Side) -> Content | None:
        """A side's newest filing, or None before its first."""
        ...

    def revision(self, case: CaseRecord, side: Side, number: int) -> Content | None:
        """An earlier revision of a side's filing, or None if there is none of that number."""
        ...

    def notes(self, table: Table, case: CaseRecord) -> Sequence[Note]:
        """The notes of one kind on a case, in the order in which they were written."""
        ...

    def under_agreement(self, case: CaseRecord) -> Mapping[str, str]:
        """The states of the cases of its call under the agreement of a case, by reference; it may be one of them."""
        ...

    def submitted_at(self, case: CaseRecord) -> datetime | None:
        """When a case was last submitted from its first state, or None."""
        ...

    def lines(self, case: CaseRecord) -> Sequence[QuotaLine]:
        """The quota lines of the case, the widest first."""
        ...

    def deadlines_of(self, call: str) -> Mapping[str, datetime]:
        """The deadlines of a call as they now stand."""
        ...

    def partner_deadline(self, case: CaseRecord) -> datetime | None:
        """The deadline of the case's partner in its direction, or None while it is not known."""
        ...

    def extensions(self, case: CaseRecord) -> Mapping[str, datetime]:
        """The case's own later instants, by deadline."""
        ...


class Witness:
    """A source that notices whether anything but the deadlines of calls was asked of it."""

    __slots__ = ("_source", "saw_nothing")

    def __init__(self, source: CaseSource) -> None:
        self._source, self.saw_nothing = source, True

    def content(self, case: CaseRecord, side: Side) -> Content | None:
        """See Source."""
        self.saw_nothing = False
        return self._source.content(case, side)

    def notes(self, table: Table, case: CaseRecord) -> Sequence[Note]:
        """See Source."""
        self.saw_nothing = False
        return self._source.notes(table, case)

    def revision(self, case: CaseRecord, side: Side, number: int) -> Content | None:
        """See Source."""
        self.saw_nothing = False
        return self._source.revision(case, side, number)

    def under_agreement(self, case: CaseRecord) -> Mapping[str, str]:
        """See Source."""
        self.saw_nothing = False
        return self._source.under_agreement(case)

    def submitted_at(self, case: CaseRecord) -> datetime | None:
        """See Source."""
        self.saw_nothing = False
        return self._source.submitted_at(case)

    def lines(self, case: CaseRecord) -> Sequence[QuotaLine]:
        """See Source."""
        self.saw_nothing = False
        return self._source.lines(case)

    def deadlines_of(self, call: str) -> Mapping[str, datetime]:
        """See Source."""
        return self._source.deadlines_of(call)

    def partner_deadline(self, case: CaseRecord) -> datetime | None:
        """See Source. Cases of one key have one."""
        return self._source.partner_deadline(case)

    def extensions(self, case: CaseRecord) -> Mapping[str, datetime]:
        """See Source."""
        self.saw_nothing = False
        return self._source.extensions(case)
