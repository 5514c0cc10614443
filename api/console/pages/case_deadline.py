"""More time for one case: first shown as the instant it comes to, on the clocks of both sides, then given with a reason."""

from collections.abc import Callable
from datetime import date, datetime

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from api.console import mending
from api.console.case_context import CaseContext
from api.console.case_form_page import About, CaseFormPage
from api.console.field_reader import FieldReader
from api.console.form import Form
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.pages.receipts import instant
from api.console.route import PageRoute
from api.errors import BadRequest, Refused, refuse_parameter
from states import deadlines
from states.refusal import Refusal
from workflow import calls
from workflow.actors import Actor
from workflow.commands import Bulk, ExtendDeadline
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
        end = await _preview(visit, ref, form)
    except (Refused, BadRequest) as error:
        return await page.page(given, *await mending.find_faults(visit.request, error))
    return await page.page(given, end=end)


async def _preview(visit: PageRequest, ref: str, form: Form) -> datetime:
    """The instant that more time comes to, judged as giving it is. Raises Refused, BadRequest."""
    version, wanted = form.version(), until(form, _zone(form))

    def ask(actor: Actor) -> Bulk:
        said = visit.asked.said(actor)
        trial = ExtendDeadline(
            **said,
            ref=ref,
            version=version,
            deadline=form.text("deadline") or "",
            until=wanted,
            reason=form.text("reason") or "-",  # asked for once the instant was seen
            confirmed=True,  # the page names the deadlines that it passes, and asks
        )
        return Bulk(**said, commands=(trial,), dry_run=True)

    [outcome] = await visit.asked.each(ask)
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    return papers.find_day_end(wanted, _zone(form))


def _extending(form: Form, about: About) -> Callable[[Actor], ExtendDeadline]:
    fields = FieldReader()
    end, reason, is_meant = fields.read(lambda: until(form, _zone(form))), form.text("reason"), form.ticked("confirmed")
    if reason is None:
        fields.note(refuse_parameter("an extension asks for a reason", "/reason"))
    fields.check()
    assert end is not None and reason is not None, "both were read"
    return lambda actor: ExtendDeadline(
        actor=actor, deadline=form.text("deadline") or "", until=end, reason=reason, confirmed=is_meant, **about
    )


def until(form: Form, zone: str) -> date | datetime:
    """The end of a day, or a time of it, as the clocks of a zone show it. Raises BadRequest."""
    fields = FieldReader()
    day, clock = fields.read(lambda: form.day("until")), fields.read(lambda: form.clock("at"))
    if form.text("until") is None:
        fields.note(refuse_parameter("enter the day until which it is to last", "/until"))
    fields.check()
    assert day is not None, "it was read"
    return day if clock is None else instant(datetime.combine(day, clock), zone)


def _passes(session: Session, found: CaseContext, name: str | None, end: datetime | None) -> list[str]:
    """The deadlines of the call that a later end for one of them would pass."""
    if name is None or end is None:
        return []
    return deadlines.find_passed(found.call, name, end, calls.load_deadlines(session, found.call.code))


def _zone(form: Form) -> str:
    return form.text("zone") or "UTC"


def _formality(visit: PageRequest, ref: str) -> CaseFormPage:
    def beside(session: Session, actor: Actor, found: CaseContext) -> dict[str, object]:
        found.require("extend-case")
        if found.whole.case.deadline is None:
            raise NotFound(f"{ref} stands under no deadline")
        own = found.whole.case
        return {"end": None, "passes": lambda end: _passes(session, found, own.deadline, end)}

    return CaseFormPage(visit, ref, "deadline.html", beside)
