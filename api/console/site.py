"""The console put together: its pages beside the API's routes, in one application."""

from fastapi import FastAPI

from api.console import assets
from api.console.pages import (
    case,
    cases,
    comparisons,
    entrance,
    erasure,
    exports,
    extension,
    filing,
    moves,
    opening,
    queue,
    reviewers,
    receipts,
    reviews,
    waivers,
)

ROUTERS = (
    assets.router,
    queue.router,
    cases.router,
    exports.router,
    opening.router,
    case.router,
    moves.router,
    reviewers.router,
    reviews.router,
    filing.router,
    comparisons.router,
    waivers.router,
    receipts.router,
    extension.router,
    erasure.router,
    entrance.router,
)


def install(app: FastAPI) -> None:
    """Add every page to an application."""
    for router in ROUTERS:
        app.include_router(router)
