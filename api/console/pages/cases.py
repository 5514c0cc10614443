"""The list of cases: found by words and filters that stand in the address, so that a view is an address and can be kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api import cursors
from api.console import columns
from api.console.filters import Chosen, Filters, Text
from api.console.form import Fault
from api.console.page_request import PageRequest, Visitor
from api.console.route import PageRoute
from api.console.vocabulary import Vocabulary, check_chosen
from workflow import editions, visibility
from workflow.actors import Actor
from workflow.errors import InvalidRequest, NotFound
from workflow.identity import people
from workflow.overview import queries, views
from workflow.overview.views import SavedView

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """A view that is kept, with what it narrows to: None if that makes no sense any more."""

    view: SavedView
    filters: Filters | None
    is_mine: bool


@router.get("/cases")
async def cases(visit: Visitor, chosen: Chosen, cursor: Text = "", kept: Text = "") -> Response:
    """The cases the visitor may see, newest first. A whole reference goes to its case. `kept` is the view just kept."""
    if chosen.text and not cursor:
        ref = await visit.read(lambda session, actor: _named(session, actor, chosen.text))
        if ref is not None:
            return RedirectResponse(f"/cases/{ref}", 303)
    try:
        await visit.read(lambda session, _: check_chosen(session, chosen))
    except InvalidRequest as error:
        return await page(visit, chosen, cursor, kept=kept, unknown=str(error), status=422)
    return await page(visit, chosen, cursor, kept=kept)


async def page(
    visit: PageRequest,
    chosen: Filters,
    cursor: str = "",
    *,
    kept: str = "",
    unknown: str = "",
    given: dict[str, str | None] | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> HTMLResponse:
    """The list; `unknown` says which filter is not there and what there is. With faults, what is wrong with keeping
    it as a view, and what was written there.
    """
    after = cursors.number(cursor or None)

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found, last = queries.list_cases(session, actor, chosen.search(), limit=_PAGE, after=after)
        known = Vocabulary.of(session, visit.language, chosen.call)
        tabs = of(session, actor)
        owners = {case.owner for case in found} if "owner" in chosen.shown else set()
        return {
            "cases": found,
            "further": None if last is None else chosen.address(cursor=cursors.written(last)),
            "first": not cursor,
            "chosen": chosen,
            "filters": [
                (name, known.word(name, value), chosen.without(name, *_one_of(chosen, name, value)).address())
                for name, value in chosen.given()
            ],
            "gone": list(known.gone(chosen)),
            "unknown": unknown,
            "start": chosen.address(),
            "wordless": replace(chosen, text="").address(),
            "exports": {kind: chosen.address(f"/cases/list.{kind}") for kind in ("csv", "xlsx")},
            "direction_of": lambda case: editions.load_newest(session, case.call)[case.direction].direction,
            "known": known,
            "directions": known.directions if chosen.call in known.published else [],
            "states": known.states,
            "partners": known.partners,
            "columns": {name: columns.word(name, visit.language) for name in _offered(actor)},
            "names": people.load_names(session, owners),
            "tabs": tabs,
            "tab": next((tab for tab in tabs if tab.filters == chosen), None),
            "just_kept": next((tab.view for tab in tabs if tab.view.id == kept), None),
            "given": given or {},
            "faults": faults,
        }

    return await visit.page("cases.html", gather, status=status)


def of(session: Session, actor: Actor) -> list[Kept]:
    """The views that an actor sees, their own first, each with what it narrows to."""
    return [Kept(view, Filters.read(view.query), view.person == actor.id) for view in views.list_views(session, actor)]


def _offered(actor: Actor) -> list[str]:
    return [name for name in columns.COLUMNS if name not in columns.INSIDE or visibility.is_inside(actor.roles)]


def _named(session: Session, actor: Actor, text: str) -> str | None:
    """The reference that a text is, if it is one of a case the actor may see."""
    if "-" not in text or " " in text or len(text) > 40:
        return None
    try:
        return str(queries.load_visible_row(session, actor, text.upper()).ref)
    except NotFound:
        return None


def _one_of(chosen: Filters, name: str, value: str) -> tuple[str, ...]:
    """The one value that is taken away where there are several."""
    return (value,) if isinstance(getattr(chosen, name), tuple) else ()
