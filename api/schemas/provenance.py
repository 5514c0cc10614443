"""The JSON of where what a call lays down comes from."""

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.inputs import In, Reason
from api.schemas.out import Instant, Out


class ProvenanceOut(Out):
    """One thing that a call lays down: its key, what kind it is, which it is (`subject`), and where it comes from.

    `label` is `source` (then with clause and line), `default` (ours, confirmed by nobody) or `office` (then by whom and
    when).
    """

    key: str
    kind: str
    subject: str
    direction: str | None
    label: str
    clause: str | None
    line: str | None
    by: str | None
    name: str | None
    at: Instant | None


class ConfirmationIn(In):
    """A default of ours to confirm, by its key, and why: such as the office's decision."""

    item: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    reason: Reason


class ConfirmedOut(Out):
    """The default that was confirmed, and the event that sealed it."""

    item: str
    event: int
