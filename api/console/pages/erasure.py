"""Erasing the words of an ended case for good; their hashes stay, so that the trail still verifies."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from api.console.case_context import CaseContext
from api.console.case_form_page import About, CaseFormPage
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.errors import refuse_parameter
from workflow.actors import Actor
from workflow.commands import EraseCase

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_FIELDS = ("ref", "reason")


@router.get("/cases/{ref}/erasure")
async def erasure(visit: Visitor, ref: Ref) -> Response:
    """The page on which the words of a case are erased."""
    return await _formality(visit, ref).page()


@router.post("/cases/{ref}/erasure")
async def erased(visit: Visitor, ref: Ref) -> Response:
    """Erase them, if whoever asks has written which case they mean."""
    form, page = await visit.form(), _formality(visit, ref)
    named, reason = form.text("ref") or "", form.text("reason") or ""

    def erasing(about: About) -> Callable[[Actor], EraseCase]:
        if named.upper() != ref:
            raise refuse_parameter(f"write {ref} to say that you mean this case", "/ref")
        return lambda actor: EraseCase(actor=actor, reason=reason, **about)

    return await page.done(form, _FIELDS, erasing)


def _formality(visit: PageRequest, ref: str) -> CaseFormPage:
    def beside(session: Session, actor: Actor, found: CaseContext) -> dict[str, object]:
        found.require("erase-case")
        return {}

    return CaseFormPage(visit, ref, "erasure.html", beside)
