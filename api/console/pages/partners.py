"""Partners of a case: who acts for its other side. A coordinator adds, removes and invites them."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from api.console.case_context import CaseContext
from api.console.case_form_page import About, CaseFormPage
from api.console.form import Form
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.errors import refuse_parameter
from workflow.actors import Actor
from workflow.commands import OnCase
from workflow.identity import directory, people
from workflow.paperwork import partners
from workflow.partner_commands import AddPartner, RemovePartner

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_FIELDS = ("do", "person", "reason")


@router.get("/cases/{ref}/partners")
async def show_partners(visit: Visitor, ref: Ref) -> Response:
    """The partners of a case, and the form for another."""
    return await _formality(visit, ref).page()


@router.post("/cases/{ref}/partners")
async def change_partners(visit: Visitor, ref: Ref) -> Response:
    """Make somebody a partner of the case, or take the case from one."""
    form = await visit.form()
    given = form.text("person") or ""
    person = await visit.asked.read(lambda session, _: directory.find_id(session, given) or given)
    suffix = f"-{given}" if form.text("do") == "remove" else ""
    return await _formality(visit, ref).done(form, _FIELDS, lambda about: _changing(form, person, about), suffix)


def _changing(form: Form, person: str, about: About) -> Callable[[Actor], OnCase]:
    """What the form asks for. Raises BadRequest."""
    if not person:
        raise refuse_parameter("enter the e-mail address of somebody who has an account here", "/person")
    reason = form.text("reason") or ""
    if form.text("do") == "remove":
        return lambda actor: RemovePartner(actor=actor, person=person, reason=reason, **about)
    return lambda actor: AddPartner(actor=actor, person=person, reason=reason, **about)


def _formality(visit: PageRequest, ref: str) -> CaseFormPage:
    def beside(session: Session, actor: Actor, found: CaseContext) -> dict[str, object]:
        found.require("remove-partner")
        known = partners.list_partners(session, actor, ref)
        return {"partners": known, "names": people.load_names(session, {one.by for one in known})}

    return CaseFormPage(visit, ref, "partners.html", beside)
