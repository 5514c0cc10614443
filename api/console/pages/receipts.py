"""Receipts of a case: that a side filed with its own authority, and when, as a clock there showed it."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from api.console import zones
from api.console.case_context import CaseContext
from api.console.case_form_page import About, CaseFormPage
from api.console.field_reader import FieldReader
from api.console.form import Form
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.errors import refuse_parameter
from workflow.actors import Actor
from workflow.commands import RecordReceipt

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_FIELDS = ("side", "authority", "reference", "at", "zone", "paper", "reason")


@router.get("/cases/{ref}/receipts")
async def receipts(visit: Visitor, ref: Ref) -> Response:
    """The receipts of a case, and the form for another."""
    return await _formality(visit, ref).page()


@router.post("/cases/{ref}/receipts")
async def received(visit: Visitor, ref: Ref) -> Response:
    """Record that a side filed with its own authority."""
    form = await visit.form()
    return await _formality(visit, ref).done(form, _FIELDS, lambda about: _receiving(form, about))


def _receiving(form: Form, about: About) -> Callable[[Actor], RecordReceipt]:
    """What the form tells, read before anybody is asked to do it. Raises BadRequest."""
    fields, side, zone = FieldReader(), form.text("side"), form.text("zone") or ""
    if side not in ("home", "counterpart"):
        fields.note(refuse_parameter("choose which side filed", "/side"))
    if form.text("authority") is None:
        fields.note(refuse_parameter("a receipt names the competent authority", "/authority"))
    if form.text("reference") is None:
        fields.note(refuse_parameter("a receipt has a number", "/reference"))
    known = fields.read(lambda: zones.check_zone(zone)) or "UTC"
    at = fields.read(lambda: instant(form.local("at"), known))
    fields.check()
    told: About = about | {name: form.text(name) or "" for name in ("authority", "reference")}
    told |= {"side": side, "at": at, "zone": zone, "paper": form.ticked("paper"), "reason": form.text("reason")}
    return lambda actor: RecordReceipt(actor=actor, **told)


def instant(local: datetime | None, zone: str) -> datetime:
    """The instant at which a clock in a zone showed this. Raises BadRequest."""
    if local is None:
        raise refuse_parameter("enter the day and the time, such as 2026-12-25 18:00", "/at")
    zones.check_zone(zone)
    return zones.resolve_local(local, zone, "at")


def _formality(visit: PageRequest, ref: str) -> CaseFormPage:
    def beside(session: Session, actor: Actor, found: CaseContext) -> dict[str, object]:
        found.require("tell-counterpart-receipt", "tell-home-receipt")
        known = dict.fromkeys((*zones.of(found.whole.case.partner), found.call.zone, "UTC"))
        sides = [side for side in ("counterpart", "home") if found.offers.may(f"tell-{side}-receipt")]
        return {"sides": sides, "known_zones": list(known)}

    return CaseFormPage(visit, ref, "receipts.html", beside)
