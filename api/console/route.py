"""The routes of pages: the instant at which a request was there is noted, and every error becomes a page that helps."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api.console import faults
from api.errors import Refused, Unfit
from workflow.errors import AccordError, NoSuchThing

_LOG = logging.getLogger("accord.console")


class PageRoute(APIRoute):
    """A route of the console."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_page(request: Request) -> Response:
            if request.method == "POST":
                await request.body()
            request.state.received_at = request.app.state.services.clock.now()
            try:
                return await handle(request)
            except RequestValidationError:  # of an address: what a form holds is read by its page
                return await faults.page(request, NoSuchThing("there is no such page"))
            except (AccordError, Refused, Unfit, HTTPException) as error:
                return await faults.page(request, error)
            except Exception as error:
                _LOG.error("request %s failed", request.state.request_id, exc_info=error)
                return await faults.page(request, error)

        return handle_page
