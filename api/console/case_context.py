"""The case that a page is about: what the visitor sees of it, what is laid down for it, and what they could do with it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from api.errors import Refused
from states.call import Call, Direction
from workflow import available_actions, editions
from workflow.actors import Actor
from workflow.available_actions import AvailableActions
from workflow.overview import queries
from workflow.overview.queries import CaseDetail


@dataclass(frozen=True, slots=True)
class CaseContext:
    """A case with its call and its direction."""

    whole: CaseDetail
    call: Call
    direction: Direction
    offers: AvailableActions

    def require(self, *names: str) -> None:
        """That the visitor may do at least one of these. Raises Refused with why they may not do the first."""
        if not any(self.offers.may(name) for name in names):
            refusal = self.offers.refusals.get(names[0])
            assert refusal is not None, f"{names[0]} is judged of every case"
            raise Refused(refusal)

    def context(self) -> dict[str, object]:
        """What every page about a case can say."""
        return {
            "whole": self.whole,
            "case": self.whole.case,
            "call": self.call,
            "direction": self.direction,
            "lifecycle": self.direction.lifecycle,
            "zone": self.call.zone,
            "offers": self.offers,
        }


def load_context(session: Session, actor: Actor, ref: str, *, now: datetime) -> CaseContext:
    """The case of a reference. Raises NotFound."""
    whole = queries.load_case(session, actor, ref, now=now)
    definition = editions.load_pinned(session, whole.case.call, whole.edition)[whole.case.direction]
    return CaseContext(
        whole, definition.call, definition.direction, available_actions.list_for_case(session, actor, ref, now=now)
    )
