"""The list of cases: found by words and filters that stand in the address, so that a view is an address."""

from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api import cursors
from api.console.route import PageRoute
from api.console.visit import Visitor
from workflow import calls, editions, queries
from workflow.actors import Actor
from workflow.errors import NoSuchThing
from workflow.queries import Search

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_Text = Annotated[str, Query(max_length=200)]
_FILTERS = ("text", "call", "direction", "state", "partner", "needs")
_PAGE = 50


@router.get("/cases")
async def cases(
    visit: Visitor,
    text: _Text = "",
    call: _Text = "",
    direction: _Text = "",
    state: _Text = "",
    partner: _Text = "",
    needs: Literal["me", ""] = "",
    cursor: _Text = "",
) -> Response:
    """The cases the visitor may see, newest first. A whole reference goes to its case."""
    chosen = dict(zip(_FILTERS, (text.strip(), call, direction, state, partner, needs), strict=True))
    search = Search(
        call or None,
        direction or None,
        state or None,
        partner or None,
        text=chosen["text"] or None,
        needs_me=bool(needs),
    )
    if text and not cursor and (ref := await visit.read(lambda session, actor: _named(session, actor, text.strip()))):
        return RedirectResponse(f"/cases/{ref}", 303)
    return await _page(visit, search, chosen, cursor)


async def _page(visit: Visitor, search: Search, chosen: Mapping[str, str], cursor: str) -> HTMLResponse:
    after = cursors.number(cursor or None)

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found, last = queries.cases(session, actor, search, limit=_PAGE, after=after)
        return {
            "cases": found,
            "further": None if last is None else _address(chosen, cursor=cursors.written(last)),
            "first": not cursor,
            "chosen": chosen,
            "filters": [(name, value) for name, value in chosen.items() if value and name != "text"],
            "without": lambda name: _address({key: value for key, value in chosen.items() if key != name}),
            "export": _address(chosen, path="/cases/list.csv"),
            "direction_of": lambda case: editions.newest(session, case.call)[case.direction].direction,
            "directions": list(calls.newest(session, chosen["call"]).directions) if chosen["call"] else [],
            "states": _states(session, chosen["call"], visit),
            "partners": sorted(_partners(session, chosen["call"])),
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


def _states(session: Session, call: str, visit: Visitor) -> dict[str, str]:
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


def _address(chosen: Mapping[str, str], path: str = "/cases", **more: str) -> str:
    query = urlencode({name: value for name, value in {**chosen, **more}.items() if value})
    return f"{path}?{query}" if query else path
