"""Comparing the two filings: that a field's texts mean the same, told by a named person, and that all was compared again."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response
from sqlmodel import Session

from api.console.case_context import CaseContext
from api.console.case_form_page import CaseFormPage
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from workflow.actors import Actor
from workflow.commands import ConfirmComparison, ConfirmSameMeaning
from workflow.errors import NotFound
from workflow.paperwork import comparisons

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Name = Annotated[str, Path(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]


@router.get("/cases/{ref}/comparison")
async def whole(visit: Visitor, ref: Ref) -> Response:
    """The page on which somebody says that the filings were compared again."""
    return await _formality(visit, ref, None).page()


@router.post("/cases/{ref}/comparison")
async def compared(visit: Visitor, ref: Ref) -> Response:
    """Note that the filings were compared again after one was mended."""
    form = await visit.form()
    reason = form.text("reason")
    return await _formality(visit, ref, None).done(
        form, ("reason",), lambda about: lambda actor: ConfirmComparison(actor=actor, reason=reason, **about)
    )


@router.get("/cases/{ref}/comparison/{field}")
async def one(visit: Visitor, ref: Ref, field: Name) -> Response:
    """The page on which somebody says that a field's two texts mean the same."""
    return await _formality(visit, ref, field).page()


@router.post("/cases/{ref}/comparison/{field}")
async def equated(visit: Visitor, ref: Ref, field: Name) -> Response:
    """Note that a field's two texts mean the same."""
    form = await visit.form()
    reason = form.text("reason")
    return await _formality(visit, ref, field).done(
        form,
        ("reason",),
        lambda about: lambda actor: ConfirmSameMeaning(actor=actor, field=field, reason=reason, **about),
    )


def _formality(visit: PageRequest, ref: str, field: str | None) -> CaseFormPage:
    def beside(session: Session, actor: Actor, found: CaseContext) -> dict[str, object]:
        found.require("compare-filings")
        lines = [line for line in comparisons.load_comparison(session, actor, ref) if field in (None, line.field)]
        if not lines:
            raise NotFound(f"{field} is not compared")
        return {"lines": lines, "field": field, "who": actor.name}

    return CaseFormPage(visit, ref, "comparison.html", beside)
