"""Reviewing: what somebody is asked to review, and their sheet of a case: conflict first, then the answer, then scores."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api.console import mending
from api.console.form import Fault, Form
from api.console.page_request import PageRequest, Visitor
from api.console.pages.case import Ref
from api.console.route import PageRoute
from api.errors import BadRequest, Refused, refuse_parameter
from states.call import ReviewPlan
from workflow import access, editions, permissions, provenance
from workflow.actors import Actor
from workflow.commands import AnswerInvitation, DeclareConflict, OnCase, SubmitReview
from workflow.errors import NotFound
from workflow.identity import people
from workflow.outcomes import Result
from workflow.overview import queries
from workflow.paperwork import documents
from workflow.pool import conflict_detection, reviewers
from workflow.reviewing import assignments, reviews

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/reviews")
async def list_reviews(visit: Visitor, done: str = "") -> HTMLResponse:
    """What the visitor is asked to review: to answer, to review, and what they have done."""

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        mine = assignments.list_mine(session, actor)
        definitions = {one.case: editions.load_newest(session, one.call)[one.direction] for one in mine}
        open_ones = [one for one in mine if one.state in definitions[one.case].direction.lifecycle.reviewed_in]
        return {
            "to_answer": [one for one in mine if one.status == "invited"],
            "to_review": [one for one in open_ones if one.status == "accepted" and not one.reviewed],
            "given": [one for one in mine if one.reviewed],
            "own": reviewers.load_own(session, actor),
            "definitions": definitions,
            "done": done if done in ("conflict", "declined") else "",
        }

    return await visit.page("reviews.html", gather)


@router.get("/reviews/{ref}")
async def sheet(visit: Visitor, ref: Ref, event: int | None = None) -> HTMLResponse:
    """The sheet of somebody who is asked to review a case. To everybody else it is not there."""
    return await _page(visit, ref, {}, [], event=event)


@router.post("/reviews/{ref}")
async def sent(visit: Visitor, ref: Ref) -> Response:
    """Declare a conflict, answer the invitation, or give the review; or show again what was written, with what is wrong."""
    form = await visit.form()
    written = {name: form.text(name) or "" for name in form.data if name != "version"}
    doing = form.text("do") or ""
    try:
        receipt = await _done(visit, ref, form, doing)
    except (Refused, BadRequest) as error:
        faults, status = await mending.find_faults(visit.request, error)
        faults = [
            Fault(one.field, "choose what you advise") if one.field == "recommendation" else one for one in faults
        ]
        faults = [_with_what_was_typed(form, one) for one in faults]
        if doing == "decline":
            faults = [replace(fault, field="decline-reason") if fault.field == "reason" else fault for fault in faults]
        return await _page(visit, ref, written, faults, status)
    if doing in ("conflict", "decline"):
        return visit.onward("/reviews", done="conflict" if doing == "conflict" else "declined")
    return visit.onward(f"/reviews/{ref}", event=receipt.event)


async def _done(visit: PageRequest, ref: str, form: Form, doing: str) -> Result:
    plan = await visit.read(lambda session, actor: _plan(session, actor, ref))
    version = form.version()

    def answer(actor: Actor) -> OnCase:
        accepts = doing == "accept"
        reason = None if accepts else form.text("decline-reason")
        said = visit.asked.said(actor)
        return AnswerInvitation(**said, ref=ref, version=version, reviewer=actor.id, accepts=accepts, reason=reason)

    def conflict(actor: Actor) -> OnCase:
        ground, reason = form.text("ground") or "", form.text("reason") or ""
        return DeclareConflict(**visit.asked.said(actor), ref=ref, version=version, ground=ground, reason=reason)

    def review(actor: Actor) -> OnCase:
        return SubmitReview(
            **visit.asked.said(actor),
            ref=ref,
            version=version,
            scores=_scores(form, plan),
            comment=form.text("comment") or "",
            recommendation=form.text("recommendation") or "",
        )

    verbs: dict[str, Callable[[Actor], OnCase]] = {"accept": answer, "decline": answer}
    verbs |= {"conflict": conflict, "review": review}
    if doing not in verbs:
        raise refuse_parameter("the page did not say what to do; load it again", "/do")
    if doing == "conflict" and form.text("ground") not in conflict_detection.GROUNDS:
        raise refuse_parameter("choose what connects you with the case", "/ground")
    return await visit.done(verbs[doing])


def _scores(form: Form, plan: ReviewPlan | None) -> dict[str, int]:
    """The scores that were written as whole numbers; the verb tells of every other one."""
    found = {}
    for name in plan.criteria if plan is not None else ():
        with suppress(BadRequest):
            if (score := form.number(f"scores-{name}")) is not None:
                found[name] = score
    return found


def _with_what_was_typed(form: Form, fault: Fault) -> Fault:
    """The fault of a score that is no whole number, saying what was typed instead of that the score is missing."""
    if fault.field.startswith("scores-"):
        try:
            form.number(fault.field)
        except BadRequest as error:
            return replace(fault, problem=error.detail)
    return fault


def _plan(session: Session, actor: Actor, ref: str) -> ReviewPlan | None:
    row = queries.load_visible_row(session, actor, ref)
    return editions.load_pinned(session, row.call, row.edition)[row.direction].direction.review


async def _page(
    visit: PageRequest,
    ref: str,
    written: dict[str, str],
    faults: Sequence[Fault],
    status: int = 200,
    event: int | None = None,
) -> HTMLResponse:
    now = visit.asked.received_at

    def gather(session: Session, actor: Actor) -> dict[str, object]:
        mine = _own(session, actor, ref)
        whole = queries.load_case(session, actor, ref, now=now)
        definition = editions.load_pinned(session, whole.case.call, whole.edition)[whole.case.direction]
        lifecycle, opinion = definition.direction.lifecycle, reviews.list_reviews(session, actor, ref)
        laid_down = provenance.load_provenance(session, whole.case.call)
        is_open = permissions.is_allowed_in("give-review", lifecycle, whole.case.state)
        return {
            "whole": whole,
            "case": whole.case,
            "call": definition.call,
            "direction": definition.direction,
            "lifecycle": lifecycle,
            "zone": definition.call.zone,
            "plan": definition.direction.review,
            "plan_origin": laid_down.get(f"review.{definition.direction.code}", laid_down.get("review")),
            "mine": mine,
            "may_answer": mine.status == "invited"
            and permissions.is_allowed_in("answer-invitation", lifecycle, whole.case.state),
            "may_review": mine.status == "accepted" and is_open and definition.direction.review is not None,
            "review": next((one for one in opinion.reviews if one.reviewer == actor.id), None),
            "others": [one for one in opinion.reviews if one.reviewer != actor.id],
            "documents": documents.list_documents(session, actor, ref),
            "owner": people.load_names(session, {whole.case.owner}).get(whole.case.owner, ""),
            "grounds": conflict_detection.GROUNDS,
            "recommendations": reviews.RECOMMENDATIONS,
            "written": written,
            "faults": faults,
            "given_now": event is not None and mine.reviewed,
        }

    return await visit.page("review.html", gather, status=status)


def _own(session: Session, actor: Actor, ref: str) -> assignments.AssignmentEntry:
    """How the visitor stands to the case as its reviewer. Raises NotFound for whoever is not, though they may see it."""
    if permissions.permits("read-reviewing", access.roles(actor, queries.load_visible_row(session, actor, ref))):
        for one in assignments.list_assignments(session, actor, ref):
            if one.reviewer == actor.id and one.status in access.ASSIGNED:
                return one
    raise NotFound(f"there is no case {ref} for you to review")
