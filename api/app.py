"""The application: routes, errors and services put together."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Protocol

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from fastapi_offline import FastAPIOffline

from api import body_limits, docs_page, errors, headers, openapi
from api.console import page_routes
from api.middleware import Envelope
from api.oidc import providers
from api.rates import Rates
from api.routes import (
    cases,
    credentials,
    deadlines,
    decisions,
    documents,
    events,
    examinations,
    feeds,
    formal_check,
    health,
    identities,
    invitations,
    laureates,
    partner_deadlines,
    partners,
    people,
    problems,
    programmes,
    provenance,
    registry,
    reviewers,
    reviews,
    sessions,
    stream,
    tokens,
    transitions,
)
from api.services import Services
from api.uploads import files
from workflow.clock import Clock
from workflow.paperwork.storage import Storage
from workflow.settings import Settings
from workflow.store.database import Database
from workflow.writer import Writer

_ABOUT = """Case management for award nominations and bilateral research applications.

Every answer that is not a success is a problem (RFC 9457). A change says which `version` it was made on; a POST may carry an
`Idempotency-Key`, and then asking twice is doing once. A command counts from the instant at which it was received."""


class Companion(Protocol):
    """Something that runs beside the application, such as a scheduler."""

    def start(self) -> None:
        """Begin."""
        ...

    def stop(self) -> None:
        """End, having finished what was begun."""
        ...


def create(database: Database, clock: Clock, writer: Writer, companions: Sequence[Companion] = ()) -> Envelope:
    """The application over a database, with what runs beside it while it is up; its inside is at `.app`."""
    return build_app(add_routes(database.settings), database, clock, writer, companions)


def build_app(
    app: FastAPI, database: Database, clock: Clock, writer: Writer, companions: Sequence[Companion] = ()
) -> Envelope:
    """An application put to work over a database; one that has ended may be furnished anew."""
    settings = database.settings
    app.state.services = Services(
        database, writer, clock, Storage(settings.documents), Rates(settings.rate, settings.burst)
    )
    app.state.provider = providers.configured(settings)
    app.state.companions = companions
    return Envelope(app, headers.of(settings), is_secure=headers.is_secure(settings))


def get_services(service: Envelope) -> Services:
    """What an application put to work works with."""
    app = service.app
    assert isinstance(app, FastAPI), "an envelope is put around an application"
    found: Services = app.state.services
    return found


def add_routes(settings: Settings) -> FastAPI:
    """Routes and errors put together, over nothing yet. The settings say how large a request may be."""
    app = FastAPIOffline(
        docs_url=None,
        redirect_slashes=False,  # which would lead to whatever host a request names
        redoc_url=None,
        title="Accord",
        description=_ABOUT,
        version=version("accord"),
        lifespan=_up,
        max_body_size=settings.body_limit,
        generate_unique_id_function=_operation,
    )
    errors.install(app)
    docs_page.install(app)
    for router in (
        transitions.router,  # first, because routes are tried in turn and this one is asked most
        cases.router,
        decisions.router,
        documents.router,
        formal_check.router,
        examinations.router,
        programmes.router,
        partner_deadlines.router,
        provenance.router,
        registry.router,
        laureates.router,
        reviews.router,
        partners.router,
        reviewers.router,
        events.router,
        stream.router,
        deadlines.router,
        feeds.router,
        tokens.router,
        people.router,
        sessions.router,
        credentials.router,
        identities.router,
        invitations.router,
        health.router,
        problems.router,
    ):
        is_of_filings = router is cases.router
        app.include_router(
            router, max_body_size=body_limits.filing_limit(settings.body_limit) if is_of_filings else None
        )
    app.include_router(documents.uploads, max_body_size=files.find_largest(settings.document_limit))
    page_routes.install(
        app, largest_document=settings.document_limit, filing=body_limits.filing_limit(settings.body_limit)
    )
    openapi.install(app)
    return app


@asynccontextmanager
async def _up(app: FastAPI) -> AsyncIterator[None]:
    """While the application is up: the writer first and last, its companions within."""
    services: Services = app.state.services
    companions: Sequence[Companion] = app.state.companions
    services.writer.start()
    for companion in companions:
        companion.start()
    yield
    for companion in reversed(companions):
        await run_in_threadpool(companion.stop)
    await run_in_threadpool(services.writer.stop)
    await run_in_threadpool(services.database.close)


def _operation(route: APIRoute) -> str:
    return route.name
