"""The routes of pages: the instant at which a request was there is noted, and every error becomes a page that helps."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from api import parameters
from api.console import error_pages, once
from api.errors import BadRequest, Refused
from workflow.errors import AccordError, NotFound

_LOG = logging.getLogger("accord.console")


class PageRoute(APIRoute):
    """A route of the console."""

    is_streamed = False

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        known = parameters.known_to(self)

        async def handle_page(request: Request) -> Response:
            request.state.received_at = request.app.state.services.clock.now()
            if request.method != "POST" or self.is_streamed:
                return await self._page(request, handled)
            return await self._page(request, received)

        async def received(request: Request) -> Response:
            await request.body()  # the instant that counts is when the whole body has arrived
            request.state.received_at = request.app.state.services.clock.now()
            return await once.answer_once(request, lambda: self._page(request, handled))

        async def handled(request: Request) -> Response:
            parameters.check_request(request, known)
            return await handle(request)

        return handle_page

    async def _page(self, request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        """The answer, or the error page if it raises."""
        try:
            return await answer(request)
        except RequestValidationError as error:  # of an address: what a form holds is read by its page
            in_path = any(one["loc"][0] == "path" for one in error.errors())
            return await error_pages.render_error(request, NotFound("there is no such page") if in_path else error)
        except (AccordError, Refused, BadRequest, HTTPException) as error:
            return await error_pages.render_error(request, error)
        except Exception as error:
            _LOG.error("request %s failed", request.state.request_id, exc_info=error)
            return await error_pages.render_error(request, error)


class StreamedPageRoute(PageRoute):
    """A route of the console that reads its body itself, piece by piece."""

    is_streamed = True
