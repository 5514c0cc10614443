"""Making a transition: what it changes, who is told, what it asks for; then it is made, or its page comes back saying
why not.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, get_args

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from sqlmodel import Session

from api.console import mending
from api.console.field_reader import FieldReader
from api.console.form import Fault, Form
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.errors import BadRequest, Refused, refuse_parameter
from states import asks
from states.lifecycle import Ask
from states.lifecycle import Transition as TransitionShape
from states.refusal import Refusal
from workflow import editions
from workflow.actors import Actor
from workflow.commands import Bulk, MakeTransition
from workflow.errors import NotFound, ReauthenticationRequired
from workflow.overview import queries

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_TEXTS = ("reason", "suggestion", "minutes", "approved_by", "conferred_by", "place")
Name = Annotated[str, Path(max_length=40, pattern=r"^[a-z][a-z\-]*$")]


@router.get("/cases/{ref}/transitions/{transition}")
async def show_transition(
    visit: Visitor, ref: Ref, transition: Name, clause: Annotated[str | None, Query(max_length=40)] = None
) -> Response:
    """The page on which a transition is made; `clause` is the one that the reason begins with."""
    return await _page(visit, ref, transition, {}, [], clause=clause)


@router.post("/cases/{ref}/transitions/{transition}")
async def make_transition(visit: Visitor, ref: Ref, transition: Name) -> Response:
    """Make a transition, and go on to the case; or show again what was written, with what is wrong."""
    form = await visit.form()
    given = {name: form.text(name) for name in get_args(Ask)} | {"items": "\n".join(form.texts("items"))}
    fields = FieldReader()

    def ask(actor: Actor) -> MakeTransition:
        return MakeTransition(
            **visit.asked.said(actor), ref=ref, version=form.version(), transition=transition, given=wanted
        )

    try:
        form.version()
        wanted = _given(form, fields)
        if fields.unfit:
            await _note_missing(visit, ask, fields)
        fields.check()
        receipt = await visit.done(ask)
    except (Refused, BadRequest) as error:
        faults = await mending.find_faults(visit.request, error)
        try:
            return await _page(visit, ref, transition, given, *faults)
        except NotFound:  # it is gone since the page was drawn: the refusal says why
            raise error from None
    return visit.onward(f"/cases/{ref}", event=receipt.event)


async def _page(
    visit: PageRequest,
    ref: str,
    transition: str,
    given: dict[str, str | None],
    faults: Sequence[Fault],
    status: int = 200,
    *,
    clause: str | None = None,
) -> Response:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        whole = queries.load_case(session, actor, ref, now=visit.asked.received_at)
        definition = editions.load_pinned(session, whole.case.call, whole.edition)[whole.case.direction]
        rule = definition.direction.clause_of(clause) if clause is not None else None
        possible = next(
            (
                one
                for one in queries.list_transitions(session, actor, ref, now=visit.asked.received_at)
                if one.transition == transition
            ),
            None,
        )
        if possible is None:
            raise NotFound(f"{ref} has no transition {transition} now")
        if possible.refusal is not None and possible.awaits_proof:
            raise ReauthenticationRequired(possible.refusal.problem)
        return {
            "case": whole.case,
            "call": definition.call,
            "direction": definition.direction,
            "lifecycle": definition.direction.lifecycle,
            "transition": definition.direction.lifecycle.transitions[transition],
            "possible": possible,
            "given": _chosen(
                definition.direction.lifecycle.transitions[transition],
                given if rule is None else {"reason": f"{rule.id}: {visit.language.told(rule.text)}"},
            ),
            "bodies": [
                (one.label, visit.language.label(one))
                for one in definition.direction.lifecycle.transitions[transition].bodies
            ],
            "faults": faults,
            "asked_for": whole.home.get("budget"),
        }

    return await visit.page("transition.html", gather, status=status)


def _chosen(transition: TransitionShape, given: dict[str, str | None]) -> dict[str, str | None]:
    """What was written, with the only body that could have acted where there is no other."""
    only = transition.bodies[0].label if len(transition.bodies) == 1 else None
    return given | {name: given.get(name) or only for name in ("approved_by", "conferred_by")}


async def _note_missing(visit: PageRequest, ask: Callable[[Actor], MakeTransition], fields: FieldReader) -> None:
    """Note what the transition lacks beside the fields that cannot be read, found by trying it without them."""
    [outcome] = await visit.asked.each(
        lambda actor: Bulk(**visit.asked.said(actor), commands=(ask(actor),), dry_run=True)
    )
    unread = {one.pointer for one in fields.unfit}
    if isinstance(outcome, Refusal) and outcome.code in ("needs-unmet", "misfit"):
        for lack in outcome.missing:
            if lack.pointer is not None and lack.pointer not in unread:
                fields.note(refuse_parameter(lack.problem, lack.pointer))


def _given(form: Form, fields: FieldReader) -> dict[str, object]:
    """What is given with the transition, in its forms; what cannot be read is noted."""
    numbers = {name: fields.read(partial(form.number, name)) for name in ("amount", "rank", "score")}
    found: dict[str, object] = {name: value for name, value in numbers.items() if value is not None}
    days = {name: fields.read(partial(form.day, name)) for name in asks.DATED}
    found |= {name: day.isoformat() for name, day in days.items() if day is not None}
    texts = {name: form.text(name) for name in _TEXTS}
    found |= {name: text for name, text in texts.items() if text is not None}
    return found | ({"items": items} if (items := form.texts("items")) else {})
