"""Who outside learns of which kind of event and of note. What is not declared here is for insiders alone.

Outside stand those who are to a case its applicant, its partner, the authority of its partner country, or a reviewer of it;
inside who holds `know-inside`. The declarations hold wherever a case's events and notes are told: its history, the stream, the
news, the audit of people outside, letters, and the pages and answers that show notes.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, false, true

from workflow import permissions
from workflow.tables import EVENTS

Outside = frozenset[str]
NOBODY: Outside = frozenset()
SIDES: Outside = frozenset({"applicant", "partner", "authority"})
ALL: Outside = SIDES | {"reviewer"}

EVENT_KINDS: Mapping[str, Outside] = {
    "case.opened": ALL,
    "case.amended": ALL,
    "case.filed": ALL,
    "case.filing-submitted": ALL,
    "case.filing-recalled": ALL,
    "case.transitioned": ALL,
    "case.extended": ALL,
    "case.compared": ALL,
    "case.waived": ALL,
    "case.waiver-withdrawn": ALL,
    "case.filing-received": ALL,
    "case.document-attached": ALL,
    "case.document-detached": ALL,
    "case.erased": ALL,
    "case.partner-joined": SIDES,
    "case.partner-added": SIDES,
    "case.partner-removed": SIDES,
    "case.clause-judged": NOBODY,
    "case.decision-drafted": NOBODY,
    "case.reviewer-assigned": NOBODY,
    "case.reviewer-responded": NOBODY,
    "case.reviewer-unassigned": NOBODY,
    "case.review-submitted": NOBODY,
    "case.conflict-declared": NOBODY,
    "case.conflict-suspected": NOBODY,
    "case.conflict-settled": NOBODY,
}
"""By action, who outside is told that it happened."""

NOTE_KINDS: Mapping[str, Outside] = {
    "waivers": ALL,
    "receipts": ALL,
    "samenesses": ALL,
    "documents": ALL,
    "relations": SIDES,
    "milestones": NOBODY,  # what of them is told outside, the page of the case tells (`milestones.list_milestones`)
    "judgements": NOBODY,
    "assignments": NOBODY,
    "conflicts": NOBODY,
    "reviews": NOBODY,
    "decisions": NOBODY,
}
"""By table, who outside reads its notes as they are. What a reviewer reads of their own work goes by `read-reviewing`."""


def is_inside(roles: Collection[str]) -> bool:
    """Whether someone in these roles to a case knows what is internal about it."""
    return permissions.permits("know-inside", roles)


def may_know_event(roles: Collection[str], action: str) -> bool:
    """Whether someone in these roles to a case learns of an event of it at all."""
    return is_inside(roles) or not EVENT_KINDS.get(action, NOBODY).isdisjoint(roles)


def may_know_note(roles: Collection[str], kind: str) -> bool:
    """Whether someone in these roles to a case reads the notes of a kind, named by their table."""
    return is_inside(roles) or not NOTE_KINDS.get(kind, NOBODY).isdisjoint(roles)


def known_events(roles: Collection[str]) -> ColumnElement[bool]:
    """The first as a condition on the events table."""
    if is_inside(roles):
        return true()
    told = sorted(action for action, outside in EVENT_KINDS.items() if not outside.isdisjoint(roles))
    return EVENTS.c.action.in_(told) if told else false()
