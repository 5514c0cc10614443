"""Doing what a form asks for: on to the case it was done on, or the form's page again with what is wrong."""

from collections.abc import Awaitable, Callable, Sequence

from fastapi.responses import Response

from api.console import mending
from api.console.form import Fault
from api.console.page_request import PageRequest
from api.errors import BadRequest, Refused
from workflow.actors import Actor
from workflow.commands import Command
from workflow.errors import InvalidRequest

Again = Callable[[Sequence[Fault], int], Awaitable[Response]]


async def submit_form(
    visit: PageRequest, ref: str, asking: Callable[[], Callable[[Actor], Command]], again: Again
) -> Response:
    """Read the form into a command and have it done; `again` shows the page anew. Raises what writing again would not mend."""
    try:
        receipt = await visit.done(asking())
    except (Refused, BadRequest, InvalidRequest) as error:
        return await again(*await mending.find_faults(visit.request, error))
    return visit.onward(f"/cases/{ref}", event=receipt.event)
