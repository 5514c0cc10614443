"""The counterpart's page, for people who come once: who named them, what is asked of them and by when, and what they can do."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlmodel import Session

from api.console import case_context, mending
from api.console.form import Fault
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.errors import BadRequest, Refused, refuse_parameter
from states.rules import BothFile
from workflow.actors import Actor
from workflow.commands import MakeTransition, OnCase, SubmitFiling
from workflow.errors import NotFound
from workflow.overview import queries
from workflow.paperwork import comparisons

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_SUBMITS, _CONFIRMS = "submit-filing", "confirm"


@router.get("/confirm/{ref}")
async def confirming(visit: Visitor, ref: Ref, event: Annotated[int | None, Query(ge=1)] = None) -> Response:
    """What is asked of the counterpart; `event` is the one that the visitor just made."""
    return await _page(visit, ref, {}, [], event=event)


@router.post("/confirm/{ref}")
async def confirmed(visit: Visitor, ref: Ref) -> Response:
    """Submit one's filing, confirm, or go on to what was chosen instead."""
    form = await visit.form()
    choice = form.text("choice")
    try:
        if choice == "correct":
            return visit.onward(f"/cases/{ref}/filings/counterpart")
        if choice not in (_SUBMITS, _CONFIRMS):
            raise refuse_parameter("choose what you want to do", "/choice")
        version = form.version()

        def ask(actor: Actor) -> OnCase:
            said = visit.asked.said(actor)
            if choice == _SUBMITS:
                return SubmitFiling(**said, ref=ref, version=version)
            return MakeTransition(**said, ref=ref, version=version, transition=_CONFIRMS)

        receipt = await visit.done(ask)
    except (Refused, BadRequest) as error:
        faults, status = await mending.find_faults(visit.request, error)
        return await _page(visit, ref, {"choice": choice}, faults, status)
    return visit.onward(f"/confirm/{ref}", event=receipt.event)


async def _page(
    visit: PageRequest,
    ref: str,
    given: Mapping[str, str | None],
    faults: Sequence[Fault],
    status: int = 200,
    event: int | None = None,
) -> Response:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found = case_context.load_context(session, actor, ref, now=visit.asked.received_at)
        if not any(queries.is_state(session, actor, ref, role) for role in ("partner", "authority")):
            raise NotFound(f"{ref} is not asked of whoever asks")
        transitions = {
            one.transition: one for one in queries.list_transitions(session, actor, ref, now=visit.asked.received_at)
        }
        partner = found.whole.case.partner
        return found.context() | {
            "lines": comparisons.load_comparison(session, actor, ref) if found.direction.compared else [],
            "confirm": transitions.get(_CONFIRMS),
            "takes_back": transitions.get("retract"),
            "must_file": next((rule for rule in found.direction.rules if isinstance(rule, BothFile)), None),
            "place": visit.language.country(partner) if partner else None,
            "who": actor.name,
            "given": given,
            "faults": faults,
            "event": event,
        }

    return await visit.page("confirm.html", gather, status=status)
