"""A visit to a page: who asks, in which language, and how a page is shown or something is done for them."""

from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import BackgroundTasks, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlmodel import Session

from api import request_context as asking
from api.console import fault_links, layout, templating
from api.console import language as languages
from api.console.form import Form
from api.console.formatting import Formatter
from api.console.language import Language
from api.request_context import RequestContext
from workflow.actors import Actor
from workflow.auditing import history
from workflow.commands import Command
from workflow.errors import AccordError
from workflow.outcomes import Result
from workflow.overview import last_seen, snoozes, worklist
from workflow.store.database import session_cache

_T = TypeVar("_T")
Context = Mapping[str, object]
Gather = Callable[[Session, Actor], Context]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request for a page by somebody signed in."""

    asked: RequestContext
    language: Language

    @property
    def request(self) -> Request:
        """The request itself."""
        return self.asked.request

    @property
    def figures(self) -> Formatter:
        """How figures are written for this visit."""
        return Formatter(self.language, self.asked.received_at)

    async def page(self, template: str, gather: Gather, *, status: int = 200) -> HTMLResponse:
        """A page drawn from what is gathered for it, all in one transaction; or the one block of it that a script asks for."""

        def draw(session: Session, actor: Actor) -> str:
            gathered = gather(session, actor)
            away = snoozes.put_off(session, actor, now=self.asked.received_at)
            context = layout.build_layout(self.request, self.language, self.figures)
            context |= layout.load_layout(
                session, actor, needing=self.counted(session, actor, worklist.count_tasks, away)
            )
            context |= gathered
            block = self.request.headers.get("x-fragment", "")
            if block and (found := templating.part(template, block, self.language, context)) is not None:
                return found
            self._noticed(actor, _size(session))
            drawn = templating.drawn(template, self.language, context)
            return fault_links.unlink_missing(drawn) if gathered.get("faults") else drawn

        return HTMLResponse(await self.asked.read(draw), status, {"Vary": "X-Fragment, Cookie, Accept-Language"})

    def _noticed(self, actor: Actor, size: int) -> None:
        """Have it noted, once the page is out, that the visitor is here and sees a trail of so many events."""
        here, now, key = self.asked.services, self.asked.received_at, f"here {actor.id}"

        async def note() -> None:
            here.visits.noted(key, at=now)
            with suppress(AccordError):  # the page is out, and the next one will do as well
                await here.write(lambda session: last_seen.record_visit(session, actor.id, size, now=now))

        if here.visits.is_due(key, last_seen.NOTICED, at=now):
            self.asked.afterwards.add_task(note)

    def counted(self, session: Session, actor: Actor, count: Callable[..., _T], *about: Hashable) -> _T:
        """What is counted for an actor, and `about` what else; not again while the trail does not grow."""
        key = count, actor.id, _size(session), *about
        return self.asked.services.memory.of(key, lambda: count(session, actor, *about))

    async def read(self, query: Callable[[Session, Actor], _T]) -> _T:
        """Something the visitor may see."""
        return await self.asked.read(query)

    async def done(self, command: Callable[[Actor], Command]) -> Result:
        """Have a command done. Raises Refused."""
        return await self.asked.done(command)

    async def form(self) -> Form:
        """The form that was sent. Raises BadRequest."""
        return await Form.of(self.request)

    def onward(self, path: str, **query: object) -> RedirectResponse:
        """Go on to another page, after something was done."""
        said = urlencode({name: str(value) for name, value in query.items()})
        return RedirectResponse(f"{path}?{said}" if said else path, 303)


def _size(session: Session) -> int:
    """How long the trail is."""
    return session_cache(session, __name__, lambda: history.count_events(session))


async def get_page_request(request: Request, afterwards: BackgroundTasks) -> PageRequest:
    """The visit, once it shows a session. Raises Unauthenticated."""
    asked = await asking.get_context(request, afterwards)
    return PageRequest(asked, languages.chosen(request, asked.services.database.settings.language))


Visitor = Annotated[PageRequest, Depends(get_page_request)]
