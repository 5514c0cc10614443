"""Views of the list of cases that one keeps: the present one under a name, called otherwise, shared, removed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from api.console.filters import Filters
from api.console.form import Fault, Form, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.pages import cases
from api.console.route import PageRoute
from api.console.vocabulary import Vocabulary
from api.errors import told
from workflow.actors import Actor
from workflow.errors import InvalidRequest, NotAllowed, NotFound
from workflow.overview import views

router = APIRouter(prefix="/cases/views", route_class=PageRoute, include_in_schema=False)
ViewId = Annotated[str, Path(max_length=40, pattern=r"^view_[0-9a-f]+$")]


@router.get("")
async def kept(visit: Visitor, done: Literal["changed", "removed", ""] = "") -> HTMLResponse:
    """The views that one keeps, and those that others share."""
    return await _page(visit, done=done)


@router.post("")
async def keep(visit: Visitor) -> Response:
    """Keep the list that is looked at under a name: what it narrows to and shows, not where it is."""
    form, now = await visit.form(), visit.asked.received_at
    name, role, chosen = form.text("name") or "", form.text("role"), Filters.read(form.text("query") or "")
    if chosen is None:
        raise NotFound("this list is not one that can be kept: show it again")
    try:
        view = await visit.asked.change(
            lambda session, actor: views.save_view(session, name, chosen.query(), role, actor=actor, now=now)
        )
    except (InvalidRequest, NotAllowed) as error:
        faults, status = _faults(error)
        return await cases.page(visit, chosen, given={"name": name, "role": role}, faults=faults, status=status)
    return RedirectResponse(chosen.address(kept=view), 303)


@router.post("/{view}")
async def change(visit: Visitor, view: ViewId) -> Response:
    """Call a view of one's own something else, or share it otherwise."""
    form = await visit.form()
    name, role = form.text("name") or "", form.text("role")
    try:
        await visit.asked.change(lambda session, actor: views.change_view(session, view, name, role, actor=actor))
    except (InvalidRequest, NotAllowed) as error:
        return await _page(visit, *_faults(error), view=view, form=form)
    return visit.onward("/cases/views", done="changed")


@router.post("/{view}/remove")
async def remove(visit: Visitor, view: ViewId) -> Response:
    """Keep a view of one's own no longer."""
    await visit.asked.change(lambda session, actor: views.remove_view(session, view, actor=actor))
    return visit.onward("/cases/views", done="removed")


def _faults(error: InvalidRequest | NotAllowed) -> tuple[Sequence[Fault], int]:
    if isinstance(error, NotAllowed):
        return [Fault("", str(error))], told(error)[0]
    found, status = mendable(error)
    return [replace(fault, field=fault.field or "name") for fault in found], status


async def _page(
    visit: PageRequest,
    faults: Sequence[Fault] = (),
    status: int = 200,
    *,
    view: str = "",
    form: Form | None = None,
    done: str = "",
) -> HTMLResponse:
    """The page of views; with faults, what is wrong with one of them, and what was written there."""

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found, known = cases.of(session, actor), Vocabulary.of(session, visit.language)
        written = {view: (form.text("name") or "", form.text("role"))} if form is not None else {}
        return {
            "mine": [one for one in found if one.is_mine],
            "others": [one for one in found if not one.is_mine],
            "wrong": view,
            "faults": [replace(fault, field=f"{fault.field}-{view}" if fault.field else "") for fault in faults],
            "written": lambda one: written.get(one.id, (one.name, one.role)),
            "words": lambda filters: [(name, known.word(name, value)) for name, value in filters.given()],
            "gone": lambda filters: list(known.gone(filters)),
            "done": done,
            "most": views.MOST,
        }

    return await visit.page("views.html", gather, status=status)
