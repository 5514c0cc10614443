"""The console put together: its pages beside the API's routes, in one application."""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from api.console import assets, faults
from api.console.pages import (
    account,
    assignments,
    audit,
    bulk,
    calendar,
    call,
    case,
    cases,
    comparisons,
    confirm,
    deadline,
    decision,
    defaults,
    direction,
    documents,
    entrance,
    erasure,
    examination,
    examining,
    exports,
    extension,
    factor,
    filings,
    invitation,
    inviting,
    laureates,
    moves,
    opening,
    partner_deadline,
    partners,
    past,
    people,
    pool,
    programmes,
    queue,
    receipts,
    reviewers,
    reviews,
    shown,
    submission,
    views,
    waivers,
)
from api.console.pages import (
    filing as filing_page,
)
from api.receiving import uploads

ROUTERS = (
    assets.router,
    queue.router,
    bulk.router,
    views.router,
    cases.router,
    exports.router,
    opening.router,
    case.router,
    moves.router,
    reviewers.router,
    reviews.router,
    submission.router,
    filing_page.router,
    filings.router,
    confirm.router,
    documents.router,
    comparisons.router,
    waivers.router,
    receipts.router,
    partners.router,
    extension.router,
    erasure.router,
    defaults.router,
    examination.router,
    examining.router,
    call.router,
    assignments.router,
    pool.router,
    audit.router,
    inviting.router,
    people.router,
    factor.router,
    account.router,
    partner_deadline.router,
    past.router,
    laureates.router,
    decision.router,
    direction.router,
    programmes.router,
    deadline.router,
    calendar.router,
    entrance.router,
    shown.router,
    invitation.router,
)


def install(app: FastAPI, *, largest_document: int, filing: int) -> None:
    """Add every page to an application; what no page answers is told to people as a page, to programs as the API does."""
    app.state.draw_too_large = faults.draw_too_large
    app.state.forms_under_way = {}
    for router in ROUTERS:
        app.include_router(router, max_body_size=filing if router is filing_page.router else None)
    otherwise = app.exception_handlers[HTTPException]

    async def answered(request: Request, error: Exception) -> Response:
        if request.url.path.startswith("/v1/") or "text/html" not in request.headers.get("accept", ""):
            problem: Response = await otherwise(request, error)  # type: ignore[misc]  # ours are all coroutines
            return problem
        request.state.received_at = request.app.state.services.clock.now()
        return await faults.page(request, error)

    app.add_exception_handler(HTTPException, answered)
    app.include_router(documents.uploads, max_body_size=uploads.largest_read_past(largest_document))
