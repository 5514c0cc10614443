"""Opening a case: choosing a call, then a direction, then a topic and a partner; what the guideline asks for stands first."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlmodel import Session

from api.console.form import Fault, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.route import PageRoute
from api.errors import Refused
from states import countries
from states.call import Direction
from states.rules import Rule, Stated
from workflow import available_actions
from workflow.actors import Actor
from workflow.available_actions import Opening
from workflow.commands import OpenCase
from workflow.errors import NotAllowed, NotFound

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_Code = Annotated[str, Query(max_length=64)]


@router.get("/cases/new")
async def new(visit: Visitor, call: _Code = "", direction: _Code = "") -> Response:
    """The step to take next: a call, a direction of it, or what a case of the direction is about."""
    return await _page(visit, call, direction, {}, [])


@router.post("/cases/new")
async def opened(visit: Visitor) -> Response:
    """Open the draft, and go on to its filing."""
    form = await visit.form()
    call, direction = form.text("call") or "", form.text("direction") or ""
    given = {name: form.text(name) for name in ("topic", "partner")}
    try:
        receipt = await visit.done(
            lambda actor: OpenCase(
                **visit.asked.said(actor),
                call=call,
                direction=direction,
                topic=given["topic"],
                partner=given["partner"],
            )
        )
    except Refused as error:
        faults, status = mendable(error)
        return await _page(visit, call, direction, given, faults, status)
    return visit.onward(f"/cases/{receipt.case}/filings/home", event=receipt.event)


async def _page(
    visit: PageRequest,
    call: str,
    direction: str,
    given: Mapping[str, str | None],
    faults: Sequence[Fault],
    status: int = 200,
) -> Response:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        there = available_actions.list_openings(session, actor, now=visit.asked.received_at)
        if not there and not actor.roles & {"applicant", "coordinator"}:
            raise NotAllowed("cases are opened by applicants and coordinators")
        by_call: dict[str, list[Opening]] = {}
        for one in there:
            by_call.setdefault(one.definition.call.code, []).append(one)
        code = call or (next(iter(by_call)) if len(by_call) == 1 else "")
        if code and by_call and code not in by_call:
            raise NotFound(f"no case can be opened in {code} now")
        chosen = next((one for one in by_call.get(code, ()) if one.definition.direction.code == direction), None)
        if direction and chosen is None and not faults:
            raise NotFound(f"no case can be opened in {direction} now")
        return {
            "by_call": by_call,
            "openings": by_call.get(code, []),
            "chosen": chosen,
            "asked_of_all": _asked_of_all(chosen.definition.direction) if chosen is not None else [],
            "partners": _partners(chosen.definition.direction) if chosen is not None else [],
            "given": given,
            "faults": faults,
        }

    return await visit.page("new.html", gather, status=status)


def _partners(direction: Direction) -> list[tuple[str, str]]:
    return [(code, f"{countries.name(code)} ({code})") for code in direction.partners]


def _asked_of_all(direction: Direction) -> list[Rule]:
    """The clauses that every case of a direction must meet, in the order of the source: what people look at first."""
    blocking = (rule for rule in direction.rules if rule.blocks)
    return [rule for rule in blocking if not isinstance(rule, Stated) or rule.upheld == "people"]
