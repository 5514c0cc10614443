"""Submitting the counterpart's filing, so that it counts as filed, or recalling it before its deadline."""

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from api.console.case_context import CaseContext
from api.console.case_form_page import CaseFormPage
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from workflow.actors import Actor
from workflow.commands import RecallFiling, SubmitFiling

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_ADDRESS = "/cases/{ref}/filings/counterpart/submission"


@router.get(_ADDRESS)
async def submission(visit: Visitor, ref: Ref) -> Response:
    """The page on which the counterpart's filing is submitted, or its submission taken back."""
    return await _formality(visit, ref).page()


@router.post(_ADDRESS)
async def submit(visit: Visitor, ref: Ref) -> Response:
    """Submit the filing as it stands, or take the submission back."""
    form = await visit.form()
    reason, recalls = form.text("reason") or None, form.text("do") == "recall"
    return await _formality(visit, ref).done(
        form,
        ("reason",),
        lambda about: (
            lambda actor: (
                RecallFiling(actor=actor, reason=reason, **about) if recalls else SubmitFiling(actor=actor, **about)
            )
        ),
    )


def _formality(visit: PageRequest, ref: str) -> CaseFormPage:
    def beside(session: Session, actor: Actor, found: CaseContext) -> dict[str, object]:
        found.require("write-counterpart")
        filing = found.whole.counterpart or {}
        return {
            "lacking": found.direction.missing_of_counterpart(filing),
            "is_submitted": found.whole.case.counterpart_filed > 0,
            "is_written": found.whole.counterpart is not None,
        }

    return CaseFormPage(visit, ref, "submission.html", beside)
