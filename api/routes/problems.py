"""The address that a problem gives as its type: what it means, for whoever follows it."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from api import negotiation, problem_catalogue
from api.errors import statuses
from api.schemas.out import Out
from api.strict import StrictRoute
from workflow.errors import NotFound

router = APIRouter(tags=["operations"], route_class=StrictRoute)


class MeaningOut(Out):
    """What a problem means when it comes with a status."""

    status: int
    means: str


class ProblemTypeOut(Out):
    """A type of problem: its code, and what it means."""

    code: str
    meanings: list[MeaningOut]


@router.get("/problems/{problem}", response_model=ProblemTypeOut, responses=statuses(404, 406))
async def read_problem(
    problem: Annotated[str, Path(max_length=40, pattern=r"^[a-z\-]+$", description="The code of a problem")],
    request: Request,
) -> Response:
    """What a problem means: the address is the `type` of every problem. A page for browsers, else JSON."""
    found = [MeaningOut.model_validate(one) for one in problem_catalogue.list_meanings(problem)]
    if not found:
        raise NotFound(f"there is no problem {problem}")
    if negotiation.negotiate(request, ("application/json", "text/html")) == "text/html":
        return Response(_page(problem, found), media_type="text/html")
    return JSONResponse(ProblemTypeOut(code=problem, meanings=found).model_dump(mode="json"))


def _page(code: str, found: list[MeaningOut]) -> str:
    said = "".join(f"<p><strong>{one.status}</strong> {escape(one.means)}</p>" for one in found)
    head = f'<meta charset="utf-8"><title>{escape(code)}</title>'
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head><body><h1>{escape(code)}</h1>{said}</body></html>'
