"""The console put together: its pages beside the API's routes, in one application."""

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from api.console import assets, error_pages
from api.console.pages import (
    accept_invitation,
    account,
    assignments,
    audit,
    bulk,
    calendar,
    call,
    call_deadline,
    case,
    case_deadline,
    case_history,
    cases,
    comparisons,
    counterpart,
    decision,
    defaults,
    direction,
    documents,
    erasure,
    examination,
    examining,
    exports,
    factor,
    filings,
    invitations,
    laureates,
    opening,
    partner_deadline,
    partners,
    people,
    pool,
    programmes,
    queue,
    receipts,
    reviewers,
    reviews,
    shown,
    sign_in,
    submission,
    transitions,
    views,
    waivers,
)
from api.console.pages import (
    filing as filing_page,
)
from api.uploads import files

ROUTERS = (
    assets.router,
    queue.router,
    bulk.router,
    views.router,
    cases.router,
    exports.router,
    opening.router,
    case.router,
    transitions.router,
    reviewers.router,
    reviews.router,
    submission.router,
    filing_page.router,
    filings.router,
    counterpart.router,
    documents.router,
    comparisons.router,
    waivers.router,
    receipts.router,
    partners.router,
    case_deadline.router,
    erasure.router,
    defaults.router,
    examination.router,
    examining.router,
    call.router,
    assignments.router,
    pool.router,
    audit.router,
    invitations.router,
    people.router,
    factor.router,
    account.router,
    partner_deadline.router,
    case_history.router,
    laureates.router,
    decision.router,
    direction.router,
    programmes.router,
    call_deadline.router,
    calendar.router,
    sign_in.router,
    shown.router,
    accept_invitation.router,
)


def install(app: FastAPI, *, largest_document: int, filing: int) -> None:
    """Add every page to an application; what no page answers is told to people as a page, to programs as the API does."""
    app.state.draw_too_large = error_pages.draw_too_large
    app.state.forms_under_way = {}
    for router in ROUTERS:
        app.include_router(router, max_body_size=filing if router is filing_page.router else None)
    otherwise = app.exception_handlers[HTTPException]

    async def answered(request: Request, error: Exception) -> Response:
        if request.url.path.startswith("/v1/") or "text/html" not in request.headers.get("accept", ""):
            problem: Response = await otherwise(request, error)  # type: ignore[misc]  # ours are all coroutines
            return problem
        request.state.received_at = request.app.state.services.clock.now()
        return await error_pages.render_error(request, error)

    app.add_exception_handler(HTTPException, answered)
    app.include_router(documents.uploads, max_body_size=files.largest_read_past(largest_document))
