"""A page about one case on which one thing is done: shown, and shown again with what is wrong until it is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi.responses import Response
from sqlmodel import Session

from api.console import case_context
from api.console.case_context import CaseContext
from api.console.form import Fault, Form
from api.console.page_request import PageRequest
from api.console.submit_form import submit_form
from workflow.actors import Actor
from workflow.commands import Command

About = dict[str, Any]
"""What every command on a case says, by keyword: the case, its version, when it was received and with which request."""


@dataclass(frozen=True, slots=True)
class CaseFormPage:
    """One such page: its template, and what it shows beside the case. `beside` raises what keeps the visitor from it."""

    visit: PageRequest
    ref: str
    template: str
    beside: Callable[[Session, Actor, CaseContext], Mapping[str, object]]

    async def page(
        self,
        given: Mapping[str, str | None] | None = None,
        faults: Sequence[Fault] = (),
        status: int = 200,
        **shown: object,
    ) -> Response:
        """The page, with what was written into its form and what is wrong with that."""

        def gather(session: Session, actor: Actor) -> dict[str, object]:
            found = case_context.load_context(session, actor, self.ref, now=self.visit.asked.received_at)
            beside = self.beside(session, actor, found)
            return {**found.context(), **beside, "given": given or {}, "faults": faults, **shown}

        return await self.visit.page(self.template, gather, status=status)

    async def done(
        self,
        form: Form,
        names: Sequence[str],
        command: Callable[[About], Callable[[Actor], Command]],
        suffix: str = "",
    ) -> Response:
        """Do what the form asks for, and go on to the case; or the page again, with the fields of these names kept.

        `suffix` ends the ids of the form's fields, where the page has several forms with fields of the same name.
        """

        def asking() -> Callable[[Actor], Command]:
            at, request = self.visit.asked.received_at, self.visit.asked.id
            about = {"ref": self.ref, "version": form.version(), "received_at": at, "request": request}
            return command(about)

        async def again(faults: Sequence[Fault], status: int) -> Response:
            own = [replace(one, field=f"{one.field}{suffix}" if one.field else "") for one in faults]
            return await self.page({name: form.whole_text(name) for name in names}, own, status)

        return await submit_form(self.visit, self.ref, asking, again)
