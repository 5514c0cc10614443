"""The assignment matrix of a direction: its cases and who could review them; some are ticked and asked, or all are proposed."""

from collections.abc import Collection, Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api import cursors
from api.console.form import Fault, Form, mendable
from api.console.page_request import PageRequest, Visitor
from api.console.pages.reviewers import Text, is_named
from api.console.route import PageRoute
from api.errors import REFUSALS, BadRequest, refuse_parameter
from api.routes.programmes import Code, Name
from states.refusal import Refusal
from states.text import sort_key
from workflow import access, assignment_plan, permissions
from workflow.actors import Actor
from workflow.assignment_plan import AssignmentPlan
from workflow.commands import AssignReviewer, Bulk
from workflow.deciding import candidates
from workflow.errors import InvalidRequest
from workflow.identity import people
from workflow.outcomes import Outcome
from workflow.pool.reviewers import Listed
from workflow.reviewing import matrix
from workflow.reviewing.matrix import Matrix, MatrixRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Pair = tuple[str, str]
_COLUMNS = 16
_MOST_PAIRS = 2_000


@router.get("/calls/{call}/directions/{code}/assignments")
async def assignments(
    visit: Visitor,
    call: Code,
    code: Name,
    who: Text = "",
    cursor: Text = "",
    asked: Annotated[int, Query(ge=0)] = 0,
    each: Annotated[int | None, Query(ge=1, le=assignment_plan.MOST)] = None,
) -> HTMLResponse:
    """The matrix; with `each` what is proposed so that every case has so many reviewers."""
    if each is not None:
        return await _proposed(visit, call, code, each, [])
    return await _page(visit, call, code, who=who.strip(), cursor=cursor, asked=asked)


@router.post("/calls/{call}/directions/{code}/assignments")
async def asked(visit: Visitor, call: Code, code: Name) -> Response:
    """Ask everybody who was ticked or proposed, all or nobody; or show again what was ticked, and why not."""
    form = await visit.form()
    here, doing = f"/calls/{call}/directions/{code}/assignments", form.text("do")
    each = None
    try:
        if doing == "propose":
            return visit.onward(here, each=_each(form))
        each = _each(form) if doing == "apply" else None
        pairs = _pairs(form, doing)
    except BadRequest as error:
        faults, status = mendable(error)
        return await _page(visit, call, code, faults=faults, status=status, cursor=form.text("cursor") or "")
    outcomes = await _invited(visit, pairs, automatic=doing == "apply")
    refused = [(pair, one) for pair, one in zip(pairs, outcomes, strict=True) if isinstance(one, Refusal)]
    refused = [(pair, one) for pair, one in refused if one.code != "abandoned"]
    if not refused:
        return visit.onward(here, asked=len(outcomes))
    faults = await visit.read(lambda session, _: _told(session, refused))
    status = max(REFUSALS[one.code] for _, one in refused)
    if each is not None:
        return await _proposed(visit, call, code, each, faults, status)
    cursor, who = form.text("cursor") or "", form.text("who") or ""
    return await _page(visit, call, code, who=who, cursor=cursor, ticked=pairs, faults=faults, status=status)


async def _invited(visit: PageRequest, pairs: Sequence[Pair], *, automatic: bool) -> list[Outcome]:
    def bulk(actor: Actor) -> Bulk:
        said = visit.asked.said(actor)
        asks = tuple(AssignReviewer(**said, ref=ref, reviewer=person, automatic=automatic) for ref, person in pairs)
        return Bulk(**said, commands=asks, mode="atomic")

    return await visit.asked.each(bulk)


def _each(form: Form) -> int:
    each = form.number("each")
    if each is None or not 1 <= each <= assignment_plan.MOST:
        raise refuse_parameter(f"a case has 1 to {assignment_plan.MOST} reviewers", "/each")
    return each


def _pairs(form: Form, doing: str | None) -> list[Pair]:
    """The (case, person) pairs of a form: each ticked box is one; those of a proposal stand together. Raises BadRequest."""
    written = (form.text("pairs") or "").split("\n") if doing == "apply" else form.texts("pair")
    found = [tuple(one.split()) for one in written if one.strip()]
    if any(len(one) != 2 for one in found) or len(found) > _MOST_PAIRS:
        raise refuse_parameter("the page did not say whom to ask about which case; load it again", "/pairs")
    if not found:
        raise refuse_parameter("tick whom to ask about which case", "/matrix")
    return [(ref, person) for ref, person in found]


def _told(session: Session, refused: Sequence[tuple[Pair, Refusal]]) -> list[Fault]:
    names = people.load_names(session, {person for (_, person), _ in refused})
    return [
        Fault("matrix", f"{ref}, {names.get(person, person)}: {problem}")
        for (ref, person), one in refused
        for problem in ([lack.problem for lack in one.missing] or [one.problem])
    ]


async def _page(
    visit: PageRequest,
    call: str,
    code: str,
    *,
    who: str = "",
    cursor: str = "",
    asked: int = 0,
    ticked: Collection[Pair] = (),
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> HTMLResponse:
    after = cursors.number(cursor or None) or 0

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        found = matrix.load_direction_matrix(session, actor, call, code, after=after)
        columns = _columns(found, who, {person for _, person in ticked})
        return _about(session, actor, call, code) | {
            "lines": found.lines,
            "columns": columns,
            "others": len(found.pool) - len(columns),
            "loaded": [one for one in found.pool if one.load > one.most],
            "possible": _possible(found),
            "further": None if found.following is None else cursors.written(found.following),
            "cursor": cursor,
            "who": who,
            "asked": asked,
            "ticked": set(ticked),
            "faults": faults,
        }

    return await visit.page("assignments.html", gather, status=status)


async def _proposed(
    visit: PageRequest, call: str, code: str, each: int, faults: Sequence[Fault], status: int = 200
) -> HTMLResponse:
    def gather(session: Session, actor: Actor) -> dict[str, object]:
        context: dict[str, object] = {"each": each, "faults": list(faults), "proposal": None}
        try:
            proposal = assignment_plan.plan_assignments(session, actor, call, code, each=each)
        except InvalidRequest as error:
            context["faults"] = [*faults, Fault("", str(error))]
            proposal = AssignmentPlan((), ())
        names = people.load_names(session, {person for _, person in proposal.pairs})
        by_case: dict[str, list[str]] = {}
        for ref, person in proposal.pairs:
            by_case.setdefault(ref, []).append(names.get(person, person))
        context |= {"proposal": proposal, "by_case": by_case, "people": len({person for _, person in proposal.pairs})}
        return _about(session, actor, call, code) | context

    return await visit.page("proposal.html", gather, status=status)


def _about(session: Session, actor: Actor, call: str, code: str) -> dict[str, object]:
    definition = candidates.load_definition(session, call, code)
    may_assign = permissions.permits("propose-reviewers", actor.roles_in(call))
    return {
        "call": definition.call,
        "direction": definition.direction,
        "plan": definition.direction.review,
        "may_assign": may_assign,
    }


def _columns(found: Matrix, who: str, ticked: Collection[str]) -> list[Listed]:
    """Whose columns are shown: those who go by some words; else who reviews here, and who could best be asked next."""
    if who:
        return [one for one in found.pool if is_named(one, who)][:_COLUMNS]
    busy = {person for line in found.lines for person, status in line.asked.items() if status in access.ASSIGNED}
    here = [one for one in found.pool if one.person in busy or one.person in ticked]
    free = [one for one in found.pool if one not in here and one.load < one.most]
    free.sort(key=lambda one: (not any(line.knows(one) for line in found.lines), one.load, sort_key(one.name)))
    return here + free[: max(_COLUMNS - len(here), 3)]


def _possible(found: Matrix) -> list[tuple[MatrixRow, Listed, str]]:
    """The suspicions that wait to be settled, and what was found between a case and somebody who reviews it."""
    known = {one.person: one for one in found.pool}
    return [
        (line, known[person], ground)
        for line in found.lines
        for person, by_ground in line.against.items()
        for ground, status in by_ground.items()
        if person in known
        and (status == "suspected" or (status == "found" and line.asked.get(person) in access.ASSIGNED))
    ]
