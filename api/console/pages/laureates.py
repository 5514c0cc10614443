"""The register of laureates: by award year and country, with counts, and a form for those who may keep it."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api.console.field_reader import FieldReader
from api.console.form import Fault, Form, mendable
from api.console.form import whole as read_whole
from api.console.page_request import PageRequest, Visitor
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter
from api.routes.laureates import read_cursor, write_cursor
from states.numbers import Bounds
from workflow import permissions
from workflow.actors import Actor
from workflow.errors import InvalidRequest
from workflow.registry import laureates
from workflow.registry.laureates import LaureateDetails, LaureateSearch

router = APIRouter(prefix="/laureates", route_class=PageRoute, include_in_schema=False)
Text = Annotated[str, Query(max_length=200)]
_ASKED = ("kind", "name", "other_name", "country", "programme", "award_year", "ceremony", "source")
_CHOSEN = ("programme", "year", "country", "text")
_PAGE = 50


@router.get("")
async def list_laureates(
    visit: Visitor,
    programme: Text = "",
    year: Text = "",
    country: Text = "",
    text: Text = "",
    cursor: Text = "",
    done: Text = "",
) -> HTMLResponse:
    """The register by award year, country and name, narrowed by each of them."""
    chosen = {"programme": programme, "year": year, "country": country, "text": text.strip()}
    return await _page(visit, chosen, cursor, done=done)


@router.post("")
async def record_laureate(visit: Visitor) -> Response:
    """Record a laureate; or show again what was written, with what is wrong."""
    form = await visit.form()
    given = {name: form.text(name) for name in _ASKED}
    try:
        about = await _read_about(visit, form)
        now, request = visit.asked.received_at, visit.asked.id
        recorded = await visit.asked.change(
            lambda session, actor: laureates.record_laureate(session, about, actor=actor, now=now, request=request)
        )
    except (BadRequest, InvalidRequest) as error:
        faults, status = mendable(error)
        return await _page(visit, dict.fromkeys(_CHOSEN, ""), "", given, faults, status)
    return visit.onward("/laureates", done=recorded.id)


async def _read_about(visit: PageRequest, form: Form) -> LaureateDetails:
    """What a form says of a laureate. Raises SeveralUnfit; beside a year that cannot be read with all else that is wrong."""
    fields, now = FieldReader(), visit.asked.received_at
    year = fields.read(lambda: form.number("award_year"))
    if form.text("award_year") is None:
        fields.note(refuse_parameter("enter the award year", "/award_year"))
    about = LaureateDetails(
        kind=form.text("kind") or "",
        name=form.text("name") or "",
        programme=form.text("programme") or "",
        award_year=year or 0,
        other_name=form.text("other_name"),
        country=form.text("country"),
        ceremony=form.text("ceremony"),
        source=form.text("source"),
    )
    if fields.unfit:
        found = await visit.read(lambda session, _: laureates.list_mistakes(session, about, now=now))
        for one in found:
            if one.pointer not in (None, "/award_year"):
                fields.note(refuse_parameter(str(one), str(one.pointer)))
    fields.check()
    return about


async def _page(
    visit: PageRequest,
    chosen: Mapping[str, str],
    cursor: str,
    given: Mapping[str, str | None] | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
    done: str = "",
) -> HTMLResponse:
    written = chosen.get("year", "")
    year = read_whole(written, "year", Bounds(laureates.FIRST_YEAR, 2_999)) if written else None
    narrowed = {name: value for name, value in chosen.items() if value}
    search = LaureateSearch(narrowed.get("programme"), year, narrowed.get("country"), narrowed.get("text"))
    after = read_cursor(cursor or None)

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        page, last = laureates.list_laureates(session, actor, search, limit=_PAGE, after=after)
        years, seats = laureates.count_laureates(session, search.programme)
        following = write_cursor(last)
        return {
            "laureates": page,
            "further": following and f"/laureates?{urlencode(narrowed | {'cursor': following})}",
            "is_first": not cursor,
            "chosen": chosen,
            "years": sorted(years.items(), reverse=True),
            "seats": sorted(seats.items(), key=lambda one: (-one[1], one[0])),
            "programmes": sorted(
                (code, visit.language.told(title)) for code, title in laureates.list_programmes(session).items()
            ),
            "may_keep": permissions.permits("keep-registry", actor.roles),
            "given": given or {},
            "faults": faults,
            "done": laureates.find_laureate(session, actor, done) if done else None,
        }

    return await visit.page("laureates.html", gather, status=status)
