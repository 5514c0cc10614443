"""What is defined: programmes, calls and their directions, with deadlines as they stand and quotas as they are held."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from sqlmodel import Session

from api import negotiation
from api.errors import Refused, statuses
from api.request_context import Caller
from api.schemas.answers import ExtendedOut
from api.schemas.inputs import ExtendIn
from api.strict import StrictRoute
from states import calendar, diagram, loader
from states.call import Call, Direction
from states.refusal import Refusal
from workflow import calls, editions, provenance
from workflow.actors import Actor
from workflow.errors import NotFound
from workflow.outcomes import format_instant
from workflow.provenance import Provenance

_SVG, _MERMAID = "image/svg+xml", "text/vnd.mermaid"
router = APIRouter(prefix="/v1", tags=["programmes"], route_class=StrictRoute)
Code = Annotated[str, Path(max_length=40, pattern=r"^[a-z][a-z0-9\-]*$", description="A call's code")]
Name = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]*$")]
Json = dict[str, Any]
_TRIED: dict[int | str, Json] = {200: {"model": ExtendedOut, "description": "What it would do"}}


@router.get("/programmes", responses=statuses())
async def list_programmes(caller: Caller) -> list[Json]:
    """Every programme this service knows, with its clauses."""
    await caller.read(lambda _session, _actor: None)
    return [programme.model_dump(mode="json") for programme in loader.programmes().values()]


@router.get("/calls", responses=statuses())
async def list_calls(caller: Caller) -> list[Json]:
    """Every published call."""

    def query(session: Session, _actor: Actor) -> list[Json]:
        return [_outline(session, calls.load_call(session, code)) for code in editions.list_codes(session)]

    return await caller.read(query)


@router.get("/calls/{call}", responses=statuses(404, 422))
async def read_call(call: Code, caller: Caller) -> Json:
    """A call: its deadlines as they stand, its directions and how their quotas stand, its clauses.

    The quota of a direction is null while it cannot be read.
    """

    def query(session: Session, actor: Actor) -> Json:
        found = calls.load_call(session, call)
        held = {position.line: position for position in calls.load_quota_usage(session, call, actor=actor)}
        directions = [
            {
                "code": direction.code,
                "title": direction.title,
                "partners": direction.partners,
                "quota": _position(held[direction.code]) if direction.code in held else None,
            }
            for direction in found.directions
        ]
        clauses = [clause.model_dump(mode="json") for clause in found.clauses]
        return _outline(session, found) | {"directions": directions, "clauses": clauses}

    return await caller.read(query)


@router.get(
    "/calls/{call}/directions/{code}",
    responses=statuses(404, 406, 422) | {200: {"content": {"application/json": {}, _SVG: {}, _MERMAID: {}}}},
    response_model=None,
)
async def read_direction(call: Code, code: Name, caller: Caller, request: Request) -> Response | Json:
    """A direction: partners, areas, topics, quotas and how they stand, rules with their clauses, fields, lifecycle.

    As `image/svg+xml` or `text/vnd.mermaid`: a diagram of its lifecycle.
    """

    def query(session: Session, actor: Actor) -> tuple[Direction, list[Json]]:
        found = editions.load_newest(session, call).get(code)
        if found is None:
            raise NotFound(f"there is no direction {code!r} in {call}")
        own = found.direction.quotas()
        held = [_position(one) for one in calls.load_quota_usage(session, call, actor=actor) if one.line in own]
        return found.direction, held

    form = negotiation.negotiate(request, ("application/json", _SVG, _MERMAID))
    direction, held = await caller.read(query)
    if form == _SVG:
        return Response(diagram.svg(direction.lifecycle), media_type=_SVG)
    if form == _MERMAID:
        return Response(diagram.mermaid(direction.lifecycle), media_type=_MERMAID)
    return direction.model_dump(mode="json", by_alias=True) | {"lines": held}


@router.post("/calls/{call}/deadlines/{name}/extensions", status_code=201, responses=statuses(403, 404, 422) | _TRIED)
async def extend_deadline(
    call: Code,
    name: Name,
    body: ExtendIn,
    caller: Caller,
    response: Response,
    dry_run: Annotated[bool, Query()] = False,
) -> ExtendedOut:
    """Move a deadline of a call, and those that count from it; with `dry_run` learn how many cases that re-arms."""

    def change(session: Session, actor: Actor) -> ExtendedOut:
        outcome = calls.extend_deadline(
            session,
            call,
            name,
            body.until,
            reason=body.reason,
            actor=actor,
            now=caller.received_at,
            settled=caller.settled,
            request=caller.id,
            dry_run=dry_run,
            confirmed=body.confirmed,
        )

        if isinstance(outcome, Refusal):
            raise Refused(outcome)
        return ExtendedOut.model_validate(outcome)

    if dry_run:
        response.status_code = 200
        return await caller.change(change)
    return await caller.change_once(change, ExtendedOut)


def _outline(session: Session, call: Call) -> Json:
    now = calls.load_deadlines(session, call.code)
    laid_down = provenance.load_provenance(session, call.code)
    return {
        "code": call.code,
        "programme": call.programme,
        "edition": call.edition,
        "title": call.title,
        "title_zh": call.title_zh,
        "zone": call.zone,
        "opens": call.opens.isoformat(),
        "opens_basis": laid_down["opens"].label,
        "redated_by_days": call.redated_by,
        "headline": call.headline.model_dump(mode="json"),
        "deadlines": [_deadline(call, name, at, laid_down[f"deadlines.{name}"]) for name, at in now.items()],
    }


def _deadline(call: Call, name: str, at: datetime, laid_down: Provenance) -> Json:
    shape = call.deadlines[name]
    local = at.astimezone(calendar.zone(shape.zone or call.zone)).isoformat()
    about: Json = {"name": name, "label": shape.label, "at": format_instant(at), "local": local}
    set_at = None if laid_down.at is None else format_instant(laid_down.at)
    about |= {"basis": laid_down.label, "set_by": laid_down.by, "set_at": set_at}
    return about | {"zone": shape.zone or call.zone, "clause": shape.clause}


def _position(position: calls.QuotaUsage) -> Json:
    return {name: getattr(position, name) for name in calls.QuotaUsage.__slots__}
