"""Many cases at once: a step is chosen, judged for each without changing anything, and only then made; an outcome for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from api.console.form import Fault, Form, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.route import PageRoute
from api.errors import BadRequest, refuse_parameter
from states.lifecycle import Transition as Declared
from states.refusal import Refusal
from workflow import access, editions
from workflow.actors import Actor
from workflow.commands import Bulk, MakeTransition
from workflow.errors import NotFound
from workflow.outcomes import Outcome
from workflow.overview import queries
from workflow.overview.queries import CaseSummary

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_MOST = 200


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cases that were selected, each with the version that was seen, and what is to be done with them."""

    cases: tuple[tuple[str, int], ...]
    transition: str | None
    reason: str | None

    @classmethod
    def of(cls, form: Form) -> "Chosen":
        """What a form says. Raises BadRequest."""
        return cls(read_selection(form), form.text("transition"), form.text("reason"))


@router.post("/cases/bulk")
async def bulk(visit: Visitor) -> Response:
    """Choose a step for the selected cases; look at what it would do; do it. Each is a form of the page before."""
    form = await visit.form()
    chosen = Chosen.of(form)
    if chosen.transition is None:
        return await _page(visit, chosen, [], [])
    try:
        outcomes = await visit.asked.each(lambda actor: _command(visit, actor, chosen, dry_run=not form.ticked("sure")))
    except BadRequest as error:
        faults, status = mendable(error)
        return await _page(visit, chosen, [], faults, status=status)
    return await _page(visit, chosen, outcomes, [], is_done=form.ticked("sure"))


def read_selection(form: Form) -> tuple[tuple[str, int], ...]:
    """The cases that were selected on a list, each with the version that was seen. Raises BadRequest."""
    cases = []
    for written in form.texts("case")[:_MOST]:
        ref, _, version = written.rpartition(":")
        if not ref or not version.isascii() or not version.isdigit():
            raise refuse_parameter("select the cases on their list again", "/case")
        cases.append((ref, int(version)))
    if not cases:
        raise refuse_parameter("select at least one case", "/case")
    return tuple(cases)


def _command(visit: PageRequest, actor: Actor, chosen: Chosen, *, dry_run: bool) -> Bulk:
    received_at, request = visit.asked.received_at, visit.asked.id
    given = {"reason": chosen.reason} if chosen.reason is not None else {}
    transitions = tuple(
        MakeTransition(
            actor=actor,
            received_at=received_at,
            request=request,
            ref=ref,
            version=version,
            transition=str(chosen.transition),
            given=given,
        )
        for ref, version in chosen.cases
    )
    return Bulk(actor=actor, received_at=received_at, request=request, commands=transitions, dry_run=dry_run)


async def _page(
    visit: PageRequest,
    chosen: Chosen,
    outcomes: Sequence[Outcome],
    faults: Sequence[Fault],
    *,
    is_done: bool = False,
    status: int = 200,
) -> Response:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found = [_found(session, actor, ref) for ref, _ in chosen.cases]
        known = [case for case in found if case is not None]
        return {
            "chosen": chosen,
            "cases": {case.ref: case for case in known},
            "transitions": _transitions(session, actor, known),
            "lifecycle_of": lambda case: editions.load_newest(session, case.call)[case.direction].direction.lifecycle,
            "outcomes": list(zip([ref for ref, _ in chosen.cases], outcomes, strict=bool(outcomes))),
            "good": sum(not isinstance(one, Refusal) for one in outcomes),
            "is_refusal": lambda one: isinstance(one, Refusal),
            "is_done": is_done,
            "faults": faults,
            "given": {"reason": chosen.reason},
        }

    return await visit.page("bulk.html", gather, status=status)


def _found(session: Session, actor: Actor, ref: str) -> CaseSummary | None:
    try:
        return queries.build_summary(session, actor, queries.load_visible_row(session, actor, ref))
    except NotFound:
        return None


def _transitions(session: Session, actor: Actor, cases: Sequence[CaseSummary]) -> dict[str, Declared]:
    """The transitions that somebody in the actor's roles makes from where any of the cases stands, and that ask for
    no figures.
    """
    found: dict[str, Declared] = {}
    for case in cases:
        roles = access.roles(actor, queries.load_visible_row(session, actor, case.ref))
        lifecycle = editions.load_newest(session, case.call)[case.direction].direction.lifecycle
        for name, transition in lifecycle.transitions_from(case.state).items():
            if not roles.isdisjoint(transition.by) and set(transition.asks) <= {"reason"}:
                found.setdefault(name, transition)
    return found
