"""More time for one case: first shown as the instant it comes to, on the clocks of both sides, then given with a reason."""

from collections.abc import Callable
from datetime import date, datetime

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from api.console.form import Form, mendable
from api.console.formality import About, Formality
from api.console.pages.case import Ref
from api.console.pages.receipts import instant
from api.console.route import PageRoute
from api.console.subject import Subject
from api.console.visit import Visit, Visitor
from api.errors import Unfit, mistaken
from states import deadlines
from states.errors import NoSuchInstant
from workflow import calls
from workflow.actors import Actor
from workflow.commands import ExtendDeadline
from workflow.errors import NotFound
from workflow.paperwork import papers

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_FIELDS = ("until", "at", "reason")


@router.get("/cases/{ref}/deadline")
async def deadline(visit: Visitor, ref: Ref) -> Response:
    """The page on which one case is given more time."""
    return await _formality(visit, ref).page()


@router.post("/cases/{ref}/deadline")
async def extended(visit: Visitor, ref: Ref) -> Response:
    """Show the instant that more time comes to; or give it."""
    form, page = await visit.form(), _formality(visit, ref)
    if form.text("do") == "give":
        return await page.done(form, _FIELDS, lambda about: _extending(form, about))
    given = {name: form.text(name) for name in _FIELDS}
    try:
        end = papers.find_day_end(until(form, _zone(form)), _zone(form))
    except NoSuchInstant as error:
        return await page.page(given, *mendable(mistaken(str(error), "/until")))
    except Unfit as error:
        return await page.page(given, *mendable(error))
    return await page.page(given, end=end)


def _extending(form: Form, about: About) -> Callable[[Actor], ExtendDeadline]:
    end, reason, is_meant = until(form, _zone(form)), form.text("reason") or "", form.ticked("confirmed")
    return lambda actor: ExtendDeadline(
        actor=actor, deadline=form.text("deadline") or "", until=end, reason=reason, confirmed=is_meant, **about
    )


def until(form: Form, zone: str) -> date | datetime:
    """The end of a day, or a time of it, as the clocks of a zone show it. Raises Unfit."""
    day, clock = form.day("until"), form.clock("at")
    if day is None:
        raise mistaken("enter the day until which it is to last", "/until")
    return day if clock is None else instant(datetime.combine(day, clock), zone)


def _passes(session: Session, found: Subject, name: str | None, end: datetime | None) -> list[str]:
    """The deadlines of the call that a later end for one of them would pass."""
    if name is None or end is None:
        return []
    return deadlines.find_passed(found.call, name, end, calls.load_deadlines(session, found.call.code))


def _zone(form: Form) -> str:
    return form.text("zone") or "UTC"


def _formality(visit: Visit, ref: str) -> Formality:
    def beside(session: Session, actor: Actor, found: Subject) -> dict[str, object]:
        found.require("extend-case")
        if found.whole.case.deadline is None:
            raise NotFound(f"{ref} stands under no deadline")
        own = found.whole.case
        return {"end": None, "passes": lambda end: _passes(session, found, own.deadline, end)}

    return Formality(visit, ref, "deadline.html", beside)
