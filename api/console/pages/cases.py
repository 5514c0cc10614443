"""The list of cases: found by words and filters that stand in the address, so that a view is an address."""

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api import cursors
from api.console.filters import Chosen, Filters, Text
from api.console.route import PageRoute
from api.console.visit import Visit, Visitor
from workflow import calls, editions, queries
from workflow.actors import Actor
from workflow.errors import NoSuchThing

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_PAGE = 50


@router.get("/cases")
async def cases(visit: Visitor, chosen: Chosen, cursor: Text = "") -> Response:
    """The cases the visitor may see, newest first. A whole reference goes to its case."""
    if chosen.text and not cursor:
        ref = await visit.read(lambda session, actor: _named(session, actor, chosen.text))
        if ref is not None:
            return RedirectResponse(f"/cases/{ref}", 303)
    return await _page(visit, chosen, cursor)


async def _page(visit: Visit, chosen: Filters, cursor: str) -> HTMLResponse:
    after = cursors.number(cursor or None)

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found, last = queries.cases(session, actor, chosen.search(), limit=_PAGE, after=after)
        states = _states(session, chosen.call, visit)
        return {
            "cases": found,
            "further": None if last is None else chosen.address(cursor=cursors.written(last)),
            "first": not cursor,
            "chosen": chosen,
            "filters": [
                (name, _word(visit, states, name, value), chosen.without(name, *_one_of(chosen, name, value)).address())
                for name, value in chosen.given()
            ],
            "start": chosen.address(),
            "wordless": replace(chosen, text="").address(),
            "exports": {kind: chosen.address(f"/cases/list.{kind}") for kind in ("csv", "xlsx")},
            "direction_of": lambda case: editions.newest(session, case.call)[case.direction].direction,
            "directions": list(calls.newest(session, chosen.call).directions) if chosen.call else [],
            "states": states,
            "partners": sorted(_partners(session, chosen.call)),
        }

    return await visit.page("cases.html", gather)


def _named(session: Session, actor: Actor, text: str) -> str | None:
    """The reference that a text is, if it is one of a case the actor may see."""
    if "-" not in text or " " in text or len(text) > 40:
        return None
    try:
        return str(queries.found(session, actor, text.upper()).ref)
    except NoSuchThing:
        return None


def _states(session: Session, call: str, visit: Visit) -> dict[str, str]:
    """Every state a case may stand in, with its word; of all calls unless one is chosen."""
    found: dict[str, str] = {}
    for code in [call] if call else editions.codes(session):
        for frame in editions.newest(session, code).values():
            for name, state in frame.direction.lifecycle.states.items():
                found.setdefault(name, visit.language.label(state))
    return found


def _partners(session: Session, call: str) -> set[str]:
    published = (calls.newest(session, code) for code in ([call] if call else editions.codes(session)))
    return {partner for one in published for direction in one.directions for partner in direction.partners}


def _word(visit: Visit, states: dict[str, str], name: str, value: str) -> str:
    """How the value of a filter is told."""
    said = visit.language
    match name:
        case "state":
            return states.get(value, value)
        case "sides":
            return said("only one has filed") if value == "one" else said("both have filed")
        case "needs":
            return said("me")
        case _:
            return value


def _one_of(chosen: Filters, name: str, value: str) -> tuple[str, ...]:
    """The one value that is taken away where there are several."""
    return (value,) if isinstance(getattr(chosen, name), tuple) else ()
