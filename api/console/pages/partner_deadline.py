"""By when a partner files with its own authority: recorded or moved, with its zone and a reason."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from sqlmodel import Session

from api.console import zones
from api.console.field_reader import FieldReader
from api.console.form import Fault, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.pages.call import Code
from api.console.pages.case_deadline import until
from api.console.route import PageRoute
from api.errors import BadRequest, Refused, refuse_parameter
from states.refusal import Refusal
from workflow import calls, partner_deadlines, permissions
from workflow.actors import Actor
from workflow.errors import NotFound
from workflow.partner_deadlines import DeadlineSet

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Part = Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]*$")]
_FIELDS = ("until", "at", "zone", "reason")
_ADDRESS = "/calls/{call}/directions/{direction}/partners/{partner}/deadline"


@router.get(_ADDRESS)
async def partner_deadline(
    visit: Visitor, call: Code, direction: Part, partner: Part, event: Annotated[int | None, Query(ge=1)] = None
) -> Response:
    """The page on which a partner's own deadline is recorded; `event` is the one that the visitor just made."""
    return await _page(visit, call, direction, partner, event=event)


@router.post(_ADDRESS)
async def record(visit: Visitor, call: Code, direction: Part, partner: Part) -> Response:
    """Record or move it."""
    form = await visit.form()

    def change(session: Session, actor: Actor) -> DeadlineSet:
        fields, zone, reason = FieldReader(), form.text("zone") or "", form.text("reason") or ""
        known = fields.read(lambda: zones.check_zone(zone)) or "UTC"
        end = fields.read(lambda: until(form, known))
        if not reason:
            fields.note(refuse_parameter("a partner's deadline asks for a reason", "/reason"))
        fields.check()
        assert end is not None, "it was read"
        outcome = partner_deadlines.set_partner_deadline(
            session,
            call,
            direction,
            partner,
            end,
            zone=zone,
            reason=reason,
            actor=actor,
            now=visit.asked.received_at,
            settled=visit.asked.settled,
            request=visit.asked.id,
        )
        if isinstance(outcome, Refusal):
            raise Refused(outcome)
        return outcome

    try:
        outcome = await visit.asked.change(change)
    except (Refused, BadRequest) as error:
        given = {field: form.text(field) for field in _FIELDS}
        return await _page(visit, call, direction, partner, given, *mendable(error))
    address = _ADDRESS.format(call=call, direction=direction, partner=partner)
    return visit.onward(address, event=outcome.event)


async def _page(
    visit: PageRequest,
    call: str,
    direction: str,
    partner: str,
    given: Mapping[str, str | None] | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
    *,
    event: int | None = None,
) -> Response:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        permissions.require("extend-call", actor.roles_in(call), "a partner's deadline can be set by")
        found = partner_deadlines.list_partner_deadlines(session, call)
        one = next((one for one in found if (one.direction, one.partner) == (direction, partner)), None)
        if one is None:
            raise NotFound(f"there is no partner {partner!r} of direction {direction}")
        laid_down = calls.load_call(session, call)
        return {
            "call": laid_down,
            "direction": laid_down.direction(direction),
            "partner": partner,
            "known": one,
            "given": given or {},
            "faults": faults,
            "event": event,
        }

    return await visit.page("partner_deadline.html", gather, status=status)
