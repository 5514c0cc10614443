"""Result pages of forms, each at an address of its own."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from api.console import results
from api.console.route import PageRoute

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get(results.PATH + "{secret}")
async def show_result(
    request: Request, secret: Annotated[str, Path(min_length=43, max_length=43, pattern=r"^[\w\-]+$")]
) -> Response:
    """Show the result of a form to the person who sent it."""
    return await results.find_result(request, secret)
