"""A direction: its quota and topics, partners and their authorities, dates, every clause, what is asked for, its lifecycle."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api.console import call_overview
from api.console.filters import Filters
from api.console.page_request import Visitor
from api.console.pages.call import Code
from api.console.route import PageRoute
from states import diagram, loader
from states.call import Direction
from workflow import calls, editions, partner_deadlines, permissions, provenance
from workflow.actors import Actor
from workflow.editions import Definition
from workflow.errors import NotFound
from workflow.overview import case_stats
from workflow.overview.case_stats import Group
from workflow.registry import agreements, authorities, entries
from workflow.registry.agreements import Agreement

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Name = Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]*$")]
_MOST = 20


@router.get("/calls/{call}/directions/{code}")
async def direction(visit: Visitor, call: Code, code: Name) -> HTMLResponse:
    """A direction whole, with how its cases stand as far as the visitor may see them."""

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        definition = _frame(session, call, code)
        one = definition.direction
        groups = [group for group in case_stats.groups(session, actor, call) if group.direction == code]
        asked = case_stats.asked(session, actor, call)
        [line] = [
            line for line in call_overview.list_intake(definition.call, groups, asked) if line.direction.code == code
        ]
        programme = loader.programmes().get(definition.call.programme)
        return {
            "call": definition.call,
            "direction": one,
            "lifecycle": one.lifecycle,
            "line": line,
            "topics": [(topic, _depth(one, topic.code), *_of_topic(one, topic.code, groups)) for topic in one.topics],
            "zone": definition.call.zone,
            "standing": calls.load_deadlines(session, call),
            "partner_deadlines": [
                one for one in partner_deadlines.list_partner_deadlines(session, call) if one.direction == code
            ],
            "sets_deadlines": permissions.permits("extend-call", actor.roles_in(call)),
            "origins": provenance.load_provenance(session, call),
            "authorities": {
                partner: authorities.list_authorities(session, actor, limit=_MOST, partner=partner)[0]
                for partner in one.partners
            },
            "contact": one.contact if entries.is_confidant(actor) else None,
            "agreement": _agreement(session, one),
            "shared": [*definition.call.clauses, *(programme.clauses if programme is not None else ())],
            "filed": Filters(
                call=call, direction=(code,), state=call_overview.list_filed_states(one.lifecycle)
            ).address(),
            "competing": Filters(
                call=call, direction=(code,), state=call_overview.list_competing_states(one.lifecycle)
            ).address(),
            "all": Filters(call=call, direction=(code,)).address(),
            "is_staff": permissions.permits("know-inside", actor.roles_in(call)),
        }

    return await visit.page("direction.html", gather)


@router.get("/calls/{call}/directions/{code}/lifecycle.svg")
async def lifecycle(visit: Visitor, call: Code, code: Name) -> Response:
    """The lifecycle of its cases, as a picture."""
    found = await visit.read(lambda session, _: _frame(session, call, code))
    return Response(diagram.svg(found.direction.lifecycle), media_type="image/svg+xml")


def _frame(session: Session, call: str, code: str) -> Definition:
    found = editions.load_newest(session, call).get(code)
    if found is None:
        raise NotFound(f"there is no direction {code!r} in {call}")
    return found


def _depth(direction: Direction, code: str) -> int:
    """How many topics a topic lies within."""
    return len(direction.lines(code)) - 2


def _of_topic(direction: Direction, code: str, groups: list[Group]) -> tuple[int, int]:
    """How many cases of a topic, or of those within it, compete, and the money its awards hold."""
    line, competing = f"{direction.code}/{code}", call_overview.list_competing_states(direction.lifecycle)
    theirs = [group for group in groups if group.topic and line in direction.lines(group.topic)]
    return case_stats.total(group for group in theirs if group.state in competing), sum(group.funds for group in theirs)


def _agreement(session: Session, direction: Direction) -> Agreement | None:
    return agreements.load_agreement(session, direction.under) if direction.under is not None else None
