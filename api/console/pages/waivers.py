"""Setting an in-principle clause aside for one case, or letting it count again; each with a reason."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response
from sqlmodel import Session

from api.console.case_context import CaseContext
from api.console.case_form_page import CaseFormPage
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from workflow import notes
from workflow.actors import Actor
from workflow.commands import WaiveClause
from workflow.errors import NotFound

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Clause = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9.\-]*$")]


@router.get("/cases/{ref}/waivers/{clause}")
async def waiver(visit: Visitor, ref: Ref, clause: Clause) -> Response:
    """The page on which a clause is set aside, or let count again."""
    return await _formality(visit, ref, clause).page()


@router.post("/cases/{ref}/waivers/{clause}")
async def waived(visit: Visitor, ref: Ref, clause: Clause) -> Response:
    """Set a clause aside, or let it count again."""
    form = await visit.form()
    reason, granted = form.text("reason") or "", form.text("do") != "withdraw"
    return await _formality(visit, ref, clause).done(
        form,
        ("reason",),
        lambda about: lambda actor: WaiveClause(actor=actor, clause=clause, reason=reason, granted=granted, **about),
    )


def _formality(visit: PageRequest, ref: str, clause: str) -> CaseFormPage:
    def beside(session: Session, actor: Actor, found: CaseContext) -> dict[str, object]:
        judged = next((one for one in found.whole.rules if one.id == clause), None)
        if judged is None or f"waive {clause}" not in found.offers.refusals:
            raise NotFound(f"{clause} cannot be set aside")
        found.require(f"waive {clause}")
        return {"judged": judged, "is_waived": clause in notes.list_waived(found.whole.waivers)}

    return CaseFormPage(visit, ref, "waiver.html", beside)
