"""What is hidden of a case from those who stand to it as applicant, partner or reviewer: plain rules, by role and lifecycle.

Scores and ranks are for insiders alone. A state that is told as another (`told_as`) is shown to applicants and partners as
that other one, wherever it stands: in the case, in lists and searches, in events, receipts and refusals. When either began,
and when its time is up, is not shown of both, or the two could be told apart. The version of a case is no secret.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session

from states.lifecycle import Lifecycle
from states.refusal import Refusal
from workflow import access, editions, permissions, visibility
from workflow.actors import Actor
from workflow.outcomes import Result
from workflow.tables import CASES

_HIDDEN = ("score", "rank")
_HIDDEN_ANSWERS = (*_HIDDEN, "suggestion", "minutes")
_TOLD = frozenset(
    {"transition", "from", "to", "freed", "filing", "note", "reason", "direction", "owner", "edition", "deadline"}
)
_SIDES = ("home", "counterpart", "documents")


@dataclass(frozen=True, slots=True)
class Redactor:
    """How someone sees cases of a lifecycle: what of their states, and of their scores and ranks."""

    lifecycle: Lifecycle
    knows_state: bool
    knows_inside: bool
    roles: frozenset[str] = frozenset()

    def state(self, state: str) -> str:
        """A state as it is shown."""
        return state if self.knows_state else self.lifecycle.told(state)

    def is_veiled(self, state: str) -> bool:
        """Whether it is not to be told when a case came to a state, and how long it may stay there."""
        return not self.knows_state and state in self.lifecycle.veiled

    def columns(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        """Columns of a case's row, by name, as they are shown."""
        shown = dict(columns)
        if not self.knows_inside:
            shown |= {name: None for name in _HIDDEN if name in shown}
        if self.is_veiled(columns["state"]):
            shown |= {name: None for name in ("entered_at", "deadline", "due_at", "amount") if name in shown}
        shown["state"] = self.state(columns["state"])
        return shown

    # Events ------------------------------------------------------------------------------------------------------------

    def tells(self, data: Mapping[str, Any]) -> bool:
        """Whether an event is told at all: not a transition between states that look the same."""
        source, target = data.get("from"), data.get("to")
        if self.knows_state or not isinstance(source, str) or not isinstance(target, str):
            return True
        hidden = self.lifecycle.told(source) != source or self.lifecycle.told(target) != target
        return not hidden or self.state(source) != self.state(target)

    def proves(self, data: Mapping[str, Any]) -> bool:
        """Whether an event's own text and hash are given: not if what it hides could be read or guessed from them."""
        return self.knows_inside or data.get("after", {}).get("state") in self.lifecycle.plain

    def data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What an event says, as it is shown."""
        if self.knows_inside:
            return dict(data)
        shown = {name: value for name, value in data.items() if name in _TOLD}
        if "note" in shown and not visibility.may_know_note(self.roles, str(shown["note"].get("of"))):
            del shown["note"]
        shown |= {name: self.state(shown[name]) for name in ("from", "to") if name in shown}
        if "given" in data:
            shown["given"] = {name: value for name, value in data["given"].items() if name not in _HIDDEN_ANSWERS}
        if is_kept_inside(shown.get("note")):
            del shown["note"]
        if "erased" in data:
            shown["erased"] = [one for one in data["erased"] if one[0] in _SIDES]
        after = {name: value for name, value in data.get("after", {}).items() if name not in _HIDDEN}
        if after and self.is_veiled(after["state"]):
            after.pop("amount", None)
        return shown | ({"after": after | {"state": self.state(after["state"])}} if after else {})

    # Answers -----------------------------------------------------------------------------------------------------------

    def hide(self, receipt: Result) -> None:
        """Let a receipt say no more than whoever gets it may know."""
        if self.is_veiled(receipt.state):
            receipt.due_at = None
        receipt.state = self.state(receipt.state)
        receipt.source = None if receipt.source is None else self.state(receipt.source)

    def refusal(self, refusal: Refusal) -> Refusal:
        """A refusal that says no more than whoever gets it may know."""
        state = refusal.state
        if state is None or not self.is_veiled(state):
            return refusal
        told = self.state(state)
        known: dict[str, object] = {"state": told}
        if refusal.allowed:
            known["allowed"] = tuple(self.lifecycle.transitions_from(told))
        if refusal.code != "deadline-passed":
            known |= {"deadline": None, "until": None}
        if refusal.code == "not-from-this-state" and refusal.transition is not None:
            known["problem"] = f"{self.lifecycle.transitions[refusal.transition].label} is not possible now"
        return refusal.about(**known)


def is_kept_inside(note: object) -> bool:
    """Whether what an event notes is for insiders alone: what the panel suggests to the committee."""
    return isinstance(note, Mapping) and (note.get("of"), note.get("kind")) == ("milestones", "suggestion")


def build_redactor(roles: Collection[str], lifecycle: Lifecycle) -> Redactor:
    """How someone in these roles to a case sees it."""
    knows_state, knows_inside = (permissions.permits(one, roles) for one in ("know-state", "know-inside"))
    return Redactor(lifecycle, knows_state, knows_inside, frozenset(roles))


def show_state(roles: Collection[str], lifecycle: Lifecycle, state: str) -> str:
    """A case's state as it is shown to someone in these roles to it."""
    return build_redactor(roles, lifecycle).state(state)


# In SQL ----------------------------------------------------------------------------------------------------------------


def filter_by_shown_state(session: Session, actor: Actor, wanted: str) -> ColumnElement[bool]:
    """That a case stands in a state as far as the actor can tell."""
    shown = [CASES.c.state == wanted]
    for call, told in _told(session):
        hidden = [state for state, other in told.items() if other == wanted]
        if wanted in told:
            shown[0] = and_(shown[0], CASES.c.call != call)
        if hidden:
            shown.append(and_(CASES.c.call == call, CASES.c.state.in_(hidden)))
    return or_(
        and_(access.may_know_state(actor), CASES.c.state == wanted), and_(~access.may_know_state(actor), or_(*shown))
    )


def may_know_due(session: Session, actor: Actor) -> ColumnElement[bool]:
    """That the actor may know when a case is due."""
    veiled = [and_(CASES.c.call == call, CASES.c.state.in_({*told, *told.values()})) for call, told in _told(session)]
    return or_(access.may_know_state(actor), ~or_(false(), *veiled))


def knows_of_place(session: Session, actor: Actor) -> ColumnElement[bool]:
    """That the actor may know that a case holds a place: not while the case is told to them as in another state."""
    veiled = [and_(CASES.c.call == call, CASES.c.state.in_(told)) for call, told in _told(session)]
    return or_(access.may_know_state(actor), ~or_(false(), *veiled))


def _told(session: Session) -> Iterator[tuple[str, dict[str, str]]]:
    """By call, the states that are told as another."""
    for code in editions.list_codes(session):
        told: dict[str, str] = {}
        for definition in editions.load_newest(session, code).values():
            states = definition.engine.lifecycle.states
            told |= {name: state.told_as for name, state in states.items() if state.told_as is not None}
        if told:
            yield code, told
