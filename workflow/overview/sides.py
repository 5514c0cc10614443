"""Who has filed on a case: one answer, for lists, pages, filters and exports alike. The counts keep the same in `sides`."""

from datetime import datetime
from typing import Literal

from states.facts import Content
from states.lifecycle import Lifecycle
from workflow import permissions
from workflow.case_reader import CaseReader
from workflow.case_record import CaseRecord

Sides = Literal["none", "one", "told", "both"]


def sides_of(lifecycle: Lifecycle, state: str, submitted: int, counterpart_at: datetime | None) -> Sides:
    """`both` once the counterpart has submitted its filing (the revision `submitted`), `told` while only its authority is
    known to have it (since `counterpart_at`), `one` while only the home side has filed, `none` before.
    """
    if submitted:
        return "both"
    if counterpart_at is not None:
        return "told"
    return "none" if state in lifecycle.unfiled else "one"


def read_saved(reader: CaseReader, case: CaseRecord, roles: frozenset[str]) -> Content | None:
    """What the counterpart has saved and not submitted, for those who may read it: its own side, and the staff."""
    return reader.content(case, "counterpart") if permissions.permits("read-saved-filing", roles) else None
