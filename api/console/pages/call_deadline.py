"""More time for a whole call: first shown whom it re-arms and who ran out already, then given with a reason."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from sqlmodel import Session

from api.console.field_reader import FieldReader
from api.console.filters import Filters, last_day
from api.console.form import Fault, Form, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.pages.call import Code
from api.console.pages.case_deadline import until
from api.console.route import PageRoute
from api.errors import BadRequest, Refused, refuse_parameter
from states.call import Call
from states.refusal import Refusal
from workflow import calls, permissions, provenance
from workflow.actors import Actor
from workflow.auditing import history
from workflow.auditing.history import Entry, Filter
from workflow.calls import DeadlineExtension
from workflow.errors import NotFound
from workflow.identity import people
from workflow.outcomes import parse_instant

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Name = Annotated[str, Path(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
_FIELDS = ("until", "at", "reason")
_SHOWN = 50
_MOST_MOVES = 200


@router.get("/calls/{call}/deadlines/{name}")
async def deadline(
    visit: Visitor, call: Code, name: Name, event: Annotated[int | None, Query(ge=1)] = None
) -> Response:
    """The page on which a deadline of a call is moved; `event` is the one that the visitor just moved it by."""
    return await _page(visit, call, name, event=event)


@router.post("/calls/{call}/deadlines/{name}")
async def extended(visit: Visitor, call: Code, name: Name) -> Response:
    """Show what a later time comes to; or give it, once that was shown."""
    form = await visit.form()
    given, is_meant = {field: form.text(field) for field in _FIELDS}, form.text("do") == "give"
    try:
        outcome = await visit.asked.change(
            lambda session, actor: _extended(session, actor, visit, call, name, form, dry_run=not is_meant)
        )
    except (Refused, BadRequest) as error:
        return await _page(visit, call, name, given, *mendable(error))
    if is_meant:
        return visit.onward(f"/calls/{call}/deadlines/{name}", event=outcome.event)
    return await _page(visit, call, name, given, outcome=outcome)


def _extended(
    session: Session, actor: Actor, visit: PageRequest, call: str, name: str, form: Form, *, dry_run: bool
) -> DeadlineExtension:
    if name not in calls.load_deadlines(session, call):
        raise NotFound(f"there is no deadline {name!r} of {call}")
    fields = FieldReader()
    end = fields.read(lambda: until(form, calls.load_call(session, call).zone))
    reason = form.text("reason") or ("-" if dry_run else "")
    if not reason:
        fields.note(refuse_parameter("an extension asks for a reason", "/reason"))
    fields.check()
    assert end is not None, "it was read"
    outcome = calls.extend_deadline(
        session,
        call,
        name,
        end,
        reason=reason,
        actor=actor,
        now=visit.asked.received_at,
        settled=visit.asked.settled,
        request=visit.asked.id,
        dry_run=dry_run,
        confirmed=form.ticked("confirmed"),
    )
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    return outcome


async def _page(
    visit: PageRequest,
    call: str,
    name: str,
    given: Mapping[str, str | None] | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
    *,
    outcome: DeadlineExtension | None = None,
    event: int | None = None,
) -> Response:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found, standing = calls.load_call(session, call), calls.load_deadlines(session, call)
        permissions.require("extend-call", actor.roles_in(call), "a call's deadline can be extended by")
        if name not in standing:
            raise NotFound(f"there is no deadline {name!r} of {call}")
        transitions = _transitions(session, actor, call, name)
        return {
            "call": found,
            "name": name,
            "zone": found.zone,
            "standing": standing,
            "origin": provenance.load_provenance(session, call)[f"deadlines.{name}"],
            "given": given or {},
            "faults": faults,
            "outcome": outcome,
            "ran_out": outcome.ran_out[:_SHOWN] if outcome is not None else (),
            "under": Filters(call=call, due=last_day(standing[name]), state=_under(found, name)).address(),
            "is_moved": event is not None,
            "made": next((one for one in transitions if one.seq == event), None),
            "transitions": list(reversed(transitions)),
            "moment": parse_instant,
            "names": people.load_names(session, {one.actor for one in transitions}),
            "partners": sorted({partner for one in found.directions for partner in one.partners}),
        }

    return await visit.page("call_deadline.html", gather, status=status)


def _transitions(session: Session, actor: Actor, call: str, name: str) -> list[Entry]:
    """Every time this deadline of the call was moved, by itself or with one that it counts from."""
    wanted = Filter(action="deadline.extended", call=call)
    found, _ = history.list_events(session, actor, wanted, limit=_MOST_MOVES)
    return [one for one in found if isinstance(moved := one.data.get("moved"), Mapping) and name in moved]


def _under(call: Call, name: str) -> tuple[str, ...]:
    """The states in which a case stands under a deadline."""
    found = (
        state
        for direction in call.directions
        for state, stands in direction.lifecycle.states.items()
        if stands.deadline is not None and stands.deadline.at == name
    )
    return tuple(dict.fromkeys(found))
