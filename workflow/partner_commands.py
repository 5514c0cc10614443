"""What can be asked about the partners of a case."""

from dataclasses import dataclass

from workflow.commands import OnCase


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAsPartner(OnCase):
    """Become the partner of the case by an invitation to it, which whoever asks for this has verified."""

    invitation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPartner(OnCase):
    """Make somebody who has an account the partner of the case."""

    person: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePartner(AddPartner):
    """The opposite: take the case from its partner, who then no longer sees it."""
