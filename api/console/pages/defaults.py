"""What a call rests on: the source, our defaults, and what the office set; confirming a default as the office's own."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlmodel import Session

from api.console.form import Fault, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.pages.call import Code
from api.console.route import PageRoute
from api.errors import BadRequest, Refused
from states.refusal import Refusal
from workflow import calls, permissions, provenance
from workflow.actors import Actor

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/calls/{call}/defaults")
async def defaults(visit: Visitor, call: Code, confirmed: Annotated[int | None, Query(ge=1)] = None) -> Response:
    """What a call rests on; `confirmed` is the event by which the visitor just confirmed a default."""
    return await _page(visit, call, confirmed=confirmed)


@router.post("/calls/{call}/defaults")
async def confirm_default(visit: Visitor, call: Code) -> Response:
    """Confirm a default of ours as the office's own."""
    form = await visit.form()
    given = {name: form.text(name) for name in ("item", "reason")}

    def change(session: Session, actor: Actor) -> int:
        outcome = provenance.confirm_default(
            session,
            call,
            given["item"] or "",
            reason=given["reason"] or "",
            actor=actor,
            now=visit.asked.received_at,
            request=visit.asked.id,
        )
        if isinstance(outcome, Refusal):
            raise Refused(outcome)
        return outcome

    try:
        event = await visit.asked.change(change)
    except (Refused, BadRequest) as error:
        return await _page(visit, call, given, *mendable(error))
    return visit.onward(f"/calls/{call}/defaults", confirmed=event)


async def _page(
    visit: PageRequest,
    code: str,
    given: Mapping[str, str | None] | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
    *,
    confirmed: int | None = None,
) -> Response:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        call, laid_down = calls.load_call(session, code), provenance.load_provenance(session, code)
        labels = ("default", "office", "source")
        return {
            "call": call,
            "zone": call.zone,
            "groups": {label: [one for one in laid_down.values() if one.label == label] for label in labels},
            "may_confirm": permissions.permits("confirm-default", actor.roles_in(code)),
            "confirmed": confirmed,
            "given": given or {},
            "faults": faults,
        }

    return await visit.page("defaults.html", gather, status=status)
