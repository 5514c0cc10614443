"""The service with one more route: all that surrounds a transition over HTTP, and no transition."""

from typing import Annotated

from fastapi import Query, Response

from api.errors import statuses
from api.middleware import Envelope
from api.request_context import Caller
from api.routes import transitions
from api.routes.cases import Ref
from api.schemas.answers import ReceiptOut
from api.schemas.inputs import TransitionIn
from cli import service
from workflow.outcomes import Result


@transitions.router.post(
    "/nothing/{ref}/transitions", status_code=201, responses=statuses(403, 404, 409, 412, 422, 428)
)
async def make_no_move(
    ref: Ref,
    body: TransitionIn,
    caller: Caller,
    response: Response,
    dry_run: Annotated[bool, Query(description="Only judge; change nothing")] = False,
) -> ReceiptOut:
    """Take everything that a transition takes and answer as a transition is answered, having done nothing."""
    seen = caller.version(body.version)
    version = seen if isinstance(seen, int) else 0
    receipt = Result(
        ref, "case.transitioned", body.transition, "submitted", "ineligible", version + 1, caller.received_at, None, 1
    )
    response.headers["ETag"] = f'"{receipt.version}"'
    return ReceiptOut.model_validate(receipt)


def create() -> Envelope:
    """The service without a scheduler, over the database of the settings; the route stands beside the one that moves."""
    return service.without_scheduler()
